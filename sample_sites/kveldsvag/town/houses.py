"""The houses along the streets: detached houses, rows, blocks, shops and sheds, each kind with its own habits.

A street is walked on both sides and a building set wherever there is room, turned to the street: never on a street, on
another building, on the water, on a plot, or on the grounds of an institution.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from sample_sites.kveldsvag.town.buildings import Building, direction_deg, footprint
from sample_sites.kveldsvag.town.ground import EXTENT, height
from sample_sites.kveldsvag.town.streets import HALF_WIDTH_M, Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How one kind of building stands along a street: ranges in metres, drawn evenly."""

    kinds: Mapping[str, float]
    use: str
    width: tuple[float, float]
    depth: tuple[float, float]
    yard: tuple[float, float]
    gap: tuple[float, float]
    levels: tuple[int, int]
    apart: float
    outlines: str = "I"
    garage: float = 0.0
    skip: float = 0.0
    crooked_deg: float = 0.0
    flat_m2: float = 0.0


_HOUSE = Habit(
    kinds={"detached": 0.6, "house": 0.25, "yes": 0.15},
    use="detached",
    width=(9.5, 13.5),
    depth=(7.6, 9.4),
    yard=(5.5, 9.5),
    gap=(10, 16),
    levels=(1, 2),
    apart=6,
    outlines="IIIIL",
    garage=0.5,
    skip=0.06,
    crooked_deg=5,
)
HABITS: Mapping[str, Sequence[Habit]] = {
    "detached": (
        _HOUSE,
        _HOUSE,
        _HOUSE,
        _HOUSE,
        _HOUSE,
        Habit(
            kinds={"semidetached_house": 1.0},
            use="detached",
            width=(16, 19),
            depth=(8, 9),
            yard=(6, 9),
            gap=(10, 14),
            levels=(2, 2),
            apart=6,
            crooked_deg=3,
            flat_m2=130,
        ),
    ),
    "sparse": (
        Habit(
            kinds={"detached": 0.8, "yes": 0.2},
            use="detached",
            width=(10, 14),
            depth=(8, 10),
            yard=(9, 15),
            gap=(16, 30),
            levels=(2, 2),
            apart=8,
            outlines="IIL",
            garage=0.5,
            skip=0.15,
            crooked_deg=6,
        ),
    ),
    "roadside": (
        Habit(
            kinds={"detached": 0.7, "house": 0.3},
            use="detached",
            width=(9, 12),
            depth=(7.5, 9),
            yard=(13, 18),
            gap=(14, 26),
            levels=(2, 2),
            apart=7,
            garage=0.4,
            skip=0.1,
            crooked_deg=4,
        ),
    ),
    "terrace": (
        Habit(
            kinds={"terrace": 1.0},
            use="terraced",
            width=(22, 38),
            depth=(9, 9.5),
            yard=(5, 7),
            gap=(7, 11),
            levels=(2, 2),
            apart=6,
            crooked_deg=2,
            flat_m2=95,
        ),
    ),
    "blocks": (
        Habit(
            kinds={"apartments": 1.0},
            use="flats",
            width=(32, 44),
            depth=(12, 13),
            yard=(7, 10),
            gap=(14, 20),
            levels=(3, 4),
            apart=12,
            flat_m2=80,
        ),
    ),
    "flats": (
        Habit(
            kinds={"apartments": 1.0},
            use="flats",
            width=(17, 26),
            depth=(11, 13),
            yard=(2.5, 5),
            gap=(7, 12),
            levels=(3, 3),
            apart=6,
            flat_m2=85,
            skip=0.1,
        ),
        Habit(
            kinds={"house": 0.7, "yes": 0.3},
            use="detached",
            width=(10, 13),
            depth=(8, 10),
            yard=(3, 5),
            gap=(7, 11),
            levels=(2, 2),
            apart=6,
        ),
    ),
    "centre": (
        Habit(
            kinds={"commercial": 0.5, "retail": 0.5},
            use="other",
            width=(14, 25),
            depth=(12, 15),
            yard=(1, 2),
            gap=(1.5, 7),
            levels=(2, 4),
            apart=1.4,
            outlines="IIL",
            skip=0.08,
        ),
        Habit(
            kinds={"office": 1.0},
            use="office",
            width=(16, 26),
            depth=(12, 15),
            yard=(1, 2),
            gap=(3, 8),
            levels=(2, 4),
            apart=1.4,
        ),
        Habit(
            kinds={"apartments": 1.0},
            use="flats",
            width=(15, 22),
            depth=(11, 13),
            yard=(1, 2.5),
            gap=(1.5, 6),
            levels=(3, 4),
            apart=1.4,
            flat_m2=85,
        ),
    ),
    "industry": (
        Habit(
            kinds={"industrial": 0.5, "warehouse": 0.5},
            use="industry",
            width=(26, 52),
            depth=(16, 22),
            yard=(4, 7),
            gap=(9, 18),
            levels=(1, 2),
            apart=6,
            outlines="IIL",
        ),
    ),
    "shacks": (
        Habit(
            kinds={"boathouse": 0.8, "shed": 0.2},
            use="other",
            width=(5.5, 7.5),
            depth=(8, 11),
            yard=(5, 9),
            gap=(3, 30),
            levels=(1, 1),
            apart=2.5,
            crooked_deg=9,
            skip=0.35,
        ),
        Habit(
            kinds={"detached": 1.0},
            use="detached",
            width=(9, 12),
            depth=(7.5, 9),
            yard=(6, 10),
            gap=(25, 60),
            levels=(2, 2),
            apart=7,
            skip=0.3,
        ),
    ),
    "farms": (
        *[
            Habit(
                kinds={"farm": 0.4, "house": 0.6},
                use="detached",
                width=(11, 14),
                depth=(8.5, 10),
                yard=(16, 26),
                gap=(90, 170),
                levels=(2, 2),
                apart=9,
                crooked_deg=14,
                garage=1.0,
                skip=0.1,
            )
        ]
        * 3,
        Habit(
            kinds={"barn": 1.0},
            use="other",
            width=(20, 30),
            depth=(12, 14),
            yard=(24, 34),
            gap=(60, 130),
            levels=(1, 2),
            apart=9,
            crooked_deg=14,
            skip=0.3,
        ),
    ),
}
GARAGE_M = (4.2, 6.4)


class Town:
    """The buildings that stand so far, and the land on which none may."""

    def __init__(self, standing: Sequence[Building], forbidden: BaseGeometry) -> None:
        self.buildings = list(standing)
        self._shapes = [building.shape for building in standing]
        self._forbidden = forbidden
        shapely.prepare(forbidden)

    def has_room(self, shape: Polygon, *, apart: float, except_last: bool = False) -> bool:
        """Whether a footprint fits: dry, free, and at least `apart` metres from every other building."""
        if self._forbidden.intersects(shape) or not EXTENT.contains(shape):
            return False
        others = np.asarray(self._shapes[:-1] if except_last else self._shapes)
        return not bool(shapely.dwithin(others, shape, apart).any())

    def add(self, building: Building) -> None:
        """Let a building stand."""
        self.buildings.append(building)
        self._shapes.append(building.shape)


def _too_steep(shape: Polygon) -> bool:
    heights = height(np.asarray(shape.exterior.coords))
    return bool(heights.max() - heights.min() > 5.5)


def _set_garage(town: Town, house: Polygon, *, front: Point, turn: float, rng: np.random.Generator) -> None:
    """A garage beside the house, on the street side of its gable."""
    side = 1 if rng.random() < 0.5 else -1
    angle = np.radians(turn)
    reach = shapely.hausdorff_distance(Point(house.centroid), house) * 0.9 + 4.4
    at = Point(house.centroid.x + side * reach * np.cos(angle), house.centroid.y + side * reach * np.sin(angle))
    at = Point(at.x + 0.18 * (front.x - at.x), at.y + 0.18 * (front.y - at.y))
    shape = footprint(at, width=GARAGE_M[0], depth=GARAGE_M[1], turn_deg=turn)
    if town.has_room(shape, apart=3.0, except_last=True) and shape.distance(house) > 0.8:
        town.add(Building(shape=shape, kind="garage", use="other", levels=1, tags={}))


def _line_side(
    town: Town, way: Way, *, side: int, numbers: dict[tuple[str, int], int], rng: np.random.Generator
) -> None:
    habits = HABITS[way.frontage]
    along = float(rng.uniform(2, 9))
    while along < way.line.length - 5:
        habit = habits[int(rng.integers(len(habits)))]
        width, depth, yard = (
            round(float(rng.uniform(*bounds)), 1) for bounds in (habit.width, habit.depth, habit.yard)
        )
        middle = along + width / 2
        if middle > way.line.length:
            return
        turn = direction_deg(way.line, middle)
        off = HALF_WIDTH_M[way.kind] + yard + depth / 2
        front = way.line.interpolate(middle)
        normal = np.radians(turn + 90 * side)
        centre = Point(front.x + off * np.cos(normal), front.y + off * np.sin(normal))
        outline = habit.outlines[int(rng.integers(len(habit.outlines)))]
        facing = turn + (180 if side > 0 else 0) + float(rng.uniform(-1, 1)) * habit.crooked_deg
        shape = footprint(
            centre, width=width, depth=depth * (1.35 if outline == "L" else 1), turn_deg=facing, outline=outline
        )
        gap, skipped, kind_draw = float(rng.uniform(*habit.gap)), rng.random() < habit.skip, rng.random()
        levels = int(rng.integers(habit.levels[0], habit.levels[1] + 1))
        if skipped or not town.has_room(shape, apart=habit.apart) or _too_steep(shape):
            along += gap if skipped else 3.5
            continue
        numbers[way.name, side] = numbers.get((way.name, side), -1 if side > 0 else 0) + 2
        kind = list(habit.kinds)[int(np.searchsorted(np.cumsum(list(habit.kinds.values())), kind_draw))]
        town.add(
            Building(
                shape=shape,
                kind=kind,
                use=habit.use,
                levels=levels,
                tags={},
                street=way.name,
                number=str(numbers[way.name, side]),
                flats=max(1, round(shape.area * levels / habit.flat_m2))
                if habit.flat_m2
                else int(habit.use == "detached"),
            )
        )
        if rng.random() < habit.garage:
            _set_garage(town, shape, front=front, turn=turn, rng=rng)
        along += width + gap


def build(standing: Sequence[Building], ways: Sequence[Way], *, forbidden: BaseGeometry, seed: int) -> list[Building]:
    """Every building of the town: the named ones, then the houses of each street in the order of the streets."""
    town = Town(standing, forbidden)
    numbers: dict[tuple[str, int], int] = {}
    for position, way in enumerate(ways):
        if not way.frontage or way.layer:
            continue
        for side in (1, -1):
            rng = np.random.default_rng([seed, crc32(way.name.encode()), position, side + 1])
            _line_side(town, way, side=side, numbers=numbers, rng=rng)
    return town.buildings


def street_lines(ways: Sequence[Way]) -> list[tuple[str, LineString]]:
    """Name and line of every named street that has addresses."""
    return [(way.name, way.line) for way in ways if way.name and way.kind not in {"rail", "path", "footway", "steps"}]
