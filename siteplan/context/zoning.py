"""What a plan's purposes and a plot's ownership say, in the words of Norwegian plans and registers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from siteplan.context.plot import PlotContext
from siteplan.errors import MissingDataError
from siteplan.measures.exposure import Interval, covered_share
from siteplan.model import Places

PURPOSES: Mapping[str, tuple[str, ...]] = {
    "kindergarten": ("barnehage", "kindergarten"),
    "school": ("skole", "undervisning", "school", "education"),
    "housing": ("bolig", "bustad", "housing", "residential", "sentrumsformål"),
}
"""Words in a plan's purpose by what they allow; the national code list's names contain them."""

PURPOSE_CODES: Mapping[str, tuple[str, ...]] = {
    "housing": ("1001", "1110", "1111", "1112", "1113", "1130", "1801", "1802", "1803", "1804"),
    "kindergarten": ("1161",), "school": ("1162",),
}  # fmt: skip
"""Codes of the national list of purposes (plan- og bygningsloven sections 11-7 and 12-5) that say the same."""

MUNICIPAL_OWNERS = ("kommune", "municipal")


def purpose_kinds(zones: Places) -> list[set[str]]:
    """For each zone, which of housing, school and kindergarten its purpose allows."""
    return [_kinds(str(purpose)) for purpose in zones.column("purpose")]


def _kinds(purpose: str) -> set[str]:
    said = purpose.strip().lower()
    by_word = {kind for kind, words in PURPOSES.items() if any(word in said for word in words)}
    return by_word | {kind for kind, codes in PURPOSE_CODES.items() if said in codes}


def zoned_for_housing(context: PlotContext, *, least_share: float) -> bool:
    """Whether the plan in force lets homes be built on the plot.

    The zoning layer where it covers the plot, else the plot's own property ``zoning``.

    Raises
    ------
    MissingDataError
        ``plot_zoning`` where neither says it.
    """
    try:
        zones = context.near("zoning", radius_m=0.0)
    except MissingDataError:
        zones = None
    if zones is not None and len(zones):
        in_force = zones.take(np.array([status != "proposed" for status in zones.column("status")], dtype=bool))
        if covered_share(context.plot.boundary, in_force.geometries) >= least_share:
            allowed = in_force.take(np.array(["housing" in kinds for kinds in purpose_kinds(in_force)], dtype=bool))
            return covered_share(context.plot.boundary, allowed.geometries) >= least_share
    stated = context.plot.properties.get("zoning")
    if stated is None or not str(stated).strip():
        raise MissingDataError("plot_zoning")
    return "housing" in _kinds(str(stated))


def owned_by_municipality(context: PlotContext, *, least_share: float) -> bool:
    """Whether the municipality owns the plot: by the parcels under it, else by the plot's own property ``owner``.

    Raises
    ------
    MissingDataError
        ``plot_owner`` where neither says it.
    """
    try:
        parcels = context.near("parcels", radius_m=0.0)
    except MissingDataError:
        parcels = None
    if parcels is not None and len(parcels):
        owners = parcels.column("owner_kind")
        stated = parcels.take(np.array([owner is not None for owner in owners], dtype=bool))
        if covered_share(context.plot.boundary, stated.geometries) >= least_share:
            own = stated.take(np.asarray(stated.column("owner_kind") == "municipality", dtype=bool))
            return covered_share(context.plot.boundary, own.geometries) >= least_share
    owner = context.plot.properties.get("owner")
    if owner is None or not str(owner).strip():
        raise MissingDataError("plot_owner")
    return any(word in str(owner).lower() for word in MUNICIPAL_OWNERS)


def noise_at(context: PlotContext, *, least_share: float) -> Interval:
    """The noise level [dB] that at least this share of the plot lies in or above.

    Outside every mapped zone it is quieter than the lowest of them, and no more is known.
    """
    layer = context.layer("noise")
    zones = context.near("noise", radius_m=0.0)
    levels = np.asarray(zones.column("lden_db"), dtype=float)
    for level in sorted(set(levels.tolist()), reverse=True):
        if covered_share(context.plot.boundary, zones.geometries[levels >= level]) >= least_share:
            return Interval(low=level, high=level)
    mapped = np.asarray(layer.column("lden_db"), dtype=float)
    return Interval(low=0.0, high=float(mapped.min()) if len(mapped) else 0.0)
