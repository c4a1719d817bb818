"""The buildings that have a name or a task: hospital, schools, shops, church, station; and the shape of a footprint."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shapely import LineString, Point, Polygon, affinity, box, union_all

from sample_sites.kveldsvag.town.ground import to_plane


@dataclass(frozen=True, slots=True, kw_only=True)
class Building:
    """A building: its footprint, what OpenStreetMap calls it, its use in the municipal register, and its address."""

    shape: Polygon
    kind: str
    use: str
    levels: int
    tags: Mapping[str, str]
    street: str = ""
    number: str = ""
    flats: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A named building as planned: where (shore coordinates), how large [m], of which outline, with which tags."""

    at: tuple[float, float]
    size: tuple[float, float]
    kind: str
    use: str
    levels: int
    tags: Mapping[str, str]
    outline: str = "I"


def footprint(centre: Point, *, width: float, depth: float, turn_deg: float, outline: str = "I") -> Polygon:
    """A footprint of outline I, L or U, `width` along the street and `depth` away from it, turned about its centre."""
    body = box(-width / 2, -depth / 2, width / 2, depth / 2)
    wing = depth * 0.55
    parts = {
        "I": [body],
        "L": [
            box(-width / 2, -depth / 2, width / 2, -depth / 2 + wing),
            box(-width / 2, -depth / 2, -width / 2 + wing, depth / 2),
        ],
        "U": [
            box(-width / 2, depth / 2 - depth * 0.35, width / 2, depth / 2),
            box(-width / 2, -depth / 2, -width / 2 + width * 0.27, depth / 2),
            box(width / 2 - width * 0.27, -depth / 2, width / 2, depth / 2),
        ],
    }[outline]
    shape = affinity.rotate(union_all(parts), turn_deg, origin=(0, 0))
    moved = affinity.translate(shape, centre.x, centre.y)
    return Polygon([(round(x, 2), round(y, 2)) for x, y in moved.exterior.coords])


def direction_deg(line: LineString, at_m: float, *, reach: float = 6.0) -> float:
    """Direction of a line around a place on it, counter-clockwise from east [deg]."""
    start, end = line.interpolate(max(0.0, at_m - reach)), line.interpolate(min(line.length, at_m + reach))
    return math.degrees(math.atan2(end.y - start.y, end.x - start.x))


def _n(
    t: float, d: float, size: tuple[float, float], kind: str, use: str, levels: int, outline: str = "I", **tags: str
) -> Named:
    return Named(
        at=(t, d),
        size=size,
        kind=kind,
        use=use,
        levels=levels,
        outline=outline,
        tags={key.replace("__", ":"): value for key, value in tags.items()},
    )


NAMED: Sequence[Named] = (
    _n(640, 625, (46, 34), "hospital", "health", 3, "U", name="Solbakken, hovedbygning"),
    _n(702, 630, (34, 13), "hospital", "health", 2, name="Solbakken, døgnpost"),
    _n(690, 585, (26, 12), "hospital", "health", 1, name="Solbakken, poliklinikk"),
    _n(2165, 392, (66, 44), "hospital", "health", 5, "U", name="Kveldsvåg sjukehus, hovedfløy"),
    _n(2228, 380, (30, 18), "hospital", "health", 3, name="Kveldsvåg sjukehus, poliklinikk"),
    _n(2230, 425, (22, 12), "service", "other", 1, name="Teknisk sentral"),
    _n(985, 620, (52, 34), "school", "school", 2, "L", name="Lia skole"),
    _n(1022, 590, (24, 16), "school", "school", 1, name="Lia gymsal"),
    _n(2180, 640, (58, 36), "school", "school", 2, "U", name="Haugen ungdomsskole"),
    _n(717, 362, (28, 14), "kindergarten", "kindergarten", 1),
    _n(1104, 622, (30, 15), "kindergarten", "kindergarten", 1, "L"),
    _n(1920, 600, (28, 14), "kindergarten", "kindergarten", 1),
    _n(
        1140,
        470,
        (30, 13),
        "church",
        "other",
        1,
        name="Kveldsvåg kirke",
        amenity="place_of_worship",
        religion="christian",
        denomination="lutheran",
    ),
    _n(1366, 364, (62, 44), "retail", "other", 3, name="Vågsenteret", shop="mall"),
    _n(1190, 365, (34, 30), "civic", "office", 2, "L", name="Kulturhuset Naustet", amenity="community_centre"),
    _n(1386, 272, (34, 17), "public", "office", 3, name="Kveldsvåg rådhus", amenity="townhall"),
    _n(
        1350,
        446,
        (30, 16),
        "public",
        "health",
        2,
        name="Kveldsvåg DPS",
        amenity="clinic",
        healthcare="clinic",
        healthcare__speciality="psychiatry",
    ),
    _n(1476, 356, (26, 15), "public", "office", 2, name="Kveldsvåg politistasjon", amenity="police"),
    _n(922, 234, (32, 18), "fire_station", "other", 1, name="Kveldsvåg brannstasjon", amenity="fire_station"),
    _n(2084, 360, (20, 12), "public", "health", 1, name="Ambulansestasjonen", emergency="ambulance_station"),
    _n(1378, 122, (36, 10), "train_station", "other", 1, name="Kveldsvåg stasjon"),
    _n(1016, 514, (36, 22), "supermarket", "other", 1, name="Lia Mat", shop="supermarket"),
    _n(1955, 484, (18, 13), "retail", "other", 1, name="Haugen Nærkjøp", shop="convenience"),
    _n(1592, 522, (30, 20), "supermarket", "other", 1, name="Elvebrua Dagligvare", shop="supermarket"),
    _n(2095, 240, (22, 12), "retail", "other", 1, name="Fjordstasjonen", amenity="fuel", shop="kiosk"),
    _n(1690, 262, (40, 22), "retail", "other", 1, name="Byggvarehuset", shop="doityourself"),
    _n(
        1310,
        280,
        (22, 14),
        "commercial",
        "office",
        3,
        name="Kveldsvåg legesenter",
        amenity="doctors",
        healthcare="doctor",
    ),
    _n(1075, 238, (24, 18), "hotel", "other", 4, name="Fjordhotellet", tourism="hotel"),
    _n(905, 672, (30, 22), "sports_hall", "other", 1, name="Liahallen", leisure="sports_centre"),
)

#: Places inside buildings or outdoors: name, shore coordinates, tags. Drawn as nodes.
PLACES: Sequence[tuple[str, tuple[float, float], Mapping[str, str]]] = (
    ("Kveldsvåg", (1322, 300), {"place": "town", "population": "3400"}),
    ("Vågen Matsenter", (1348, 352), {"shop": "supermarket"}),
    ("Klesloftet", (1362, 374), {"shop": "clothes"}),
    ("Vågen apotek", (1380, 356), {"amenity": "pharmacy", "healthcare": "pharmacy", "dispensing": "yes"}),
    ("Kaffebrenneriet Vågen", (1356, 350), {"amenity": "cafe"}),
    ("Sentrumskiosken", (1333, 238), {"shop": "kiosk"}),
    ("Kafé Bryggekanten", (1165, 62), {"amenity": "cafe"}),
    ("Biblioteket i Naustet", (1184, 358), {"amenity": "library"}),
    ("Torgkafeen", (1302, 327), {"amenity": "cafe"}),
    ("Fjordkroa", (1222, 238), {"amenity": "restaurant"}),
    ("Brygga Bar", (1244, 238), {"amenity": "bar"}),
    ("Grillhjørnet", (1416, 300), {"amenity": "fast_food"}),
    ("Frisør Saks", (1248, 300), {"shop": "hairdresser"}),
    ("Sko og Sånt", (1262, 327), {"shop": "shoes"}),
    ("Bakeriet på hjørnet", (1212, 300), {"shop": "bakery"}),
    ("Vinmonopolet", (1374, 346), {"shop": "alcohol"}),
    ("Gjenbruksbutikken Runden", (1094, 298), {"shop": "second_hand"}),
    ("Dagsverket Kveldsvåg", (1050, 70), {"social_facility": "workshop", "amenity": "social_facility"}),
    ("Møteplassen", (1410, 420), {"amenity": "social_facility", "social_facility": "day_care"}),
    ("Tannlegene i Storgata", (1460, 326), {"amenity": "dentist", "healthcare": "dentist"}),
    ("Frivilligsentralen", (1450, 398), {"amenity": "community_centre"}),
    ("Solsida treningspark", (1846, 330), {"leisure": "fitness_station"}),
    ("Kveldsvåg hurtigbåtkai", (1150, 16), {"amenity": "ferry_terminal"}),
    ("Sandvika badeplass", (620, 12), {"leisure": "swimming_area"}),
)


def stand(named: Iterable[Named], streets: Sequence[tuple[str, LineString]], *, railway: LineString) -> list[Building]:
    """The named buildings, each turned to its nearest street (the station to its railway), named in its address."""
    standing = []
    for plan in named:
        centre = Point(to_plane([plan.at])[0])
        street, line = min(streets, key=lambda pair: pair[1].distance(centre))
        if plan.kind == "train_station":
            line = railway
        turn = direction_deg(line, line.project(centre))
        width, depth = plan.size
        standing.append(
            Building(
                shape=footprint(centre, width=width, depth=depth, turn_deg=turn, outline=plan.outline),
                kind=plan.kind,
                use=plan.use,
                levels=plan.levels,
                tags=plan.tags,
                street=street,
            )
        )
    return standing
