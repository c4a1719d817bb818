"""What the buildings around a plot are used for: the share that is ordinary homes, and how many homes there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from siteplan.model import Area

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
    """Share of ordinary homes among the buildings within ``radius_m`` of a plot, by footprint area inside that reach.

    Parameters
    ----------
    footprints, uses, levels, dwellings
        One each a building: polygon [m], use, storeys and number of homes where stated. Buildings that overlap the plot
        by more than half are left out: they go when the plot is built on.
    area_per_dwelling_m2
        Gross floor area a home, where a building with several homes does not state their number.

    Notes
    -----
    A building whose centre lies within reach counts its homes whole. Storeys not stated count as one, so the number of
    homes is then a low estimate.
    """
    reach = shapely.buffer(plot, radius_m)
    shapely.prepare(reach)
    inside = shapely.area(shapely.intersection(footprints, reach))
    own = shapely.area(shapely.intersection(footprints, plot)) > 0.5 * np.maximum(shapely.area(footprints), 1e-9)
    kinds = np.array(uses, dtype=object)
    counted = (inside > 0) & ~own & (kinds != "outbuilding")
    homes = counted & np.isin(kinds, ("single_home", "homes"))
    known = counted & (kinds != "unknown")
    total, known_m2 = float(inside[counted].sum()), float(inside[known].sum())
    centred = shapely.intersects(shapely.centroid(footprints), reach)
    return HousingMix(
        housing_share=float(inside[homes].sum()) / known_m2 if known_m2 else 0.0,
        known_share=known_m2 / total if total else 1.0,
        dwellings=sum(
            _homes(kinds[i], float(shapely.area(footprints[i])), levels[i], dwellings[i], area_per_dwelling_m2)
            for i in np.flatnonzero(homes & centred).tolist()
        ),
        housing=np.flatnonzero(homes),
        footprint_m2=total,
    )


def _homes(use: str, footprint_m2: float, levels: float | None, stated: int | None, area_per_dwelling_m2: float) -> int:
    if stated is not None:
        return stated
    if use == "single_home":
        return 1
    return max(1, int(footprint_m2 * (levels or 1.0) / area_per_dwelling_m2))
