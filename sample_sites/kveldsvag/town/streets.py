"""The streets, paths and the railway: who they are, where they run, and how they join.

Each is declared by control points in shore coordinates. An end that stops within reach of a line declared before it is
pulled onto that line; crossings at grade share a node; where the river is crossed the way becomes a bridge.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from shapely import LineString, Point
from shapely.ops import substring

from sample_sites.kveldsvag.town.ground import RIVER, curve, to_plane

REACH_M = 16.0
SAME_NODE_M = 0.7

#: Half of the carriageway and what lies beside it [m]: no building, no lot within it.
HALF_WIDTH_M: Mapping[str, float] = {
    "secondary": 6.0,
    "tertiary": 5.0,
    "unclassified": 4.0,
    "residential": 3.8,
    "living_street": 3.5,
    "service": 3.0,
    "pedestrian": 5.0,
    "cycleway": 2.2,
    "footway": 1.6,
    "path": 1.2,
    "steps": 1.4,
    "track": 2.2,
    "rail": 7.0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A stretch with the same tags all along; `frontage` is what was built along it, `layer` its level."""

    line: LineString
    kind: str
    tags: Mapping[str, str]
    name: str = ""
    frontage: str = ""
    layer: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A street as it was planned: control points in shore coordinates and, where the tags change, the places of change.

    A stretch is (running number of the control point where it ends, its tags, its frontage); the last runs to the end.
    """

    name: str
    kind: str
    points: Sequence[tuple[float, float]]
    tags: Mapping[str, str] = field(default_factory=dict)
    frontage: str = ""
    stretches: Sequence[tuple[int, Mapping[str, str], str]] = ()
    under_railway: bool = False


LIT, DARK = {"lit": "yes"}, {"lit": "no"}
TOWN_30 = {"maxspeed": "30", "surface": "asphalt"}
TOWN_40 = {"maxspeed": "40", "surface": "asphalt"}
BOTH, LEFT, RIGHT, NO_WALK = ({"sidewalk": side} for side in ("both", "left", "right", "no"))


def _street(
    name: str,
    points: Sequence[tuple[float, float]],
    tags: Mapping[str, str] = TOWN_30,
    *,
    kind: str = "residential",
    frontage: str = "detached",
) -> Plan:
    return Plan(name=name, kind=kind, points=points, tags=tags, frontage=frontage)


def _walk(
    points: Sequence[tuple[float, float]],
    tags: Mapping[str, str],
    *,
    kind: str = "footway",
    name: str = "",
    under_railway: bool = False,
) -> Plan:
    return Plan(name=name, kind=kind, points=points, tags=tags, under_railway=under_railway)


RAILWAY = Plan(
    name="Kveldsfjordbanen",
    kind="rail",
    tags={"railway": "rail", "usage": "main", "electrified": "no", "gauge": "1435"},
    points=[
        (-390, 66),
        (350, 74),
        (620, 78),
        (900, 92),
        (1150, 98),
        (1330, 100),
        (1500, 98),
        (1650, 108),
        (1800, 142),
        (1950, 152),
        (2100, 140),
        (2300, 100),
        (2550, 84),
        (2890, 88),
    ],
)

ROADS: tuple[Plan, ...] = (
    Plan(
        name="Kystvegen",
        kind="secondary",
        tags={"ref": "Fv6680", "surface": "asphalt"},
        points=[
            (-370, 212),
            (300, 190),
            (620, 178),
            (830, 182),
            (1000, 200),
            (1130, 212),
            (1300, 224),
            (1450, 228),
            (1640, 222),
            (1850, 226),
            (2030, 222),
            (2200, 208),
            (2450, 186),
            (2860, 198),
        ],
        stretches=[
            (2, {"maxspeed": "60", **NO_WALK}, "farms"),
            (4, {"maxspeed": "50", **NO_WALK, **LIT}, "roadside"),
            (8, {"maxspeed": "40", **BOTH, **LIT}, "centre"),
            (10, {"maxspeed": "50", **RIGHT, **LIT}, "roadside"),
            (13, {"maxspeed": "60", **NO_WALK, **DARK}, "farms"),
        ],
    ),
    _street(
        "Lievegen",
        [
            (830, 182),
            (846, 300),
            (880, 430),
            (960, 525),
            (1150, 548),
            (1400, 546),
            (1575, 548),
            (1800, 552),
            (1945, 520),
            (2012, 410),
            (2030, 300),
            (2032, 222),
        ],
        {**TOWN_40, **RIGHT, **LIT},
        kind="tertiary",
        frontage="sparse",
    ),
    _street(
        "Storgata",
        [(985, 199), (1035, 262), (1130, 305), (1300, 320), (1480, 316), (1590, 285), (1650, 222)],
        {**TOWN_30, **BOTH, **LIT},
        kind="tertiary",
        frontage="centre",
    ),
    _street(
        "Åsvegen",
        [
            (1225, 548),
            (1228, 640),
            (1268, 735),
            (1390, 820),
            (1520, 842),
            (1660, 845),
            (1800, 832),
            (1925, 780),
            (1995, 680),
            (1985, 590),
            (1945, 520),
        ],
        {**TOWN_40, **LEFT, **LIT},
        kind="tertiary",
    ),
    _street(
        "Kaivegen",
        [(880, 46), (1010, 40), (1150, 42), (1300, 44), (1425, 48)],
        {"maxspeed": "30", **NO_WALK},
        kind="unclassified",
        frontage="industry",
    ),
    _street(
        "Havnegata",
        [(1150, 40), (1150, 98), (1152, 213), (1150, 307), (1138, 405)],
        {**TOWN_30, **BOTH, **LIT},
        kind="unclassified",
        frontage="centre",
    ),
    _street(
        "Kirkegata",
        [(1045, 268), (1042, 340), (1060, 396), (1138, 405), (1300, 412), (1440, 410), (1515, 400)],
        {**TOWN_30, **RIGHT, **LIT},
        frontage="flats",
    ),
    _street(
        "Brugata",
        [(1425, 228), (1432, 317), (1440, 410), (1436, 480), (1430, 547)],
        {**TOWN_30, **BOTH, **LIT},
        frontage="centre",
    ),
    _street("Kirkebakken", [(1222, 409), (1228, 470), (1225, 548)], {**TOWN_30, **LEFT, **LIT}, frontage="flats"),
    _street("Skippergata", [(1228, 218), (1226, 315)], {**TOWN_30, **BOTH, **LIT}, frontage="centre"),
    _street(
        "Torggata",
        [(1322, 225), (1320, 321)],
        {"surface": "paving_stones", **LIT},
        kind="pedestrian",
        frontage="centre",
    ),
    _street(
        "Stasjonsgata",
        [(1322, 225), (1330, 150), (1280, 128), (1152, 132)],
        {**TOWN_30, **LEFT, **LIT},
        kind="unclassified",
        frontage="",
    ),
    # the quay and the strip of land beyond the railway
    _street(
        "Tangenvegen",
        [(1425, 48), (1520, 54), (1660, 62), (1800, 70), (1900, 66), (1985, 60), (2060, 58)],
        {"maxspeed": "50", **NO_WALK, **DARK},
        kind="unclassified",
        frontage="shacks",
    ),
    # west
    _street("Bjørkevegen", [(848, 312), (760, 318), (650, 322), (575, 308), (530, 290)], {**TOWN_30, **LIT}),
    _street("Rognevegen", [(872, 408), (760, 408), (650, 404), (560, 392)], TOWN_30),
    _street("Seljevegen", [(660, 322), (655, 404)], TOWN_30),
    _street("Hasselvegen", [(760, 318), (745, 250), (640, 243), (560, 240)], {**TOWN_30, **LIT}),
    _street(
        "Solbakkvegen",
        [(892, 452), (850, 560), (790, 640), (730, 668), (620, 672), (500, 664), (440, 655)],
        {**TOWN_30, **RIGHT, **LIT},
        kind="unclassified",
        frontage="sparse",
    ),
    # the slope north of the centre
    _street("Skolevegen", [(1050, 541), (1058, 640), (1080, 740), (1120, 780)], {**TOWN_30, **LEFT, **LIT}),
    _street("Lindevegen", [(1228, 640), (1330, 636), (1440, 640), (1525, 650)], {**TOWN_30, **LIT}),
    _street("Eikevegen", [(1268, 735), (1340, 732), (1450, 734), (1540, 742)], TOWN_30),
    _street("Askevegen", [(1455, 641), (1460, 734)], TOWN_30),
    _street(
        "Tyttebærvegen",
        [(1390, 820), (1392, 890), (1330, 938), (1220, 948), (1110, 930), (1030, 900), (985, 868)],
        {**TOWN_30, **LIT},
    ),
    _street("Einerkroken", [(1220, 948), (1228, 1010), (1180, 1040)], TOWN_30),
    _street("Krøklingvegen", [(1268, 735), (1215, 800), (1130, 850), (1090, 855)], TOWN_30),
    _street(
        "Blåbærvegen",
        [(1660, 845), (1672, 905), (1750, 962), (1880, 972), (1985, 950), (2060, 905)],
        {**TOWN_30, **LIT},
    ),
    _street("Multekroken", [(1750, 962), (1745, 1030), (1690, 1060)], TOWN_30),
    # east of the river
    _street("Solsida", [(2030, 305), (1940, 312), (1850, 308), (1720, 304), (1655, 290)], {**TOWN_30, **LIT}),
    _street(
        "Furuvegen", [(2006, 420), (1920, 398), (1800, 392), (1690, 390), (1635, 385)], TOWN_30, frontage="terrace"
    ),
    _street("Granvegen", [(1976, 474), (1900, 470), (1800, 468), (1690, 466), (1630, 466)], TOWN_30),
    _street(
        "Granbakken", [(1760, 305), (1756, 392), (1758, 468), (1766, 551)], {**TOWN_30, **LEFT, **LIT}, frontage=""
    ),
    _street(
        "Bruavegen",
        [(1660, 549), (1665, 630), (1720, 690), (1800, 698), (1862, 650), (1872, 545)],
        {**TOWN_30, **RIGHT, **LIT},
        frontage="blocks",
    ),
    _street("Myrvegen", [(1720, 690), (1715, 770), (1722, 842)], TOWN_30, frontage="terrace"),
    _street(
        "Sjukehusvegen",
        [(2028, 320), (2110, 330), (2215, 318), (2262, 280), (2262, 203)],
        {**TOWN_30, **BOTH, **LIT},
        kind="unclassified",
        frontage="",
    ),
    _street("Haugavegen", [(1995, 680), (2090, 690), (2200, 700), (2300, 672), (2350, 640)], {**TOWN_30, **LIT}),
    _street("Haugatoppen", [(2090, 690), (2100, 770), (2180, 800), (2270, 790)], TOWN_30),
    _street(
        "Storlivegen",
        [
            (2270, 790),
            (2330, 830),
            (2350, 920),
            (2290, 1010),
            (2180, 1060),
            (2140, 1140),
            (2190, 1220),
            (2160, 1300),
            (2085, 1330),
        ],
        {"maxspeed": "60", "surface": "gravel", **NO_WALK, **DARK},
        kind="unclassified",
        frontage="farms",
    ),
    _street(
        "Gravrokvegen",
        [(430, 187), (420, 300), (370, 420), (330, 520)],
        {"maxspeed": "60", "surface": "gravel", **NO_WALK},
        kind="unclassified",
        frontage="farms",
    ),
    _street(
        "Nesvegen",
        [(2560, 188), (2570, 300), (2540, 420)],
        {"maxspeed": "60", "surface": "gravel", **NO_WALK},
        kind="unclassified",
        frontage="farms",
    ),
)

SERVICE = {"surface": "asphalt"}
DRIVES: tuple[Plan, ...] = tuple(
    Plan(name="", kind="service", points=points, tags={**SERVICE, **tags})
    for points, tags in (
        ([(1151, 152), (1090, 156), (1020, 156)], {"service": "parking_aisle", **LIT}),
        ([(2155, 326), (2158, 290), (2130, 284)], {"service": "parking_aisle", **LIT}),
        ([(2190, 324), (2194, 352), (2200, 366)], LIT),
        ([(694, 672), (676, 650), (668, 608)], LIT),
        ([(1058, 622), (1042, 606)], LIT),
        ([(975, 532), (978, 505), (990, 490), (1040, 492)], {}),
        ([(1612, 549), (1616, 510), (1600, 500)], {}),
        ([(1140, 405), (1142, 440), (1120, 458)], {}),
        ([(898, 187), (896, 232)], {"service": "driveway"}),
        ([(2068, 220), (2072, 250), (2120, 252), (2124, 215)], {}),
        ([(1058, 655), (1090, 655), (1098, 645)], {}),
        ([(1862, 660), (1895, 640)], {}),
        ([(2140, 696), (2138, 660)], {}),
        ([(1715, 742), (1760, 746), (1762, 790)], {"service": "parking_aisle"}),
    )
)

FOOT = {"foot": "designated", "bicycle": "designated", "segregated": "no", "surface": "asphalt"}
GRAVEL = {"surface": "gravel"}
PATHS: tuple[Plan, ...] = (
    _walk([(560, 188), (700, 187), (830, 192), (985, 211)], {**FOOT, **LIT}, kind="cycleway"),
    _walk([(1650, 234), (1850, 238), (2030, 234)], {**FOOT, **LIT}, kind="cycleway"),
    # beside the river, beach and quay
    _walk([(1458, 52), (1470, 110), (1500, 226)], {**GRAVEL, **LIT}, name="Elvestien", under_railway=True),
    _walk([(1500, 229), (1508, 310)], {**GRAVEL, **LIT}, name="Elvestien"),
    _walk([(1508, 313), (1533, 400), (1540, 480), (1550, 547)], {**GRAVEL, **LIT}, name="Elvestien"),
    _walk([(1555, 549), (1556, 650), (1565, 742), (1565, 843)], GRAVEL, kind="path", name="Elvestien"),
    _walk([(1515, 400), (1535, 402)], LIT),
    _walk([(1525, 650), (1556, 652)], {}),
    _walk([(1540, 742), (1565, 744)], {}),
    _walk([(640, 178), (632, 120), (625, 50), (600, 22)], {**GRAVEL, **DARK}, name="Strandstien", under_railway=True),
    _walk([(625, 50), (700, 30), (790, 36), (880, 46)], {**GRAVEL, **DARK}, kind="path", name="Strandstien"),
    _walk([(560, 240), (562, 188)], LIT),
    _walk([(650, 322), (645, 243)], DARK),
    # shortcuts up and down the slope
    _walk([(985, 868), (1000, 800), (1035, 700)], {**FOOT, **LIT}, name="Skulestien"),
    _walk(
        [(1035, 700), (1045, 664), (1059, 650)],
        {"step_count": "38", "handrail": "yes", "surface": "concrete", **LIT},
        kind="steps",
        name="Skulestien",
    ),
    _walk([(1090, 855), (1100, 815), (1120, 780)], {**GRAVEL}, kind="path"),
    _walk([(1300, 412), (1310, 480), (1316, 547)], LIT, name="Prestegangen"),
    _walk([(1345, 547), (1342, 590), (1340, 636)], {**LIT, "surface": "asphalt"}),
    _walk([(1372, 637), (1374, 690), (1373, 733)], {"surface": "fine_gravel"}),
    _walk([(1330, 733), (1345, 770), (1372, 806)], {**GRAVEL, **DARK}, kind="path"),
    _walk(
        [(1905, 972), (1880, 920), (1850, 868), (1832, 827)],
        {"surface": "ground", **DARK},
        kind="path",
        name="Skogstien",
    ),
    _walk([(1862, 650), (1900, 690), (1940, 768)], {**GRAVEL}, kind="path"),
    _walk([(1766, 551), (1768, 620), (1765, 696)], {"surface": "asphalt"}),
    _walk([(1850, 308), (1848, 393), (1846, 469)], {}),
    _walk([(1850, 238), (1850, 308)], LIT),
    _walk([(2100, 329), (2098, 420), (2075, 480), (2000, 560), (1984, 585)], {"surface": "asphalt", **LIT}),
    _walk([(790, 640), (760, 520), (760, 408)], {**GRAVEL, **DARK}, kind="path", name="Jordegangen"),
    _walk([(1150, 548), (1160, 620), (1180, 700), (1215, 800)], {"surface": "asphalt", **LIT}),
    # into the forest
    _walk(
        [
            (1180, 1040),
            (1160, 1120),
            (1060, 1200),
            (900, 1230),
            (760, 1190),
            (640, 1090),
            (560, 960),
            (500, 800),
            (470, 660),
        ],
        {"surface": "ground", **DARK},
        kind="path",
        name="Lysløypa",
    ),
    _walk([(985, 868), (930, 930), (880, 1040), (900, 1230)], {"surface": "ground"}, kind="path"),
    _walk(
        [(1690, 1060), (1660, 1150), (1700, 1300), (1830, 1380), (1940, 1365)],
        {"surface": "ground", **DARK},
        kind="path",
    ),
    _walk([(1160, 1120), (1300, 1180), (1450, 1190), (1590, 1230), (1667, 1200)], {"surface": "ground"}, kind="path"),
    _walk([(1905, 972), (1925, 1080), (1960, 1200), (1940, 1365)], {"surface": "ground"}, kind="path"),
    Plan(
        name="",
        kind="track",
        points=[(330, 520), (300, 640), (360, 780)],
        tags={"tracktype": "grade3", "surface": "gravel"},
    ),
)


def _split_at_stretches(plan: Plan, line: LineString) -> list[Way]:
    if not plan.stretches:
        return [Way(line=line, kind=plan.kind, tags=plan.tags, name=plan.name, frontage=plan.frontage)]
    pieces, start = [], 0.0
    places = to_plane([plan.points[index] for index, _, _ in plan.stretches[:-1]])
    ends = [*(line.project(Point(place)) for place in places), line.length]
    for end, (_, tags, frontage) in zip(ends, plan.stretches, strict=True):
        pieces.append(
            Way(
                line=substring(line, start, end),
                kind=plan.kind,
                tags={**plan.tags, **tags},
                name=plan.name,
                frontage=frontage,
            )
        )
        start = end
    return pieces


def _pulled(line: LineString, earlier: Iterable[LineString]) -> LineString:
    """The line with each end moved onto the nearest earlier line within reach."""
    coords = list(line.coords)
    targets = list(earlier)
    for end in (0, -1):
        tip = Point(coords[end])
        near = min(targets, key=tip.distance, default=None)
        if near is not None and 0 < tip.distance(near) <= REACH_M:
            coords[end] = near.interpolate(near.project(tip)).coords[0]
    return LineString(coords)


def _over(way: Way, crossed: LineString, half: float, tags: Mapping[str, str], layer: int) -> list[Way]:
    """The way cut where it crosses another line, the middle piece carried over (or under) it."""
    meeting = way.line.intersection(crossed)
    if meeting.is_empty:
        return [way]
    at = way.line.project(meeting if meeting.geom_type == "Point" else meeting.centroid)
    start, end = max(0.0, at - half), min(way.line.length, at + half)
    cuts: list[tuple[float, float, Mapping[str, str], int]] = [
        (0.0, start, {}, way.layer),
        (start, end, tags, layer),
        (end, way.line.length, {}, way.layer),
    ]
    return [
        replace(way, line=substring(way.line, a, b), tags={**way.tags, **extra}, layer=level)
        for a, b, extra, level in cuts
        if b - a > 0.5
    ]


def draw() -> list[Way]:
    """Every way of the town, ends joined, bridges and underpasses cut; in a fixed order."""
    railway = curve(RAILWAY.points, step=20)
    ways = [Way(line=railway, kind="rail", tags=RAILWAY.tags, name=RAILWAY.name)]
    drawn: list[LineString] = []
    for plan in (*ROADS, *DRIVES, *PATHS):
        line = _pulled(curve(plan.points), drawn)
        drawn.append(line)
        for way in _split_at_stretches(plan, line):
            ways += _over(way, railway, 9, {"tunnel": "yes", "layer": "-1"}, -1) if plan.under_railway else [way]
    return [piece for way in ways for piece in _over(way, RIVER, 11, {"bridge": "yes", "layer": "1"}, 1)]
