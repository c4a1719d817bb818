"""Candidates that nobody has drawn yet: every parcel that could hold the programme."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

from siteplan.context.zoning import purpose_kinds
from siteplan.errors import MissingDataError
from siteplan.measures.exposure import covered_share
from siteplan.measures.plot_capacity import buildable_ground
from siteplan.model import Area, Places, Plot, Surroundings

_KEYS = ("knr", "gnr", "bnr", "fnr", "snr")
_CARRIED = ("owner_kind", "price_nok", "status")


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a parcel must hold.

    ``needed_m2``: ground for homes, their outdoor areas, base and court; ``fill_most``: the share of the buildable
    ground that this may take; ``court_radius_m``; ``setback_m`` from the boundary; ``from_buildings_m``: how far new
    homes keep from what stands on the parcel; ``gentle`` and ``steep``: slopes, rise over run.
    """

    needed_m2: float
    fill_most: float
    court_radius_m: float
    setback_m: float
    from_buildings_m: float
    gentle: float
    steep: float
    zoned_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The parcels that could hold the programme, as plots, and how many fell out at each step."""

    plots: tuple[Plot, ...]
    properties: int
    too_small: int
    not_zoned: int
    no_room: int
    zoning_known: bool


def candidates_from_parcels(surroundings: Surroundings, need: Need) -> Candidates:
    """Look through every property of the parcels layer, in the layer's order.

    Parcels of one property that touch make one candidate. A property falls out, in this order: its ground is smaller
    than what is needed; the plan in force does not allow homes on it (asked only where there is a zoning layer); what
    stands on it, its slopes or its shape leave too little room, or no place for the court.

    Raises
    ------
    MissingDataError
        ``layer_parcels``.
    """
    parcels = surroundings.layers.get("parcels")
    if parcels is None:
        raise MissingDataError("layer_parcels")
    boundaries, rows = _properties(parcels)
    inner = shapely.buffer(boundaries, -need.setback_m, join_style="mitre") if len(boundaries) else boundaries
    large = shapely.area(inner) * need.fill_most >= need.needed_m2
    zoned = _zoned(boundaries, surroundings, need.zoned_share, asked=large)
    kept = np.flatnonzero(large & zoned)
    standing = _buildings(surroundings)
    fits = [i for i in kept.tolist() if _has_room(boundaries[i], surroundings, standing, need)]
    plots = _numbered([_plot(boundaries[i], parcels, rows[i], surroundings.crs) for i in fits])
    return Candidates(
        plots=plots, properties=len(boundaries), too_small=int((~large).sum()), not_zoned=int((large & ~zoned).sum()),
        no_room=len(kept) - len(fits), zoning_known="zoning" in surroundings.layers,
    )  # fmt: skip


def _properties(parcels: Places) -> tuple[NDArray[np.object_], list[int]]:
    """Boundaries of the pieces of each property that hang together, and the first row of each."""
    columns = [parcels.column(key) for key in _KEYS]
    by_key: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for row in range(len(parcels)):
        by_key[tuple(str(column[row] or "") for column in columns)].append(row)
    shapes: list[Area] = []
    rows: list[int] = []
    for members in by_key.values():
        joined = parcels.geometries[members[0]] if len(members) == 1 else shapely.union_all(parcels.geometries[members])
        for part in shapely.get_parts(joined):
            if isinstance(part, Polygon):
                shapes.append(part)
                rows.append(members[0])
    boundaries = np.empty(len(shapes), dtype=object)
    boundaries[:] = shapes
    return boundaries, rows


def _zoned(
    boundaries: NDArray[np.object_], surroundings: Surroundings, least_share: float, *, asked: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    zones = surroundings.layers.get("zoning")
    if zones is None:
        return np.ones(len(boundaries), dtype=bool)
    for_homes = [
        status != "proposed" and "housing" in kinds
        for status, kinds in zip(zones.column("status"), purpose_kinds(zones), strict=True)
    ]
    allowed = zones.take(np.array(for_homes, dtype=bool))
    zoned = np.zeros(len(boundaries), dtype=bool)
    for i in np.flatnonzero(asked).tolist():
        near = allowed.tree.query(boundaries[i], predicate="intersects") if len(allowed) else []
        zoned[i] = covered_share(boundaries[i], allowed.geometries[near]) >= least_share
    return zoned


def _buildings(surroundings: Surroundings) -> Places | None:
    found = surroundings.layers.get("buildings")
    found = surroundings.places.get("building") if found is None else found
    return found if found is not None and len(found) else None


def _has_room(boundary: Area, surroundings: Surroundings, standing: Places | None, need: Need) -> bool:
    free: Area = boundary
    if standing is not None:
        near = standing.tree.query(boundary, predicate="dwithin", distance=need.from_buildings_m)
        if len(near):
            around = shapely.buffer(standing.geometries[near], need.from_buildings_m, quad_segs=2, join_style="mitre")
            free = _areal(shapely.difference(boundary, shapely.union_all(around)))
    # The strip along the boundary is kept free of the property's own edge, not of what stands on it.
    ground = _areal(shapely.intersection(free, shapely.buffer(boundary, -need.setback_m, join_style="mitre")))
    if ground.area * need.fill_most < need.needed_m2:
        return False
    area_m2 = float(ground.area)
    if surroundings.terrain is not None:
        room = buildable_ground(
            ground, setback_m=0.0, terrain=surroundings.terrain, gentle=need.gentle, steep=need.steep
        )
        ground, area_m2 = room.ground, room.area_m2
    holds_court = not shapely.is_empty(shapely.buffer(ground, -need.court_radius_m, quad_segs=2))
    return area_m2 * need.fill_most >= need.needed_m2 and bool(holds_court)


def _areal(shape: object) -> Area:
    if isinstance(shape, Polygon | MultiPolygon):
        return shape
    return MultiPolygon([part for part in getattr(shape, "geoms", ()) if isinstance(part, Polygon)])


def _numbered(plots: Sequence[Plot]) -> tuple[Plot, ...]:
    """Pieces of one property that lie apart get a number behind its own."""
    twice = {label for label, count in Counter(plot.id for plot in plots).items() if count > 1}
    seen: Counter[str] = Counter()
    found = []
    for plot in plots:
        seen[plot.id] += 1
        label = f"{plot.id} ({seen[plot.id]})" if plot.id in twice else plot.id
        found.append(replace(plot, id=label, name=label))
    return tuple(found)


def _plot(boundary: Area, parcels: Places, row: int, crs: str) -> Plot:
    knr, gnr, bnr, fnr, snr = (str(parcels.column(key)[row] or "") for key in _KEYS)
    tail = "".join(f"/{part}" for part in (fnr, snr) if part not in ("", "0"))
    label = f"{knr}-{gnr}/{bnr}{tail}"
    carried = {key: value for key in _CARRIED if (value := parcels.column(key)[row]) is not None}
    return Plot(
        id=label, name=label, boundary=boundary, crs=crs, properties=carried,
        sources=(parcels.source,) if parcels.source else (),
    )  # fmt: skip
