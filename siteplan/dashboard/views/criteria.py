"""What is asked: each criterion with its question, limits and their basis, value curve and quotations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from siteplan.criterion import CriterionSpec, ParameterUse, ProcessItem, Source
from siteplan.dashboard.markup import fold, text
from siteplan.dashboard.views.citations import quotations
from siteplan.dashboard.views.results import curve_block, parameter_rows
from siteplan.dashboard.words import Words
from siteplan.scorecard import Weighting
from siteplan.text import say, sensitivity

_SHOWN = 2
"""Quotations that stand open; the rest unfold."""


def matching(
    specs: Iterable[CriterionSpec], *, subject: str | None, family: str | None, wanted: str, words: Words
) -> list[CriterionSpec]:
    """The criteria of a subject and family whose words hold what was written in the search field."""
    asked = wanted.strip().casefold()
    found = []
    for spec in specs:
        said = spec.text[words.language]
        heap = " ".join((said.title, said.question, said.notes, *(c.quote for c in spec.citations))).casefold()
        if subject in (None, spec.subject) and family in (None, spec.family) and asked in heap:
            found.append(spec)
    return found


def introduction(found: Sequence[CriterionSpec], every: Mapping[str, CriterionSpec], words: Words) -> str:
    """How many are shown, and what the words mean."""
    count = words("criteria.count", {"shown": str(len(found)), "all": str(len(every))})
    intro = text(words("criteria.intro"))
    return f'<p class="soft">{intro}</p><p class="small soft" style="margin-top:6px">{text(count)}</p>'


def criteria_list(
    specs: Sequence[CriterionSpec], weighting: Weighting, sources: Mapping[str, Source], words: Words
) -> str:
    """Every criterion in full."""
    if not specs:
        return f'<p class="empty">{text(words("criteria.none"))}</p>'
    return "".join(_criterion(spec, weighting, sources, words) for spec in specs)


def checklist(items: Iterable[ProcessItem], sources: Mapping[str, Source], words: Words) -> str:
    """What is to be decided while the project is planned: asked and quoted, never scored."""
    rows = "".join(_item(item, sources, words) for item in items)
    if not rows:
        return ""
    title, note = text(words("checklist.title")), text(words("checklist.note"))
    return f'<section><h3>{title}</h3><p class="soft small">{note}</p>{rows}</section>'


def _item(item: ProcessItem, sources: Mapping[str, Source], words: Words) -> str:
    said = item.text[words.language]
    summary = words("result.quotes", {"count": str(len(item.citations)), "voices": words.voices(item.citations)})
    quotes = fold(summary, quotations(item.citations, sources, words), key=f"c-{item.id}")
    return (
        f'<article class="result"><div class="result-head"><h4>{text(said.title)}</h4>'
        f'<span class="soft small">{text(words.label("phase", item.phase))}</span></div>'
        f'<p class="said">{text(said.question)}</p>'
        f'<div class="folds">{quotes}</div></article>'
    )


def _criterion(spec: CriterionSpec, weighting: Weighting, sources: Mapping[str, Source], words: Words) -> str:
    said = spec.text[words.language]
    weight = weighting.criteria.get(spec.id)
    groups = words.listing(words.label("group", group).lower() for group in spec.serves)
    kind = words.label("importance", spec.importance)
    if weight is not None and spec.importance == "scored":
        said_weight, stated = words.weight(weight.value), words.weight(weight.stated)
        key = "criteria.weighs" if said_weight == stated else "criteria.weighs_balanced"
        kind = words(key, {"weight": said_weight, "stated": stated})
    tags = (
        (words("criteria.about"), words.label("subject", spec.subject)),
        (words("card.family"), words.label("family", spec.family)),
        (words("criteria.serves"), groups), (words("criteria.importance"), kind),
        (words("criteria.stage"), words.label("stage", spec.stage)),
    )  # fmt: skip
    tagged = "".join(f"<span>{text(name)}: <b>{text(value)}</b></span>" for name, value in tags)
    notes = f'<p class="soft small" style="margin-top:8px">{text(said.notes)}</p>' if said.notes else ""
    return (
        f'<article class="criterion" data-criterion="{text(spec.id)}"><h3>{text(said.title)}</h3>'
        f'<p class="question">{text(said.question)}</p>'
        f'{notes}<div class="tags">{tagged}</div>{_sensitive(spec, words)}'
        f'<div class="two"><div>{_quotes(spec, sources, words)}</div>'
        f"<div>{curve_block(spec, words)}</div></div>{_limits(spec, words)}</article>"
    )


def _sensitive(spec: CriterionSpec, words: Words) -> str:
    why = sensitivity(spec, words.language)
    if why is None:
        return ""
    return f'<p class="sensitive small"><b>{text(say("redraw", "mark", words.language))}</b> {text(why)}</p>'


def _quotes(spec: CriterionSpec, sources: Mapping[str, Source], words: Words) -> str:
    if not spec.citations:
        return ""
    voices = words("criteria.voices", {"voices": words.voices(spec.citations)})
    first, rest = spec.citations[:_SHOWN], spec.citations[_SHOWN:]
    more = ""
    if rest:
        more = fold(
            words("criteria.more_quotes", {"count": str(len(rest))}),
            quotations(rest, sources, words),
            key=f"q-{spec.id}",
        )
    return f'<p class="block-title">{text(voices)}</p>{quotations(first, sources, words)}{more}'


def _limits(spec: CriterionSpec, words: Words) -> str:
    if not spec.parameters:
        return ""
    uses = {
        name: ParameterUse(value=p.value, unit=p.unit, basis=p.basis, level="criterion")
        for name, p in spec.parameters.items()
    }
    assumed = sum(use.basis == "assumption" for use in uses.values())
    summary = words("criteria.limits", {"count": str(len(uses)), "assumed": str(assumed)})
    return f'<div style="margin-top:10px">{fold(summary, parameter_rows(uses, spec, words), key=f"p-{spec.id}")}</div>'
