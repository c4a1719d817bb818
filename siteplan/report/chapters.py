"""Chapters that several kinds of report share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shapely.geometry.base import BaseGeometry

from siteplan.criterion import DETERMINED, FAMILIES, Citation, CriterionResult, Feature, Outcome, Quantity
from siteplan.decision_words import DecisionWords
from siteplan.explanation import difference, standing
from siteplan.model import Plot
from siteplan.ranking import RankedCandidate
from siteplan.report.blocks import Block, Bullets, Figure, Heading, PageBreak, Paragraph, Quotation, Table
from siteplan.report.material import Material
from siteplan.report.plan_figures import plan_figure, serves_figure
from siteplan.report.plot_figures import overview_map, plot_map
from siteplan.report.result_blocks import (
    criterion_block,
    mark_of,
    measured,
    quotation,
    requirement_line,
    score_words,
    sentence_of,
    title_of,
)
from siteplan.scorecard import JoinedScore
from siteplan.text import label, number, quantity, say, score, value_text

_FEWEST_TO_COMPARE = 2
_MOST_BARS = 8
_MOST_BESIDE = 3
"""Candidates that the first is set beside, criterion by criterion."""
_MOST_SHARES = 6
"""Candidates whose shares of first places are tabled."""
MAP_ROLES = frozenset({"route", "nearest", "access", "risk", "hazard", "drive_route", "destination"})
"""What the map of a plot draws: where people walk, and to what."""
PLAN_ROLES = frozenset({"exit_missing", "main_door", "blind_spot", "overlap_below", "viewpoint", "path_unseen"})
"""What the plan of a layout draws: ways in and out, and what falls short. More would cover the plan."""
ROUTES = ("transit_stop_walk_distance", "grocery_walk_distance", "green_area_walk_distance", "local_risk_factors")


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


def candidate_chapter(candidate: RankedCandidate, material: Material) -> Iterator[Block]:
    """One alternative: map or plan, requirements, themes, results by theme, and what is not assessed."""
    card, language = candidate.scorecard, material.language
    yield Heading(text=card.name, level=2)
    yield from strengths(candidate, material)
    yield from requirements_of(candidate, material)
    yield from figures_of(candidate, material)
    yield families_table(candidate, material)
    for family in FAMILIES:
        members = [r for r in card.results if r.spec.family == family and r.outcome in (*DETERMINED, Outcome.NOTED)]
        if members:
            yield Heading(text=label("family", family, language), level=3)
            yield results_table(members, material)
    yield from not_assessed(candidate, material)


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


def strengths(candidate: RankedCandidate, material: Material) -> Iterator[Block]:
    """The strongest and the weakest points."""
    run = material.edited.run
    if run.decision is not None and candidate.rank is not None:
        words = DecisionWords(run.ranking, run.decision, material.language)
        yield from (Paragraph(text=line) for line in words.standing(standing(run.ranking, candidate)))


def figures_of(candidate: RankedCandidate, material: Material) -> Iterator[Figure]:
    """The plot with the ways that were measured, or the plans of a layout."""
    card, site = candidate.scorecard, material.site
    if material.about_plots:
        plot = _plot(material, card.id)
        if plot is not None and site is not None:
            routes = [result for result in card.results if result.spec.id in ROUTES]
            features = [f for result in routes for f in result.finding.features if f.role in MAP_ROLES]
            labels = [named for result in routes if (named := _destination(result, material)) is not None]
            yield plot_map(site.surroundings, plot, features, labels=labels, language=material.language)
        return
    layout = material.layout(card.id)
    if layout is None:
        return
    drawn: list[Feature] = [f for r in card.results for f in r.finding.features if f.role in PLAN_ROLES]
    for storey in sorted({space.storey for space in layout.spaces}) or [0]:
        cameras = material.edited.edition == "internal"
        yield plan_figure(layout, storey, drawn, language=material.language, cameras=cameras)


def _destination(result: CriterionResult, material: Material) -> tuple[BaseGeometry, str] | None:
    """The nearest place of a result with its name and distance, to be written on the map."""
    place = next((f.geometry for f in result.finding.features if f.role == "nearest"), None)
    if place is None or result.finding.quantity is None:
        return None
    name = result.finding.values.get("nearest") or result.finding.values.get("green_name")
    words = quantity(result.finding.quantity, material.language)
    return place, f"{value_text('nearest', name, material.language)}\n{words}" if isinstance(name, str) else words


def _plot(material: Material, name: str) -> Plot | None:
    plots = () if material.site is None else material.site.plots
    return next((plot for plot in plots if plot.id == name), None)


def requirements_of(candidate: RankedCandidate, material: Material) -> Iterator[Block]:
    """Requirements that are not met, overridden or not assessed, and floors."""
    language = material.language
    lines = [
        requirement_line(check, material)
        for state in ("unmet", "waived", "undetermined")
        for check in candidate.requirements(state)
    ]
    for name in candidate.below_floors:
        what = label("group", name, language).lower() if name in ("residents", "staff") else _named(name, material)
        lines.append(say("report", "requirement.below", language, {"what": what}))
    if lines:
        yield Bullets(items=tuple(lines))
    else:
        yield Paragraph(text=say("report", "requirement.none", language), tone="soft")


def families_table(candidate: RankedCandidate, material: Material) -> Table:
    """Scores by theme."""
    language = material.language
    rows = tuple(
        (
            label("family", family, language), _score(joined, material),
            f"{score(joined.low, language)}–{score(joined.high, language)}", score(joined.minimum, language),
            quantity(Quantity(value=joined.coverage, unit="share"), language),
        )
        for family, joined in candidate.scores.families.items()
    )  # fmt: skip
    head = tuple(
        say("report", f"table.{key}", language) for key in ("family", "score", "interval", "lowest", "coverage")
    )
    return Table(head=head, rows=rows, widths=(4, 1.4, 1.4, 1.6, 1.6), numeric=(1, 2, 3, 4))


def results_table(results: Iterable[CriterionResult], material: Material) -> Table:
    """Results in a line each."""
    language = material.language
    rows = tuple(
        (
            title_of(result.spec, language), mark_of(result, language), measured(result, language),
            score_words(result, material), sentence_of(result, material),
        )
        for result in results
        if result.outcome in (*DETERMINED, Outcome.NOTED)
    )  # fmt: skip
    keys = ("criterion", "outcome", "measured", "score")
    head = (
        *(say("report", f"table.{key}", language) for key in keys),
        say("labels", "word.result", language).capitalize(),
    )
    return Table(head=head, rows=rows, widths=(2.6, 1.6, 1.2, 1.0, 5.2), numeric=(2, 3))


def not_assessed(candidate: RankedCandidate, material: Material) -> Iterator[Block]:
    """What is not known, and what would settle it."""
    language, results = material.language, candidate.scorecard.results
    open_ones = [result for result in results if result.outcome is Outcome.UNDETERMINED]
    yield heading(material, "not_assessed", level=3)
    if open_ones:
        yield Bullets(
            items=tuple(
                say("report", "not_assessed.line", language,
                    {"title": title_of(r.spec, language), "missing": sentence_of(r, material)})
                for r in open_ones
            )
        )  # fmt: skip
    else:
        yield Paragraph(text=say("report", "not_assessed.none", language), tone="soft")


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


def candidates_chapter(material: Material) -> Iterator[Block]:
    """Every alternative, each on a new page."""
    yield PageBreak()
    yield heading(material, "candidates")
    for index, candidate in enumerate(material.candidates):
        if index:
            yield PageBreak()
        yield from candidate_chapter(candidate, material)


def _score(joined: JoinedScore | None, material: Material) -> str:
    return "–" if joined is None else score(joined.score, material.language)


def _or_dash(value: int | None) -> str:
    return "–" if value is None else str(value)


def _named(name: str, material: Material) -> str:
    spec = material.specs.get(name)
    return label("family", name, material.language) if spec is None else title_of(spec, material.language)


def _listing(names: list[str], material: Material) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {say('pages', 'word.and', material.language)} {names[-1]}"
