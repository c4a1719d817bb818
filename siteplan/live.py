"""Results while a layout is being changed: a few criteria that answer at once, and the rest as soon as the hand rests.

Make one `LiveGround` when an editor opens; give every version of the layout to `live_subset` while something is being
dragged and to `full_scorecard` when it has come to rest. Both give for their criteria exactly what
`siteplan.assessment.assess_layouts` gives: nothing is estimated. `LiveGround` keeps questions, settings and site.

Which criteria are live was chosen by measured cost (``benchmarks/layout_evaluation.md``): blind spots, which are what
one drags for, and of sight, exits and distances those that cost least beside them.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from siteplan.assessment import Choices, plot_under, settings_for
from siteplan.content import Content
from siteplan.context import LayoutContext
from siteplan.context.vicinity import Vicinity
from siteplan.criterion import CriterionSpec
from siteplan.evaluation import Evaluator, Settings, evaluate
from siteplan.model import Layout, Plot, Site
from siteplan.readers.layout_move import fit_to_plot
from siteplan.scorecard import Scorecard

LIVE_CRITERIA: Final = (
    "cluster_size_units",
    "base_overview_of_paths",
    "base_overview_of_unit_doors",
    "blind_spots_outdoor",
    "two_way_visibility",
    "base_to_unit_distance",
    "two_exits_per_unit",
    "exits_opposite_sides",
    "ground_floor_units",
    "no_built_area_below",
    "own_entrance_from_outside",
)
"""Ids of the live criteria, in the order of the report: what one watches while dragging a building."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LiveGround:
    """What stays the same while a layout is changed: the questions, the site, the plot and what lies round it."""

    settings: Settings
    live: Sequence[tuple[CriterionSpec, Evaluator | None]]
    full: Sequence[tuple[CriterionSpec, Evaluator | None]]
    choices: Choices
    site: Site | None
    plot: Plot | None
    vicinity: Vicinity


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LiveResults:
    """The live criteria for one version of a layout, the ids of those not yet asked again, and the time it took [ms].

    ``scorecard`` holds results of the live criteria alone: to be shown beside the last full one, never as a total.
    """

    scorecard: Scorecard
    not_asked: tuple[str, ...]
    took_ms: float


def live_ground(
    content: Content, *, choices: Choices | None = None, site: Site | None = None, plot: Plot | None = None
) -> LiveGround:
    """Prepare for any number of versions of a layout.

    Parameters
    ----------
    content
        What is asked.
    choices
        Profile, limits, programme and stage of this run; as site and files say by default.
    site, plot
        Where the layout stands; without ``plot`` each layout's own placement names it.

    Raises
    ------
    InputError
        When a chosen profile, weight or limit does not exist.
    """
    chosen = choices or Choices()
    settings = settings_for(site, content, chosen)
    full = content.criteria(("layout", "programme"), settings.profile)
    return LiveGround(
        settings=settings, live=[pair for pair in full if pair[0].id in LIVE_CRITERIA], full=full, choices=chosen,
        site=site, plot=plot, vicinity=Vicinity(site.surroundings if site else None),
    )  # fmt: skip


def live_subset(layout: Layout, ground: LiveGround) -> LiveResults:
    """The live criteria for this version of the layout."""
    begun = time.perf_counter()
    card = _evaluated(layout, ground, ground.live)
    asked = {spec.id for spec, _ in ground.live}
    return LiveResults(
        scorecard=card, not_asked=tuple(spec.id for spec, _ in ground.full if spec.id not in asked),
        took_ms=1000 * (time.perf_counter() - begun),
    )  # fmt: skip


def full_scorecard(layout: Layout, ground: LiveGround) -> Scorecard:
    """Every layout and programme criterion for this version of the layout."""
    return _evaluated(layout, ground, ground.full)


def _evaluated(
    layout: Layout, ground: LiveGround, criteria: Sequence[tuple[CriterionSpec, Evaluator | None]]
) -> Scorecard:
    choices = ground.choices
    standing = ground.plot or plot_under(layout, ground.site)
    fitted = layout if standing is None else fit_to_plot(layout, standing, with_fingerprint=False)[0]
    staged = fitted if choices.stage is None else replace(fitted, stage=choices.stage)
    context = LayoutContext(
        staged, plot=standing, surroundings=ground.site.surroundings if ground.site else None,
        site_programme=ground.site.programme if ground.site else {}, stated_programme=choices.programme,
        vicinity=ground.vicinity,
    )  # fmt: skip
    return evaluate(
        context, criteria, settings=ground.settings, candidate=(layout.id, layout.name), stage=staged.stage,
        issues=staged.issues, sources=layout.sources,
    )  # fmt: skip
