"""A whole site: folder or single files in, one :class:`siteplan.model.Site` in one system out, with every issue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from siteplan.criterion import CriterionSpec
from siteplan.errors import InputError, Issue
from siteplan.model import DataSource, Layout, Places, Plot, Site, Surroundings
from siteplan.readers.crs import convert, settle_site_crs
from siteplan.readers.gtfs import TIMETABLE_STOP, check_feed, read_timetable, stops_within
from siteplan.readers.layers import read_layer
from siteplan.readers.layout import read_layout
from siteplan.readers.plot_blocks import PlotFile
from siteplan.readers.plots import read_plots, with_parcel
from siteplan.readers.property_list import is_property_list, read_property_list
from siteplan.readers.provenance import described, stated_sources
from siteplan.readers.site_file import LayerTable, SiteInputs, read_site_file
from siteplan.readers.surroundings import read_surroundings
from siteplan.readers.transit_lines import LINE_STOP, read_transit_lines
from siteplan.readers.vector import read_table, split_layer

PlotsAndIssues = tuple[tuple[Plot, ...], tuple[Issue, ...]]


def read_site(
    folder: Path | None = None, *, plots: str | Path | None = None, osm: Sequence[Path] = (), gtfs: Sequence[Path] = (),
    terrain: Path | None = None, layers: Mapping[str, str | Path] | None = None, crs: str | None = None,
    timetable_week: date | None = None, specs: Mapping[str, CriterionSpec] | None = None,
) -> tuple[Site, tuple[Issue, ...]]:  # fmt: skip
    """Read a site folder, or single files, or a folder with some of its files replaced.

    Parameters
    ----------
    folder
        With site.toml (or that file itself); None where every file is named here.
    plots, osm, gtfs, terrain, layers, crs, timetable_week
        Replace what the folder names; ``layers`` by name, and only the layers that are named.
    specs
        The criteria in use, against which the names in site.toml are checked.

    Returns
    -------
    The site, and every issue of every file: what was left out, and what was used with a doubt.

    Raises
    ------
    InputError
        Where site.toml, the plots, an OpenStreetMap file or a layout cannot be used at all.
    """
    return read_inputs(
        _resolved(
            folder, plots=plots, osm=osm, gtfs=gtfs, terrain=terrain, layers=layers, crs=crs,
            timetable_week=timetable_week, specs=specs,
        )
    )  # fmt: skip


def read_site_apart(
    folder: Path | None = None, *, plots: str | Path | None = None, osm: Sequence[Path] = (), gtfs: Sequence[Path] = (),
    terrain: Path | None = None, layers: Mapping[str, str | Path] | None = None, crs: str | None = None,
    timetable_week: date | None = None, specs: Mapping[str, CriterionSpec] | None = None, at_least: int = 0,
) -> tuple[Site, PlotFile, tuple[Issue, ...]] | None:  # fmt: skip
    """As :func:`read_site`, the plots left in their file, to be read some at a time.

    None where they cannot be read so (another format, entrances of their own, no map), or are fewer than ``at_least``.
    """
    inputs = _resolved(
        folder, plots=plots, osm=osm, gtfs=gtfs, terrain=terrain, layers=layers, crs=crs,
        timetable_week=timetable_week, specs=specs,
    )  # fmt: skip
    if inputs.plots is None or inputs.entrances is not None or not inputs.osm:
        return None
    file = PlotFile.open(inputs.plots, crs=inputs.crs)
    if file is None or file.rows < at_least:
        return None
    outline = Plot(id="", name="", boundary=_outline(file), crs=file.crs)
    site, issues = read_inputs(inputs, standing_for=outline)
    return site, file, (*file.issues, *issues)


def _outline(file: PlotFile) -> Polygon:
    """The box of all plots, in the site's system."""
    drawn = np.array([shapely.segmentize(shapely.box(*file.bounds), 0.01), None], dtype=object)[:-1]
    moved: Polygon = convert(drawn, source=file.own_crs, target=file.crs, file=file.path.name)[0]
    return moved


def _resolved(
    folder: Path | None, *, plots: str | Path | None, osm: Sequence[Path], gtfs: Sequence[Path], terrain: Path | None,
    layers: Mapping[str, str | Path] | None, crs: str | None, timetable_week: date | None,
    specs: Mapping[str, CriterionSpec] | None,
) -> SiteInputs:  # fmt: skip
    """What the folder names, with what is named beside it in its place."""
    inputs = SiteInputs(name="") if folder is None else read_site_file(folder, specs=specs)
    given = {name: LayerTable(file=str(file)) for name, file in (layers or {}).items()}
    return replace(
        inputs, plots=inputs.plots if plots is None else str(plots), osm=tuple(osm) or inputs.osm,
        entrances=inputs.entrances if plots is None else None, gtfs=tuple(gtfs) or inputs.gtfs,
        terrain=terrain or inputs.terrain, layers={**inputs.layers, **given}, crs=crs or inputs.crs,
        timetable_week=timetable_week or inputs.timetable_week,
    )  # fmt: skip


def read_inputs(inputs: SiteInputs, *, standing_for: Plot | None = None) -> tuple[Site, tuple[Issue, ...]]:
    """As :func:`read_site`, from resolved inputs; ``standing_for``: where all plots lie, which are then not read."""
    plots, issues = _plots(inputs) if standing_for is None else ((), ())
    known = plots if standing_for is None else (standing_for,)
    site_crs = known[0].crs if known else inputs.crs
    around, found = read_surroundings(
        crs=site_crs, plots=known, osm=inputs.osm, terrain=inputs.terrain, layers=inputs.layers, extent=inputs.extent,
        stated_crs=inputs.crs,
    )  # fmt: skip
    settled = around.crs if around is not None else site_crs
    if settled is None:
        raise InputError(Issue(code="nothing-to-read"))
    plots, joined = with_parcels(plots, around)
    layouts, drawn = _layouts(inputs.layouts, crs=settled)
    stated = {} if inputs.stated_sources is None else stated_sources(inputs.stated_sources)
    around, feeds, timetable = _with_timetable(around, inputs)
    sources = dict.fromkeys(
        described(source, stated)
        for source in (
            *(s for plot in plots for s in plot.sources), *(around.sources if around else ()), *feeds,
            *(s for layout in layouts for s in layout.sources),
        )
    )  # fmt: skip
    site = Site(
        name=inputs.name or _name_of(inputs), crs=settled, plots=plots, surroundings=around, layouts=layouts,
        programme=inputs.programme, profile=inputs.profile, weights=inputs.weights, limits=inputs.limits,
        waivers=inputs.waivers, sources=tuple(sources),
    )  # fmt: skip
    return site, (*issues, *found, *joined, *drawn, *timetable)


def _with_lines(around: Surroundings | None, inputs: SiteInputs) -> Surroundings | None:
    """Without a timetable: the lines that OpenStreetMap knows, where it carries any."""
    lines = None if around is None else read_transit_lines(inputs.osm, crs=around.crs, extent=around.extent)
    return around if around is None or lines is None else replace(around, places={**around.places, LINE_STOP: lines})


def _with_timetable(
    around: Surroundings | None, inputs: SiteInputs
) -> tuple[Surroundings | None, tuple[DataSource, ...], tuple[Issue, ...]]:
    """The departures of the feeds beside the streets; the stops inside their extent become a category of places."""
    if not inputs.gtfs:
        return _with_lines(around, inputs), (), ()
    if around is None:  # without streets nobody can walk to a stop: the feeds are only checked
        return None, *_checked(inputs.gtfs)
    timetable, issues = read_timetable(inputs.gtfs, crs=around.crs, week=inputs.timetable_week)
    if timetable is None:
        return around, (), issues
    places = {**around.places, TIMETABLE_STOP: stops_within(timetable, around.extent)}
    return replace(around, timetable=timetable, places=places), timetable.sources, issues


def _checked(paths: Sequence[Path]) -> tuple[tuple[DataSource, ...], tuple[Issue, ...]]:
    sources: list[DataSource] = []
    issues: list[Issue] = []
    for path in paths:
        try:
            sources.append(check_feed(path))
        except InputError as error:
            issues += error.issues
    return tuple(sources), tuple(issues)


def _name_of(inputs: SiteInputs) -> str:
    return Path(split_layer(inputs.plots)[0]).stem if inputs.plots else "site"


def _plots(inputs: SiteInputs) -> PlotsAndIssues:
    if inputs.plots is None:
        return (), ()
    path = Path(split_layer(inputs.plots)[0])
    if is_property_list(path):
        return _listed_plots(path, inputs)
    return read_plots(inputs.plots, crs=inputs.crs, entrances=inputs.entrances)


def _listed_plots(path: Path, inputs: SiteInputs) -> PlotsAndIssues:
    table = inputs.layers.get("parcels")
    if table is None:
        return read_property_list(path, None, crs=inputs.crs or "")
    file, layer = split_layer(table.file)
    drawn = read_table(Path(file), layer)
    source, bounds = drawn.settled_crs(table.crs or inputs.crs), drawn.bounds()
    assert bounds is not None  # settled_crs has refused a layer without geometries
    crs, doubts = settle_site_crs(inputs.crs, plots_crs=source, bounds=bounds, file=drawn.file)
    parcels, problems = read_layer("parcels", table.file, crs=crs, fields=table.fields, file_crs=table.crs)
    if parcels is None:
        raise InputError(problems)
    plots, issues = read_property_list(path, parcels, crs=crs)
    return plots, (*doubts, *issues)


def with_parcels(plots: tuple[Plot, ...], around: Surroundings | None) -> PlotsAndIssues:
    """Plots that are given as points get the boundary of the parcel that holds them, where parcels are known."""
    parcels = None if around is None else around.layers.get("parcels")
    if parcels is None or all(plot.boundary_known for plot in plots):
        return plots, ()
    found = [plot if plot.boundary_known else _on_parcel(plot, parcels) for plot in plots]
    issues = [
        Issue(code="boundary-from-parcel", element=after.id, severity="information", geometry=after.boundary)
        for before, after in zip(plots, found, strict=True) if after is not before
    ]  # fmt: skip
    return tuple(found), tuple(issues)


def _on_parcel(plot: Plot, parcels: Places) -> Plot:
    holding = parcels.tree.query(shapely.centroid(plot.boundary), predicate="intersects")
    areas = [parcels.geometries[index] for index in np.sort(holding)]
    return with_parcel(plot, areas[0]) if len(areas) == 1 and isinstance(areas[0], Polygon | MultiPolygon) else plot


def _layouts(paths: Sequence[Path], *, crs: str) -> tuple[tuple[Layout, ...], tuple[Issue, ...]]:
    """Every layout, or all their problems at once."""
    layouts: list[Layout] = []
    issues: list[Issue] = []
    refused: list[Issue] = []
    for path in paths:
        try:
            layout, found = read_layout(path, crs=crs)
        except InputError as error:
            refused += error.issues
            continue
        layouts.append(layout)
        issues += found
    if refused:
        raise InputError(refused)
    return tuple(layouts), tuple(issues)
