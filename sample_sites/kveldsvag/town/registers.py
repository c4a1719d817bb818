"""The municipality's own registers as layers: parcels, buildings, zoning, hazards, noise, services, housing, risks."""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import shapely
from shapely import LineString, MultiPoint, Point, Polygon, union_all
from shapely.geometry.base import BaseGeometry

from sample_sites.kveldsvag.town import land
from sample_sites.kveldsvag.town.buildings import Building
from sample_sites.kveldsvag.town.candidates import CANDIDATES
from sample_sites.kveldsvag.town.ground import CRS, EXTENT, FJORD, RIVER, area, to_plane, to_shore
from sample_sites.kveldsvag.town.plan import TownPlan
from sample_sites.kveldsvag.town.streets import Way

KNR = "5099"
Row = dict[str, object]
OUTBUILDINGS = frozenset({"garage", "shed", "boathouse", "barn", "service"})


def _frame(rows: Sequence[Row]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(list(rows), geometry="geometry", crs=CRS)


def _between(t0: float, t1: float, d0: float, d1: float) -> Polygon:
    return area([(t0, d0), (t1, d0), (t1, d1), (t0, d1)])


def _at(t: float, d: float) -> Point:
    return Point(np.round(to_plane([(t, d)])[0], 2))


def _largest(shape: BaseGeometry) -> Polygon | None:
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, Polygon)]
    return max(parts, key=lambda part: part.area, default=None)


def _lots(buildings: Sequence[Building], taken: BaseGeometry) -> list[Polygon | None]:
    """A lot around each building: the land nearer to it than to any other, at most a garden deep, off the streets."""
    corners = [shapely.get_coordinates(building.shape.segmentize(4.0))[:-1] for building in buildings]
    owner = np.repeat(np.arange(len(buildings)), [len(points) for points in corners])
    points = shapely.points(np.concatenate(corners))
    cells = shapely.get_parts(shapely.voronoi_polygons(MultiPoint(points), extend_to=EXTENT, ordered=True))
    lots = []
    for index, building in enumerate(buildings):
        reach = 13.0 if building.use in {"detached", "terraced"} else 9.0
        cell = union_all(cells[owner == index]).intersection(building.shape.buffer(reach, join_style="mitre"))
        lots.append(_largest(cell.difference(taken)))
    return lots


def _gnr(shape: Polygon) -> int:
    """The farm number under which land was once divided: for the west, the centre, the slope, the east, the hill."""
    t, d = to_shore([(shape.centroid.x, shape.centroid.y)])[0]
    if d > 1100:
        return 31
    return 12 if t < 930 else 27 if t > 1570 else 14 if d < 550 else 19


def parcels_and_buildings(town: TownPlan, *, seed: int) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """The land register, and the building register that points into it."""
    houses = [building for building in town.buildings if building.kind not in OUTBUILDINGS]
    plots = union_all([candidate.shape for candidate in CANDIDATES])
    grounds = [ground for ground in land.GROUNDS if {"amenity", "leisure", "landuse"} & set(ground.tags)]
    taken = union_all(
        [
            land.carriageways(town.ways, margin_m=0.8),
            plots,
            FJORD,
            RIVER.buffer(7),
            *(ground.shape for ground in grounds),
        ]
    )
    rows: list[Row] = []
    for building, lot in zip(houses, _lots(houses, taken), strict=True):
        if lot is not None and lot.area > 60 and lot.intersects(building.shape):
            public = building.use in {"health", "school", "kindergarten"} or building.kind in {
                "public",
                "civic",
                "fire_station",
            }
            rows.append(
                {
                    "owner_kind": "municipality" if public else "private",
                    "price_nok": None,
                    "status": None,
                    "geometry": lot,
                }
            )
    for ground in grounds:
        owner = (
            "state"
            if ground.tags.get("amenity") == "hospital"
            else "private"
            if ground.tags.get("landuse") in {"farmland", "meadow"}
            else "municipality"
        )
        rows.append(
            {
                "owner_kind": owner,
                "price_nok": None,
                "status": None,
                "geometry": ground.shape.difference(union_all([plots, land.carriageways(town.ways)])),
            }
        )
    for candidate in CANDIDATES:
        owner = (
            "municipality"
            if "kommune" in candidate.owner or "havn" in candidate.owner
            else "state"
            if candidate.owner == "Opplysningsvesenet"
            else "private"
        )
        rows.append(
            {
                "owner_kind": owner,
                "price_nok": candidate.price_nok,
                "status": candidate.status,
                "geometry": candidate.shape,
            }
        )
    used: dict[int, int] = {}
    for row in rows:
        row["geometry"] = _largest(row["geometry"])
        gnr = _gnr(row["geometry"])
        used[gnr] = used.get(gnr, 0) + 1
        row |= {"knr": KNR, "gnr": gnr, "bnr": used[gnr]}
    parcels = _frame(rows)
    return parcels, _building_register(town, parcels, seed=seed)


def _building_register(town: TownPlan, parcels: gpd.GeoDataFrame, *, seed: int) -> gpd.GeoDataFrame:
    """Every building with use, levels and height; one in thirty has no use on record, as registers have it."""
    tree = shapely.STRtree(parcels.geometry.to_numpy())
    rows = []
    for index, building in enumerate(town.buildings):
        unknown = np.random.default_rng([seed, 11, index]).random() < 1 / 30 and building.use == "detached"
        parcel = int(tree.nearest(building.shape.centroid))
        rows.append(
            {
                "use": None if unknown else building.use,
                "levels": building.levels,
                "height_m": round(building.levels * 3.0 + 1.6, 1),
                "gnr": int(parcels["gnr"].iloc[parcel]),
                "bnr": int(parcels["bnr"].iloc[parcel]),
                "geometry": building.shape,
            }
        )
    return _frame(rows)


#: (a place near the building, units, group, staffed); the building of housing nearest to the place is meant.
HOUSING: Sequence[tuple[tuple[float, float], int, str, str]] = (
    ((1800, 408), 6, "substance_and_mental_health", "day"),
    ((1840, 408), 6, "substance_and_mental_health", "none"),
    ((1880, 408), 5, "intellectual_disability", "24h"),
    ((1860, 380), 5, "refugees", "none"),
    ((1900, 382), 6, "mental_illness", "none"),
    ((1945, 385), 4, "families", "none"),
    ((1940, 425), 4, "families", "none"),
    ((1858, 690), 4, "families", "none"),
    ((1028, 237), 4, "mental_illness", "day"),
    ((1037, 189), 5, "youth", "24h"),
    ((2140, 700), 2, "families", "none"),
    ((640, 300), 3, "refugees", "none"),
)
SERVICES: Sequence[tuple[str, str, tuple[float, float]]] = (
    ("base", "Oppfølgingstjenesten, base Vågen", (1196, 368)),
    ("outreach_team", "ACT-team Kveldsfjord", (1344, 446)),
    ("outreach_team", "Psykisk helse- og rusteam", (1384, 272)),
    ("gp", "Kveldsvåg legesenter", (1310, 280)),
    ("emergency_gp", "Kveldsvåg legevakt", (2228, 380)),
    ("pharmacy", "Vågen apotek", (1380, 356)),
    ("dps", "Kveldsvåg DPS", (1350, 446)),
    ("hospital_psychiatric", "Solbakken psykiatriske sykehus", (640, 625)),
    ("low_threshold_health", "Feltpleien", (1412, 420)),
    ("activity", "Møteplassen", (1410, 420)),
    ("activity", "Frivilligsentralen", (1450, 398)),
    ("work_offer", "Dagsverket Kveldsvåg", (1050, 70)),
    ("work_offer", "Gjenbruksbutikken Runden", (1094, 298)),
    ("police", "Kveldsvåg politistasjon", (1476, 356)),
    ("fire", "Kveldsvåg brannstasjon", (922, 234)),
    ("ambulance", "Ambulansestasjonen", (2084, 360)),
)
#: Purpose, highest share of the plot that may be built on [%], status; an earlier zone goes before a later one.
ZONES: Sequence[tuple[str, int | None, str, Sequence[tuple[float, float]]]] = (
    ("offentlig tjenesteyting", 40, "in_force", [(490, 556), (748, 552), (740, 660), (490, 662)]),
    ("offentlig tjenesteyting", 50, "in_force", [(2064, 338), (2264, 338), (2264, 460), (2064, 460)]),
    ("skole", 40, "in_force", [(925, 568), (1050, 568), (1050, 672), (925, 672)]),
    ("skole", 40, "in_force", [(2118, 578), (2262, 578), (2262, 686), (2118, 686)]),
    ("barnehage", 30, "in_force", [(1071, 586), (1142, 586), (1142, 654), (1071, 654)]),
    ("barnehage", 30, "in_force", [(1888, 562), (1950, 562), (1950, 634), (1888, 634)]),
    ("barnehage", 30, "in_force", [(686, 330), (748, 330), (748, 390), (686, 390)]),
    ("barnehage", 30, "proposed", [(1340, 756), (1400, 756), (1400, 798), (1340, 790)]),
    ("grav- og urnelund", None, "in_force", [(1068, 420), (1209, 420), (1209, 530), (1068, 530)]),
    ("grønnstruktur", None, "in_force", [(1446, 236), (1502, 236), (1502, 306), (1446, 306)]),
    ("grønnstruktur", None, "in_force", [(1234, 450), (1308, 450), (1308, 536), (1234, 536)]),
    ("grønnstruktur", None, "in_force", [(1535, 555), (1650, 555), (1652, 832), (1558, 832)]),
    ("næring", 60, "in_force", [(860, 0), (1960, 0), (1960, 130), (1420, 88), (860, 76)]),
    ("næring", 50, "in_force", [(2040, 210), (2260, 200), (2260, 310), (2040, 310)]),
    (
        "sentrum",
        80,
        "in_force",
        [(985, 130), (1660, 130), (1660, 300), (1560, 412), (1444, 414), (1440, 450), (1040, 450)],
    ),
    ("bolig", 30, "in_force", [(500, 150), (985, 130), (1040, 450), (940, 540), (880, 570), (860, 434), (500, 434)]),
    ("bolig", 35, "in_force", [(940, 450), (1660, 414), (1660, 560), (940, 560)]),
    (
        "bolig",
        30,
        "in_force",
        [(985, 560), (1560, 560), (1560, 870), (1440, 960), (1240, 1060), (1140, 1055), (985, 930)],
    ),
    ("bolig", 35, "in_force", [(1640, 235), (2060, 235), (2060, 560), (1960, 800), (1640, 840)]),
    ("bolig", 25, "in_force", [(1640, 840), (1960, 800), (2090, 850), (2080, 960), (1900, 1050), (1680, 1090)]),
    ("bolig", 25, "in_force", [(1990, 640), (2380, 600), (2380, 730), (2290, 840), (2060, 830)]),
    ("bolig", 30, "proposed", [(2300, 205), (2410, 205), (2410, 330), (2300, 330)]),
    ("bolig", 25, "in_force", [(430, 640), (860, 640), (860, 715), (430, 715)]),
    ("LNF", None, "in_force", [(-400, -20), (2900, -20), (2900, 2300), (-400, 2300)]),
)
#: Half-widths of the bands of 65, 60 and 55 dB Lden around a road of that speed, and around the railway [m].
NOISE_REACH_M: Mapping[str, tuple[float, float, float]] = {
    "60": (16, 34, 75),
    "50": (13, 28, 60),
    "40": (9, 20, 42),
    "rail": (10, 22, 48),
}
RISKS: Sequence[tuple[str, str, BaseGeometry]] = (
    ("dealing", "kommunens oppsøkende team og politikontakten, 2026-09-14", _at(1472, 104).buffer(28)),
    ("dealing", "brukerorganisasjonen og oppsøkende team, 2026-09-14", _at(1768, 430).buffer(24)),
    (
        "traffic",
        "kommunens trafikksikkerhetsplan 2025",
        LineString(to_plane([(2230, 204), (2330, 196), (2440, 188)])).buffer(9),
    ),
    ("traffic", "barnas representant, 2026-05-20", _at(1832, 827).buffer(14)),
    ("hazard", "kommunens beredskapsplan 2024", _at(1592, 770).buffer(12)),
    ("hazard", "havnevesenet, 2026-02-11", LineString(to_plane([(1000, 6), (1200, 6), (1420, 8)])).buffer(6)),
)


def municipal_housing(town: TownPlan) -> gpd.GeoDataFrame:
    """The municipality's own housing: footprint, units, group and staffing. A protected layer; all of it invented."""
    homes = [building for building in town.buildings if building.use in {"flats", "terraced", "detached"}]
    rows: list[Row] = []
    for (t, d), units, group, staffed in HOUSING:
        place = _at(t, d)
        large = [home for home in homes if units < 4 or home.use != "detached"]
        home = min(
            (home for home in large if all(home.shape is not row["geometry"] for row in rows)),
            key=lambda home: home.shape.distance(place),
        )
        rows.append({"units": units, "group": group, "staffed": staffed, "geometry": home.shape})
    return _frame(rows)


def services() -> gpd.GeoDataFrame:
    """Services for residents, as points."""
    return _frame([{"type": kind, "name": name, "geometry": _at(*at)} for kind, name, at in SERVICES])


def sensitive_destinations() -> gpd.GeoDataFrame:
    """Schools, kindergartens, playgrounds, hospitals and the DPS: who else moves about here, never a score."""
    rows: list[Row] = []
    for ground in land.GROUNDS:
        kind = ground.tags.get("amenity") if ground.tags.get("amenity") != "parking" else None
        kind = kind or ("playground" if ground.tags.get("leisure") == "playground" else None)
        if kind:
            rows.append({"type": kind, "name": ground.name, "geometry": ground.shape.representative_point()})
    rows.append({"type": "dps", "name": "Kveldsvåg DPS", "geometry": _at(1350, 446)})
    return _frame(rows)


def zoning() -> gpd.GeoDataFrame:
    """The land-use plan without overlaps: each zone less those before it, inside the extent."""
    rows: list[Row] = []
    taken: BaseGeometry = FJORD
    for purpose, max_bya, status, corners in ZONES:
        whole = area(corners).intersection(EXTENT)
        for part in shapely.get_parts(whole.difference(taken)):
            if isinstance(part, Polygon) and part.area > 50:
                rows.append({"purpose": purpose, "max_bya": max_bya, "status": status, "geometry": part})
        taken = union_all([taken, whole])
    return _frame(rows).astype({"max_bya": "Int64"})


def hazards() -> gpd.GeoDataFrame:
    """Flood along the river and the shore, landslide above the road to Storlia."""
    flood_20 = area(
        [
            (1468, 0),
            (1512, 0),
            (1560, 220),
            (1602, 400),
            (1602, 520),
            (1530, 510),
            (1466, 482),
            (1460, 428),
            (1530, 395),
            (1500, 220),
        ]
    )
    slide = area([(2170, 1080), (2330, 1050), (2350, 1240), (2220, 1260)])
    surge = _between(900, 2060, -5, 16)
    drawn = (
        ("flood", 20, flood_20),
        ("flood", 200, flood_20.buffer(24)),
        ("flood", 200, surge),
        ("landslide", 1000, slide),
        ("landslide", 5000, slide.buffer(45)),
    )
    return _frame([{"kind": kind, "return_period_y": period, "geometry": shape} for kind, period, shape in drawn])


def noise(ways: Sequence[Way]) -> gpd.GeoDataFrame:
    """Noise of road and railway in bands of 5 dB; `lden_db` is the lower bound of the band."""
    rows: list[Row] = []
    louder: BaseGeometry = Polygon()
    for rank, level in enumerate((65, 60, 55)):
        near = []
        for way in ways:
            loud = (
                "rail"
                if way.kind == "rail"
                else way.tags.get("maxspeed", "")
                if way.kind in {"secondary", "tertiary"}
                else ""
            )
            if loud in NOISE_REACH_M:
                near.append(way.line.buffer(NOISE_REACH_M[loud][rank]))
        band = union_all(near).intersection(EXTENT)
        rows += [
            {"lden_db": float(level), "geometry": part}
            for part in shapely.get_parts(band.difference(louder).simplify(0.5))
            if part.area > 20
        ]
        louder = union_all([louder, band])
    return _frame(rows)


def risks() -> gpd.GeoDataFrame:
    """Places that are a risk TO residents, each confirmed by somebody. A protected layer; all of it invented."""
    return _frame([{"kind": kind, "confirmed_by": who, "geometry": shape.simplify(0.2)} for kind, who, shape in RISKS])


def plots() -> gpd.GeoDataFrame:
    """The candidate plots."""
    return _frame(
        [
            {
                "id": plot.id,
                "name": plot.name,
                "owner": plot.owner,
                "zoning": plot.zoning,
                "status": plot.status,
                "price_nok": plot.price_nok,
                "geometry": plot.shape,
            }
            for plot in CANDIDATES
        ]
    )


def entrances() -> gpd.GeoDataFrame:
    """Where people come onto the plots, for the plots whose entrances are settled."""
    return _frame(
        [{"id": name, "plot": plot.id, "geometry": place} for plot in CANDIDATES for name, place in plot.entrances]
    )
