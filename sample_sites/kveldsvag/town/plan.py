"""The whole town as objects, before any file is written: one call, one seed."""

from collections.abc import Sequence
from dataclasses import dataclass

from shapely import Polygon, union_all

from sample_sites.kveldsvag.town import buildings, candidates, houses, land, streets
from sample_sites.kveldsvag.town.ground import FJORD, RIVER

SEED = 20261121


@dataclass(frozen=True, slots=True, kw_only=True)
class TownPlan:
    """Ways, buildings, the forest on both sides of the river, thickets between gardens, quarters, river and fjord."""

    ways: Sequence[streets.Way]
    buildings: Sequence[buildings.Building]
    forest: Sequence[Polygon]
    thickets: Sequence[Polygon]
    quarters: Sequence[tuple[str, Polygon]]
    river: Polygon
    fjord: Polygon


def lay_out(seed: int = SEED) -> TownPlan:
    """Draw the town."""
    ways = streets.draw()
    named = buildings.stand(buildings.NAMED, houses.street_lines(ways), railway=ways[0].line)
    forbidden = union_all(
        [
            land.carriageways(ways, margin_m=1.2),
            FJORD.buffer(7),
            RIVER.buffer(13),
            *candidates.land_kept_free(),
            *(ground.shape.buffer(2) for ground in land.GROUNDS),
            ways[0].line.buffer(12),
        ]
    )
    built = houses.build(named, ways, forbidden=forbidden, seed=seed)
    plots = [candidate.shape for candidate in candidates.CANDIDATES]
    gardens = [building.shape for building in built]
    return TownPlan(
        ways=ways,
        buildings=built,
        forest=land.wooded([land.FOREST_FRONT], gardens, plots, ways, least_m2=20_000),
        thickets=land.wooded(land.THICKETS, gardens, plots, ways, least_m2=250),
        quarters=land.quarters(built),
        river=land.river(),
        fjord=land.fjord(),
    )
