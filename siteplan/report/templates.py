"""The kinds of report: which chapters each has, for whom it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from siteplan import __version__
from siteplan.criterion import FAMILIES, CriterionResult, Outcome
from siteplan.ranking import RankedCandidate
from siteplan.report import alternatives, chapters
from siteplan.report.blocks import Blank, Block, Document, Heading, Mark, PageBreak, Paper, Paragraph, Table
from siteplan.report.material import Material
from siteplan.report.plan_figures import plan_extent, plan_figure
from siteplan.report.plot_figures import plot_map
from siteplan.report.result_blocks import mark_of, measured, score_words, sentence_of, title_of
from siteplan.report.sheet import PLAN_SCALES, fitting_scale
from siteplan.text import label, say, score

_PHOTOS = 4
_A3_MM, _WIDEST_MM, _SHEET_SHAPE = 388.0, 128.0, 0.8
"""Width of an A3 sheet within its margins, of the widest drawing on it, and height by width of a drawing."""
_SHEET_SCALE = 2000
_MOST_ON_A_SHEET, _MOST_ROWS = 6, 13

HUSBANKEN: Mapping[str, tuple[str, ...]] = {
    "institution": ("non_institutional_form", "scale_fits_neighbourhood", "own_entrance_from_outside", "max_storeys",
                    "homely_materials_and_colours", "plot_capacity_small_cluster"),
    "size": ("cluster_size_units", "plot_capacity_small_cluster", "concentration_of_municipal_housing",
             "portfolio_dispersion"),
    "neighbourhood": ("ordinary_residential_neighbourhood", "neighbour_buffer", "transit_stop_walk_distance",
                      "grocery_walk_distance", "green_area_walk_distance", "distance_to_centre",
                      "everyday_meeting_places"),
    "together": ("concentration_of_municipal_housing", "separation_from_vulnerable_groups", "resident_composition",
                 "shielding_options", "planned_sensitive_land_use"),
}  # fmt: skip
"""The four questions of Husbanken's dialogue tool (HB 8.E.12), and the criteria whose measures inform each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One kind of report: its chapters, and the paper that it is printed on."""

    blocks: Callable[[Material], Iterator[Block]]
    paper: Paper = "a4"
    landscape: bool = False


def compose(material: Material, template: str) -> Document:
    """The report of a kind as blocks; KeyError where the kind does not exist (:data:`TEMPLATES`)."""
    chosen, language, edited = TEMPLATES[template], material.language, material.edited
    marking = say("report", "edition.public", language)
    if edited.edition == "internal":
        ground = material.ground or say("report", "edition.internal_without_ground", language)
        marking = say("report", "edition.internal", language, {"ground": ground})
    question = say("report", "front.plots" if material.about_plots else "front.layouts", language)
    kind = say("report", f"kind.{template}", language)
    name = "" if material.site is None else f"{material.site.name} · "
    return Document(
        title=question, subtitle=f"{name}{kind}", language=language, edition=edited.edition, marking=marking,
        foot=say("report", "front.foot", language, {"version": __version__, "date": material.date}), date=material.date,
        paper=chosen.paper, landscape=chosen.landscape, blocks=tuple(chosen.blocks(material)),
    )  # fmt: skip


def _case(material: Material) -> Iterator[Block]:
    yield chapters.heading(material, "question")
    yield from chapters.opening(material)
    yield from chapters.firmness(material)
    yield chapters.heading(material, "result")
    yield from chapters.ranking_table(material)
    yield from chapters.site_map(material)
    yield from alternatives.candidates_chapter(material)
    yield PageBreak()
    yield from chapters.next_stage(material)
    yield from chapters.tradeoffs(material)
    yield from chapters.weights(material)
    yield from chapters.criteria_chapter(material)
    yield from chapters.closing(material)


def _council(material: Material) -> Iterator[Block]:
    language = material.language
    what = say("report", "council.plot" if material.about_plots else "council.layout", language)
    values = {"what": what, "count": str(len(material.candidates))}
    yield chapters.heading(material, "summary")
    yield Paragraph(text=say("report", "council.concerns", language, values), tone="lead")
    yield from chapters.opening(material)
    yield from chapters.firmness(material)
    yield chapters.heading(material, "result")
    yield from chapters.ranking_table(material)
    yield from chapters.site_map(material)
    yield chapters.heading(material, "candidates")
    for candidate in material.candidates:
        yield Heading(text=candidate.scorecard.name, level=2)
        yield from alternatives.strengths(candidate, material)
        yield from alternatives.requirements_of(candidate, material)
    yield from chapters.tradeoffs(material)
    yield chapters.heading(material, "recommendation")
    yield Paragraph(text=say("report", "council.costs", language))
    yield Blank(label=say("report", "council.recommendation", language), lines=8)
    yield from chapters.closing(material)


def _husbanken(material: Material) -> Iterator[Block]:
    language = material.language
    yield Paragraph(text=say("report", "husbanken.intro", language), tone="lead")
    yield from chapters.opening(material)
    yield from chapters.site_map(material)
    for key, criteria in HUSBANKEN.items():
        yield Heading(text=say("report", f"husbanken.{key}", language))
        if key == "together":
            yield Paragraph(text=say("report", "husbanken.people", language))
        answered = False
        for name in criteria:
            rows = tuple(_answers(name, material))
            if rows:
                answered = True
                yield Heading(text=title_of(material.specs[name], language), level=2)
                keys = ("candidate", "outcome", "measured", "score")
                head = (
                    *(say("report", f"table.{k}", language) for k in keys),
                    label("word", "result", language).capitalize(),
                )
                yield Table(head=head, rows=rows, widths=(2.2, 1.6, 1.2, 1, 5.2), numeric=(2, 3))
                yield from chapters.quotations_of(material.specs[name].citations[:2], material)
        if not answered:
            yield Paragraph(text=say("report", "husbanken.nothing", language), tone="soft")
    yield from chapters.closing(material)


def _answers(name: str, material: Material) -> Iterator[tuple[str | Mark, ...]]:
    language = material.language
    for candidate in material.candidates:
        for result in candidate.scorecard.results:
            if result.spec.id == name and result.outcome is not Outcome.LATER:
                yield (
                    candidate.scorecard.name, mark_of(result, language), measured(result, language),
                    score_words(result, material), sentence_of(result, material),
                )  # fmt: skip


def _field_sheet(material: Material) -> Iterator[Block]:
    language = material.language
    yield Paragraph(text=say("report", "field.intro", language), tone="lead")
    for index, candidate in enumerate(material.candidates):
        if index:
            yield PageBreak()
        yield Heading(text=candidate.scorecard.name)
        yield Blank(label=say("report", "field.visited", language))
        yield from alternatives.figures_of(candidate, material)
        for number in range(1, _PHOTOS + 1):
            yield Blank(label=say("report", "field.photo", language, {"number": str(number)}), frame_mm=24)
        yield Heading(text=say("report", "field.questions", language), level=2)
        for result in open_questions(candidate):
            yield Blank(label=result.spec.text[language].question, lines=2)
        yield Blank(label=say("report", "field.notes", language), lines=5)
    yield PageBreak()
    yield Heading(text=say("report", "field.declared", language))
    for spec in material.specs.values():
        if spec.declared is not None:
            values = ", ".join(spec.declared.allowed) if spec.declared.allowed else spec.declared.type
            key = say("report", "field.key", language, {"key": spec.declared.key})
            allowed = say("report", "field.allowed", language, {"values": values})
            yield Blank(label=f"{spec.text[language].question} ({key}; {allowed})")


def open_questions(candidate: RankedCandidate) -> list[CriterionResult]:
    """What is not assessed and could be settled by going there."""
    return [result for result in candidate.scorecard.results if result.outcome is Outcome.UNDETERMINED]


def _compare_a3(material: Material) -> Iterator[Block]:
    """One sheet: maps or plans alike in scale, then themes and the criteria on which the alternatives differ most."""
    shown = material.candidates[:_MOST_ON_A_SHEET]
    wide = min(_WIDEST_MM, (_A3_MM - (len(shown) - 1) * 3) / max(1, len(shown)))
    yield from (_maps_alike if material.about_plots else _plans_alike)(shown, wide, material)
    yield _side_by_side(shown, material)
    says = "edition.says" if material.edited.edition == "public" else "edition.internal_says"
    yield Paragraph(text=say("report", says, material.language), tone="soft")


def _plans_alike(shown: Sequence[RankedCandidate], wide: float, material: Material) -> Iterator[Block]:
    """Every layout at one and the same scale."""
    layouts = [x for c in shown if (x := material.layout(c.scorecard.id)) is not None]
    high = wide * _SHEET_SHAPE
    scale = max(
        (fitting_scale(plan_extent(x), width_mm=wide, height_mm=high, scales=PLAN_SCALES) for x in layouts), default=500
    )
    for layout in layouts:
        yield plan_figure(
            layout, 0, (), language=material.language, cameras=material.edited.edition == "internal", width_mm=wide,
            height_mm=high, scales=(scale,),
        )  # fmt: skip


def _maps_alike(shown: Sequence[RankedCandidate], wide: float, material: Material) -> Iterator[Block]:
    """Every plot with its neighbourhood at one and the same scale."""
    site = material.site
    if site is None:
        return
    for candidate in shown:
        plot = next((plot for plot in site.plots if plot.id == candidate.scorecard.id), None)
        if plot is not None:
            yield plot_map(
                site.surroundings, plot, (), language=material.language, width_mm=wide, height_mm=wide * _SHEET_SHAPE,
                scales=(_SHEET_SCALE,),
            )  # fmt: skip


def _side_by_side(shown: Sequence[RankedCandidate], material: Material) -> Table:
    """A row a theme and a row a criterion, a column an alternative; not assessed is a word, never a zero."""
    language = material.language
    rows: list[tuple[str | Mark, ...]] = [
        (say("report", "table.score", language), *(_total(candidate, material) for candidate in shown))
    ]
    for family in FAMILIES:
        joined = [candidate.scores.families.get(family) for candidate in shown]
        if any(one is not None for one in joined):
            scores = ("–" if one is None else score(one.score, language) for one in joined)
            rows.append((label("family", family, language), *scores))
    differing = sorted(_spreads(shown).items(), key=lambda item: -item[1])[:_MOST_ROWS]
    for name, spread in differing:
        if spread > 0:
            cells = (_cell(candidate, name, material) for candidate in shown)
            rows.append((title_of(material.specs[name], language), *cells))
    head = (say("report", "table.criterion", language), *(candidate.scorecard.name for candidate in shown))
    return Table(head=head, rows=tuple(rows), widths=(2.4, *(2.0 for _ in shown)))


def _total(candidate: RankedCandidate, material: Material) -> str:
    language, total = material.language, candidate.scores.total
    said = f"{score(total.score, language)} ({score(total.low, language)}–{score(total.high, language)})"
    return f"{said}, {label('status', candidate.status, language)}"


def _spreads(shown: Sequence[RankedCandidate]) -> dict[str, float]:
    """How far the scores of the alternatives lie apart, by criterion."""
    scores: dict[str, list[float]] = {}
    for candidate in shown:
        for result in candidate.scorecard.results:
            if result.score is not None:
                scores.setdefault(result.spec.id, []).append(result.score)
    return {name: max(found) - min(found) for name, found in scores.items()}


def _cell(candidate: RankedCandidate, name: str, material: Material) -> str | Mark:
    result = next((r for r in candidate.scorecard.results if r.spec.id == name), None)
    if result is None:
        return "–"
    mark, amount = mark_of(result, material.language), measured(result, material.language)
    points = score_words(result, material)
    said = mark.word if amount == "–" else amount
    return Mark(outcome=mark.outcome, word=said if points == "–" else f"{said} · {points}")


TEMPLATES: Mapping[str, Template] = {
    "case": Template(blocks=_case),
    "council": Template(blocks=_council),
    "husbanken-location": Template(blocks=_husbanken),
    "field-sheet": Template(blocks=_field_sheet),
    "compare-a3": Template(blocks=_compare_a3, paper="a3", landscape=True),
}
"""Kinds of report by the name that the command takes."""
