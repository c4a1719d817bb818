"""site.toml: strict, every error at once with the full path of its key; no path may lead out of the folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from siteplan.criterion import FILE_DATA, CriterionSpec
from siteplan.criterion_file import parse, read_toml
from siteplan.errors import InputError, Issue
from siteplan.model import Programme
from siteplan.readers.crs import parse_crs
from siteplan.readers.layer_fields import LAYERS
from siteplan.readers.layer_mapping import FieldSource, source_of
from siteplan.readers.programme import check_programme
from siteplan.readers.vector import split_layer
from siteplan.readers.weights import check_limits, check_waivers, check_weights

SITE_FILE = "site.toml"
DEFAULT_PROFILE = "default"
T = TypeVar("T")
_PLOT_SUFFIXES = frozenset({
    ".gpkg", ".geojson", ".json", ".shp", ".fgb", ".gml", ".gdb", ".csv", ".xlsx", ".sqlite", ".kml", ".zip",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaTable:
    """``[area]``; ``extent``: xmin, ymin, xmax, ymax in the site's metres, or in degrees (east, north).

    ``timetable_week``: any day (ISO 8601) of the week in which departures are counted; else one is chosen.
    """

    __pydantic_config__ = FILE_DATA

    osm: tuple[str, ...] = ()
    gtfs: tuple[str, ...] = ()
    timetable_week: str | None = None
    terrain: str | None = None
    extent: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerTable:
    """``[layers.NAME]``; ``NAME = "file.gpkg|layer"`` in ``[layers]`` means the same with nothing mapped.

    A layer may come in several files: ``[[layers.NAME]]`` once for each; ``also`` holds those after the first.
    """

    __pydantic_config__ = FILE_DATA

    file: str
    crs: str | None = None
    fields: Mapping[str, str | FieldSource] = field(default_factory=dict)
    also: tuple[LayerTable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotsTable:
    """``[plots]``."""

    __pydantic_config__ = FILE_DATA

    file: str
    entrances: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutsTable:
    """``[layouts]``; a file may be a pattern (``layouts/*.geojson``)."""

    __pydantic_config__ = FILE_DATA

    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileTable:
    """``[profile]``."""

    __pydantic_config__ = FILE_DATA

    name: str = DEFAULT_PROFILE


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFile:
    """site.toml as written; the free tables are checked against what exists by :func:`read_site_file`."""

    __pydantic_config__ = FILE_DATA

    name: str
    crs: str | None = None
    area: AreaTable = field(default_factory=AreaTable)
    layers: Mapping[str, LayerTable] = field(default_factory=dict)
    plots: PlotsTable | None = None
    layouts: LayoutsTable = field(default_factory=LayoutsTable)
    programme: Mapping[str, Any] = field(default_factory=dict)
    profile: ProfileTable = field(default_factory=ProfileTable)
    weights: Mapping[str, Any] = field(default_factory=dict)
    limits: Mapping[str, Any] = field(default_factory=dict)
    waivers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SiteInputs:
    """What a site is read from: every path resolved, every setting checked. ``plots`` may be "file|layer"."""

    name: str
    crs: str | None = None
    plots: str | None = None
    entrances: str | None = None
    osm: tuple[Path, ...] = ()
    gtfs: tuple[Path, ...] = ()
    timetable_week: date | None = None
    terrain: Path | None = None
    extent: tuple[float, float, float, float] | None = None
    layers: Mapping[str, LayerTable] = field(default_factory=dict)
    layouts: tuple[Path, ...] = ()
    programme: Programme = field(default_factory=dict)
    profile: str = DEFAULT_PROFILE
    weights: Mapping[str, float] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)
    waivers: Mapping[str, str] = field(default_factory=dict)
    stated_sources: Path | None = None


def read_site_file(folder: Path, *, specs: Mapping[str, CriterionSpec] | None = None) -> SiteInputs:
    """What site.toml of a folder asks for.

    Parameters
    ----------
    folder
        The site folder, or its site.toml.
    specs
        The criteria in use: names in ``[weights]``, ``[limits]``, ``[waivers]`` and ``[programme]`` must be theirs.

    Raises
    ------
    InputError
        "no-site-file", and every wrong key, value, name and path at once.
    """
    folder = folder.parent if folder.name == SITE_FILE else folder
    path = folder / SITE_FILE
    if not path.is_file():
        raise InputError(Issue(code="no-site-file", file=SITE_FILE, values={"folder": folder.name}))
    written = parse(SiteFile, _with_plain_layers(read_toml(path)), file=SITE_FILE)
    return _Resolver(folder).resolved(written, specs)


def _with_plain_layers(table: dict[str, Any]) -> dict[str, Any]:
    layers = table.get("layers")
    if not isinstance(layers, dict):
        return table
    return table | {"layers": {name: _plain_layer(layer) for name, layer in layers.items()}}


def _plain_layer(layer: Any) -> Any:
    """A bare file as a table, and several tables as the first with the others beside it."""
    if isinstance(layer, str):
        return {"file": layer}
    if isinstance(layer, list) and layer:
        first, *others = (_plain_layer(one) for one in layer)
        return {**first, "also": others} if isinstance(first, dict) and others else first
    return layer


class _Resolver:
    """Turns what is written into paths and checked tables, collecting every problem before it refuses."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._issues: list[Issue] = []

    def resolved(self, site: SiteFile, specs: Mapping[str, CriterionSpec] | None) -> SiteInputs:
        plots, entrances = self._plots(site.plots)
        inputs = SiteInputs(
            name=site.name, crs=self._crs(site.crs), plots=plots, entrances=entrances,
            osm=tuple(self._path(name, f"area.osm.{i}") for i, name in enumerate(site.area.osm)),
            gtfs=tuple(self._path(name, f"area.gtfs.{i}") for i, name in enumerate(site.area.gtfs)),
            timetable_week=self._date(site.area.timetable_week, "area.timetable_week"),
            terrain=None if site.area.terrain is None else self._path(site.area.terrain, "area.terrain"),
            extent=self._extent(site.area.extent),
            layers={name: self._layer(name, layer) for name, layer in site.layers.items()},
            layouts=tuple(p for i, name in enumerate(site.layouts.files) for p in self._pattern(name, i)),
            programme=self._checked(lambda: check_programme(site.programme, specs=specs, file=SITE_FILE), {}),
            profile=site.profile.name,
            weights=self._checked(lambda: check_weights(site.weights, specs=specs, file=SITE_FILE), {}),
            limits=self._checked(lambda: check_limits(site.limits, specs=specs, file=SITE_FILE), {}),
            waivers=self._checked(lambda: check_waivers(site.waivers, specs=specs, file=SITE_FILE), {}),
            stated_sources=self._folder / "SOURCES.md",
        )  # fmt: skip
        if self._issues:
            raise InputError(self._issues)
        return inputs

    def _checked(self, check: Callable[[], T], otherwise: T) -> T:
        try:
            return check()
        except InputError as error:
            self._issues += error.issues
            return otherwise

    def _crs(self, stated: str | None) -> str | None:
        if stated is not None:
            crs = self._checked(lambda: parse_crs(stated, file=SITE_FILE, element="crs"), None)
            if crs is not None and crs.is_geographic:
                values = {"crs": stated, "better": "EPSG:25832, EPSG:25833, EPSG:25835"}
                self._issues.append(Issue(code="site-crs-not-metres", file=SITE_FILE, element="crs", values=values))
        return stated

    def _path(self, name: str, key: str, *, required: bool = True) -> Path:
        """A file of the folder; an issue where it lies outside, or (if required) does not exist."""
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._folder):
            self._issues.append(Issue(code="path-outside-folder", file=SITE_FILE, element=key, values={"path": name}))
        elif required and not path.exists():
            self._issues.append(Issue(code="file-not-in-folder", file=SITE_FILE, element=key, values={"path": name}))
        return path

    def _located(self, source: str, key: str, *, required: bool = True) -> str:
        file, layer = split_layer(source)
        path = self._path(file, key, required=required)
        return str(path) if layer is None else f"{path}|{layer}"

    def _plots(self, table: PlotsTable | None) -> tuple[str | None, str | None]:
        if table is not None:
            entrances = None if table.entrances is None else self._located(table.entrances, "plots.entrances")
            return self._located(table.file, "plots.file"), entrances
        found = sorted(p for p in self._folder.glob("plots.*") if p.suffix.lower() in _PLOT_SUFFIXES)
        if len(found) > 1:
            values = {"files": ", ".join(path.name for path in found)}
            self._issues.append(Issue(code="which-plots-file", file=SITE_FILE, element="plots.file", values=values))
        return (str(found[0]) if found else None), None

    def _layer(self, name: str, layer: LayerTable) -> LayerTable:
        """Every layer may be missing: a file that is not there is an issue of the site, not the end of it."""
        if name not in LAYERS:
            values = {"known": ", ".join(LAYERS)}
            self._issues.append(
                Issue(code="unknown-layer-name", file=SITE_FILE, element=f"layers.{name}", values=values)
            )
        return self._layer_file(name, layer)

    def _layer_file(self, name: str, layer: LayerTable) -> LayerTable:
        for key, written in layer.fields.items():
            problem = source_of(written).problem
            if problem is not None:
                element = f"layers.{name}.fields.{key}"
                self._issues.append(
                    Issue(code="wrong-value", file=SITE_FILE, element=element, values={"detail": problem})
                )
        file = self._located(layer.file, f"layers.{name}.file", required=False)
        also = tuple(self._layer_file(name, other) for other in layer.also)
        return LayerTable(file=file, crs=layer.crs, fields=layer.fields, also=also)

    def _pattern(self, name: str, index: int) -> list[Path]:
        if not any(sign in name for sign in "*?["):
            return [self._path(name, f"layouts.files.{index}")]
        if name.startswith("/") or ".." in Path(name).parts:
            return [self._path(name, f"layouts.files.{index}")]
        found = sorted(self._folder.glob(name))
        if not found:
            values = {"path": name}
            self._issues.append(
                Issue(code="file-not-in-folder", file=SITE_FILE, element=f"layouts.files.{index}", values=values)
            )
        return [self._path(str(path.relative_to(self._folder)), f"layouts.files.{index}") for path in found]

    def _date(self, text: str | None, key: str) -> date | None:
        try:
            return None if text is None else date.fromisoformat(text)
        except ValueError:
            self._issues.append(Issue(code="wrong-value", file=SITE_FILE, element=key, values={"detail": "YYYY-MM-DD"}))
            return None

    def _extent(self, extent: tuple[float, float, float, float] | None) -> tuple[float, float, float, float] | None:
        if extent is not None and not (extent[0] < extent[2] and extent[1] < extent[3]):
            self._issues.append(Issue(code="wrong-extent", file=SITE_FILE, element="area.extent"))
        return extent
