"""One pass over an OpenStreetMap file: the elements that siteplan uses, still in degrees.

Coordinates are taken as WKB that libosmium makes, so that no Python runs per node; a way that is clipped (nodes missing
from the extract) is cut into the stretches that are there.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
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
    """A multipolygon relation that is a place. ``wkb``: hexadecimal multipolygon in degrees."""

    id: int
    wkb: str
    tags: dict[str, str]
    categories: tuple[str, ...]


@dataclass(slots=True)
class OsmElements:
    """What one file holds. ``other_wkb``: ways that are neither street nor place, for the extent of the data."""

    file: str
    sha256: str
    header_box: Box | None = None
    date: str | None = None
    ways: list[WayRecord] = field(default_factory=list)
    points: list[PointRecord] = field(default_factory=list)
    areas: list[AreaRecord] = field(default_factory=list)
    other_wkb: list[str] = field(default_factory=list)
    entrances: dict[int, tuple[float, float]] = field(default_factory=dict)
    tag_keys: set[str] = field(default_factory=set)
    node_box: list[float] = field(default_factory=lambda: [180.0, 90.0, -180.0, -90.0])
    wanted_areas: dict[int, tuple[str, str]] = field(default_factory=dict)
    clipped_ways: int = 0
    declared_sorted: bool = False

    def incomplete_areas(self) -> dict[int, tuple[str, str]]:
        """Relations (id -> name, categories) that libosmium could not close, because members are missing or cross."""
        whole = {area.id for area in self.areas}
        return {id_: said for id_, said in self.wanted_areas.items() if id_ not in whole}


def read_elements(file: Path) -> OsmElements:
    """Read an .osm or .osm.pbf file (also .gz, .bz2).

    Raises
    ------
    InputError
        ``file-missing``, ``osm-format``, ``osm-unreadable`` (truncated, damaged or not OpenStreetMap), ``osm-empty``.
    """
    if not file.is_file():
        raise InputError(Issue(code="file-missing", file=file.name))
    if not file.name.lower().endswith(OSM_SUFFIXES):
        raise InputError(Issue(code="osm-format", file=file.name, values={"formats": ", ".join(OSM_SUFFIXES)}))
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    try:
        elements = _collect(file, shown_as=file.name, sha256=digest)
        if elements.clipped_ways and not elements.declared_sorted:
            elements = _collect_sorted(file, sha256=digest)
    except (RuntimeError, ValueError, UnicodeDecodeError) as error:
        raise InputError(Issue(code="osm-unreadable", file=file.name, values={"reason": str(error)})) from error
    if not (elements.ways or elements.points or elements.other_wkb):
        raise InputError(Issue(code="osm-empty", file=file.name))
    return elements


def _collect_sorted(file: Path, *, sha256: str) -> OsmElements:
    """Read by way of a sorted copy: Overpass writes nodes after the ways that need them, and says so nowhere."""
    with tempfile.TemporaryDirectory() as folder:
        ordered = Path(folder) / "sorted.osm.pbf"
        merge = osmium.MergeInputReader()
        merge.add_file(str(file))
        writer = osmium.SimpleWriter(str(ordered))
        merge.apply(writer, simplify=True)
        writer.close()
        return _collect(ordered, shown_as=file.name, sha256=sha256)


def _collect(file: Path, *, shown_as: str, sha256: str) -> OsmElements:
    lookup = tag_lookup()
    elements = OsmElements(file=shown_as, sha256=sha256)
    _read_header(file, elements)
    keys = osmium.filter.KeyFilter(*lookup)
    processor = osmium.FileProcessor(str(file)).with_areas(keys)
    untagged_nodes = osmium.filter.EmptyTagFilter()
    untagged_nodes.enable_for(osmium.osm.NODE)
    processor.with_filter(untagged_nodes)
    factory = osmium.geom.WKBFactory()
    for element in processor:
        if isinstance(element, osmium.osm.Area):
            _take_area(element, elements, lookup, factory)
        elif isinstance(element, osmium.osm.Node):
            _take_node(element, elements, lookup)
        elif isinstance(element, osmium.osm.Way):
            _take_way(element, elements, lookup, factory)
        elif isinstance(element, osmium.osm.Relation):
            _take_relation(element, elements, lookup)
    return elements


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


def _tags(element: osmium.osm.Node | osmium.osm.Way | osmium.osm.Relation | osmium.osm.Area) -> dict[str, str]:
    return {tag.k: tag.v for tag in element.tags}


_Lookup = Mapping[str, Mapping[str, tuple[str, ...]]]


def _take_node(node: osmium.osm.Node, elements: OsmElements, lookup: _Lookup) -> None:
    location = node.location
    if not location.valid():
        return
    tags = _tags(node)
    elements.tag_keys.update(tags)
    lon, lat = location.lon, location.lat
    box = elements.node_box
    box[0], box[1], box[2], box[3] = min(box[0], lon), min(box[1], lat), max(box[2], lon), max(box[3], lat)
    if "entrance" in tags and tags["entrance"] not in NOT_ENTRANCES:
        elements.entrances[node.id] = (lon, lat)
    categories = categories_of(tags, lookup)
    if categories:
        elements.points.append(PointRecord(node.id, lon, lat, tags, categories))


def _take_way(
    way: osmium.osm.Way, elements: OsmElements, lookup: _Lookup, factory: osmium.geom.WKBFactory
) -> None:
    tags = _tags(way)
    elements.tag_keys.update(tags)
    categories = categories_of(tags, lookup)
    wanted = bool(categories) or "highway" in tags
    refs: list[int] = []
    if "highway" in tags or (elements.entrances and categories):
        refs = [node.ref for node in way.nodes]
    try:
        wkb = factory.create_linestring(way, osmium.geom.use_nodes.ALL)
    except (osmium.InvalidLocationError, RuntimeError):
        _take_clipped(way, elements, tags, categories)
        return
    if not wanted:
        elements.other_wkb.append(wkb)
        return
    entrances = [ref for ref in refs if ref in elements.entrances] if categories else []
    street_refs = refs if "highway" in tags else []
    elements.ways.append(WayRecord(way.id, wkb, tags, categories, street_refs, entrances, False))


def _take_clipped(
    way: osmium.osm.Way, elements: OsmElements, tags: dict[str, str], categories: tuple[str, ...]
) -> None:
    """The stretches of a way whose nodes are in the file; a single node is no way."""
    elements.clipped_ways += 1
    if not (categories or "highway" in tags):
        return
    for stretch in _valid_stretches(way):
        refs = [ref for ref, _, _ in stretch]
        wkb = _line_wkb([(lon, lat) for _, lon, lat in stretch])
        entrances = [ref for ref in refs if ref in elements.entrances]
        elements.ways.append(WayRecord(way.id, wkb, tags, categories, refs, entrances, True))


def _valid_stretches(way: osmium.osm.Way) -> Iterator[list[tuple[int, float, float]]]:
    stretch: list[tuple[int, float, float]] = []
    for node in way.nodes:
        if node.location.valid():
            stretch.append((node.ref, node.location.lon, node.location.lat))
            continue
        if len(stretch) > 1:
            yield stretch
        stretch = []
    if len(stretch) > 1:
        yield stretch


def _line_wkb(coordinates: list[tuple[float, float]]) -> str:
    return str(to_wkb(LineString(coordinates), hex=True, byte_order=1))


def _take_relation(relation: osmium.osm.Relation, elements: OsmElements, lookup: _Lookup) -> None:
    tags = _tags(relation)
    elements.tag_keys.update(tags)
    if tags.get("type") not in ("multipolygon", "boundary"):
        return
    categories = categories_of(tags, lookup)
    if categories:
        elements.wanted_areas[relation.id] = (tags.get("name", ""), ", ".join(categories))


def _take_area(
    area: osmium.osm.Area, elements: OsmElements, lookup: _Lookup, factory: osmium.geom.WKBFactory
) -> None:
    """Areas of relations only: closed ways are read as ways, for they may be streets too."""
    if area.from_way():
        return
    tags = _tags(area)
    categories = categories_of(tags, lookup)
    if categories:
        elements.areas.append(AreaRecord(area.orig_id(), factory.create_multipolygon(area), tags, categories))
