"""A run over two plots of the sample town, and one over its four sketches, made once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from siteplan.assessment import Choices, assess_layouts, screen_plots
from siteplan.content import load_content
from siteplan.edition import Edition, edition_of
from siteplan.model import Site
from siteplan.readers.layout import read_layout
from siteplan.readers.site import read_site
from siteplan.report.material import Material
from siteplan.report_commands import material_of
from siteplan.run import Run, decided
from siteplan.text import Language

Maker = Callable[[Edition, Language], Material]


@pytest.fixture(scope="session")
def town(root: Path) -> Site:
    """The sample town with two of its plots."""
    site, _ = read_site(root / "sample_sites" / "kveldsvag", specs=load_content().specs)
    return replace(site, plots=tuple(plot for plot in site.plots if plot.id in ("p4", "p8")))


@pytest.fixture(scope="session")
def plots_run(town: Site) -> Run:
    """Two plots screened in the full profile, so that every protected layer is asked."""
    return decided(screen_plots(town, load_content(), choices=Choices(profile="full")))


@pytest.fixture(scope="session")
def about_plots(town: Site, plots_run: Run) -> Maker:
    """Material about the plots in an edition and a language."""

    def make(edition: Edition, language: Language) -> Material:
        edited = edition_of(plots_run, edition)
        return material_of(
            edited, load_content(), site=town, layouts=(), language=language, ground="Offl. § 24",
            today=date(2026, 11, 22),
        )  # fmt: skip

    return make


@pytest.fixture(scope="session")
def about_layouts(root: Path, town: Site) -> Maker:
    """Material about two of the sketches in an edition and a language."""
    folder = root / "sample_sites" / "kveldsvag" / "layouts"
    layouts = [read_layout(folder / f"{name}.geojson", crs=town.crs)[0] for name in ("courtyard", "corridor_block")]
    run = decided(assess_layouts(layouts, load_content(), choices=Choices(), site=town))

    def make(edition: Edition, language: Language) -> Material:
        edited = edition_of(run, edition)
        return material_of(
            edited, load_content(), site=town, layouts=layouts, language=language, today=date(2026, 11, 22)
        )  # fmt: skip

    return make
