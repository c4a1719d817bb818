"""A server on this machine that answers as Overpass and Nominatim do, about a small invented place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

Element = dict[str, Any]

SOUTH, WEST = 63.40, 10.30
STEP = 0.001

PLACES: dict[str, dict[str, tuple[float, ...]]] = {
    "Fjordby, Norway": {"outline": (WEST - STEP, SOUTH - STEP, WEST + 5 * STEP, SOUTH + 5 * STEP)},
    "Kystlandet": {"outline": (5.0, 60.0, 8.0, 63.0)},
    "Odden": {"point": (WEST + STEP, SOUTH + STEP)},
}

STATUS = """Connected as: 1234567890
Current time: 2026-11-21T12:00:00Z
Announced endpoint: none
Rate limit: 2
2 slots available now.
Currently running queries (pid, space limit, time limit, start time):
"""


def fjordby() -> list[Element]:
    """A cross of streets with a shop, a stop, and a wood of two ways with a clearing."""

    def node(id_: int, x: int, y: int, **tags: str) -> Element:
        element: Element = {"type": "node", "id": id_, "lat": SOUTH + y * STEP, "lon": WEST + x * STEP}
        return {**element, "tags": tags} if tags else element

    def way(id_: int, *nodes: int, **tags: str) -> Element:
        element: Element = {"type": "way", "id": id_, "nodes": list(nodes)}
        return {**element, "tags": tags} if tags else element

    members = [{"type": "way", "ref": 103, "role": "outer"}, {"type": "way", "ref": 104, "role": "outer"}]
    return [
        node(1, 0, 2), node(2, 2, 2), node(3, 4, 2), node(4, 2, 0), node(5, 2, 4),
        node(6, 1, 2, highway="bus_stop", public_transport="platform", name="Fjordby torg"),
        node(7, 3, 3, shop="supermarket", name="Landhandel"),
        node(8, 3, 0), node(9, 4, 0), node(10, 4, 1), node(11, 3, 1),
        way(101, 1, 2, 3, highway="residential", name="Strandgata", lit="yes"),
        way(102, 4, 2, 5, highway="footway"),
        way(103, 8, 9, 10), way(104, 10, 11, 8),
        {"type": "relation", "id": 201, "members": members, "tags": {"type": "multipolygon", "natural": "wood"}},
        node(12, 4, 4, historic="memorial"),
    ]  # fmt: skip


@dataclass
class StandIn:
    """The server's state: where it is, what it was asked, and how it is to misbehave."""

    url: str = ""
    asked: list[str] = field(default_factory=list)
    remark: str | None = None
    fail_with: int | None = None

    @property
    def overpass_url(self) -> str:
        return self.url + "/api"

    @property
    def nominatim_url(self) -> str:
        return self.url + "/nominatim"

    def geocode(self, query: str) -> list[Element]:
        """Nominatim's search: a list, empty where the place is unknown."""
        place = PLACES.get(query)
        if place is None:
            return []
        if "point" in place:
            lon, lat = place["point"]
            box: tuple[float, ...] = (lon, lat, lon, lat)
            shape: Element = {"type": "Point", "coordinates": [lon, lat]}
        else:
            box = place["outline"]
            west, south, east, north = box
            ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
            shape = {"type": "Polygon", "coordinates": [ring]}
            lon, lat = (west + east) / 2, (south + north) / 2
        return [
            {
                "place_id": 1, "licence": "Data © OpenStreetMap contributors, ODbL 1.0.", "osm_type": "relation",
                "osm_id": 4242, "lat": str(lat), "lon": str(lon), "class": "boundary", "type": "administrative",
                "place_rank": 14, "importance": 0.4, "addresstype": "town", "name": query, "display_name": query,
                "boundingbox": [str(box[1]), str(box[3]), str(box[0]), str(box[2])], "geojson": shape,
            }
        ]  # fmt: skip

    def interpret(self, query: str) -> Element:
        """Overpass's interpreter for questions of the form ``(way['key'](poly:'...');(._;>;););``."""
        self.asked.append(query)
        everything = {(e["type"], e["id"]): e for e in fjordby()}
        found: dict[tuple[str, int], Element] = {}
        for kind, key in re.findall(r"\((node|way|relation)\['([^']+)'\]", query):
            for id_, element in everything.items():
                if id_[0] == kind and key in element.get("tags", {}):
                    found[id_] = element
        waiting = list(found.values())
        while waiting:
            element = waiting.pop()
            parts = [("node", n) for n in element.get("nodes", [])]
            parts += [(m["type"], m["ref"]) for m in element.get("members", [])]
            for part in parts:
                if part not in found:
                    found[part] = everything[part]
                    waiting.append(everything[part])
        answer: Element = {
            "version": 0.6, "generator": "Overpass API 0.7.62",
            "osm3s": {"timestamp_osm_base": "2026-11-20T23:00:00Z", "copyright": "ODbL"},
            "elements": list(found.values()),
        }  # fmt: skip
        return answer if self.remark is None else {**answer, "remark": self.remark}


@contextmanager
def stand_in() -> Iterator[StandIn]:
    """Serve on a free port of this machine while the block runs."""
    state = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            where = urlsplit(self.path)
            if where.path.endswith("/status"):
                self._answer(STATUS, kind="text/plain")
            elif where.path == "/nominatim/search":
                self._answer(json.dumps(state.geocode(parse_qs(where.query)["q"][0])))
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if self.path != "/api/interpreter":
                self.send_error(404)
            elif state.fail_with is not None:
                self.send_error(state.fail_with)
            else:
                self._answer(json.dumps(state.interpret(parse_qs(body)["data"][0])))

        def _answer(self, text: str, *, kind: str = "application/json") -> None:
            data = text.encode()
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
