"""What lies round a placed layout: houses that hide, green that is seen, and streets from which people look."""

from __future__ import annotations

import math

import numpy as np
import pytest
from shapely.geometry import LineString, box
from shapely.geometry.base import BaseGeometry

from siteplan.context import LayoutContext
from siteplan.context.layout_green import green_views, greens_of
from siteplan.context.layout_screens import private_zones, public_eyes, seen_by_public
from siteplan.context.layout_town import street_points, town_barriers
from siteplan.model import DataSource, Places, StreetNetwork, Surroundings, Terrain
from tests.layouts import Feature, door, feature, layout, moved, outdoor, plot, read, space, window

EAST, NORTH = 569000.0, 7034000.0
CRS = "EPSG:25832"
HOME = [
    space("u-living", (0, 0, 6, 4), "living_kitchen", unit="u"), door("u-d", (1, 4), (2, 4), entrance=True),
    window("w", (1, 0), (5, 0), sill=0.5, head=2.1), plot((-10, -20, 16, 15)),
]  # fmt: skip


def places(*shapes: BaseGeometry) -> Places:
    geometries = np.empty(len(shapes), dtype=object)
    geometries[:] = shapes
    names = np.array([f"way/{k}" for k in range(len(shapes))], dtype=object)
    return Places(ids=names, names=names, geometries=geometries)


def street(*points: tuple[float, float]) -> StreetNetwork:
    """One street through the points."""
    count = len(points)
    xy = np.array(points) + np.array([EAST, NORTH])
    edges = np.column_stack([np.arange(count - 1), np.arange(1, count)]).astype(np.int32)
    return StreetNetwork(
        node_id=np.arange(count), node_xy=xy, edge_nodes=edges, edge_length=np.hypot(*np.diff(xy, axis=0).T),
        edge_way=np.zeros(count - 1, dtype=np.int32), way_id=np.array([1]), way_tags={},
        component=np.zeros(count, dtype=np.int32), oneway=np.zeros(1, dtype=np.int8),
    )  # fmt: skip


def at(x0: float, y0: float, x1: float, y1: float) -> BaseGeometry:
    return box(EAST + x0, NORTH + y0, EAST + x1, NORTH + y1)


def placed(
    *features: Feature, walking: StreetNetwork | None = None, terrain: Terrain | None = None, **shapes: BaseGeometry
) -> LayoutContext:
    """A layout in map coordinates with one building or green area of the map for each keyword."""
    around = Surroundings(
        crs=CRS, extent=at(-500, -500, 500, 500), extent_basis="stated", walking=walking, driving=None,
        places={name: places(shape) for name, shape in shapes.items()}, terrain=terrain,
    )  # fmt: skip
    return LayoutContext(read(layout(*moved(features, at=(EAST, NORTH)), crs=CRS)), surroundings=around)


def green_share(context: LayoutContext) -> float:
    greens = greens_of(context, low_m=0.3, crown_radius_m=2.0, reach_m=100.0)
    return green_views(context, context.units, greens, eye_m=1.2, reach_m=100.0)[0].share


def test_a_wood_on_the_map_is_seen_and_a_house_of_the_map_hides_it() -> None:
    wood = at(-90, -90, 96, -40)
    # From (3, 2) through the window 90 degrees open up; the wood begins 42 m away and fills them all.
    assert green_share(placed(*HOME, green=wood)) == pytest.approx(1.0, abs=1e-6)
    # A house 20 m wide, 30 m away, takes 2 atan(10 / 32) of the view (its near side hides what is behind it).
    share = 1 - 2 * math.degrees(math.atan2(10, 32)) / 90
    assert green_share(placed(*HOME, green=wood, building=at(-7, -36, 13, -30))) == pytest.approx(share, abs=1e-3)


def test_a_building_of_the_map_on_the_plot_is_gone_and_one_beside_it_stands() -> None:
    on_plot, beside = at(-5, -15, 5, -8), at(30, 0, 40, 10)
    assert len(town_barriers(placed(*HOME, building=on_plot), within_m=100)) == 0
    assert len(town_barriers(placed(*HOME, building=beside), within_m=100)) == 4
    assert len(town_barriers(placed(*HOME, building=beside), within_m=10)) == 0


def test_a_hill_behind_the_home_is_not_seen_through_its_roof() -> None:
    heights = np.zeros((200, 200), dtype=np.float32)
    heights[:40] = 60.0  # a plateau from 60 m north of the home on
    hill = Terrain(heights=heights, x0=EAST - 100, y0=NORTH + 100, cell=1.0, source=DataSource(name="dem.tif"))
    assert green_share(placed(*HOME, green=at(-90, 65, 90, 95), terrain=hill)) == 0.0


def test_people_pass_on_the_streets_outside_the_plot() -> None:
    context = placed(*HOME, outdoor("g", (0, 4.5, 6, 10), "private_outdoor"), walking=street((-60, 20), (60, 20)))
    zones = private_zones(context, spacing_m=1.5)
    assert [zone.unit for zone in zones] == ["u"]
    points = street_points(context, zones[0].area, within_m=40.0, spacing_m=5.0)
    assert points is not None and np.allclose(points[:, 1] - NORTH, 20)
    # Within 40 m of the garden's upper corners, 10 m away: sqrt(40^2 - 10^2) to either side of its 6 m.
    assert np.ptp(points[:, 0]) == pytest.approx(6 + 2 * math.sqrt(1500), abs=5.1)
    inside = placed(*HOME, walking=street((-8, -19), (12, -19)))
    assert len(street_points(inside, zones[0].area, within_m=40.0, spacing_m=5.0)) == 0  # type: ignore[arg-type]


@pytest.mark.parametrize(("houses", "seen"), [({}, 1.0), ({"building": at(-40, 16, 46, 18)}, 0.0)])
def test_the_garden_is_seen_from_the_street_unless_houses_stand_between(
    houses: dict[str, BaseGeometry], seen: float
) -> None:
    context = placed(
        *HOME, outdoor("g", (0, 4.5, 6, 10), "private_outdoor"), walking=street((-30, 20), (36, 20)), **houses
    )
    zones = private_zones(context, spacing_m=1.5)
    least, most, mapped = public_eyes(context, zones, eye_m=1.6, range_m=40.0, spacing_m=5.0)
    assert mapped and least == most
    assert seen_by_public(context, zones, most, target_m=1.2, range_m=40.0).share(zones) == pytest.approx(seen)


def test_a_private_area_belongs_to_the_home_it_lies_at_or_to_the_one_that_is_stated() -> None:
    far = feature("outdoor", "h", at(10, 0, 14, 4), use="private_outdoor", unit="u")
    lonely = feature("outdoor", "n", box(10, 6, 14, 10), use="private_outdoor")
    context = LayoutContext(read(layout(*HOME, moved([far], at=(-EAST, -NORTH))[0], lonely)))
    assert {zone.id: zone.unit for zone in private_zones(context, spacing_m=1.0)} == {"h": "u", "n": None}


def test_cells_of_a_turned_area_cover_it_and_turn_with_it() -> None:
    turned = moved([outdoor("g", (0, 0, 6, 5), "private_outdoor")], at=(20, 0), turn=33)
    [zone] = private_zones(LayoutContext(read(layout(*HOME, *turned))), spacing_m=1.0)
    assert len(zone.cells) == 30
    assert sum(cell.area for cell in zone.cells) == pytest.approx(30)
    assert LineString(zone.points[:2]).length == pytest.approx(1.0)
