"""Two editions of what leaves the house: the public one without what protected layers and safety measures reveal.

The internal edition holds everything. The public edition (INTERFACES section 4) gives other municipal housing only as
a count in bands, names no group and no address, and draws no blind spots, retreat routes, cameras, locks or dealing
places; what people said of an address is left out. Scores and outcomes stand: the ranking is the same in both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from siteplan.criterion import CriterionResult, Feature, Finding
from siteplan.ranking import RankedCandidate
from siteplan.run import Run

Edition = Literal["public", "internal"]
EDITIONS: tuple[Edition, ...] = ("public", "internal")
Reason = Literal["housing", "dealing", "safety"]

LEFT_OUT = frozenset({"address_stigma"})
"""Criteria that a public edition does not name at all: what was said of an address."""

PROTECTED_LAYERS = ("municipal_housing", "risks")
"""Layers whose features never leave the internal edition; their evidence carries the layer's name before its id."""

SAFETY_ROLES = frozenset(
    {
        "blind_spot", "corner", "seen_region", "seen_floor", "retreat_route", "trapped_area", "articulation_door",
        "camera", "path_unseen", "door_unseen", "blocked_sight_line", "sight_line", "viewpoint", "housing",
    }
)  # fmt: skip
"""Roles of evidence that would show where staff cannot see, how they get away, or where other people live."""

WITHHELD: Mapping[str, Reason] = {
    "concentration_of_municipal_housing": "housing",
    "separation_from_vulnerable_groups": "housing",
    "portfolio_dispersion": "housing",
    "local_risk_factors": "dealing",
    "blind_spots_outdoor": "safety",
    "blind_spots_indoor": "safety",
    "staff_retreat_in_unit": "safety",
    "staff_retreat_base_and_common": "safety",
    "camera_dependency": "safety",
    "camera_policy": "safety",
    "door_and_lock_technology": "safety",
    "remote_room_control": "safety",
    "entrance_sluice": "safety",
    "rights_impact_check": "safety",
}
"""Criteria whose numbers a public edition keeps back, and why."""

HOUSING_BANDS: tuple[int, ...] = (0, 8, 16)
"""Upper ends of the bands in which a public edition counts other municipal housing [units]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedRun:
    """A run as one edition shows it. ``withheld``: criterion id to why its numbers are kept back."""

    run: Run
    edition: Edition
    withheld: Mapping[str, Reason]


def edition_of(run: Run, edition: Edition) -> EditedRun:
    """The run as an edition shows it; the internal edition is the run itself.

    In a public edition withheld results keep outcome and score and lose quantity, interval, values, failing elements
    and evidence; issues are left out, because they name elements of any layer.
    """
    if edition == "internal":
        return EditedRun(run=run, edition=edition, withheld={})
    ranking = run.ranking
    candidates = tuple(_public_candidate(candidate) for candidate in ranking.candidates)
    public = replace(run, ranking=replace(ranking, candidates=candidates), issues=())
    return EditedRun(run=public, edition=edition, withheld=WITHHELD)


def housing_band(result: CriterionResult) -> tuple[int, int | None] | None:
    """The band (least, most) that a count of other municipal housing falls into; None where it is not known.

    ``most`` is None for the open band.
    """
    count = result.finding.values.get("units_count")
    if not isinstance(count, int):
        return None
    least = 0
    for most in HOUSING_BANDS:
        if count <= most:
            return least, most
        least = most + 1
    return least, None


def _public_candidate(candidate: RankedCandidate) -> RankedCandidate:
    card = candidate.scorecard
    results = tuple(_public_result(result) for result in card.results if result.spec.id not in LEFT_OUT)
    checks = tuple(check for check in card.requirements if check.criterion not in LEFT_OUT)
    return replace(candidate, scorecard=replace(card, results=results, requirements=checks, issues=()))


def _public_result(result: CriterionResult) -> CriterionResult:
    finding = result.finding
    if result.spec.id in WITHHELD:
        return replace(result, finding=Finding(values=_band(result)))
    kept = tuple(feature for feature in finding.features if not _protected(feature))
    if len(kept) == len(finding.features):
        return result
    return replace(result, finding=replace(finding, features=kept, failing=()))


def _band(result: CriterionResult) -> dict[str, int | None]:
    band = housing_band(result) if WITHHELD[result.spec.id] == "housing" else None
    return {} if band is None else {"least_count": band[0], "most_count": band[1]}


def _protected(feature: Feature) -> bool:
    element = feature.element or ""
    return feature.role in SAFETY_ROLES or element.startswith(tuple(f"{layer}/" for layer in PROTECTED_LAYERS))
