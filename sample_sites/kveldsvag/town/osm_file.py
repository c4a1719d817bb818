"""The town as an OpenStreetMap extract (PBF): nodes, ways and relations with the tags that mappers in Norway use."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import osmium
from osmium.osm import Box, Location
from osmium.osm.mutable import Node, Relation
from osmium.osm.mutable import Way as OsmWay
from pyproj import Transformer
from shapely import Polygon

from sample_sites.kveldsvag.town import buildings, land, network
from sample_sites.kveldsvag.town.ground import CRS, EAST, NORTH, SOUTH, WEST, curve, to_plane
from sample_sites.kveldsvag.town.plan import TownPlan
from sample_sites.kveldsvag.town.streets import Way
from sample_sites.kveldsvag.town.transit import BOAT_STOP, RAIL_STOP, Stop

TIMESTAMP = "2026-11-21T12:00:00Z"
Coordinate = tuple[float, float]
Tags = Mapping[str, str]

#: Zebra crossings and signals, in shore coordinates; the nearest node of a secondary or tertiary road takes the tags.
CROSSINGS: Sequence[tuple[tuple[float, float], Tags]] = (
    ((1143, 212), {"crossing": "traffic_signals"}),
    ((1233, 218), {"crossing": "marked"}),
    ((1329, 225), {"crossing": "marked"}),
    ((1419, 227), {"crossing": "marked"}),
    ((1142, 306), {"crossing": "marked"}),
    ((1313, 320), {"crossing": "marked"}),
    ((1426, 317), {"crossing": "marked"}),
    ((850, 182), {"crossing": "unmarked"}),
    ((1232, 548), {"crossing": "marked"}),
    ((1436, 546), {"crossing": "marked"}),
    ((2036, 222), {"crossing": "marked"}),
    ((1064, 542), {"crossing": "marked"}),
)
#: Where a path meets a main road and nobody has painted a crossing.
UNMARKED_SPOTS = frozenset({"Skogstien", "Strandstien"})


def _to_lonlat(points: Iterable[Coordinate]) -> list[Coordinate]:
    east, north = np.asarray(list(points), dtype=float).reshape(-1, 2).T
    lon, lat = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True).transform(east, north)
    return [(round(float(x), 7), round(float(y), 7)) for x, y in zip(lon, lat, strict=True)]


def lonlat_of(stops: Sequence[Stop]) -> dict[str, Coordinate]:
    """Longitude and latitude of each stop, by its id."""
    return dict(
        zip((stop.id for stop in stops), _to_lonlat((stop.place.x, stop.place.y) for stop in stops), strict=True)
    )


def header_box() -> tuple[float, float, float, float]:
    """The largest longitude-latitude box inside the extent (west, south, east, north): here the data are complete."""
    corners = [(WEST, SOUTH), (EAST, SOUTH), (EAST, NORTH), (WEST, NORTH)]
    (w0, s0), (e0, s1), (e1, n0), (w1, n1) = _to_lonlat(corners)
    return max(w0, w1), max(s0, s1), min(e0, e1), min(n0, n1)


class _Draft:
    """Nodes, ways and relations with running ids; a coordinate that was seen before is the same node."""

    def __init__(self) -> None:
        self.places: dict[Coordinate, int] = {}
        self.node_tags: dict[int, dict[str, str]] = {}
        self.ways: list[tuple[list[int], Tags]] = []
        self.relations: list[tuple[list[tuple[str, int, str]], Tags]] = []

    def node(self, place: Coordinate, tags: Tags | None = None) -> int:
        key = (round(place[0], 2), round(place[1], 2))
        number = self.places.setdefault(key, len(self.places) + 1)
        if tags:
            self.node_tags.setdefault(number, {}).update(tags)
        return number

    def way(self, places: Iterable[Coordinate], tags: Tags) -> int:
        self.ways.append(([self.node((place[0], place[1])) for place in places], tags))
        return len(self.ways)

    def area(self, shape: Polygon, tags: Tags) -> None:
        """A closed way, or a multipolygon relation where there are holes."""
        if not shape.interiors:
            self.way(shape.exterior.coords, tags)
            return
        members = [("w", self.way(shape.exterior.coords, {}), "outer")]
        members += [("w", self.way(ring.coords, {}), "inner") for ring in shape.interiors]
        self.relations.append((members, {"type": "multipolygon", **tags}))


def _way_tags(way: Way) -> dict[str, str]:
    tags = dict(way.tags) if way.kind == "rail" else {"highway": way.kind, **way.tags}
    return {**tags, **({"name": way.name} if way.name else {})}


def _draw_network(draft: _Draft, ways: Sequence[Way]) -> None:
    rail: set[int] = set()
    roads: dict[int, set[str]] = {}
    for way, places in zip(ways, network.node(ways), strict=True):
        numbers = [draft.node(place) for place in places]
        draft.ways.append((numbers, _way_tags(way)))
        if way.kind == "rail":
            rail |= set(numbers)
        for number in numbers:
            roads.setdefault(number, set()).add("spot" if way.name in UNMARKED_SPOTS else way.kind)
    on_foot = {"footway", "cycleway", "path", "steps"}
    for number, kinds in roads.items():
        if number in rail and len(kinds) > 1:
            draft.node_tags[number] = {
                "railway": "crossing" if kinds <= on_foot | {"rail"} else "level_crossing",
                "crossing:barrier": "half",
            }
        elif kinds & {"secondary", "tertiary"} and kinds & on_foot and "spot" not in kinds:
            draft.node_tags[number] = {"highway": "crossing", "crossing": "unmarked" if number % 3 == 0 else "marked"}
    main = [number for number, kinds in roads.items() if kinds & {"secondary", "tertiary"} and number not in rail]
    where = {number: place for place, number in draft.places.items()}
    for at, tags in CROSSINGS:
        x, y = to_plane([at])[0]
        nearest = min(main, key=lambda number: np.hypot(where[number][0] - x, where[number][1] - y))
        draft.node_tags[nearest] = {"highway": "crossing", **tags}


def _draw_land(draft: _Draft, town: TownPlan) -> None:
    draft.area(town.fjord, {"natural": "water", "water": "fjord", "name": "Kveldsfjorden"})
    draft.area(town.river, {"natural": "water", "water": "river", "name": "Kveldselva"})
    for part, name in zip(town.forest, ("Kveldsvågmarka", "Storlia"), strict=False):
        draft.area(part, {"landuse": "forest", "name": name})
    for part in town.thickets:
        draft.area(part, {"natural": "scrub"})
    for landuse, part in town.quarters:
        draft.way(part.exterior.coords, {"landuse": landuse})
    for ground in land.GROUNDS:
        draft.way(ground.shape.exterior.coords, {**ground.tags, **({"name": ground.name} if ground.name else {})})
    draft.way(curve([(1000, 8), (1150, 6), (1300, 7), (1420, 9)]).coords, {"man_made": "quay", "name": "Kveldsvågkaia"})


def _address(building: buildings.Building) -> dict[str, str]:
    return {"addr:street": building.street, "addr:housenumber": building.number, "addr:city": "Kveldsvåg"}


def _draw_buildings(draft: _Draft, town: TownPlan, *, seed: int) -> None:
    """Buildings as closed ways, levels on most and height on some; addresses as nodes at the door."""
    lines = {way.name: way.line for way in town.ways if way.name}
    for index, building in enumerate(town.buildings):
        with_levels, with_height, with_flats = np.random.default_rng([seed, 7, index]).random(3) < (0.7, 0.15, 0.6)
        tags = {"building": building.kind, **building.tags}
        if with_levels and building.kind not in {"garage", "boathouse", "shed"}:
            tags["building:levels"] = str(building.levels)
        if with_height:
            tags["height"] = str(round(building.levels * 3.0 + 1.6, 1))
        if with_flats and building.flats > 1:
            tags["building:flats"] = str(building.flats)
        draft.way(building.shape.exterior.coords, tags)
        if building.number:
            middle = building.shape.centroid
            ring, line = building.shape.exterior, lines[building.street]
            street_side = line.interpolate(line.project(middle))
            door = ring.interpolate(ring.project(street_side))
            inside = (0.85 * door.x + 0.15 * middle.x, 0.85 * door.y + 0.15 * middle.y)
            draft.node(inside, _address(building))


def _platform(stop: Stop) -> list[Coordinate]:
    """A platform of 12 x 2 m centred on the stop's post, along the street."""
    angle = np.radians(stop.turn_deg)
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    centre = np.array([stop.place.x, stop.place.y]) - stop.side * 1.2 * across
    corners = [(-6, -1), (6, -1), (6, 1), (-6, 1), (-6, -1)]
    return [(float(x), float(y)) for x, y in (centre + a * along + b * across for a, b in corners)]


def _draw_stops(draft: _Draft, stops: Sequence[Stop]) -> None:
    sheltered = {"Torget", "Kveldsvåg stasjon", "Kveldsvåg sjukehus", "Lia"}
    for stop in stops:
        place = (stop.place.x, stop.place.y)
        named = {"name": stop.name.removesuffix(", tog"), "ref": stop.id}
        if stop.side:
            draft.node(place, {"highway": "bus_stop", "public_transport": "platform", "bus": "yes", **named})
            if stop.name in sheltered:
                draft.way(
                    _platform(stop),
                    {"public_transport": "platform", "bus": "yes", "area": "yes", "shelter": "yes", **named},
                )
        elif stop.name == RAIL_STOP:
            draft.node(place, {"railway": "station", "public_transport": "station", "train": "yes", **named})
        elif stop.name == BOAT_STOP:
            draft.node(place, {"amenity": "ferry_terminal", "public_transport": "station", **named})


def draft_town(town: TownPlan, stops: Sequence[Stop], *, seed: int) -> _Draft:
    """Everything in the extract."""
    draft = _Draft()
    _draw_network(draft, town.ways)
    _draw_land(draft, town)
    _draw_buildings(draft, town, seed=seed)
    _draw_stops(draft, stops)
    for name, at, tags in buildings.PLACES:
        if tags.get("amenity") != "ferry_terminal":
            x, y = to_plane([at])[0]
            draft.node((float(x), float(y)), {"name": name, **tags})
    return draft


def write(path: Path, town: TownPlan, stops: Sequence[Stop], *, seed: int) -> None:
    """Write the extract; ids run from 1 and times are fixed, so that the bytes are the same each time."""
    draft = draft_town(town, stops, seed=seed)
    west, south, east, north = header_box()
    header = osmium.io.Header()
    header.set("generator", "siteplan sample site Kveldsvåg (invented)")
    header.add_box(Box(Location(west, south), Location(east, north)))
    path.unlink(missing_ok=True)
    writer = osmium.SimpleWriter(str(path), header=header)
    lonlat = _to_lonlat(draft.places)
    for (_, number), location in zip(draft.places.items(), lonlat, strict=True):
        writer.add_node(
            Node(
                id=number,
                location=location,
                tags=draft.node_tags.get(number, {}),
                version=1,
                timestamp=TIMESTAMP,
                visible=True,
            )
        )
    for number, (nodes, tags) in enumerate(draft.ways, start=1):
        writer.add_way(OsmWay(id=number, nodes=nodes, tags=dict(tags), version=1, timestamp=TIMESTAMP, visible=True))
    for number, (members, tags) in enumerate(draft.relations, start=1):
        writer.add_relation(
            Relation(id=number, members=members, tags=dict(tags), version=1, timestamp=TIMESTAMP, visible=True)
        )
    writer.close()
