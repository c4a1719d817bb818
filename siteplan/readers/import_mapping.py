"""The mapping of an import: which layers, blocks and rooms of a drawing mean what. A TOML file that the user edits.

Every key is optional; a key that is not known is refused. Rooms are named by number, name or id; ``*`` and ``?`` stand
for any letters, and upper and lower case are one::

    version = 1
    crs = "EPSG:25832"               # where the drawing's coordinates are those of the map
    place = "site"                   # IFC without map coordinates: place it by its site's latitude and longitude
    leave_out = ["R301"]             # rooms that are none
    [units]                          # which rooms make up which dwelling
    A = ["A1*", "A2*"]
    [uses]                           # what rooms are used for; office, meeting, medication ... make up the base
    office = ["Vaktrom", "101"]
    [storeys]                        # name of a storey, a layer or a block -> index, 0 = ground floor
    "Level 1" = 0
    [files]                          # DXF: further drawings, one a storey, beside the first
    1 = "plan_2.dxf"
    [plans]                          # DXF: storeys side by side, boxes in the drawing's unit; the points "at" coincide
    0 = { box = [0, 0, 20, 12] }     # at: the box's lower left corner
    1 = { box = [30, 0, 50, 12], at = [31.5, 0] }
    [layers]                         # DXF; a layer's name without the prefix of an external reference
    space = ["A-AREA*"]
    wall = ["A-WALL*"]
    ignore = ["*DIM*"]
    [blocks]                         # DXF
    door = ["DØR*"]
    [heights]
    sill = 0.9
    [repair]                         # metres
    gap = 0.05
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from shapely.geometry import Point

from siteplan.criterion import FILE_DATA
from siteplan.criterion_file import parse, read_toml
from siteplan.errors import InputError, Issue
from siteplan.readers.crs import parse_crs
from siteplan.readers.layout_features import SPACE_USES

Patterns = tuple[str, ...]
_XREF = re.compile(r"^(?:.*\$\d+\$|.*\|)")


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerTable:
    """``[layers]``: patterns of layer names for each kind of element."""

    __pydantic_config__ = FILE_DATA

    space: Patterns = ("*ROOM*", "*ROM", "*ROM-*", "*ROM[_]*", "ROM*", "A-AREA*", "*SPACE*", "*RAUM*", "*BRA*", "*NTA*")
    wall: Patterns = ("*WALL*", "*VEGG*", "*WAND*", "*MUR*")
    door: Patterns = ("*DOOR*", "*DØR*", "*DOR", "*DOR-*", "*TÜR*", "*TUER*")
    window: Patterns = ("*WIND*", "*GLAZ*", "*VINDU*", "*FENSTER*")
    opening: Patterns = ("*OPENING*", "*ÅPNING*", "*ÖFFNUNG*", "*HEADER*")
    stair: Patterns = ("*TRAPP*", "*STAIR*", "*STRS*", "*TREPPE*")
    ignore: Patterns = ("*DIM*", "*FOOT*", "*STEM*", "*BEAM*", "*FIXT*", "*GRID*", "*HATCH*", "*CASE*", "DEFPOINTS")


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockTable:
    """``[blocks]``: patterns of block names."""

    __pydantic_config__ = FILE_DATA

    door: Patterns = ("*DOOR*", "*DØR*", "*DOR-*", "*DOR_*", "*TÜR*", "*TUER*")
    window: Patterns = ("*WINDOW*", "*VINDU*", "*FENSTER*", "*WIN-*", "*WIN_*")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeightTable:
    """``[heights]``: what a plan does not show [m]; used only where the file says nothing, and that is said."""

    __pydantic_config__ = FILE_DATA

    storey: float = 2.7
    step: float = 3.0
    sill: float = 0.9
    head: float = 2.1
    door: float = 2.1


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairTable:
    """``[repair]`` [m]: gaps up to ``gap`` are closed, lines nearer than ``duplicate`` are one, an opening in a wall of
    up to ``opening`` is a doorway, and faces narrower than ``wall`` are walls and not rooms.
    """

    __pydantic_config__ = FILE_DATA

    gap: float = 0.05
    duplicate: float = 0.01
    opening: float = 1.3
    wall: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanBox:
    """One of ``[plans]``: where on the sheet a storey is drawn (x1, y1, x2, y2), and its point that lies on the others.

    In the drawing's own unit. ``at``: the box's lower left corner where nothing is said.
    """

    __pydantic_config__ = FILE_DATA

    box: tuple[float, float, float, float]
    at: tuple[float, float] | None = None

    @property
    def anchor(self) -> tuple[float, float]:
        """The point that comes to lie on those of the other plans."""
        return self.at or (min(self.box[0], self.box[2]), min(self.box[1], self.box[3]))

    def holds(self, point: Point) -> bool:
        """Whether a point lies in the box."""
        x, y = sorted((self.box[0], self.box[2])), sorted((self.box[1], self.box[3]))
        return bool(x[0] <= point.x <= x[1] and y[0] <= point.y <= y[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportMapping:
    """The whole file; without one, the defaults."""

    __pydantic_config__ = FILE_DATA

    version: Literal[1] = 1
    crs: str | None = None
    place: Literal["site"] | None = None
    leave_out: Patterns = ()
    units: Mapping[str, Patterns] = field(default_factory=dict)
    uses: Mapping[str, Patterns] = field(default_factory=dict)
    storeys: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    plans: Mapping[str, PlanBox] = field(default_factory=dict)
    layers: LayerTable = field(default_factory=LayerTable)
    blocks: BlockTable = field(default_factory=BlockTable)
    heights: HeightTable = field(default_factory=HeightTable)
    repair: RepairTable = field(default_factory=RepairTable)


def read_mapping(path: Path) -> ImportMapping:
    """A mapping file. Raises InputError with everything that is wrong in it."""
    mapping = parse(ImportMapping, read_toml(path), file=path.name)
    issues = [
        Issue(code="import-mapping-use", file=path.name, element=f"uses.{use}", values={"known": _list(SPACE_USES)})
        for use in mapping.uses
        if use not in SPACE_USES
    ]
    for index, name in mapping.files.items():
        if not re.fullmatch(r"-?\d+", index) or Path(name).name != name:
            values = {"detail": f'{index} = "{name}"; 1 = "plan_2.dxf"'}
            issues.append(Issue(code="wrong-value", file=path.name, element=f"files.{index}", values=values))
    for index in mapping.plans:
        if not re.fullmatch(r"-?\d+", index):
            values = {"detail": f"{index}; 0 = {{ box = [0, 0, 20, 12] }}"}
            issues.append(Issue(code="wrong-value", file=path.name, element=f"plans.{index}", values=values))
    for table in (mapping.heights, mapping.repair):
        for key in table.__slots__:
            value = float(getattr(table, key))
            if not 0 < value < 20:
                where = f"{'heights' if table is mapping.heights else 'repair'}.{key}"
                values = {"detail": f"{value:g}; 0–20 m"}
                issues.append(Issue(code="wrong-value", file=path.name, element=where, values=values))
    if issues:
        raise InputError(issues)
    if mapping.crs is not None:
        parse_crs(mapping.crs, file=path.name, element="crs")
    return mapping


def matches(names: Iterable[str | None], patterns: Iterable[str]) -> bool:
    """Whether any of the names fits any of the patterns, without regard to upper and lower case."""
    folded = [name.casefold() for name in names if name]
    return any(fnmatchcase(name, pattern.casefold()) for pattern in patterns for name in folded)


def bare_layer(name: str) -> str:
    """A layer's name without the prefix of an external reference (``xref|A-WALL``, bound: ``xref$0$A-WALL``)."""
    return _XREF.sub("", name)


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
