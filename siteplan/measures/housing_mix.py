"""What the buildings around a plot are used for: the share that is ordinary homes, and how many homes there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from siteplan.measures.kernels import outline_kernels
from siteplan.measures.outlines import clipped_areas
from siteplan.model import Area

_DRAWN_REACH = 0.9987
"""A round corner drawn with sixteen chords a quarter comes this near to its centre, as a share of its radius."""

Use = Literal["single_home", "homes", "other", "outbuilding", "unknown"]
"""A house for one household; a building with several homes; anything else; garage, shed; not stated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HousingMix:
    """Footprint within reach by use.

    ``housing_share``: ordinary homes, of the footprint whose use is known (0 where none is known); ``known_share``: of
    all footprint but outbuildings; ``dwellings``: estimated number of homes; ``housing``: indices of those buildings.
    """

    housing_share: float
    known_share: float
    dwellings: int
    housing: NDArray[np.int_]
    footprint_m2: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BuildingStock:
    """Footprints [m] with what does not depend on a plot: use, area [m2], a circle around each, homes, centroid."""

    footprints: NDArray[np.object_]
    use: NDArray[np.object_]
    area_m2: NDArray[np.float64]
    middle: NDArray[np.float64]
    radius_m: NDArray[np.float64]
    homes: NDArray[np.int_]
    centroid: NDArray[np.object_]

    @classmethod
    def of(
        cls, footprints: NDArray[np.object_], uses: Sequence[Use] | NDArray[np.object_],
        levels: Sequence[float | None], dwellings: Sequence[int | None], *, area_per_dwelling_m2: float,
    ) -> BuildingStock:  # fmt: skip
        """From one use, number of storeys and number of homes a building, None where not stated.

        ``area_per_dwelling_m2``: gross floor area a home, where a building with several homes does not say.
        """
        area, bounds = shapely.area(footprints), shapely.bounds(footprints).reshape(-1, 4)
        kinds = np.array([*uses, None], dtype=object)[:-1]
        homes = np.zeros(len(footprints), dtype=int)
        for i in np.flatnonzero(np.isin(kinds, ("single_home", "homes"))).tolist():
            homes[i] = _homes(kinds[i], float(area[i]), levels[i], dwellings[i], area_per_dwelling_m2)
        size = bounds[:, 2:] - bounds[:, :2]
        return cls(
            footprints=footprints, use=kinds, area_m2=area, middle=(bounds[:, :2] + bounds[:, 2:]) / 2,
            radius_m=np.hypot(size[:, 0], size[:, 1]) / 2, homes=homes, centroid=shapely.centroid(footprints),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HousingMixes:
    """The mix around each of p plots, (p,) as in :class:`HousingMix`; ``housing``: by plot, in the buildings' order."""

    housing_share: NDArray[np.float64]
    known_share: NDArray[np.float64]
    dwellings: NDArray[np.int_]
    footprint_m2: NDArray[np.float64]
    housing: tuple[NDArray[np.int_], ...]

    def of(self, plot: int) -> HousingMix:
        """The mix around one plot."""
        return HousingMix(
            housing_share=float(self.housing_share[plot]), known_share=float(self.known_share[plot]),
            dwellings=int(self.dwellings[plot]), housing=self.housing[plot],
            footprint_m2=float(self.footprint_m2[plot]),
        )  # fmt: skip


def housing_mixes(
    stock: BuildingStock, plot: NDArray[np.int_], building: NDArray[np.int_], *, plots: NDArray[np.object_],
    radius_m: float,
) -> HousingMixes:  # fmt: skip
    """Shares of ordinary homes among the buildings within ``radius_m`` of plots, by footprint area inside that reach.

    Parameters
    ----------
    plot, building
        (k,) pairs of a plot and a building that may be within its reach, ordered by plot. Buildings that overlap the
        plot by more than half are left out: they go when the plot is built on.
    plots
        (p,) outlines.

    Notes
    -----
    A building whose centre lies within reach counts its homes whole. Storeys not stated count as one, so the number of
    homes is then a low estimate.
    """
    inside = _area_within(stock, plot, building, plots, radius_m)
    use = stock.use[building]
    counted = (inside.area_m2 > 0) & ~_on_plot(stock, plot, building, plots, inside.apart) & (use != "outbuilding")
    homes = counted & np.isin(use, ("single_home", "homes"))
    known = counted & (use != "unknown")

    def total(which: NDArray[np.bool_], of: NDArray[np.generic]) -> NDArray[np.float64]:
        sums = np.bincount(plot[which], weights=of[which], minlength=len(plots))
        return np.asarray(sums, dtype=np.float64)

    every, known_m2 = total(counted, inside.area_m2), total(known, inside.area_m2)
    housing_m2 = total(homes, inside.area_m2)
    dwellings = total(homes & inside.centred, stock.homes[building])
    first = np.searchsorted(plot, np.arange(len(plots) + 1))
    of_plot = np.flatnonzero(homes)
    cut = np.searchsorted(of_plot, first)
    with np.errstate(divide="ignore", invalid="ignore"):
        return HousingMixes(
            housing_share=np.where(known_m2 > 0, housing_m2 / known_m2, 0.0),
            known_share=np.where(every > 0, known_m2 / every, 1.0),
            dwellings=dwellings.astype(int), footprint_m2=every,
            housing=tuple(of_plot[cut[i] : cut[i + 1]] - first[i] for i in range(len(plots))),
        )  # fmt: skip


def housing_mix(
    footprints: NDArray[np.object_],
    uses: Sequence[Use],
    levels: Sequence[float | None],
    dwellings: Sequence[int | None],
    *,
    plot: Area,
    radius_m: float,
    area_per_dwelling_m2: float,
) -> HousingMix:
    """The mix around one plot; parameters as for :class:`BuildingStock` and :func:`housing_mixes`."""
    stock = BuildingStock.of(footprints, uses, levels, dwellings, area_per_dwelling_m2=area_per_dwelling_m2)
    count = len(footprints)
    plots = np.array([plot, None], dtype=object)[:-1]
    return housing_mixes(stock, np.zeros(count, dtype=int), np.arange(count), plots=plots, radius_m=radius_m).of(0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Inside:
    """(k,) footprint inside the reach [m2], whether the centre is, and whether the building is clear of the plot."""

    area_m2: NDArray[np.float64]
    centred: NDArray[np.bool_]
    apart: NDArray[np.bool_]


def _area_within(
    stock: BuildingStock, plot: NDArray[np.int_], building: NDArray[np.int_], plots: NDArray[np.object_],
    radius_m: float,
) -> _Inside:  # fmt: skip
    """By circles where those settle it: a building wholly inside counts its own area, whatever its shape."""
    reach = shapely.buffer(plots, radius_m)
    shapely.prepare(reach)
    at = shapely.get_coordinates(shapely.point_on_surface(plots))
    box = shapely.bounds(plots).reshape(-1, 4)
    size = np.hypot(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1])
    away = np.hypot(*(stock.middle[building] - at[plot]).T)
    # the drawn reach is a polygon inside the true one: at its nearest it is this much nearer
    sure = away + stock.radius_m[building] < radius_m * _DRAWN_REACH
    area = np.where(sure, stock.area_m2[building], 0.0)
    centred = sure.copy()
    rest = np.flatnonzero(~sure)
    centred[rest] = shapely.intersects(reach[plot[rest]], stock.centroid[building[rest]])
    whole = shapely.contains_properly(reach[plot[rest]], stock.footprints[building[rest]])
    area[rest[whole]] = stock.area_m2[building[rest[whole]]]
    rest = rest[~whole]
    rest = rest[shapely.intersects(reach[plot[rest]], stock.footprints[building[rest]])]
    kernels = outline_kernels()
    if kernels is not None and len(rest):
        convex = _is_convex(reach)[plot[rest]]
        simple, rest = rest[convex], rest[~convex]
        area[simple] = clipped_areas(kernels, stock.footprints[building[simple]], reach, plot[simple])
    area[rest] = shapely.area(shapely.intersection(stock.footprints[building[rest]], reach[plot[rest]]))
    return _Inside(area_m2=area, centred=centred, apart=away - stock.radius_m[building] > size[plot])


def _is_convex(polygons: NDArray[np.object_]) -> NDArray[np.bool_]:
    """(p,) whether each is one polygon without a dent, but for rounding."""
    area = shapely.area(polygons)
    whole: NDArray[np.bool_] = shapely.area(shapely.convex_hull(polygons)) - area <= 1e-12 * area
    convex: NDArray[np.bool_] = whole & (shapely.get_type_id(polygons) == shapely.GeometryType.POLYGON)
    return convex


def _on_plot(
    stock: BuildingStock, plot: NDArray[np.int_], building: NDArray[np.int_], plots: NDArray[np.object_],
    apart: NDArray[np.bool_],
) -> NDArray[np.bool_]:  # fmt: skip
    """(k,) whether more than half of the building stands on the plot."""
    own = np.zeros(len(plot), dtype=bool)
    close = np.flatnonzero(~apart)
    covered = shapely.area(shapely.intersection(stock.footprints[building[close]], plots[plot[close]]))
    own[close] = covered > 0.5 * np.maximum(stock.area_m2[building[close]], 1e-9)
    return own


def _homes(use: str, footprint_m2: float, levels: float | None, stated: int | None, area_per_dwelling_m2: float) -> int:
    if stated is not None:
        return stated
    if use == "single_home":
        return 1
    return max(1, int(footprint_m2 * (levels or 1.0) / area_per_dwelling_m2))
