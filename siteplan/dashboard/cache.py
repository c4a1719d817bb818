"""What pages ask of the engine, computed once and kept: sites, runs, scenes. Bounded, keyed by file names and dates.

What is kept is shared by every session and never changed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

from siteplan.assessment import Choices, assess_layouts, screen_plots
from siteplan.content import Content, content_folder, load_content
from siteplan.context import LayoutContext
from siteplan.context.layout_sills import SillBand, sill_bands
from siteplan.criterion import CriterionResult
from siteplan.dashboard.heat import AnalysedCells, HeatMap, HeatMeasure, NoAnalysis, analyse, heat_map
from siteplan.dashboard.plan import plan_scene
from siteplan.dashboard.planmap import Scene
from siteplan.dashboard.planmap.town import town_scene
from siteplan.dashboard.session import Collection
from siteplan.dashboard.vicinity import vicinity_scene
from siteplan.errors import InputError, Issue
from siteplan.live import LiveGround, full_scorecard, live_ground, live_subset
from siteplan.model import Layout, Site
from siteplan.ranking import RankedCandidate, rank
from siteplan.readers.layout import read_layout
from siteplan.readers.site import read_site
from siteplan.run import Run, decided
from siteplan.scorecard import weighting_of
from siteplan.sketchbook import Sketchbook
from siteplan.text import Language

SAMPLE_SITE = "kveldsvag"


@dataclass(frozen=True, kw_only=True)
class LoadedSite:
    """A site as read, with what its files had wrong. ``invented`` marks the sample town."""

    folder: Path
    site: Site
    issues: tuple[Issue, ...]
    invented: bool


def content() -> Content:
    """The criteria; kept by :func:`siteplan.content.load_content` itself."""
    return load_content()


def site_folders() -> dict[str, Path]:
    """Every site that can be chosen, by name: the one given at the start first, then the sample sites."""
    samples = content_folder() / "sample_sites"
    found: dict[str, Path] = {}
    started = os.environ.get("SITEPLAN_SITE")
    if started:
        path = Path(started).resolve()
        found[path.name] = path
    for path in sorted(samples.glob("*/site.toml")):
        found.setdefault(path.parent.name, path.parent)
    if not started and SAMPLE_SITE in found:
        return {SAMPLE_SITE: found.pop(SAMPLE_SITE), **found}
    return found


def folder_of(name: str) -> Path:
    """The folder of a chosen site; the first one where the name is not known."""
    folders = site_folders()
    return folders.get(name) or next(iter(folders.values()))


def loaded(name: str) -> LoadedSite:
    """A site, read. Raises InputError where its files cannot be used."""
    folder = folder_of(name)
    return _loaded(str(folder), _stamp(folder))


def screened(name: str) -> Run:
    """Every plot of the site, scored and ranked."""
    folder = folder_of(name)
    return _screened(str(folder), _stamp(folder), content().fingerprint)


def town(name: str) -> Scene:
    """The map of the site."""
    folder = folder_of(name)
    return _town(str(folder), _stamp(folder))


def vicinity(name: str, plot: str) -> Scene:
    """A small map of one plot of the site."""
    folder = folder_of(name)
    return _vicinity(str(folder), _stamp(folder), plot)


def layouts_of(name: str, collection: Collection, uploads: Mapping[str, Layout]) -> dict[str, Layout]:
    """The layouts of a collection by id: drawn for the site, the reference projects, or this person's own."""
    if collection == "uploaded":
        return dict(uploads)
    if collection == "reference":
        return reference_layouts()
    return {layout.id: layout for layout in loaded(name).site.layouts} | sketches(name)[0]


def sketchbook(name: str) -> Sketchbook:
    """Where this site's sketches are kept."""
    return Sketchbook(folder_of(name))


def sketches(name: str) -> tuple[dict[str, Layout], tuple[str, ...]]:
    """The alternatives that were drawn for a site, by id, and the names of those that cannot be read."""
    found: dict[str, Layout] = {}
    unread = []
    for id_, path in sketchbook(name).files().items():
        try:
            found[id_] = replace(_layout_file(str(path), path.stat().st_mtime_ns), id=id_)
        except (InputError, FileNotFoundError):
            unread.append(id_)
    return found, tuple(unread)


def score_of(name: str, layout: Layout) -> RankedCandidate:
    """One layout scored on its site, to the same numbers as ``siteplan evaluate`` gives its file."""
    ground = _ground(str(folder_of(name)), _stamp(folder_of(name)), content().fingerprint)
    card = full_scorecard(layout, ground)
    profile = ground.settings.profile
    site = loaded(name).site
    weighting = weighting_of([result.spec for result in card.results], profile, site=site.weights)
    return rank([card], weighting, profile).candidates[0]


def live_results(name: str, layout: Layout) -> tuple[CriterionResult, ...]:
    """The results that follow a drag: sight, ways out, distances."""
    ground = _ground(str(folder_of(name)), _stamp(folder_of(name)), content().fingerprint)
    return live_subset(layout, ground).scorecard.results


def reference_layouts() -> dict[str, Layout]:
    """The reference projects: folders of layouts without a site."""
    folders = [path for path in sorted((content_folder() / "sample_sites").iterdir()) if path.is_dir()]
    files = [file for path in folders if not (path / "site.toml").is_file() for file in sorted(path.glob("*.geojson"))]
    return {layout.id: layout for layout in (_layout_file(str(file), file.stat().st_mtime_ns) for file in files)}


def assessed(name: str, collection: Collection, layouts: Mapping[str, Layout]) -> Run:
    """The layouts of a collection, scored and ranked among themselves."""
    folder = folder_of(name)
    key = tuple(layout.fingerprint or layout.id for layout in layouts.values())
    return _assessed(
        str(folder), _stamp(folder), content().fingerprint, collection, key, _layouts=tuple(layouts.values())
    )


def plan(layout: Layout, storey: int, language: Language, *, measure: HeatMeasure | None = None) -> Scene:
    """One storey of a layout, drawn; with a measure, its heat map where there is one."""
    return _plan(layout.fingerprint or layout.id, storey, language, measure, _layout=layout)


def heat(layout: Layout, storey: int, measure: HeatMeasure) -> HeatMap | NoAnalysis:
    """The heat map of a measure on one storey, or why there is none. All measures are computed at once."""
    return _heat(layout.fingerprint or layout.id, storey, measure, _layout=layout)


def sill_bands_of(name: str, collection: Collection, layout: Layout) -> tuple[SillBand, ...]:
    """Window by window, the sills that would give privacy and a way out at once; on the ground where it stands."""
    folder = folder_of(name)
    key = (layout.fingerprint or layout.id, content().fingerprint)
    return _sill_bands(str(folder), _stamp(folder), collection, key, _layout=layout)


@st.cache_resource(show_spinner=False, max_entries=3)
def _loaded(folder: str, stamp: str) -> LoadedSite:
    path = Path(folder)
    site, issues = read_site(path, specs=content().specs)
    invented = path == (content_folder() / "sample_sites" / SAMPLE_SITE).resolve()
    return LoadedSite(folder=path, site=site, issues=issues, invented=invented)


@st.cache_resource(show_spinner=False, max_entries=3)
def _ground(folder: str, stamp: str, criteria: str) -> LiveGround:
    return live_ground(content(), site=_loaded(folder, stamp).site)


@st.cache_resource(show_spinner=False, max_entries=3)
def _screened(folder: str, stamp: str, criteria: str) -> Run:
    read = _loaded(folder, stamp)
    return decided(screen_plots(read.site, content(), choices=Choices(), issues=read.issues))


@st.cache_resource(show_spinner=False, max_entries=3)
def _town(folder: str, stamp: str) -> Scene:
    site = _loaded(folder, stamp).site
    return town_scene(site.surroundings, site.plots)


@st.cache_resource(show_spinner=False, max_entries=64)
def _vicinity(folder: str, stamp: str, plot: str) -> Scene:
    site = _loaded(folder, stamp).site
    return vicinity_scene(site.surroundings, next(found for found in site.plots if found.id == plot))


@st.cache_resource(show_spinner=False, max_entries=64)
def _layout_file(file: str, changed: int) -> Layout:
    return read_layout(Path(file))[0]


@st.cache_resource(show_spinner=False, max_entries=12)
def _assessed(
    folder: str,
    stamp: str,
    criteria: str,
    collection: Collection,
    key: tuple[str, ...],
    *,
    _layouts: tuple[Layout, ...],
) -> Run:
    site = None if collection == "reference" else _loaded(folder, stamp).site
    return decided(assess_layouts(_layouts, content(), choices=Choices(), site=site))


@st.cache_resource(show_spinner=False, max_entries=64)
def _sill_bands(
    folder: str, stamp: str, collection: Collection, key: tuple[str, str], *, _layout: Layout
) -> tuple[SillBand, ...]:
    site = None if collection == "reference" else _loaded(folder, stamp).site
    on_site = site is not None and _layout.crs == site.crs
    context = LayoutContext(_layout, surroundings=site.surroundings if site is not None and on_site else None)
    limits = content().specs["escape_window"].limits()
    return tuple(
        band
        for unit in context.units
        for band in sill_bands(
            context, unit, escape_sill_m=limits["window_sill"], drop_m=limits["window_drop"],
            privacy_outside_m=limits["privacy_outside"], privacy_inside_m=limits["privacy_inside"],
        )
    )  # fmt: skip


@st.cache_resource(show_spinner=False, max_entries=64)
def _plan(fingerprint: str, storey: int, language: Language, measure: HeatMeasure | None, *, _layout: Layout) -> Scene:
    found = None if measure is None else _heat(fingerprint, storey, measure, _layout=_layout)
    return plan_scene(_layout, storey, language=language, heat=found if isinstance(found, HeatMap) else None)


@st.cache_resource(show_spinner=False, max_entries=24)
def _cells(fingerprint: str, storey: int, *, _layout: Layout) -> AnalysedCells | NoAnalysis:
    return analyse(_layout, storey)


@st.cache_resource(show_spinner=False, max_entries=64)
def _heat(fingerprint: str, storey: int, measure: HeatMeasure, *, _layout: Layout) -> HeatMap | NoAnalysis:
    cells = _cells(fingerprint, storey, _layout=_layout)
    return heat_map(cells, measure) if isinstance(cells, AnalysedCells) else cells


def _stamp(folder: Path) -> str:
    """Changes when a data file of the folder does."""
    files = [file for file in folder.rglob("*") if file.is_file() and file.suffix not in (".py", ".pyc", ".md")]
    return ";".join(f"{file.name}:{file.stat().st_mtime_ns}:{file.stat().st_size}" for file in sorted(files))
