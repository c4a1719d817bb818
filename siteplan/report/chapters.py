"""Chapters that several kinds of report share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from siteplan.criterion import FAMILIES, Citation, CriterionResult, Outcome, Quantity
from siteplan.decision_words import DecisionWords
from siteplan.explanation import difference
from siteplan.report.blocks import Block, Bullets, Heading, Paragraph, Quotation, Table
from siteplan.report.material import Material
from siteplan.report.plan_figures import serves_figure
from siteplan.report.plot_figures import overview_map
from siteplan.report.result_blocks import (
    criterion_block,
    quotation,
    title_of,
)
from siteplan.scorecard import JoinedScore
from siteplan.text import label, number, quantity, say, score

_FEWEST_TO_COMPARE = 2
_MOST_BARS = 8
_MOST_BESIDE = 3
"""Candidates that the first is set beside, criterion by criterion."""
_MOST_SHARES = 6
"""Candidates whose shares of first places are tabled."""


def heading(material: Material, key: str, *, level: int = 1) -> Heading:
    """A heading from the texts."""
    return Heading(text=say("report", f"heading.{key}", material.language), level=level)


def opening(material: Material) -> Iterator[Block]:
    """What the report is about, which edition it is, and what it cannot be."""
    language = material.language
    name = material.site.name if material.site is not None else "–"
    profile = material.edited.run.ranking.profile.text[language]
    values = {"count": str(len(material.candidates)), "site": name, "profile": profile.title}
    yield Paragraph(text=say("report", "front.asked", language, values), tone="lead")
    yield Paragraph(text=profile.description)
    yield Paragraph(text=say("report", "front.places", language))
    says = "edition.says" if material.edited.edition == "public" else "edition.internal_says"
    yield Paragraph(text=say("report", says, language), tone="warning")


def ranking_table(material: Material) -> Iterator[Block]:
    """Groups before ranks, whom each serves before the total, the interval beside it."""
    language = material.language
    head = ["group", "rank", "candidate"]
    groups = ("residents", "staff", "neighbours", "services")
    titles = [say("report", f"table.{key}", language) for key in head]
    titles += [label("group", group, language) for group in groups]
    titles += [say("report", f"table.{key}", language) for key in ("score", "interval", "coverage", "status")]
    rows = []
    for candidate in material.candidates:
        total, serves = candidate.scores.total, candidate.scores.serves
        rows.append(
            (
                _or_dash(candidate.rank_group), _or_dash(candidate.rank), candidate.scorecard.name,
                *(_score(serves.get(group), material) for group in groups),
                score(total.score, language),
                f"{score(total.low, language)}–{score(total.high, language)}",
                quantity(Quantity(value=total.coverage, unit="share"), language),
                label("status", candidate.status, language),
            )
        )  # fmt: skip
    widths = (1.2, 1.0, 3.6, 1.5, 1.3, 1.3, 1.5, 1.3, 1.5, 1.6, 1.9)
    yield Table(head=tuple(titles), rows=tuple(rows), widths=widths, numeric=tuple(range(3, 10)))
    if len(material.candidates) > 1:
        yield serves_figure(material.candidates[:_MOST_BARS], language=language)


def firmness(material: Material) -> Iterator[Block]:
    """How far the order can be trusted, on what it hangs and what would tell more, before any single number."""
    run, language = material.edited.run, material.language
    if run.decision is None or len(run.ranking.candidates) < _FEWEST_TO_COMPARE:
        return
    yield heading(material, "firm")
    words = DecisionWords(run.ranking, run.decision, language)
    yield Paragraph(text=words.headline(), tone="lead")
    yield Bullets(items=tuple(f"{head}: {words.listed([words.name(n) for n in ids])}" for head, ids in words.groups()))
    placed = [candidate for candidate in run.ranking.candidates if candidate.rank is not None]
    if len(placed) < _FEWEST_TO_COMPARE:
        return
    yield heading(material, "differences", level=2)
    yield Bullets(
        items=tuple(words.difference(difference(run.ranking, placed[0], one)) for one in placed[1 : _MOST_BESIDE + 1])
    )  # fmt: skip
    yield heading(material, "hinges", level=2)
    yield Bullets(items=(*words.hinges(most=5), *words.unknowns(most=3)))
    yield heading(material, "shares", level=2)
    yield Paragraph(text=words.limits_note())
    shown = placed[:_MOST_SHARES]
    rows = tuple(
        (varied, *(words.of_hundred(shares.get(candidate.scorecard.id, 0.0)) for candidate in shown))
        for varied, shares in words.shares()
    )
    head = (say("report", "table.varied", language), *(candidate.scorecard.name for candidate in shown))
    yield Table(
        head=head, rows=rows, widths=(4, *(1.6 for _ in shown)), numeric=tuple(range(1, len(shown) + 1)),
        caption=say("report", "firm.shares", language),
    )  # fmt: skip


def site_map(material: Material) -> Iterator[Block]:
    """All plots on one map."""
    site = material.site
    if site is None or not site.plots or not material.about_plots:
        return
    yield overview_map(
        site.surroundings, site.plots, material.candidates, site=site.name, language=material.language
    )  # fmt: skip


def criteria_chapter(material: Material) -> Iterator[Block]:
    """Each criterion once: what it asks, the limits as they were used, and the quotations behind it."""
    yield heading(material, "criteria")
    used: dict[str, CriterionResult] = {}
    for candidate in material.candidates:
        for result in candidate.scorecard.results:
            if result.outcome is not Outcome.LATER:
                used.setdefault(result.spec.id, result)
    for family in FAMILIES:
        members = [result for result in used.values() if result.spec.family == family]
        if members:
            yield Heading(text=label("family", family, material.language), level=2)
            yield from (criterion_block(result.spec, result, material) for result in members)


def next_stage(material: Material) -> Iterator[Block]:
    """The questions that belong to a later stage, once for all alternatives."""
    later = {
        result.spec.id: title_of(result.spec, material.language)
        for candidate in material.candidates
        for result in candidate.scorecard.results
        if result.outcome is Outcome.LATER
    }
    if later:
        yield heading(material, "later")
        yield Bullets(items=tuple(later.values()))


def tradeoffs(material: Material) -> Iterator[Block]:
    """Each view with what is said for it; both sides cited. Only those that these results inform."""
    language = material.language
    asked = {result.spec.id for candidate in material.candidates for result in candidate.scorecard.results}
    shown = [t for t in material.tradeoffs.values() if asked & set(t.informed_by)]
    if not shown:
        return
    yield heading(material, "tradeoffs")
    for tradeoff in shown:
        said = tradeoff.text[language]
        yield Heading(text=said.title, level=2)
        yield Paragraph(text=said.question, tone="lead")
        for side in tradeoff.sides:
            yield Paragraph(text=said.sides[side.key])
            yield from quotations_of(side.citations, material)


def quotations_of(citations: Iterable[Citation], material: Material) -> Iterator[Quotation]:
    """Quotations as blocks."""
    return (quotation(citation, material.sources, material.language) for citation in citations)


def weights(material: Material) -> Iterator[Block]:
    """What each criterion weighs, and which level set it."""
    language, weighting = material.language, material.edited.run.ranking.weighting
    asked = {result.spec.id for candidate in material.candidates for result in candidate.scorecard.results}
    shown = {name: weight for name, weight in weighting.criteria.items() if name in asked}
    levels = dict.fromkeys(weight.level for weight in shown.values())
    yield heading(material, "weights")
    named = _listing([label("level", level, language) for level in levels], material)
    yield Paragraph(text=say("report", "weights.says", language, {"levels": named}))
    rows = tuple(
        (
            title_of(material.specs[name], language), label("family", material.specs[name].family, language),
            number(weight.value, language, decimals=1), label("level", weight.level, language),
        )
        for name, weight in shown.items()
    )  # fmt: skip
    head = tuple(say("report", f"table.{key}", language) for key in ("criterion", "family", "weight", "set_by"))
    yield Table(head=head, rows=rows, widths=(4, 2.4, 1, 1.6), numeric=(2,))


def closing(material: Material) -> Iterator[Block]:
    """What only people can add, where the data come from, and what the program cannot judge."""
    language = material.language
    yield heading(material, "workshop")
    if material.remarks:
        yield Bullets(items=tuple(material.remarks))
    else:
        yield Paragraph(text=say("report", "workshop.none", language), tone="soft")
    yield heading(material, "log")
    if material.log:
        head = tuple(say("report", f"table.{key}", language) for key in ("when", "who", "change", "reason"))
        rows = tuple((line.when, line.role, line.what, line.why) for line in material.log)
        yield Table(head=head, rows=rows, widths=(1.6, 1.6, 3, 4))
    else:
        yield Paragraph(text=say("report", "log.none", language), tone="soft")
    yield heading(material, "cannot")
    yield Bullets(
        items=tuple(say("report", f"cannot.{key}", language) for key in ("one", "two", "three", "four", "five"))
    )
    yield from data_sources(material)


def data_sources(material: Material) -> Iterator[Block]:
    """Where data and quotations come from, with licence and date."""
    language, run = material.language, material.edited.run
    yield heading(material, "sources")
    unknown = label("word", "unknown", language)
    rows = tuple((s.name, s.date or unknown, s.licence or unknown) for s in run.sources)
    if rows:
        head = tuple(say("report", f"table.{key}", language) for key in ("source", "date", "licence"))
        yield Table(head=head, rows=rows, widths=(4, 1.6, 3))
    quoted = dict.fromkeys(
        citation.source
        for candidate in material.candidates
        for result in candidate.scorecard.results
        for citation in result.spec.citations
    )
    documents = [source for name in sorted(quoted) if (source := material.sources.get(name)) is not None]
    yield heading(material, "documents", level=2)
    head = tuple(say("report", f"table.{key}", language) for key in ("document", "publisher", "date"))
    yield Table(
        head=head, rows=tuple((d.title, d.publisher, str(d.year or unknown)) for d in documents), widths=(5, 3, 1)
    )  # fmt: skip


def _score(joined: JoinedScore | None, material: Material) -> str:
    return "–" if joined is None else score(joined.score, material.language)


def _or_dash(value: int | None) -> str:
    return "–" if value is None else str(value)


def _listing(names: list[str], material: Material) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {say('pages', 'word.and', material.language)} {names[-1]}"
