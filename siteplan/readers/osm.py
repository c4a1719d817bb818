"""OpenStreetMap files -> :class:`siteplan.model.Surroundings`: streets, places, and where the data are complete.

A coordinate reference system is settled here, once: the caller's, or the UTM zone of the data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry

from siteplan.errors import InputError, Issue
from siteplan.model import Area, DataSource, ExtentBasis, StreetNetwork, Surroundings
from siteplan.readers.osm_areas import assemble_area
from siteplan.readers.osm_categories import CATEGORIES, not_carried
from siteplan.readers.osm_elements import Box, OsmElements, WayRecord, line_coordinates, read_elements
from siteplan.readers.osm_places import PlaceFeature, build_places, way_feature
from siteplan.readers.osm_streets import drivable, street_network, walkable

ASSUMED_MARGIN_M = 100.0
"""Where no box is stated, data are taken as complete this far inside the box of the nodes (INTERFACES section 3)."""

_LICENCE = "ODbL-1.0"
_URL = "https://www.openstreetmap.org/copyright"


def read_osm(
    files: Sequence[Path], *, crs: str | None = None, extent: Area | None = None
) -> tuple[Surroundings, tuple[Issue, ...]]:
    """Read one or more OpenStreetMap files of one area.

    Parameters
    ----------
    files
        ``.osm`` or ``.osm.pbf``; an element that is in several files is taken once.
    crs
        Projected coordinate reference system in metres; default the UTM zone of the data.
    extent
        Area of complete data, in ``crs``, used where a file's header has no box.

    Returns
    -------
    Surroundings, issues
        Issues: ``osm-extent-assumed``, ``osm-clipped-ways``, ``osm-incomplete-areas``, ``osm-components`` (information
        or warning; the data are used all the same).

    Raises
    ------
    InputError
        Files that cannot be read (see :func:`siteplan.readers.osm_elements.read_elements`); ``osm-no-files``.
    """
    if not files:
        raise InputError(Issue(code="osm-no-files"))
    read = [read_elements(Path(file)) for file in files]
    boxes = [elements.header_box or _coordinate_box(elements) for elements in read]
    metres = crs or utm_zone(_joined(boxes))
    projection = pyproj.Transformer.from_crs("EPSG:4326", metres, always_xy=True)
    issues = [issue for elements in read for issue in _reading_issues(elements)]
    ways = _distinct_ways(read)
    lines = WayLines.of(ways, projection)
    complete, basis, extent_issues = _extent(read, boxes, projection, extent)
    walking, driving = _networks(ways, lines)
    areas, area_issues = _areas(read, projection)
    issues += [*area_issues, *extent_issues, *_component_issues(walking, read)]
    places = build_places([*_features(read, ways, lines, projection), *areas], source=_source(read[0]))
    tag_keys = frozenset[str]().union(*(elements.tag_keys for elements in read))
    surroundings = Surroundings(
        crs=metres,
        extent=complete,
        extent_basis=basis,
        walking=walking,
        driving=driving,
        places=places,
        tag_keys=tag_keys,
        not_carried=not_carried({name: len(table) for name, table in places.items()}, tag_keys),
        sources=tuple(_source(elements) for elements in read),
        fingerprint=_fingerprint(read, metres, complete),
    )
    return surroundings, tuple(issues)


def read_walking(file: Path, *, crs: str) -> StreetNetwork | None:
    """The walking network of one file and nothing else; None where it has no street. Errors as of :func:`read_osm`."""
    elements = read_elements(file, streets_only=True)
    lines = WayLines.of(elements.ways, pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True))
    described = [(way.id, way.tags, way.refs) for way in elements.ways]
    return street_network(described, lines.nodes, keep=walkable, directed=False)


def utm_zone(degrees: Box) -> str:
    """EPSG code of the UTM zone at the middle of a box; ETRS89 in Europe, WGS 84 elsewhere, Norway's own zone 32."""
    lon, lat = (degrees[0] + degrees[2]) / 2, (degrees[1] + degrees[3]) / 2
    zone = int((lon + 180) // 6) + 1
    if 56 <= lat < 64 and 3 <= lon < 12:
        zone = 32
    if 28 <= zone <= 38 and lat > 30:
        return f"EPSG:{25800 + zone}"
    return f"EPSG:{(32600 if lat >= 0 else 32700) + zone}"


def _joined(boxes: Sequence[Box]) -> Box:
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def _coordinate_box(elements: OsmElements) -> Box:
    """Box of every node location in the file: those of its ways and its tagged nodes."""
    degrees, _ = line_coordinates([*(way.wkb for way in elements.ways), *elements.other_wkb])
    nodes = np.reshape(elements.node_box, (2, 2))
    corners = np.vstack([nodes, degrees]) if nodes[0, 0] <= nodes[1, 0] else degrees
    (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
    return float(west), float(south), float(east), float(north)


@dataclass(frozen=True, slots=True, kw_only=True)
class WayLines:
    """Lines of n ways in metres. ``xy`` (k, 2) nodes one way after the other; ``start`` (n + 1,) where each begins."""

    xy: NDArray[np.float64]
    start: NDArray[np.int_]

    @classmethod
    def of(cls, ways: Sequence[WayRecord], projection: pyproj.Transformer) -> WayLines:
        """Project all coordinates in one call."""
        degrees, counts = line_coordinates([way.wkb for way in ways])
        x, y = projection.transform(degrees[:, 0], degrees[:, 1])
        return cls(xy=np.column_stack([x, y]), start=np.concatenate([[0], np.cumsum(counts)]))

    def nodes(self, chosen: Sequence[int]) -> NDArray[np.float64]:
        """Nodes of the chosen ways, one way after the other."""
        return np.concatenate([self.xy[self.start[i] : self.start[i + 1]] for i in chosen])

    def rings(self) -> NDArray[np.bool_]:
        """(n,) whether a way ends where it began, and encloses something."""
        first, last = self.xy[self.start[:-1]], self.xy[self.start[1:] - 1]
        closed: NDArray[np.bool_] = (first == last).all(axis=1) & (np.diff(self.start) > 3)
        return closed

    def linestrings(self) -> NDArray[np.object_]:
        """(n,) shapely lines."""
        owner = np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))
        lines: NDArray[np.object_] = shapely.linestrings(self.xy, indices=owner)
        return lines


def _project(geometries: NDArray[np.object_], projection: pyproj.Transformer) -> NDArray[np.object_]:
    """The same geometries in metres; all coordinates in one call."""
    degrees = shapely.get_coordinates(geometries)
    x, y = projection.transform(degrees[:, 0], degrees[:, 1])
    projected: NDArray[np.object_] = shapely.set_coordinates(geometries.copy(), np.column_stack([x, y]))
    return projected


def _distinct_ways(read: Sequence[OsmElements]) -> list[WayRecord]:
    """Every way once: the whole one where another file has it clipped."""
    if len(read) == 1:
        return read[0].ways
    whole = {way.id for elements in read for way in elements.ways if not way.clipped}
    taken_from: dict[int, int] = {}
    ways: list[WayRecord] = []
    for number, elements in enumerate(read):
        for way in elements.ways:
            if way.clipped and way.id in whole:
                continue
            if taken_from.setdefault(way.id, number) == number:
                ways.append(way)
    return ways


def _networks(ways: Sequence[WayRecord], lines: WayLines) -> tuple[StreetNetwork | None, StreetNetwork | None]:
    streets = [i for i, way in enumerate(ways) if way.refs and "highway" in way.tags]
    described = [(ways[i].id, ways[i].tags, ways[i].refs) for i in streets]

    def nodes(chosen: Sequence[int]) -> NDArray[np.float64]:
        return lines.nodes([streets[i] for i in chosen])

    return (
        street_network(described, nodes, keep=walkable, directed=False),
        street_network(described, nodes, keep=drivable, directed=True),
    )


def _extent(
    read: Sequence[OsmElements], boxes: Sequence[Box], projection: pyproj.Transformer, stated: Area | None
) -> tuple[Area, ExtentBasis, list[Issue]]:
    """Where the data are complete: the headers' boxes, else the stated area, else the nodes' box less 100 m."""
    if all(elements.header_box is not None for elements in read):
        return _area(shapely.union_all([_projected_box(box_, projection) for box_ in boxes])), "header", []
    if stated is not None:
        return stated, "stated", []
    parts, issues = [], []
    for elements, box_ in zip(read, boxes, strict=True):
        outer = _projected_box(box_, projection)
        if elements.header_box is not None:
            parts.append(outer)
            continue
        parts.append(outer.buffer(-ASSUMED_MARGIN_M, join_style="mitre"))
        issues.append(
            Issue(code="osm-extent-assumed", file=elements.file, severity="information",
                  values={"margin_m": f"{ASSUMED_MARGIN_M:.0f}"}, geometry=parts[-1])
        )  # fmt: skip
    return _area(shapely.union_all(parts)), "assumed", issues


def _projected_box(degrees: Box, projection: pyproj.Transformer) -> Polygon:
    """A box of degrees as a polygon in metres, its sides bent as the projection bends them."""
    longest = max(degrees[2] - degrees[0], degrees[3] - degrees[1])
    if longest <= 0:
        return Polygon()
    outline = shapely.segmentize(box(*degrees), longest / 50)
    return Polygon(_project(np.array([outline], dtype=object), projection)[0])


def _area(geometry: BaseGeometry) -> Area:
    """An area, empty where so little was read that nothing of it can be taken as complete."""
    return geometry if isinstance(geometry, Polygon | MultiPolygon) else Polygon()


def _features(
    read: Sequence[OsmElements],
    ways: Sequence[WayRecord],
    lines: WayLines,
    projection: pyproj.Transformer,
) -> Iterable[PlaceFeature]:
    """Nodes and ways that are places, with their geometry in metres, each once."""
    points = list({point.id: point for elements in read for point in elements.points}.values())
    degrees = np.array([(point.lon, point.lat) for point in points]).reshape(-1, 2)
    located = _project(shapely.points(degrees), projection)
    for point, geometry in zip(points, located, strict=True):
        yield PlaceFeature(f"node/{point.id}", geometry, point.tags, point.categories, False, ())
    entrances = _entrance_points(read, projection)
    for way, line, ring in zip(ways, lines.linestrings(), lines.rings().tolist(), strict=True):
        if way.categories:
            yield way_feature(way, line, entrances, ring=ring)


def _areas(read: Sequence[OsmElements], projection: pyproj.Transformer) -> tuple[list[PlaceFeature], list[Issue]]:
    """Relations as polygons, and those that do not close. What they do enclose is used all the same."""
    lines: dict[int, str] = {id_: wkb for elements in read for id_, wkb in elements.member_wkb.items()}
    projected = _project(np.array(shapely.from_wkb(list(lines.values())), dtype=object), projection)
    by_id = dict(zip(lines, projected, strict=True))
    features, issues = [], []
    for elements in read:
        for area in elements.areas:
            members = [by_id[way] for way in area.members if way in by_id]
            shape, closed = assemble_area(members)
            if shape is not None:
                features.append(PlaceFeature(f"relation/{area.id}", shape, area.tags, area.categories, True, ()))
            if not closed or len(members) < len(area.members):
                issues.append(
                    Issue(code="osm-incomplete-area", file=elements.file, element=f"relation/{area.id}",
                          severity="warning", values={"name": area.tags.get("name", ""),
                                                      "categories": ", ".join(area.categories)})
                )  # fmt: skip
    return list({feature.id: feature for feature in features}.values()), issues


def _entrance_points(read: Sequence[OsmElements], projection: pyproj.Transformer) -> Mapping[int, BaseGeometry]:
    degrees = {id_: at for elements in read for id_, at in elements.entrances.items()}
    if not degrees:
        return {}
    points = _project(shapely.points(list(degrees.values())), projection)
    return dict(zip(degrees, points, strict=True))


def _reading_issues(elements: OsmElements) -> Iterable[Issue]:
    if elements.clipped_ways:
        yield Issue(code="osm-clipped-ways", file=elements.file, severity="information",
                    values={"count": str(elements.clipped_ways)})  # fmt: skip


def _component_issues(walking: StreetNetwork | None, read: Sequence[OsmElements]) -> Iterable[Issue]:
    """Streets that do not hang together with the rest: reported, never walked."""
    if walking is None:
        yield Issue(code="osm-no-streets", file=read[0].file, severity="warning")
        return
    of_edge = walking.component[walking.edge_nodes[:, 0]]
    apart = of_edge > 0
    if apart.any():
        share = float(walking.edge_length[apart].sum() / walking.edge_length.sum())
        yield Issue(code="osm-components", file=read[0].file, severity="information",
                    values={"count": str(int(walking.component.max())),
                            "length_m": f"{walking.edge_length[apart].sum():.0f}",
                            "share": f"{share:.4f}"})  # fmt: skip


def _source(elements: OsmElements) -> DataSource:
    return DataSource(name=elements.file, date=elements.date, licence=_LICENCE, url=_URL, sha256=elements.sha256)


def _fingerprint(read: Sequence[OsmElements], crs: str, extent: Area) -> str:
    parts = [crs, *sorted(elements.sha256 for elements in read), shapely.to_wkt(extent, rounding_precision=3)]
    return hashlib.sha256("\n".join([*parts, *sorted(CATEGORIES)]).encode()).hexdigest()
