"""What the land is used for: water, parks, forest, fields, and the grounds of schools, hospitals and the church."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Polygon, union_all
from shapely.geometry.base import BaseGeometry

from sample_sites.kveldsvag.town.buildings import Building
from sample_sites.kveldsvag.town.ground import EXTENT, FJORD, RIVER, area
from sample_sites.kveldsvag.town.streets import HALF_WIDTH_M, Way

Corners = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A piece of land with one use, kept free of houses that do not belong to it."""

    shape: Polygon
    tags: Mapping[str, str]
    name: str = ""


def _between(t0: float, t1: float, d0: float, d1: float) -> Polygon:
    return area([(t0, d0), (t1, d0), (t1, d1), (t0, d1)])


PARK, PLAYGROUND = {"leisure": "park"}, {"leisure": "playground"}
SCHOOL, KINDERGARTEN = {"amenity": "school"}, {"amenity": "kindergarten"}
FARMLAND = {"landuse": "farmland"}

GROUNDS: tuple[Ground, ...] = (
    Ground(
        name="Solbakken psykiatriske sykehus",
        shape=_between(602, 738, 558, 652),
        tags={
            "amenity": "hospital",
            "healthcare": "hospital",
            "healthcare:speciality": "psychiatry",
            "emergency": "no",
        },
    ),
    Ground(
        name="Kveldsvåg sjukehus",
        shape=_between(2120, 2258, 345, 452),
        tags={
            "amenity": "hospital",
            "healthcare": "hospital",
            "healthcare:speciality": "internal;surgery",
            "emergency": "yes",
        },
    ),
    Ground(name="Lia skole", shape=_between(930, 1046, 572, 668), tags={**SCHOOL, "isced:level": "1"}),
    Ground(name="Haugen ungdomsskole", shape=_between(2122, 2258, 582, 682), tags={**SCHOOL, "isced:level": "2"}),
    Ground(name="Bjørkelia barnehage", shape=_between(690, 744, 334, 386), tags=KINDERGARTEN),
    Ground(name="Trollskogen barnehage", shape=_between(1075, 1138, 590, 650), tags=KINDERGARTEN),
    Ground(name="Haugatun barnehage", shape=_between(1892, 1946, 566, 630), tags=KINDERGARTEN),
    Ground(name="Kveldsvåg kirkegård", shape=_between(1072, 1205, 424, 524), tags={"landuse": "cemetery"}),
    Ground(name="Byparken", shape=_between(1446, 1498, 240, 304), tags=PARK),
    Ground(name="Prestegardsparken", shape=_between(1238, 1304, 440, 534), tags=PARK),
    Ground(name="Elveparken", shape=_between(1448, 1528, 484, 538), tags=PARK),
    Ground(name="Bruaparken", shape=_between(1778, 1848, 592, 640), tags=PARK),
    Ground(
        name="Elvedalen",
        shape=area([(1538, 560), (1640, 560), (1648, 700), (1640, 826), (1562, 826), (1545, 700)]),
        tags=PARK,
    ),
    Ground(
        name="Sandvika",
        shape=area([(556, -4), (690, -4), (684, 20), (560, 18)]),
        tags={"natural": "beach", "surface": "sand"},
    ),
    Ground(
        name="Sandvika friområde",
        shape=area([(545, 20), (690, 24), (760, 38), (700, 62), (545, 60)]),
        tags={"landuse": "recreation_ground"},
    ),
    Ground(name="Lia idrettsplass", shape=_between(880, 952, 700, 760), tags={"leisure": "pitch", "sport": "soccer"}),
    Ground(name="Linden lekeplass", shape=_between(1484, 1512, 672, 702), tags=PLAYGROUND),
    Ground(name="Bruavegen lekeplass", shape=_between(1738, 1762, 612, 640), tags=PLAYGROUND),
    Ground(name="Hasselvegen lekeplass", shape=_between(690, 715, 270, 292), tags=PLAYGROUND),
    Ground(name="Tyttebær lekeplass", shape=_between(1150, 1176, 882, 906), tags=PLAYGROUND),
    Ground(name="Furulia lekeplass", shape=_between(1868, 1892, 420, 446), tags=PLAYGROUND),
    Ground(shape=_between(452, 522, 408, 552), tags=FARMLAND),
    Ground(shape=_between(180, 400, 215, 330), tags=FARMLAND),
    Ground(shape=_between(190, 345, 352, 480), tags=FARMLAND),
    Ground(shape=_between(-160, 55, 228, 405), tags=FARMLAND),
    Ground(shape=_between(2425, 2545, 212, 390), tags=FARMLAND),
    Ground(shape=_between(2592, 2720, 215, 400), tags=FARMLAND),
    Ground(shape=_between(2295, 2500, 420, 560), tags={"landuse": "meadow"}),
    Ground(shape=_between(1010, 1138, 138, 176), tags={"amenity": "parking", "surface": "asphalt"}),
    Ground(shape=_between(2112, 2172, 266, 306), tags={"amenity": "parking", "surface": "asphalt"}),
    Ground(shape=_between(974, 988, 486, 528), tags={"amenity": "parking", "surface": "asphalt"}),
    Ground(shape=_between(1745, 1935, 868, 946), tags={"natural": "wood"}, name="Skogstykket"),
)

#: Where houses give way to the hillside; the forest is what lies above it, less the gardens that reach into it.
FOREST_FRONT: Corners = [
    (-380, 320),
    (-180, 330),
    (-170, 420),
    (60, 430),
    (70, 300),
    (170, 310),
    (185, 500),
    (300, 520),
    (420, 760),
    (490, 690),
    (560, 700),
    (720, 705),
    (830, 690),
    (880, 690),
    (880, 780),
    (960, 800),
    (1000, 920),
    (1150, 980),
    (1230, 960),
    (1330, 955),
    (1420, 900),
    (1540, 860),
    (1640, 870),
    (1650, 960),
    (1760, 985),
    (1900, 990),
    (2000, 975),
    (2090, 900),
    (2080, 780),
    (2180, 820),
    (2290, 810),
    (2300, 720),
    (2360, 660),
    (2330, 580),
    (2520, 580),
    (2580, 430),
    (2740, 420),
    (2760, 300),
    (2890, 300),
    (2890, 2400),
    (-380, 2400),
]

#: Steep or left-over ground between the gardens, grown over.
THICKETS: Sequence[Corners] = (
    [(1320, 752), (1530, 760), (1540, 800), (1400, 796), (1350, 780)],
    [(1166, 640), (1212, 640), (1228, 730), (1190, 780), (1172, 700)],
    [(1060, 865), (1180, 872), (1330, 860), (1370, 900), (1330, 925), (1220, 935), (1110, 915)],
    [(840, 560), (925, 560), (925, 690), (800, 660)],
    [(1560, 360), (1620, 360), (1625, 500), (1570, 500)],
    [(1665, 330), (1755, 330), (1755, 375), (1680, 370)],
    [(2010, 480), (2110, 470), (2110, 640), (2010, 660)],
    [(400, 110), (900, 110), (980, 160), (400, 150)],
    [(1700, 175), (2000, 180), (2260, 150), (2260, 130), (1960, 165), (1700, 130)],
)


def carriageways(ways: Sequence[Way], *, margin_m: float = 0.0) -> BaseGeometry:
    """The ground that streets, paths and the railway take up, with a margin on either side [m]."""
    return union_all([way.line.buffer(HALF_WIDTH_M[way.kind] + margin_m) for way in ways])


def _parts(shape: BaseGeometry) -> list[Polygon]:
    """The polygons of a geometry, the largest first."""
    return sorted((part for part in shapely.get_parts(shape) if isinstance(part, Polygon)), key=lambda part: -part.area)


def wooded(
    outlines: Sequence[Corners],
    gardens: Sequence[Polygon],
    plots: Sequence[Polygon],
    ways: Sequence[Way],
    *,
    least_m2: float,
) -> list[Polygon]:
    """What grows wild inside the outlines: off gardens, plots, streets and river; parts of at least `least_m2`."""
    roads = [way for way in ways if way.kind not in {"path", "footway", "steps", "track"}]
    kept_out = union_all(
        [
            *(garden.buffer(11) for garden in gardens),
            *(plot.buffer(2) for plot in plots),
            *(ground.shape.buffer(2) for ground in GROUNDS),
            carriageways(roads, margin_m=3),
            RIVER.buffer(8),
        ]
    )
    wild = union_all([area(outline, step=40) for outline in outlines]).intersection(EXTENT).difference(kept_out)
    return [part for part in _parts(wild.buffer(-5).buffer(5).simplify(1.5)) if part.area >= least_m2]


def quarters(buildings: Sequence[Building]) -> list[tuple[str, Polygon]]:
    """Land use of the built-up quarters, (OpenStreetMap landuse, polygon): drawn around what stands there."""
    sorts = (
        ("residential", {"detached", "terraced"}, 22.0),
        ("retail", {"office"}, 20.0),
        ("industrial", {"industry"}, 16.0),
        ("residential", {"flats"}, 16.0),
    )
    found: list[tuple[str, Polygon]] = []
    taken: BaseGeometry = Polygon()
    for landuse, uses, reach in sorts[1:] + sorts[:1]:
        around = union_all([building.shape.buffer(reach) for building in buildings if building.use in uses])
        quarter = around.buffer(6).buffer(-12).difference(taken).difference(FJORD).buffer(-2).buffer(2).simplify(1.5)
        found += [(landuse, Polygon(part.exterior)) for part in _parts(quarter) if part.area > 2500]
        taken = union_all([taken, around])
    return found


def fjord() -> Polygon:
    """The fjord inside the extent."""
    return _parts(FJORD.intersection(EXTENT))[0]


def river() -> Polygon:
    """The river inside the extent, wider towards its mouth, down to the shore."""
    shares = np.linspace(0, 1, 260)
    middle = np.array([RIVER.interpolate(share, normalized=True).coords[0] for share in shares])
    ahead = np.gradient(middle, axis=0)
    across = np.column_stack([-ahead[:, 1], ahead[:, 0]]) / np.hypot(*ahead.T)[:, None]
    half = (4 + 6 * (1 - shares) ** 3)[:, None]
    banks = Polygon(np.vstack([middle + half * across, (middle - half * across)[::-1]])).buffer(0)
    return _parts(banks.intersection(EXTENT).difference(FJORD).simplify(0.3))[0]
