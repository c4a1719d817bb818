"""A small hand for drawing layout cases: rooms, doors and windows in metres, written as layout files."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "cases"
XY = tuple[float, float]
Box = tuple[float, float, float, float]
Expected = dict[str, Any]


@dataclass
class Drawing:
    """One layout file under construction, in metres."""

    name: str
    programme: dict[str, Any] = field(default_factory=dict)
    storeys: int = 1
    below: int = 0
    stage: str = "sketch"
    features: list[dict[str, Any]] = field(default_factory=list)

    def add(self, kind: str, id_: str, shape: str, coordinates: Any, **properties: Any) -> Drawing:
        self.features.append(
            {
                "type": "Feature",
                "properties": {"kind": kind, "id": id_, **properties},
                "geometry": {"type": shape, "coordinates": coordinates},
            }
        )
        return self

    def space(self, id_: str, use: str, box: Box, *, storey: int = 0, **more: Any) -> Drawing:
        return self.add("space", id_, "Polygon", [ring(box)], use=use, storey=storey, **more)

    def door(self, id_: str, a: XY, b: XY, *, storey: int = 0, **more: Any) -> Drawing:
        return self.add("door", id_, "LineString", [a, b], storey=storey, **more)

    def window(self, id_: str, a: XY, b: XY, *, sill: float = 0.9, head: float = 2.1, **more: Any) -> Drawing:
        heights = {"storey": 0, "sill_height": sill, "head_height": head}
        return self.add("window", id_, "LineString", [a, b], **{**heights, **more})

    def dwelling(
        self, id_: str, x: float, y: float, *, width: float = 6.0, depth: float = 7.0, storey: int = 0
    ) -> Drawing:
        """A unit not yet divided."""
        return self.space(id_, "dwelling", (x, y, x + width, y + depth), unit=id_, storey=storey)

    def flat(
        self, id_: str, x: float, y: float, *, storey: int = 0, bedroom: float = 3.5, bath: bool = True
    ) -> Drawing:
        """A two-room unit of 6 x 8 m: living room in front (4 m deep), bedroom and bathroom behind; doors between."""
        self.space(f"{id_}-living", "living_kitchen", (x, y, x + 6, y + 4), unit=id_, storey=storey)
        self.space(f"{id_}-bed", "bedroom", (x, y + 4, x + bedroom, y + 8), unit=id_, storey=storey)
        use = "bathroom" if bath else "storage"
        self.space(f"{id_}-bath", use, (x + bedroom, y + 4, x + 6, y + 8), unit=id_, storey=storey)
        self.door(f"{id_}-d-bed", (x + 0.5, y + 4), (x + 1.4, y + 4), storey=storey)
        self.door(f"{id_}-d-bath", (x + bedroom + 0.5, y + 4), (x + bedroom + 1.4, y + 4), storey=storey)
        return self

    def front(self, id_: str, x: float, y: float, *, storey: int = 0, entrance: bool = True) -> Drawing:
        """A door in the front wall, in the middle of a flat at (x, y)."""
        return self.door(f"{id_}-front", (x + 2.5, y), (x + 3.5, y), storey=storey, entrance=entrance)

    def back(self, id_: str, x: float, y: float, *, storey: int = 0) -> Drawing:
        """A door in the back wall of a flat at (x, y), out of the bedroom."""
        return self.door(f"{id_}-back", (x + 1, y + 8), (x + 2, y + 8), storey=storey)

    def plot(self, box: Box, *, id_: str = "plot") -> Drawing:
        return self.add("plot", id_, "Polygon", [ring(box)])

    def base(self, box: Box, *, use: str = "base") -> Drawing:
        return self.space("base", use, box, building="base")

    def viewpoint(self, at: XY) -> Drawing:
        return self.add("viewpoint", "desk", "Point", at, storey=0, main=True)

    def path(self, id_: str, *points: XY) -> Drawing:
        return self.add("path", id_, "LineString", list(points))

    def mapping(self) -> dict[str, Any]:
        """The layout file as JSON objects."""
        indices = range(-self.below, self.storeys)
        storeys = [{"index": index, "elevation": 3.0 * index, "height": 3.0} for index in indices]
        head = {
            "version": 1, "name": self.name, "stage": self.stage, "storeys": storeys, "programme": self.programme,
        }  # fmt: skip
        return {"type": "FeatureCollection", "siteplan": head, "features": self.features}

    def write(self, criterion: str, expected: Expected) -> Path:
        """Write the layout file with what it is expected to come to, one feature a line."""
        file = self.mapping()
        features = file.pop("features")
        lines = ",\n".join(json.dumps(feature) for feature in features)
        text = json.dumps({**file, "expected": expected}, ensure_ascii=False, indent=1)[:-2]
        path = FOLDER / criterion / f"{self.name}.geojson"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'{text},\n "features": [\n{lines}\n]}}\n', encoding="utf-8")
        return path


def ring(box: Box) -> list[XY]:
    x0, y0, x1, y1 = box
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]


def staffed(name: str, *, value: bool = True, **more: Any) -> Drawing:
    return Drawing(name, {"staffed_base": value}, **more)


def expect(outcome: str, quantity: float | None = None, score: float | None = None, **more: Any) -> Expected:
    """What the case comes to; ``more``: values, failing, roles, missing."""
    return {"outcome": outcome, "quantity": quantity, "score": score} | more
