"""Which lines call where, by OpenStreetMap's route relations: what can be said of public transport without a timetable.

A relation tells that a line exists, never how often it runs.

References
----------
.. [1] OpenStreetMap wiki, Public transport: relations ``type=route`` with members of role ``stop`` or ``platform``
   (``stop_entry_only`` and the like); each direction of a line is a relation of its own with the same ``ref``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import osmium
import shapely
from pyproj import Transformer

from siteplan.model import Area, Places

LINE_STOP = "transit_line_stop"
"""The category of places under which the stops of the lines are walked to."""

MODES = frozenset({"bus", "trolleybus", "minibus", "tram", "light_rail", "subway", "train", "ferry"})
_ROLES = ("stop", "platform")
_Member = tuple[str, int]


@dataclass
class _Lines:
    """Lines by member: (type, id) of the member -> (mode, line) of every relation that calls there."""

    at: dict[_Member, set[tuple[str, str]]] = field(default_factory=dict)

    def ids(self, kind: str) -> list[int]:
        return [number for letter, number in self.at if letter == kind]


def read_transit_lines(paths: Sequence[Path], *, crs: str, extent: Area) -> Places | None:
    """The stops that lines call at: one feature for each stop and line, with the columns ``line`` and ``mode``.

    Parameters
    ----------
    paths
        OpenStreetMap files that have been read before: what is wrong with them has been said.
    crs
        Projected system.
    extent
        Stops outside it are left out.

    Returns
    -------
    None where the files carry no such relation.
    """
    found: dict[tuple[str, str, str], tuple[str, float, float]] = {}
    for path in paths:
        lines = _lines(path)
        for element, name, longitude, latitude in _positions(path, lines):
            letter, number = element.split("/")
            for mode, line in sorted(lines.at[letter[0], int(number)]):
                found[element, mode, line] = (name, longitude, latitude)
    if not found:
        return None
    transformer = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    x, y = transformer.transform(
        np.array([longitude for _, longitude, _ in found.values()]),
        np.array([latitude for _, _, latitude in found.values()]),
    )
    points = shapely.points(x, y)
    inside = shapely.intersects(extent, points)
    return Places(
        ids=np.array([element for element, _, _ in found], dtype=object),
        names=np.array([name for name, _, _ in found.values()], dtype=object),
        geometries=points,
        columns={
            "line": np.array([line for _, _, line in found], dtype=object),
            "mode": np.array([mode for _, mode, _ in found], dtype=object),
        },
    ).take(inside)


def _lines(path: Path) -> _Lines:
    """The stops and platforms of every route relation; school buses, which residents cannot board, are left out."""
    lines = _Lines()
    for relation in osmium.FileProcessor(path, osmium.osm.RELATION):
        if not isinstance(relation, osmium.osm.Relation):
            continue
        tags = relation.tags
        mode = tags.get("route") or ""
        if tags.get("type") != "route" or mode not in MODES or "school" in (tags.get("bus"), tags.get("school_bus")):
            continue
        line = tags.get("ref") or tags.get("name") or f"relation/{relation.id}"
        for member in relation.members:
            if member.role.startswith(_ROLES) and member.type in "nw":
                lines.at.setdefault((member.type, member.ref), set()).add((mode, line))
    return lines


def _positions(path: Path, lines: _Lines) -> list[tuple[str, str, float, float]]:
    """Element, name, longitude and latitude of the members: nodes, and the middle of platforms drawn as ways."""
    found = []
    nodes, ways = lines.ids("n"), lines.ids("w")
    if nodes:
        for node in osmium.FileProcessor(path, osmium.osm.NODE).with_filter(osmium.filter.IdFilter(nodes)):
            if isinstance(node, osmium.osm.Node):
                found.append((f"node/{node.id}", node.tags.get("name") or "", node.lon, node.lat))
    if ways:
        wanted = osmium.filter.IdFilter(ways)
        wanted.enable_for(osmium.osm.WAY)
        for way in osmium.FileProcessor(path, osmium.osm.NODE | osmium.osm.WAY).with_locations().with_filter(wanted):
            if isinstance(way, osmium.osm.Way):
                at = np.array([(node.lon, node.lat) for node in way.nodes if node.location.valid()])
                if len(at):
                    longitude, latitude = at.mean(axis=0).tolist()
                    found.append((f"way/{way.id}", way.tags.get("name") or "", longitude, latitude))
    return found
