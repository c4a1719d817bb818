"""The nouns: what files become and what measures are asked about. Data only; every coordinate in projected metres.

Heights follow INTERFACES section 2: sills, heads, doors and eyes above the floor of their space; fences, hedges, lamps
and cameras above local ground. Storey 0 is the ground floor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from siteplan.errors import Issue

OUTSIDE = "outside"
"""The side of a door that is in no space."""

BASE_USES = frozenset({"office", "meeting", "medication", "staff_room", "wardrobe", "base"})
"""Uses whose spaces make up the staff base."""

VIEWPOINT_USES = frozenset({"office", "meeting", "medication", "staff_room", "base"})
"""Uses whose windows are staff viewpoints where none is drawn."""

UNIT_LIVING_USES = frozenset({"living", "kitchen", "living_kitchen", "bedroom", "dwelling"})

Stage = Literal["sketch", "preliminary", "detailed"]
STAGES: tuple[Stage, ...] = ("sketch", "preliminary", "detailed")

Area: TypeAlias = Polygon | MultiPolygon
ProgrammeValue = str | float | int | bool | tuple[str, ...]
Programme = Mapping[str, ProgrammeValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSource:
    """Where data come from. ``date`` is ISO 8601; ``sha256`` of the file as read."""

    name: str
    date: str | None = None
    licence: str | None = None
    url: str | None = None
    sha256: str | None = None


LARGE_PLOT_M2 = 20_000.0
"""Above this it matters where a plot is left (INTERFACES section 6)."""


# --- plots and what surrounds them ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A candidate plot. ``entrances`` may be empty: then people come and go at any access point of the boundary.

    ``boundary_known`` is False for a plot given as a point: ``boundary`` is then a small disc about it, and what asks
    for its area is undetermined.
    """

    id: str
    name: str
    boundary: Area
    crs: str
    entrances: tuple[Point, ...] = ()
    boundary_known: bool = True
    properties: Mapping[str, str | float | int | bool] = field(default_factory=dict)
    sources: tuple[DataSource, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Places:
    """Many features of one kind, column-wise: ids, names and geometries are (n,) object arrays [m].

    ``columns`` holds further (n,) arrays by name: OpenStreetMap tags (object, None where absent) or a layer's fields.
    """

    ids: NDArray[np.object_]
    names: NDArray[np.object_]
    geometries: NDArray[np.object_]
    columns: Mapping[str, NDArray[np.generic]] = field(default_factory=dict)
    source: DataSource | None = None

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def tree(self) -> STRtree:
        """Spatial index over the geometries, built once."""
        return STRtree(self.geometries)

    def column(self, name: str) -> NDArray[np.generic]:
        """The column, or an array of None where the data do not carry it."""
        found = self.columns.get(name)
        return np.full(len(self), None, dtype=object) if found is None else found

    def take(self, keep: NDArray[np.bool_] | NDArray[np.int_]) -> Places:
        """The features selected by a boolean mask or by indices, in that order."""
        return Places(
            ids=self.ids[keep], names=self.names[keep], geometries=self.geometries[keep],
            columns={name: values[keep] for name, values in self.columns.items()}, source=self.source,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class StreetNetwork:
    """A network of straight segments between OpenStreetMap nodes; walking (undirected) or driving.

    Shapes: n nodes, m edges (one per pair of consecutive way nodes), w ways.
    ``node_id`` (n,) int64; ``node_xy`` (n, 2) [m]; ``edge_nodes`` (m, 2) int32 indices into nodes, in the way's
    direction; ``edge_length`` (m,) [m]; ``edge_way`` (m,) int32 index into ways; ``way_id`` (w,) int64;
    ``way_tags`` one (w,) object array per kept tag key (None where absent); ``component`` (n,) int32, 0 = largest by
    length; ``oneway`` (w,) int8: 0 both ways, 1 along, -1 against (walking: all 0).
    """

    node_id: NDArray[np.int64]
    node_xy: NDArray[np.float64]
    edge_nodes: NDArray[np.int32]
    edge_length: NDArray[np.float64]
    edge_way: NDArray[np.int32]
    way_id: NDArray[np.int64]
    way_tags: Mapping[str, NDArray[np.object_]]
    component: NDArray[np.int32]
    oneway: NDArray[np.int8]

    def tag(self, key: str) -> NDArray[np.object_]:
        """(w,) values of a tag over the ways, None where absent."""
        found = self.way_tags.get(key)
        return np.full(len(self.way_id), None, dtype=object) if found is None else found


ExtentBasis = Literal["header", "stated", "assumed"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Surroundings:
    """What lies around the plots.

    Parameters
    ----------
    extent
        Polygon inside which the OpenStreetMap data are complete [m]. Nothing found inside is "not within it", no more.
    extent_basis
        Whether the extent came from the file's header, was stated in the site, or assumed from the nodes.
    walking, driving
        Networks, or None where no street data were given.
    places
        Features by category: "stop", "grocery", "kiosk", "green", "meeting_place", "hospital", "police",
        "place_node", "school", "kindergarten", "playground", "water", "railway", "landuse", "building", "address" ...
    layers
        Municipal layers by name (INTERFACES section 3), only those that were given.
    tag_keys
        Every tag key that occurs in the OpenStreetMap data; a key that is not here is "not carried".
    not_carried
        Categories of which the data carry no tag: nothing found there says nothing. Of any other category, none found
        is a determined "none within the extent".
    """

    crs: str
    extent: Area
    extent_basis: ExtentBasis
    walking: StreetNetwork | None
    driving: StreetNetwork | None
    places: Mapping[str, Places]
    layers: Mapping[str, Places] = field(default_factory=dict)
    tag_keys: frozenset[str] = frozenset()
    not_carried: frozenset[str] = frozenset()
    terrain: Terrain | None = None
    timetable: Timetable | None = None
    sources: tuple[DataSource, ...] = ()
    fingerprint: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Timetable:
    """Departures of public transport in one week, Monday to Sunday.

    Shapes: s stops, k departures, t trips. ``stops``: where one can board; ``departure_stop`` (k,) row of the stop,
    ascending; ``departure_trip`` (k,); ``departure_minute`` (k,) minutes after midnight of the service day, which may
    run past 1440; ``trip_days`` (t, 7) on which days each trip runs; ``trip_mode`` (t,) bus, school_bus, tram, rail ...
    ``week``: ISO date of its Monday; ``week_stated``: somebody chose the week, else it is an ordinary one of the feed.
    """

    week: str
    week_stated: bool
    stops: Places
    departure_stop: NDArray[np.int32]
    departure_trip: NDArray[np.int32]
    departure_minute: NDArray[np.float32]
    trip_days: NDArray[np.bool_]
    trip_mode: NDArray[np.object_]
    sources: tuple[DataSource, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Terrain:
    """A terrain model: ``heights`` (rows, columns) [m above sea], NaN where unknown; row 0 is north.

    ``x0``, ``y0``: outer corner at the north-west; ``cell`` [m], square cells.
    """

    heights: NDArray[np.float32]
    x0: float
    y0: float
    cell: float
    source: DataSource


@dataclass(frozen=True, kw_only=True)
class Site:
    """A site folder: candidates, what surrounds them, the layouts drawn for them, and what the municipality settled."""

    name: str
    crs: str
    plots: tuple[Plot, ...]
    surroundings: Surroundings | None
    layouts: tuple[Layout, ...] = ()
    programme: Programme = field(default_factory=dict)
    profile: str = "default"
    weights: Mapping[str, float] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)
    waivers: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[DataSource, ...] = ()


# --- layouts -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Storey:
    """``index`` 0 = ground floor; ``elevation`` of its floor above the layout's datum [m]; ``height`` [m]."""

    index: int
    elevation: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """A room, or a unit or base not yet divided (use "dwelling", "base"). ``floor_level`` [m] above the datum."""

    id: str
    use: str
    storey: int
    boundary: Polygon
    unit: str | None = None
    building: str | None = None
    floor_level: float | None = None
    ceiling_height: float | None = None
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """``line``: LineString, or Polygon for a wall drawn with its thickness. ``height`` None = the full storey."""

    id: str
    storey: int
    line: LineString | Polygon
    height: float | None = None
    opaque: bool = True
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """``connects``: ids of the two spaces (or OUTSIDE) as stated in the file; None where it must be derived."""

    id: str
    storey: int
    line: LineString
    clear_width: float
    height: float = 2.1
    glazed: bool = False
    entrance: bool = False
    connects: tuple[str, str] | None = None
    properties: Mapping[str, object] = field(default_factory=dict)


Glazing = Literal["clear", "obscured", "one_way"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """``sill_height`` and ``head_height`` above the floor of its space [m]; clear opening sizes [m] where stated."""

    id: str
    storey: int
    line: LineString
    sill_height: float
    head_height: float
    glazing: Glazing = "clear"
    openable: bool | None = None
    clear_width: float | None = None
    clear_height: float | None = None
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """A fence, shed or outdoor wall, ``height`` above local ground [m]."""

    id: str
    geometry: BaseGeometry
    height: float
    opaque: bool = True
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vegetation:
    """Opaque between ``crown_base`` and ``height`` above local ground [m]."""

    id: str
    geometry: BaseGeometry
    height: float
    evergreen: bool | None = None
    crown_base: float = 0.0
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A path on the plot. ``lit`` None = not stated."""

    id: str
    geometry: BaseGeometry
    width: float | None = None
    surface: str | None = None
    lit: bool | None = None
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutdoorArea:
    """An outdoor area with a use: court, garden, private_outdoor, gathering, smoking, parking ..."""

    id: str
    geometry: Polygon
    use: str
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewpoint:
    """``eye_height`` standing and ``seated`` above the floor [m]; ``main`` marks the manned desk."""

    id: str
    point: Point
    storey: int
    role: str = "staff"
    eye_height: float = 1.6
    seated: float | None = 1.2
    main: bool = False
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lamp:
    """``height`` above ground [m]; luminous flux [lm] or range [m] where stated."""

    id: str
    point: Point
    height: float
    flux_lm: float | None = None
    range_m: float | None = None
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """Heading in degrees clockwise from north; field of view [deg]; range [m]."""

    id: str
    point: Point
    height: float
    heading_deg: float | None = None
    fov_deg: float | None = None
    range_m: float | None = None
    recording: bool | None = None
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """A lift, stair or ramp and the storeys it joins."""

    id: str
    kind: Literal["lift", "stair", "ramp"]
    geometry: Polygon
    storeys: tuple[int, ...]
    slope: float | None = None
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A building outside the project. ``height`` [m] None = three metres (one storey) are assumed and said so."""

    id: str
    footprint: Polygon
    height: float | None = None
    use: str | None = None
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a free-floating layout stands: plot id, translation [m], rotation [deg, counter-clockwise] about (0, 0)."""

    plot: str | None
    x: float
    y: float
    rotation_deg: float


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A sketch of buildings, units, base and outdoor area on a plot, or floating free (``crs`` None)."""

    id: str
    name: str
    storeys: tuple[Storey, ...]
    spaces: tuple[Space, ...] = ()
    walls: tuple[Wall, ...] = ()
    doors: tuple[Door, ...] = ()
    windows: tuple[Window, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    vegetation: tuple[Vegetation, ...] = ()
    paths: tuple[Path, ...] = ()
    outdoor_areas: tuple[OutdoorArea, ...] = ()
    viewpoints: tuple[Viewpoint, ...] = ()
    lamps: tuple[Lamp, ...] = ()
    cameras: tuple[Camera, ...] = ()
    connectors: tuple[Connector, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    access: tuple[Point | LineString, ...] = ()
    plot_boundary: Area | None = None
    stage: Stage = "sketch"
    placement: Placement | None = None
    programme: Programme = field(default_factory=dict)
    north_deg: float = 0.0
    crs: str | None = None
    fingerprint: str = ""
    sources: tuple[DataSource, ...] = ()
    issues: tuple[Issue, ...] = ()
    properties: Mapping[str, object] = field(default_factory=dict)

    def unit_ids(self) -> tuple[str, ...]:
        """Ids of the dwelling units, in order of first appearance."""
        return tuple(dict.fromkeys(space.unit for space in self.spaces if space.unit is not None))

    def unit_spaces(self, unit: str) -> tuple[Space, ...]:
        """The spaces of one unit."""
        return tuple(space for space in self.spaces if space.unit == unit)

    def base_spaces(self) -> tuple[Space, ...]:
        """The spaces of the staff base (uses in BASE_USES, outside any unit)."""
        return tuple(space for space in self.spaces if space.unit is None and space.use in BASE_USES)

    def storey(self, index: int) -> Storey:
        """The storey with that index; KeyError where the layout has none."""
        for storey in self.storeys:
            if storey.index == index:
                return storey
        raise KeyError(index)

    def elements(self) -> Iterator[object]:
        """Every drawn element, in file order of kinds."""
        for group in (
            self.spaces, self.walls, self.doors, self.windows, self.obstacles, self.vegetation, self.paths,
            self.outdoor_areas, self.viewpoints, self.lamps, self.cameras, self.connectors, self.neighbours,
        ):  # fmt: skip
            yield from group
