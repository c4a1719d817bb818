"""Quotations as the documents have them: word for word, with source, lines, stance and voice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from siteplan.criterion import Citation, Source
from siteplan.dashboard.markup import text
from siteplan.dashboard.words import Words


def quotations(citations: Iterable[Citation], sources: Mapping[str, Source], words: Words) -> str:
    """Each quotation in its own language, whatever the page's."""
    return "".join(_quotation(citation, sources, words) for citation in citations)


def _quotation(citation: Citation, sources: Mapping[str, Source], words: Words) -> str:
    source = sources.get(citation.source)
    title = citation.source if source is None else source.title
    year = "" if source is None or source.year is None else f" ({source.year})"
    language = "nb" if source is None else source.language
    many = any(sign in citation.locator for sign in "-–,")
    # A place that is not line numbers (a section of an act) is said as it stands.
    lines = citation.locator
    if citation.locator.replace("-", "").replace(",", "").replace(" ", "").isdigit():
        lines = words("quote.lines" if many else "quote.line", {"lines": citation.locator.replace("-", "–")})
    return (
        f'<blockquote class="{citation.stance}"><span lang="{language}">«{text(citation.quote)}»</span>'
        f'<span class="cite"><b>{text(words.label("voice", citation.voice).capitalize())}</b>, '
        f"{text(words.label('stance', citation.stance))} · {text(title)}{year}, {text(lines)}</span></blockquote>"
    )
