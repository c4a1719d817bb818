"""Ways that meet share a node: the topology that OpenStreetMap asks for."""

from collections.abc import Sequence

import numpy as np
from shapely import LineString, Point, STRtree, get_coordinates

from sample_sites.kveldsvag.town.streets import SAME_NODE_M, Way

Coordinate = tuple[float, float]


class _Meetings:
    """The places where ways meet; a place within `SAME_NODE_M` of an earlier one is that earlier one."""

    def __init__(self) -> None:
        self._places: list[Coordinate] = []

    def settle(self, place: Coordinate, vertices: Sequence[Coordinate]) -> Coordinate:
        """The agreed coordinates of a meeting: an earlier meeting's, else a vertex's, else its own."""
        for known in (*self._places, *vertices):
            if (
                abs(known[0] - place[0]) < SAME_NODE_M
                and np.hypot(known[0] - place[0], known[1] - place[1]) < SAME_NODE_M
            ):
                if known not in self._places:
                    self._places.append(known)
                return known
        rounded = (round(place[0], 2), round(place[1], 2))
        self._places.append(rounded)
        return rounded


def _meet(first: LineString, second: LineString) -> list[Coordinate]:
    """Where two lines cross, or where an end of one rests on the other."""
    ends = [
        Point(line.coords[end])
        for line, other in ((first, second), (second, first))
        for end in (0, -1)
        if Point(line.coords[end]).distance(other) < 0.05
    ]
    crossings = get_coordinates(first.intersection(second))
    return [*((float(point.x), float(point.y)) for point in ends), *((float(x), float(y)) for x, y in crossings)]


def _with_anchors(line: LineString, anchors: Sequence[Coordinate]) -> list[Coordinate]:
    """The line's vertices with the agreed meeting places put in, in order; a vertex too near to one gives way to it."""
    kept = [
        vertex
        for vertex in line.coords
        if all(np.hypot(vertex[0] - x, vertex[1] - y) >= SAME_NODE_M for x, y in anchors)
    ]
    placed = sorted({*kept, *anchors}, key=lambda place: line.project(Point(place)))
    return [(float(x), float(y)) for x, y in placed]


def node(ways: Sequence[Way]) -> list[list[Coordinate]]:
    """The coordinates of each way such that ways at the same level that meet have a coordinate pair in common.

    Parameters
    ----------
    ways : sequence of Way
        Lines in EPSG:25832 [m]. Bridges and tunnels (`layer` other than 0) join only the ends of other ways.

    Returns
    -------
    list of list of (float, float)
        One list a way, in the order given, rounded to 1 cm.
    """
    lines = [LineString(np.round(get_coordinates(way.line), 2)) for way in ways]
    meetings, anchors = _Meetings(), [list[Coordinate]() for _ in lines]
    pairs = STRtree(lines).query(lines, predicate="dwithin", distance=0.05).T
    for a, b in sorted((int(i), int(j)) for i, j in pairs if i < j):
        at_grade = ways[a].layer == ways[b].layer
        ends = {*(lines[i].coords[end] for i in (a, b) for end in (0, -1))}
        for place in _meet(lines[a], lines[b]):
            if at_grade or any(np.hypot(x - place[0], y - place[1]) < 0.05 for x, y in ends):
                agreed = meetings.settle(place, [*lines[a].coords, *lines[b].coords])
                for index in (a, b):
                    if agreed not in anchors[index]:
                        anchors[index].append(agreed)
    return [_with_anchors(line, places) for line, places in zip(lines, anchors, strict=True)]
