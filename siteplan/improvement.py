"""The smallest change of a layout that mends a result, and what that change does to everything else.

The search lays a grid of changes that could matter for the criterion (where the base may stand and how it may be
turned, openings in free walls, buildings shifted, lamps), sorts them by size and asks the criterion alone, the smallest
first. A change that mends it is judged in full: it is suggested only if no requirement falls and no other criterion
becomes unmet. The first that passes is the smallest on the grid. Where there are more changes than time, those beyond
are drawn with a seed from all sizes, so that a large change is found, too. Placing one guard for the most view over
candidate positions and orientations is the art gallery problem with a discrete set of guards, for one guard.

References
----------
O'Rourke, J. (1987). Art Gallery Theorems and Algorithms. Oxford University Press.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from siteplan.criterion import CriterionResult, Outcome
from siteplan.layout_changes import (
    Change,
    base_moves,
    building_moves,
    changed,
    lamps,
    openings,
    staff_rooms,
    window_shifts,
)
from siteplan.model import Layout
from siteplan.scorecard import RequirementState, Scorecard

FROM_THE_BASE = frozenset(
    {
        "base_overview_of_paths", "base_overview_of_unit_doors", "blind_spots_outdoor", "approach_detection_distance",
        "two_way_visibility", "camera_dependency", "base_to_unit_distance", "base_on_daily_route",
        "base_view_into_homes", "base_separate_building", "visitor_room",
    }
)  # fmt: skip
"""Criteria that moving or turning the base, or a window in it, may mend."""
BY_DOORS = frozenset(
    {"two_exits_per_unit", "exits_opposite_sides", "staff_retreat_in_unit", "own_entrance_from_outside"}
)  # fmt: skip
"""Criteria that one more door of a home may mend."""
BY_WINDOWS = frozenset({"view_to_green_from_unit", "escape_window", "daylight_exposure"})
"""Criteria that one more window of a home may mend."""
BY_SHIFTED_WINDOWS = frozenset({"window_sill_height_privacy", "base_view_into_homes"})
BY_BUILDINGS = frozenset(
    {
        "fire_separation", "courtyard_cluster_form", "gathering_away_from_neighbours", "outdoor_privacy_from_public",
        "waste_and_sharps_point",
    }
)  # fmt: skip
"""Criteria that a building moved may mend."""
BY_LAMPS = frozenset({"outdoor_lighting_coverage"})
MENDABLE = FROM_THE_BASE | BY_DOORS | BY_WINDOWS | BY_SHIFTED_WINDOWS | BY_BUILDINGS | BY_LAMPS

_BAD: tuple[Outcome, ...] = (Outcome.NOT_MET, Outcome.PARTLY_MET)
_STANDS: frozenset[RequirementState] = frozenset({"met", "waived", "undetermined"})


class Judge(Protocol):
    """Asks a layout's criteria: some of them, or all."""

    def some(self, layout: Layout, criteria: Sequence[str], /) -> Scorecard:
        """Results of these criteria alone, with their requirements."""
        ...

    def all(self, layout: Layout, /) -> Scorecard:
        """Every result."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How far and how long is searched.

    Parameters
    ----------
    seconds
        For each criterion; the best until then is given.
    reach_m, step_m
        Buildings are moved up to so far, on a grid of that step [m].
    seed
        Draws the changes that are tried where there is no time for all.
    tried
        At most so many changes a criterion, the smallest half of them first.
    """

    seconds: float = 60.0
    reach_m: float = 10.0
    step_m: float = 2.5
    seed: int = 1
    tried: int = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a change does to one criterion."""

    criterion: str
    before: CriterionResult
    after: CriterionResult

    @property
    def gain(self) -> float:
        """Points gained, 0-1; 0 where one of the two is not determined."""
        if self.before.score is None or self.after.score is None:
            return 0.0
        return self.after.score - self.before.score


@dataclass(frozen=True, slots=True, kw_only=True)
class Improvement:
    """A change that mends a criterion, or the one that helps most where none mends it.

    ``effects`` holds every criterion whose result moves, the one asked for first.
    """

    criterion: str
    change: Change
    layout: Layout
    mends: bool
    before: Scorecard
    after: Scorecard
    effects: tuple[Effect, ...]


Progress = Callable[[int, int], None]


def failing(card: Scorecard) -> tuple[str, ...]:
    """The criteria that fail and that a change of the drawing may mend: requirements first, then the lowest score."""
    required = {check.criterion for check in card.requirements if check.state == "unmet"}
    found = [
        r for r in card.results
        if r.spec.id in MENDABLE and r.spec.importance == "scored" and (r.outcome in _BAD or r.spec.id in required)
    ]  # fmt: skip
    found.sort(key=lambda r: (r.spec.id not in required, 0.0 if r.score is None else r.score))
    return tuple(r.spec.id for r in found)


def changes_for(layout: Layout, criterion: str, result: CriterionResult, bounds: Bounds) -> list[Change]:
    """Every change on the grid that could matter for a criterion, the smallest first."""
    found = sorted(_changes(layout, criterion, result, bounds), key=lambda change: (change.size, repr(change)))
    if len(found) <= bounds.tried:
        return found
    near = bounds.tried // 2
    generator = np.random.default_rng(bounds.seed)
    far = generator.choice(np.arange(near, len(found)), size=bounds.tried - near, replace=False)
    return found[:near] + [found[index] for index in np.sort(far)]


def _changes(layout: Layout, criterion: str, result: CriterionResult, bounds: Bounds) -> Iterator[Change]:
    units = [u for u in result.finding.failing if u in layout.unit_ids()] or list(layout.unit_ids())
    rooms = [space for unit in units for space in layout.unit_spaces(unit)]
    if criterion in FROM_THE_BASE:
        yield from openings(layout, "window", staff_rooms(layout))
        yield from base_moves(layout, reach_m=bounds.reach_m, step_m=bounds.step_m)
    if criterion in BY_DOORS:
        yield from openings(layout, "door", [s for s in rooms if s.use not in ("bathroom", "storage")])
    if criterion in BY_WINDOWS:
        yield from openings(layout, "window", [s for s in rooms if s.use not in ("bathroom", "storage", "hall")])
    if criterion in BY_SHIFTED_WINDOWS:
        yield from window_shifts(layout, rooms)
    if criterion in BY_BUILDINGS:
        yield from building_moves(
            layout, result.finding.failing or units, reach_m=bounds.reach_m, step_m=bounds.step_m
        )  # fmt: skip
    if criterion in BY_LAMPS:
        yield from lamps(layout)


def improve(
    layout: Layout,
    criterion: str,
    judge: Judge,
    *,
    before: Scorecard,
    bounds: Bounds | None = None,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> Improvement | None:
    """The smallest change that mends one criterion without breaking another.

    Parameters
    ----------
    before
        The layout's whole scorecard.
    progress
        Called with (changes tried, changes in all); where time runs out, the first stays below the second.
    stop
        Asked before each change; True ends the search with the best until then.

    Returns
    -------
    Improvement | None
        Where none mends it, the one that helps it most (``mends`` False); None where nothing helps.
    """
    bounds = bounds or Bounds()
    tried = changes_for(layout, criterion, before.result(criterion), bounds)
    until = time.monotonic() + bounds.seconds
    start, helping = before.result(criterion).score or 0.0, []
    for index, change in enumerate(tried):
        if time.monotonic() > until or (stop is not None and stop()):
            break
        if progress is not None:
            progress(index + 1, len(tried))
        after = changed(layout, change)
        if after is None:
            continue
        card = judge.some(after, (criterion,))
        if mended(card, criterion):
            found = weighed_up(layout, change, after, criterion, before, judge.all(after))
            if harmless(found):
                return found
        else:
            gain = (card.result(criterion).score or 0.0) - start
            if gain > HELPS:
                helping.append((gain, change, after))
    return _most_helpful(layout, criterion, judge, before, helping)


HELPS = 0.05
"""A change that does not mend a criterion is named only if it brings so many points, 0-1."""
_JUDGED = 4


def _most_helpful(
    layout: Layout, criterion: str, judge: Judge, before: Scorecard, helping: list[tuple[float, Change, Layout]]
) -> Improvement | None:
    """The change that brings most, of those that break nothing; the smaller of two alike."""
    helping.sort(key=lambda one: (-round(one[0], 2), one[1].size))
    for _, change, after in helping[:_JUDGED]:
        found = weighed_up(layout, change, after, criterion, before, judge.all(after))
        if harmless(found):
            return found
    return None


def mended(card: Scorecard, criterion: str) -> bool:
    """Whether a criterion is met and none of its requirements fails."""
    unmet = any(check.criterion == criterion and check.state == "unmet" for check in card.requirements)
    return card.result(criterion).outcome is Outcome.MET and not unmet


def weighed_up(
    layout: Layout, change: Change, after: Layout, criterion: str, before: Scorecard, card: Scorecard
) -> Improvement:
    """A change with its effect on every criterion."""
    effects = [
        Effect(criterion=old.spec.id, before=old, after=new)
        for old, new in zip(before.results, card.results, strict=True)
        if old.outcome is not new.outcome or abs((old.score or 0.0) - (new.score or 0.0)) > 1e-6
    ]
    effects.sort(key=lambda effect: (effect.criterion != criterion, -abs(effect.gain)))
    return Improvement(
        criterion=criterion, change=change, layout=after, mends=mended(card, criterion), before=before, after=card,
        effects=tuple(effects),
    )  # fmt: skip


def harmless(found: Improvement) -> bool:
    """Whether no requirement falls and no other criterion becomes unmet or can no longer be assessed."""
    was = [(check.criterion, check.state) for check in found.before.requirements]
    now = [(check.criterion, check.state) for check in found.after.requirements]
    fallen = len(was) != len(now) or any(
        old[1] in _STANDS and new[1] == "unmet" for old, new in zip(was, now, strict=True)
    )
    broken = any(
        effect.criterion != found.criterion
        and effect.before.outcome is not Outcome.NOT_MET
        and effect.after.outcome in (Outcome.NOT_MET, Outcome.UNDETERMINED)
        and effect.before.outcome is not effect.after.outcome
        for effect in found.effects
    )
    return not fallen and not broken
