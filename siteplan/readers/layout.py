"""Layout files (GeoJSON, INTERFACES section 2) -> `Layout` and what is to be said about them."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from siteplan.errors import InputError, Issue
from siteplan.model import (
    Area,
    Camera,
    Connector,
    DataSource,
    Door,
    Lamp,
    Layout,
    Neighbour,
    Obstacle,
    OutdoorArea,
    Placement,
    Space,
    Vegetation,
    Viewpoint,
    Wall,
    Window,
)
from siteplan.model import Path as PathElement
from siteplan.readers.layout_checks import checked
from siteplan.readers.layout_crs import crs_of, settle_units
from siteplan.readers.layout_features import GEOMETRY_OF, Element, element_of, simplest
from siteplan.readers.layout_header import Header, read_header, with_used_storeys
from siteplan.readers.layout_move import KEPT, fingerprint_of, place
from siteplan.readers.layout_properties import Properties
from siteplan.readers.polygons import as_area

__all__ = ["parse_layout", "place", "read_layout"]

_TYPES_THAT_ARE_NOT = (
    (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"%PDF", "PDF"), (b"PK\x03\x04", "ZIP"),
    (b"SQLite format 3", "GeoPackage / SQLite"), (b"ISO-10303-21", "IFC (STEP)"), (b"AC10", "DWG"), (b"<?xml", "XML"),
    (b"\x1f\x8b", "gzip"), (b"II*\x00", "TIFF"),
)  # fmt: skip


_SIZE_CODES = frozenset({"layout-no-area", "layout-no-length"})


def read_layout(
    path: Path, *, placement: Placement | None = None, crs: str | None = None
) -> tuple[Layout, tuple[Issue, ...]]:
    """Read a layout file.

    Parameters
    ----------
    path
        GeoJSON as in INTERFACES section 2.
    placement
        Where a free-floating layout stands; it rules over the file's own placement.
    crs
        The site's system. Where it is given, a free-floating layout with a placement is placed in it.

    Returns
    -------
    The layout (its ``issues`` are the same), and everything that a person should know about it: an element that an
    issue of severity "error" names is left out.

    Raises
    ------
    InputError
        Where nothing can be used: unreadable, empty, not JSON, not a layout, a newer version, degrees, a system that is
        not in metres, duplicate ids. All of them at once as far as they can be told apart.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        values = {"detail": error.strerror or type(error).__name__}
        raise InputError(Issue(code="file-unreadable", file=path.name, values=values)) from error
    source = DataSource(name=path.name, sha256=hashlib.sha256(data).hexdigest())
    return parse_layout(_json(data, path.name), name=path.name, placement=placement, crs=crs, source=source)


def parse_layout(
    mapping: Mapping[str, object], *, name: str, placement: Placement | None = None, crs: str | None = None,
    source: DataSource | None = None,
) -> tuple[Layout, tuple[Issue, ...]]:  # fmt: skip
    """A layout from GeoJSON that has been parsed already, as `read_layout`; ``name`` is the file's, for messages."""
    features = mapping.get("features") if isinstance(mapping, Mapping) else None
    if not isinstance(features, list):
        found = mapping.get("type") if isinstance(mapping, Mapping) else type(mapping).__name__
        raise InputError(Issue(code="layout-not-a-collection", file=name, values={"found": str(found)}))
    if not features:
        raise InputError(Issue(code="layout-empty", file=name))
    issues: list[Issue] = []
    header = read_header(_without_nan(mapping.get("siteplan")), file=name, issues=issues)
    if placement is not None:
        header.placement = placement
    read = _Features(file=name, issues=issues)
    read.take(features)
    fatal = [*_duplicates(read.ids, name)]
    try:
        stated = crs_of(mapping, file=name)
        shapes = [shape for shape in read.shapes if not shape.is_empty]
        system = settle_units(stated, shapes, placement=header.placement, file=name) if shapes else None
    except InputError as error:
        fatal.extend(error.issues)
    if not read.kinds_known:
        fatal.append(Issue(code="layout-no-elements", file=name, values={"known": ", ".join(GEOMETRY_OF)}))
    if fatal:
        # In the wrong unit every room is too small; that is one fault and not fifty.
        others = [issue for issue in issues if issue.severity == "error" and issue.code not in _SIZE_CODES]
        raise InputError([*fatal, *others])
    layout = _layout(mapping, header, read, file=name, crs=system, source=source)
    floating_crs = crs if stated is None else stated.to_string()
    if layout.crs is None and layout.placement is not None and floating_crs is not None:
        where = layout.placement
        layout = place(layout, x=where.x, y=where.y, rotation_deg=where.rotation_deg, crs=floating_crs, plot=where.plot)
    return layout, layout.issues


class _Features:
    """Features while they are read."""

    def __init__(self, *, file: str, issues: list[Issue]) -> None:
        self.file = file
        self.issues = issues
        self.elements: list[Element] = []
        self.shapes: list[BaseGeometry] = []
        self.ids: list[str] = []
        self.plot: Area | None = None
        self.access: list[Point | LineString] = []
        self.own: dict[str, list[dict[str, object]]] = {"plot": [], "access": []}
        self.kept: list[dict[str, object]] = []
        self.raw: dict[str, dict[str, object]] = {}
        self.kinds_known = False

    def take(self, features: Iterable[object]) -> None:
        """Read every feature; what cannot be used is kept as it is, to be written back."""
        for number, feature in enumerate(features, start=1):
            if not isinstance(feature, Mapping) or not isinstance(feature.get("properties", {}) or {}, Mapping):
                self._say("layout-not-a-feature", f"#{number}")
                continue
            raw = {"properties": _without_nan(feature.get("properties")), "geometry": feature.get("geometry")}
            before = len(self.ids)
            if not self._one(feature, number):
                self.kept.append(raw)
            elif len(self.ids) > before:
                self.raw[self.ids[-1]] = raw

    def _one(self, feature: Mapping[str, object], number: int) -> bool:
        values = cast("Mapping[str, object]", _without_nan(feature.get("properties") or {}))
        kind, id_ = values.get("kind"), values.get("id", feature.get("id"))
        label = str(id_) if isinstance(id_, str | int) and not isinstance(id_, bool) and id_ != "" else None
        element = label if label is not None else f"#{number}"
        if not isinstance(kind, str):
            self._say("layout-no-kind", element, known=", ".join(GEOMETRY_OF))
            return False
        shape = self._geometry(feature.get("geometry"), element, kind)
        if shape is not None:
            self.shapes.append(shape)
        if kind not in GEOMETRY_OF:
            issue = Issue(
                code="layout-unknown-kind", file=self.file, element=element, severity="warning",
                values={"kind": kind, "known": ", ".join(GEOMETRY_OF)},
            )  # fmt: skip
            self.issues.append(issue)
            return False
        self.kinds_known = True
        if label is None:
            self._say("layout-no-id", element, kind=kind)
            return False
        self.ids.append(label)
        if shape is None:
            return False
        shape = self._fitting(shape, element, kind)
        return shape is not None and self._element(values, shape, label, kind)

    def _element(self, values: Mapping[str, object], shape: BaseGeometry, id_: str, kind: str) -> bool:
        if kind == "plot":
            if self.plot is not None:
                self._say("layout-plot-twice", id_)
                return False
            self.plot = cast(Area, shape)
            self.own["plot"].append(dict(values))
            return True
        if kind == "access":
            self.access.append(cast("Point | LineString", shape))
            self.own["access"].append(dict(values))
            return True
        properties = Properties(values=values, file=self.file, element=id_, kind=kind, issues=self.issues)
        element = element_of(properties, shape)
        if element is not None:
            self.elements.append(element)
        return element is not None

    def _geometry(self, geometry: object, element: str, kind: str) -> BaseGeometry | None:
        """The geometry as drawn, flat and single where it is one part; None with an issue where it is none."""
        if not isinstance(geometry, Mapping):
            self._say("layout-no-geometry", element, kind=kind)
            return None
        try:
            if not _finite(geometry.get("coordinates")):
                self._say("layout-coordinate-not-a-number", element, kind=kind)
                return None
            gap = _open_ring(geometry)
            if gap is not None:
                self._say("layout-open-ring", element, kind=kind, place=gap)
                return None
            shape = simplest(shapely.from_geojson(json.dumps(geometry)))
        except (shapely.errors.ShapelyError, ValueError, TypeError, IndexError) as error:
            detail = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
            self._say("layout-broken-geometry", element, kind=kind, detail=detail)
            return None
        if shape.is_empty:
            self._say("layout-no-geometry", element, kind=kind)
            return None
        return shape

    def _fitting(self, shape: BaseGeometry, element: str, kind: str) -> BaseGeometry | None:
        """The geometry where its type and shape serve the kind; a crossing outline mended where it has one meaning."""
        if shape.geom_type not in GEOMETRY_OF[kind]:
            wanted = ", ".join(GEOMETRY_OF[kind])
            self._say("layout-wrong-geometry", element, kind=kind, found=shape.geom_type, wanted=wanted)
            return None
        if isinstance(shape, LineString):
            ends = LineString([shape.coords[0], shape.coords[-1]]).length
            if shape.length < 1e-6 or (kind in ("door", "window") and ends < 0.05):
                self._say("layout-no-length", element, kind=kind)
                return None
        if isinstance(shape, Polygon | MultiPolygon):
            area, found = as_area(shape, file=self.file, element=element)
            self.issues.extend(_renamed(issue, kind, collapsed=shape.convex_hull.area == 0) for issue in found)
            if area is not None and isinstance(area, MultiPolygon) and kind != "plot":
                self._say("layout-wrong-geometry", element, kind=kind, found="MultiPolygon", wanted="Polygon")
                return None
            return area
        return shape

    def _say(self, code: str, element: str, **values: str) -> None:
        self.issues.append(Issue(code=code, file=self.file, element=element, values=values))


def _renamed(issue: Issue, kind: str, *, collapsed: bool) -> Issue:
    """An outline's issue in the words for layouts; one that lies on a line has no area, however it crosses."""
    code = "no-area" if collapsed else issue.code
    return dataclasses.replace(issue, code=f"layout-{code}", values={**issue.values, "kind": kind})


def _layout(
    mapping: Mapping[str, object], header: Header, read: _Features, *, file: str, crs: str | None,
    source: DataSource | None,
) -> Layout:  # fmt: skip
    used: set[int] = set()
    for element in read.elements:
        if isinstance(element, Space | Wall | Door | Window | Viewpoint):
            used.add(element.storey)
        elif isinstance(element, Connector):
            used.update(element.storeys)
    storeys = with_used_storeys(header.storeys, used, file=file, issues=read.issues)
    stem = Path(file).stem
    known = {"type", "crs", "siteplan", "features"}
    extras: dict[str, object] = {
        "siteplan": header.rest,
        "members": {key: _without_nan(value) for key, value in mapping.items() if key not in known},
        "plot": [own for own in read.own["plot"] if own != {"kind": "plot", "id": "plot"}],
        "access": read.own["access"]
        if any(own != {"kind": "access", "id": f"access_{k}"} for k, own in enumerate(read.own["access"], start=1))
        else [],
    }

    def those(*kinds: type) -> tuple[Element, ...]:
        return tuple(element for element in read.elements if isinstance(element, kinds))

    layout = Layout(
        id=header.id or stem, name=header.name or stem, storeys=storeys,
        spaces=cast("tuple[Space, ...]", those(Space)), walls=cast("tuple[Wall, ...]", those(Wall)),
        doors=cast("tuple[Door, ...]", those(Door)), windows=cast("tuple[Window, ...]", those(Window)),
        obstacles=cast("tuple[Obstacle, ...]", those(Obstacle)),
        vegetation=cast("tuple[Vegetation, ...]", those(Vegetation)),
        paths=cast("tuple[PathElement, ...]", those(PathElement)),
        outdoor_areas=cast("tuple[OutdoorArea, ...]", those(OutdoorArea)),
        viewpoints=cast("tuple[Viewpoint, ...]", those(Viewpoint)), lamps=cast("tuple[Lamp, ...]", those(Lamp)),
        cameras=cast("tuple[Camera, ...]", those(Camera)),
        connectors=cast("tuple[Connector, ...]", those(Connector)),
        neighbours=cast("tuple[Neighbour, ...]", those(Neighbour)), access=tuple(read.access),
        plot_boundary=read.plot, stage=header.stage, placement=header.placement, programme=header.programme,
        north_deg=header.north_deg, crs=crs, sources=() if source is None else (source,),
        properties={key: value for key, value in extras.items() if value},
    )  # fmt: skip
    layout, found = checked(layout, file=file)
    used_ids = {cast(Door | Window, opening).id for opening in (*layout.doors, *layout.windows)}
    left_out = [e for e in read.elements if isinstance(e, Door | Window) and e.id not in used_ids]
    kept = [
        {**raw, "geometry": _shape_or_none(raw["geometry"])}
        for raw in (*read.kept, *(read.raw[opening.id] for opening in left_out))
    ]
    if kept:
        layout = dataclasses.replace(layout, properties={**layout.properties, KEPT: kept})
    layout = dataclasses.replace(layout, issues=(*read.issues, *found))
    return dataclasses.replace(layout, fingerprint=fingerprint_of(layout))


def _shape_or_none(geometry: object) -> BaseGeometry | None:
    """The geometry of a feature that is only kept, so that it moves with the layout; None where it is none."""
    if not isinstance(geometry, Mapping) or not _finite(geometry.get("coordinates")):
        return None
    try:
        return cast(BaseGeometry, shapely.from_geojson(json.dumps(geometry)))
    except (shapely.errors.ShapelyError, ValueError, TypeError):
        return None


def _duplicates(ids: list[str], file: str) -> list[Issue]:
    return [
        Issue(code="layout-duplicate-id", file=file, element=id_, values={"count": str(count)})
        for id_, count in Counter(ids).items()
        if count > 1
    ]


def _open_ring(geometry: Mapping[str, object]) -> str | None:
    """Where a polygon's ring ends without having come back to its start; None where every ring is closed."""
    if geometry.get("type") != "Polygon":
        return None
    for ring in cast("list[list[list[float]]]", geometry.get("coordinates") or []):
        if len(ring) > 3 and ring[0][:2] != ring[-1][:2]:
            return f"{ring[-1][0]:.1f}, {ring[-1][1]:.1f}"
    return None


def _without_nan(value: object) -> object:
    """NaN and infinity, which JSON does not know, as null, which counts as absent."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _without_nan(part) for key, part in value.items()}
    return [_without_nan(part) for part in value] if isinstance(value, list | tuple) else value


def _finite(coordinates: object) -> bool:
    """Whether nested coordinates hold numbers only, and no NaN or infinity."""
    if isinstance(coordinates, list | tuple):
        return all(_finite(part) for part in coordinates)
    return isinstance(coordinates, int | float) and not isinstance(coordinates, bool) and math.isfinite(coordinates)


def _json(data: bytes, name: str) -> Mapping[str, object]:
    if not data.strip():
        raise InputError(Issue(code="empty-file", file=name))
    for start, found in _TYPES_THAT_ARE_NOT:
        if data.lstrip().startswith(start):
            raise InputError(Issue(code="layout-wrong-format", file=name, values={"found": found}))
    try:
        parsed = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(Issue(code="layout-wrong-format", file=name, values={"found": "binary"})) from error
    except json.JSONDecodeError as error:
        values = {"line": str(error.lineno), "column": str(error.colno), "detail": error.msg}
        raise InputError(Issue(code="layout-not-json", file=name, values=values)) from error
    except RecursionError as error:
        values = {"line": "-", "column": "-", "detail": "nested too deeply"}
        raise InputError(Issue(code="layout-not-json", file=name, values=values)) from error
    return cast("Mapping[str, object]", parsed)
