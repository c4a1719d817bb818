"""One alternative after another: its map or plans, requirements, themes, results, and what is not assessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shapely.geometry.base import BaseGeometry

from siteplan.criterion import DETERMINED, FAMILIES, CriterionResult, Feature, Outcome, Quantity
from siteplan.decision_words import DecisionWords
from siteplan.explanation import standing
from siteplan.model import Plot
from siteplan.ranking import RankedCandidate
from siteplan.report.blocks import Block, Bullets, Figure, Heading, PageBreak, Paragraph, Table
from siteplan.report.chapters import heading
from siteplan.report.material import Material
from siteplan.report.plan_figures import plan_figure
from siteplan.report.plot_figures import plot_map
from siteplan.report.result_blocks import mark_of, measured, requirement_line, score_words, sentence_of, title_of
from siteplan.text import label, quantity, say, score, value_text

MAP_ROLES = frozenset({"route", "nearest", "access", "risk", "hazard", "drive_route", "destination"})
"""What the map of a plot draws: where people walk, and to what."""
PLAN_ROLES = frozenset({"exit_missing", "main_door", "blind_spot", "overlap_below", "viewpoint", "path_unseen"})
"""What the plan of a layout draws: ways in and out, and what falls short. More would cover the plan."""
ROUTES = ("transit_stop_walk_distance", "grocery_walk_distance", "green_area_walk_distance", "local_risk_factors")


def candidates_chapter(material: Material) -> Iterator[Block]:
    """Every alternative, each on a new page."""
    yield PageBreak()
    yield heading(material, "candidates")
    for index, candidate in enumerate(material.candidates):
        if index:
            yield PageBreak()
        yield from candidate_chapter(candidate, material)


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
            label("family", family, language), score(joined.score, language),
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


def _named(name: str, material: Material) -> str:
    spec = material.specs.get(name)
    return label("family", name, material.language) if spec is None else title_of(spec, material.language)
