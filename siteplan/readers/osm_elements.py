"""One pass over an OpenStreetMap file: the elements that siteplan uses, still in degrees.

Coordinates are taken as WKB that libosmium makes, so that no Python runs per node; a way that is clipped (nodes missing
from the extract) is cut into the stretches that are there.
"""

from __future__ import annotations

import gc
import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import osmium
from numpy.typing import NDArray
from shapely import to_wkb
from shapely.geometry import LineString

from siteplan.errors import InputError, Issue
from siteplan.readers.osm_categories import NOT_ENTRANCES, categories_of, tag_lookup

Box = tuple[float, float, float, float]
"""West, south, east, north [degrees]."""

OSM_SUFFIXES = (".osm", ".osm.pbf", ".pbf", ".osm.gz", ".osm.bz2", ".osm.xml")


_WKB_HEADER = 9
"""Bytes before the coordinates of a line: byte order, type, number of points."""


@dataclass(slots=True)
class WayRecord:
    """A way, or one stretch of a clipped way. ``wkb``: hexadecimal line in degrees; ``refs`` only for streets."""

    id: int
    wkb: str
    tags: dict[str, str]
    categories: tuple[str, ...]
    refs: list[int]
    entrances: list[int]
    clipped: bool


@dataclass(slots=True)
class PointRecord:
    """A node that is a place."""

    id: int
    lon: float
    lat: float
    tags: dict[str, str]
    categories: tuple[str, ...]


@dataclass(slots=True)
class AreaRecord:
    """A multipolygon relation that is a place. ``members``: ids of its ways, each once."""

    id: int
    tags: dict[str, str]
    categories: tuple[str, ...]
    members: tuple[int, ...]


@dataclass(slots=True)
class OsmElements:
    """What one file holds.

    ``other_wkb``: ways that are neither street nor place, for the extent of the data; ``member_wkb``: lines of the
    ways that areas are made of, by id.
    """

    file: str
    sha256: str
    header_box: Box | None = None
    date: str | None = None
    ways: list[WayRecord] = field(default_factory=list)
    points: list[PointRecord] = field(default_factory=list)
    areas: list[AreaRecord] = field(default_factory=list)
    other_wkb: list[str] = field(default_factory=list)
    member_wkb: dict[int, str] = field(default_factory=dict)
    entrances: dict[int, tuple[float, float]] = field(default_factory=dict)
    tag_keys: set[str] = field(default_factory=set)
    node_box: list[float] = field(default_factory=lambda: [180.0, 90.0, -180.0, -90.0])
    clipped_ways: int = 0
    declared_sorted: bool = False


def read_elements(file: Path, *, streets_only: bool = False) -> OsmElements:
    """Read an .osm or .osm.pbf file (also .gz, .bz2); all of it, or nothing but its streets.

    Raises
    ------
    InputError
        ``file-missing``, ``osm-format``, ``osm-unreadable`` (truncated, damaged or not OpenStreetMap), ``osm-empty``.
    """
    if not file.is_file():
        raise InputError(Issue(code="file-missing", file=file.name, values={"path": str(file)}))
    if not file.name.lower().endswith(OSM_SUFFIXES):
        raise InputError(Issue(code="osm-format", file=file.name, values={"formats": ", ".join(OSM_SUFFIXES)}))
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    try:
        with _without_collection():
            elements = _read(file, file, sha256=digest, streets_only=streets_only)
            if elements.clipped_ways and not elements.declared_sorted:
                elements = _read_sorted(file, sha256=digest, streets_only=streets_only)
    except (RuntimeError, ValueError, UnicodeDecodeError) as error:
        raise InputError(Issue(code="osm-unreadable", file=file.name, values={"reason": str(error)})) from error
    if not (elements.ways or elements.points or elements.other_wkb):
        raise InputError(Issue(code="osm-empty", file=file.name))
    return elements


@contextmanager
def _without_collection() -> Iterator[None]:
    """Without looking for reference cycles: nothing here makes any, and looking again and again costs a fifth."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _read_sorted(file: Path, *, sha256: str, streets_only: bool) -> OsmElements:
    """Read by way of a sorted copy: Overpass writes nodes after the ways that need them, and says so nowhere."""
    with tempfile.TemporaryDirectory() as folder:
        ordered = Path(folder) / "sorted.osm.pbf"
        merge = osmium.MergeInputReader()
        merge.add_file(str(file))
        writer = osmium.SimpleWriter(str(ordered))
        merge.apply(writer, simplify=True)
        writer.close()
        return _read(ordered, file, sha256=sha256, streets_only=streets_only)


def _read(file: Path, original: Path, *, sha256: str, streets_only: bool) -> OsmElements:
    """One pass; a second one where an editor has drawn ways that are not uploaded yet (their ids are negative)."""
    for drawn in (False, True):
        elements = OsmElements(file=original.name, sha256=sha256)
        _read_header(original, elements)
        reading = _Reading(elements, drawn=drawn)
        _collect(file, reading, streets_only=streets_only)
        if not reading.misses_drawn:
            break
    return elements


def _collect(file: Path, reading: _Reading, *, streets_only: bool) -> None:
    if streets_only and not reading.drawn:
        ways = osmium.FileProcessor(str(file), osmium.osm.NODE | osmium.osm.WAY).with_locations()
        nodes = osmium.filter.EntityFilter(osmium.osm.WAY)
        for way in ways.with_filter(nodes).with_filter(osmium.filter.KeyFilter("highway")):
            if isinstance(way, osmium.osm.Way):
                reading.take_way(way)
        return
    for relation in osmium.FileProcessor(str(file), osmium.osm.RELATION):
        if isinstance(relation, osmium.osm.Relation):
            reading.take_relation(relation)
    processor = osmium.FileProcessor(str(file), osmium.osm.NODE | osmium.osm.WAY).with_locations()
    if not reading.drawn:
        untagged_nodes = osmium.filter.EmptyTagFilter()
        untagged_nodes.enable_for(osmium.osm.NODE)
        processor = processor.with_filter(untagged_nodes)
    for element in processor:
        if isinstance(element, osmium.osm.Way):
            reading.take_way(element)
        elif isinstance(element, osmium.osm.Node):
            reading.take_node(element)


def _read_header(file: Path, elements: OsmElements) -> None:
    with osmium.io.Reader(str(file), osmium.osm.NOTHING) as reader:
        header = reader.header()
        box = header.box()
        stamp = header.get("osmosis_replication_timestamp") or header.get("timestamp")
    if box.valid() and box.size() > 0:
        low, high = box.bottom_left, box.top_right
        elements.header_box = (low.lon, low.lat, high.lon, high.lat)
        elements.declared_sorted = header.get("sorting") == "Type_then_ID"
    elements.date = stamp or None


def line_coordinates(wkb: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.int_]]:
    """Coordinates of hexadecimal WKB lines: (k, 2) one line after the other, and (n,) their numbers of points.

    Thirty times faster than parsing geometries: behind a header of nine bytes stand plain doubles.
    """
    if not wkb:
        return np.empty((0, 2)), np.empty(0, dtype=int)
    counts = np.array([(len(line) - 2 * _WKB_HEADER) // 32 for line in wkb])
    numbers = np.frombuffer(bytes.fromhex("".join([line[2 * _WKB_HEADER :] for line in wkb])), dtype="<f8")
    return numbers.reshape(-1, 2), counts


class _Reading:
    """Takes elements one by one into an :class:`OsmElements`.

    ``drawn``: keep the nodes with negative ids here; libosmium's index does not hold them. ``misses_drawn``: whether
    some way needed one that was not kept.
    """

    def __init__(self, elements: OsmElements, *, drawn: bool) -> None:
        self.into = elements
        self.drawn = drawn
        self.drawn_nodes: dict[int, tuple[float, float]] = {}
        self.misses_drawn = False
        self.lookup = tag_lookup()
        self.members: set[int] = set()
        self.wkb = osmium.geom.WKBFactory()
        self.seen_keys: dict[int, tuple[tuple[str, ...], ...]] = {}

    def tags(self, element: osmium.osm.Node | osmium.osm.Way | osmium.osm.Relation) -> dict[str, str]:
        """Tags of an element. Asking for the keys of its likes is five times faster than iterating over the tags."""
        tags = element.tags
        count = len(tags)
        likely = self.seen_keys.get(count, ())
        for keys in likely:
            values = []
            for key in keys:
                value = tags.get(key)
                if value is None:
                    break
                values.append(value)
            else:
                return dict(zip(keys, values, strict=True))
        found = {tag.k: tag.v for tag in tags}
        if len(found) == count:
            self.seen_keys[count] = (tuple(found), *likely[:3])
        self.into.tag_keys.update(found)
        return found

    def take_relation(self, relation: osmium.osm.Relation) -> None:
        """Areas: multipolygons of some category, and which ways they are made of."""
        tags = self.tags(relation)
        if tags.get("type") not in ("multipolygon", "boundary"):
            return
        categories = categories_of(tags, self.lookup)
        if categories:
            members = tuple(dict.fromkeys(member.ref for member in relation.members if member.type == "w"))
            self.into.areas.append(AreaRecord(relation.id, tags, categories, members))
            self.members.update(members)

    def take_node(self, node: osmium.osm.Node) -> None:
        """Tagged nodes: places, entrances, and the box of the data."""
        location = node.location
        if not location.valid():
            return
        lon, lat = location.lon, location.lat
        if self.drawn and node.id < 0:
            self.drawn_nodes[node.id] = (lon, lat)
        tags = self.tags(node)
        box = self.into.node_box
        box[0], box[1], box[2], box[3] = min(box[0], lon), min(box[1], lat), max(box[2], lon), max(box[3], lat)
        if "entrance" in tags and tags["entrance"] not in NOT_ENTRANCES:
            self.into.entrances[node.id] = (lon, lat)
        categories = categories_of(tags, self.lookup)
        if categories:
            self.into.points.append(PointRecord(node.id, lon, lat, tags, categories))

    def take_way(self, way: osmium.osm.Way) -> None:
        """Streets, places, and the lines that areas are made of."""
        tags = self.tags(way)
        categories = categories_of(tags, self.lookup)
        try:
            wkb = self.wkb.create_linestring(way, osmium.geom.use_nodes.ALL)
        except (osmium.InvalidLocationError, RuntimeError):
            stretches = self._stretches(way)
            if len(way.nodes) < 2:
                return
            if not stretches or len(stretches[0]) < len(way.nodes):
                self._take_clipped(way, stretches, tags, categories)
                return
            wkb = _line_wkb(stretches[0])
        if way.id in self.members:
            self.into.member_wkb[way.id] = wkb
        if not (categories or "highway" in tags):
            self.into.other_wkb.append(wkb)
            return
        refs: list[int] = []
        if "highway" in tags or (self.into.entrances and categories):
            refs = [node.ref for node in way.nodes]
        entrances = [ref for ref in refs if ref in self.into.entrances] if categories else []
        street_refs = refs if "highway" in tags else []
        self.into.ways.append(WayRecord(way.id, wkb, tags, categories, street_refs, entrances, False))

    def _take_clipped(
        self, way: osmium.osm.Way, stretches: list[_Stretch], tags: dict[str, str], categories: tuple[str, ...]
    ) -> None:
        """The stretches of a way whose nodes are in the file; a single node is no way."""
        self.into.clipped_ways += 1
        if not (categories or "highway" in tags):
            return
        for stretch in stretches:
            refs = [ref for ref, _, _ in stretch]
            entrances = [ref for ref in refs if ref in self.into.entrances]
            self.into.ways.append(WayRecord(way.id, _line_wkb(stretch), tags, categories, refs, entrances, True))

    def _stretches(self, way: osmium.osm.Way) -> list[_Stretch]:
        """Stretches of at least two nodes that are there."""
        stretches: list[_Stretch] = [[]]
        for node in way.nodes:
            location = node.location
            if location.valid():
                stretches[-1].append((node.ref, location.lon, location.lat))
            elif node.ref in self.drawn_nodes:
                stretches[-1].append((node.ref, *self.drawn_nodes[node.ref]))
            else:
                self.misses_drawn |= node.ref < 0 and not self.drawn
                stretches.append([])
        return [stretch for stretch in stretches if len(stretch) > 1]


_Stretch = list[tuple[int, float, float]]
"""Node ids, longitudes, latitudes."""


def _line_wkb(stretch: _Stretch) -> str:
    return str(to_wkb(LineString([(lon, lat) for _, lon, lat in stretch]), hex=True, byte_order=1))
