"""The kinds of report: which chapters each has, for whom it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from siteplan import __version__
from siteplan.criterion import DETERMINED, CriterionResult, Outcome
from siteplan.ranking import RankedCandidate
from siteplan.report import chapters
from siteplan.report.blocks import Blank, Block, Bullets, Document, Heading, Mark, PageBreak, Paper, Paragraph, Table
from siteplan.report.material import Material
from siteplan.report.plan_figures import plan_extent, plan_figure
from siteplan.report.result_blocks import mark_of, measured, score_words, sentence_of, title_of
from siteplan.report.sheet import PLAN_SCALES, fitting_scale
from siteplan.text import label, say, score

_MOST_POINTS = 3
_PHOTOS = 4
_ACROSS = 3
_A3_PLAN_MM = (126.0, 96.0)

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
    yield chapters.heading(material, "firm")
    yield from chapters.firmness(material)
    yield chapters.heading(material, "result")
    yield from chapters.ranking_table(material)
    yield from chapters.site_map(material)
    yield from chapters.candidates_chapter(material)
    yield PageBreak()
    yield from chapters.tradeoffs(material)
    yield from chapters.criteria_chapter(material)
    yield from chapters.closing(material)


def _council(material: Material) -> Iterator[Block]:
    language = material.language
    what = say("report", "council.plot" if material.about_plots else "council.layout", language)
    values = {"what": what, "count": str(len(material.candidates))}
    yield chapters.heading(material, "summary")
    yield Paragraph(text=say("report", "council.concerns", language, values), tone="lead")
    yield from chapters.opening(material)
    yield chapters.heading(material, "firm")
    yield from chapters.firmness(material)
    yield chapters.heading(material, "result")
    yield from chapters.ranking_table(material)
    yield from chapters.site_map(material)
    yield chapters.heading(material, "candidates")
    for candidate in material.candidates:
        yield Heading(text=candidate.scorecard.name, level=2)
        yield from _strengths(candidate, material)
        yield from chapters.requirements_of(candidate, material)
    yield from chapters.tradeoffs(material)
    yield chapters.heading(material, "recommendation")
    yield Paragraph(text=say("report", "council.costs", language))
    yield Blank(label=say("report", "council.recommendation", language), lines=8)
    yield from chapters.closing(material)


def _strengths(candidate: RankedCandidate, material: Material) -> Iterator[Block]:
    """The strongest and the weakest points, each with its sentence."""
    language = material.language
    scored = [r for r in candidate.scorecard.results if r.outcome in DETERMINED and r.score is not None]
    ordered = sorted(scored, key=lambda r: (-(r.score or 0.0), -r.spec.suggested_weight, r.spec.id))
    weak = [r for r in reversed(ordered) if (r.score or 0.0) < r.spec.cuts.met][:_MOST_POINTS]
    for key, chosen in (("strong", [r for r in ordered if r not in weak][:_MOST_POINTS]), ("weak", weak)):
        if chosen:
            points = "; ".join(title_of(r.spec, language).lower() for r in chosen)
            yield Paragraph(text=say("report", f"council.{key}", language, {"points": points}))
            yield Bullets(items=tuple(sentence_of(r, material) for r in chosen))


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
        yield from chapters.figures_of(candidate, material)
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
    language = material.language
    yield from chapters.ranking_table(material)
    if material.about_plots:
        yield from chapters.site_map(material)
    else:
        yield from _plans_alike(material)
    yield _side_by_side(material)
    says = "edition.says" if material.edited.edition == "public" else "edition.internal_says"
    yield Paragraph(text=say("report", says, language), tone="soft")


def _plans_alike(material: Material) -> Iterator[Block]:
    """Every layout at one and the same scale."""
    layouts = [x for c in material.candidates if (x := material.layout(c.scorecard.id)) is not None]
    wide, high = _A3_PLAN_MM
    scale = max(
        (fitting_scale(plan_extent(x), width_mm=wide, height_mm=high, scales=PLAN_SCALES) for x in layouts), default=500
    )
    for layout in layouts:
        yield plan_figure(
            layout, 0, (), language=material.language, cameras=material.edited.edition == "internal", width_mm=wide,
            height_mm=high, scales=(scale,),
        )  # fmt: skip


def _side_by_side(material: Material) -> Table:
    """A row a criterion, a column an alternative; not assessed is a word, never a zero."""
    language = material.language
    cards = [candidate.scorecard for candidate in material.candidates]
    names = dict.fromkeys(r.spec.id for card in cards for r in card.results if r.outcome is not Outcome.LATER)
    rows = []
    for name in names:
        found = [next((r for r in card.results if r.spec.id == name), None) for card in cards]
        cells: list[str | Mark] = [title_of(material.specs[name], language)]
        for result in found:
            if result is None:
                cells.append("–")
                continue
            mark, amount = mark_of(result, language), measured(result, language)
            points = "" if result.score is None else f" · {score(result.score, language)}"
            cells.append(Mark(outcome=mark.outcome, word=f"{mark.word if amount == '–' else amount}{points}"))
        rows.append(tuple(cells))
    head = (say("report", "table.criterion", language), *(card.name for card in cards))
    return Table(head=head, rows=tuple(rows), widths=(3.0, *(2.0 for _ in cards)))


TEMPLATES: Mapping[str, Template] = {
    "case": Template(blocks=_case),
    "council": Template(blocks=_council),
    "husbanken-location": Template(blocks=_husbanken),
    "field-sheet": Template(blocks=_field_sheet),
    "compare-a3": Template(blocks=_compare_a3, paper="a3", landscape=True),
}
"""Kinds of report by the name that the command takes."""
