"""The candidate plots: a dozen pieces of land that differ for reasons one can see on the map."""

import math
from dataclasses import dataclass

from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry

from sample_sites.kveldsvag.town.ground import area, to_plane


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A plot that the municipality considers; `why` says what the plot is there to show."""

    id: str
    name: str
    shape: Polygon
    owner: str
    zoning: str
    status: str
    price_nok: int
    why: str
    entrances: tuple[tuple[str, Point], ...] = ()


def _between(t0: float, t1: float, d0: float, d1: float) -> Polygon:
    return area([(t0, d0), (t1, d0), (t1, d1), (t0, d1)], step=200)


def _at(t: float, d: float, edge_of: Polygon) -> Point:
    """The point of a plot's boundary nearest to a place in shore coordinates."""
    ring = edge_of.exterior
    point = ring.interpolate(ring.project(Point(to_plane([(t, d)])[0])))
    return Point(round(point.x, 2), round(point.y, 2))


def _turned(u: float, v: float) -> Point:
    """A point of the frame of the plot that is drawn on: 70 m along Lindevegen, 60 m up the slope, exactly square."""
    turn = math.radians(15)
    return Point(
        round(499_909 + u * math.cos(turn) - v * math.sin(turn), 2),
        round(7_031_282 + u * math.sin(turn) + v * math.cos(turn), 2),
    )


_P1 = _between(508, 584, 592, 650)
_P3 = _between(1850, 1926, 74, 124)
_P5 = _between(1774, 1840, 322, 382)
_P7 = _between(1236, 1294, 338, 396)
_P11 = _between(1836, 1896, 985, 1042)
_P12 = _between(995, 1055, 804, 858)

CANDIDATES: tuple[Candidate, ...] = (
    Candidate(
        id="p1",
        name="Solbakken vest",
        shape=_P1,
        owner="Kveldsvåg kommune",
        zoning="offentlig tjenesteyting",
        status="ledig",
        price_nok=2_900_000,
        why="next to the psychiatric hospital",
        entrances=(("p1-street", _at(545, 664, _P1)),),
    ),
    Candidate(
        id="p2",
        name="Storlia",
        shape=_between(2020, 2090, 1340, 1402),
        owner="Kveldsvåg kommune",
        zoning="LNF",
        status="ledig",
        price_nok=600_000,
        why="remote, up the hill, no footpath and no bus",
    ),
    Candidate(
        id="p3",
        name="Tangen",
        shape=_P3,
        owner="Kveldsvåg havn",
        zoning="næring",
        status="ledig",
        price_nok=3_400_000,
        why="beyond the railway: near as the crow flies, far on foot",
        entrances=(("p3-street", _at(1885, 66, _P3)),),
    ),
    Candidate(
        id="p4",
        name="Lindevegen 9",
        shape=Polygon([_turned(*corner) for corner in ((-35, -30), (35, -30), (35, 30), (-35, 30))]),
        owner="Kveldsvåg kommune",
        zoning="bolig",
        status="ledig",
        price_nok=4_600_000,
        why="among ordinary detached houses, flat; the plot of the four sketch layouts",
        entrances=(("p4-street", _turned(-12, -30)), ("p4-path", _turned(35, -10))),
    ),
    Candidate(
        id="p5",
        name="Furuvegen 14",
        shape=_P5,
        owner="Kveldsvåg kommune",
        zoning="bolig",
        status="ledig",
        price_nok=3_800_000,
        why="in a concentration of municipal housing",
        entrances=(("p5-street", _at(1810, 392, _P5)), ("p5-solsida", _at(1800, 306, _P5))),
    ),
    Candidate(
        id="p6",
        name="Kvernhusøra",
        shape=_between(1450, 1526, 424, 476),
        owner="Kveldsvåg kommune",
        zoning="bolig",
        status="ledig",
        price_nok=2_200_000,
        why="on the river flat: inside the 20-year flood",
    ),
    Candidate(
        id="p7",
        name="Meieritomta",
        shape=_P7,
        owner="Vågen Eiendom AS",
        zoning="sentrum",
        status="til salgs",
        price_nok=14_500_000,
        why="central: bus, shop and cafes at the door",
        entrances=(("p7-street", _at(1262, 410, _P7)), ("p7-storgata", _at(1275, 330, _P7))),
    ),
    Candidate(
        id="p8",
        name="Prestegardsjordet",
        shape=_between(528, 768, 440, 546),
        owner="Opplysningsvesenet",
        zoning="LNF",
        status="mulig",
        price_nok=9_000_000,
        why="large: over two hectares of field, no entrance drawn",
    ),
    Candidate(
        id="p9",
        name="Kirkegata 31",
        shape=_between(1392, 1418, 421, 443),
        owner="Kveldsvåg kommune",
        zoning="sentrum",
        status="ledig",
        price_nok=1_900_000,
        why="tiny: cannot hold a small cluster",
    ),
    Candidate(
        id="p10",
        name="Kystvegen 88",
        shape=_between(2322, 2396, 214, 268),
        owner="privat",
        zoning="bolig",
        status="til salgs",
        price_nok=2_700_000,
        why="beside the main road at 60 km/h, noise",
    ),
    Candidate(
        id="p11",
        name="Skogkanten",
        shape=_P11,
        owner="Kveldsvåg kommune",
        zoning="bolig",
        status="ledig",
        price_nok=3_100_000,
        why="by the forest; the short way to the bus is an unlit path through a wood",
        entrances=(("p11-street", _at(1880, 975, _P11)),),
    ),
    Candidate(
        id="p12",
        name="Skulebakken",
        shape=_P12,
        owner="Kveldsvåg kommune",
        zoning="bolig",
        status="ledig",
        price_nok=3_300_000,
        why="300 m to the bus by path and steps, over 900 m to the same stop by street",
        entrances=(("p12-path", _at(990, 863, _P12)),),
    ),
)


def land_kept_free() -> list[BaseGeometry]:
    """The plots and a strip around them, on which nothing else is built."""
    return [candidate.shape.buffer(4) for candidate in CANDIDATES]
