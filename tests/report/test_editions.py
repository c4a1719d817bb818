"""The public edition gives nothing of the protected layers away, in any format; the internal edition has it all."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pyogrio
import pypdf
import pytest
import shapely
from docx import Document as read_docx

from siteplan.edition import PROTECTED_LAYERS, SAFETY_ROLES, WITHHELD, edition_of, housing_band
from siteplan.report.html import html_report
from siteplan.report.material import Material
from siteplan.report.pdf import pdf_report
from siteplan.report.templates import TEMPLATES, compose
from siteplan.report.word import word_report
from siteplan.run import Run
from siteplan.text import LANGUAGES, Language
from siteplan.writers.evidence_geojson import evidence
from siteplan.writers.results import write_run

Maker = Callable[[str, Language], Material]


@pytest.fixture(scope="module")
def protected(root: Path) -> tuple[list[shapely.Geometry], set[str]]:
    """Geometries of the protected layers, and every word that stands in their fields but those of plain counting."""
    geometries: list[shapely.Geometry] = []
    words: set[str] = set()
    for layer in PROTECTED_LAYERS:
        frame = pyogrio.read_dataframe(root / "sample_sites" / "kveldsvag" / "protected.gpkg", layer=layer)
        geometries += list(frame.geometry)
        for column in ("group", "staffed", "confirmed_by", "name", "address"):
            words |= {str(value) for value in frame.get(column, ()) if value is not None and len(str(value)) > 4}
    return geometries, words


def _texts(material: Material) -> Iterable[tuple[str, str]]:
    # Whatever the language, the same results are written: English once is enough.
    for template in TEMPLATES if material.language == "nb" else ("case",):
        document = compose(material, template)
        yield f"{template}.html", re.sub(r"data:image/[^\"]*", "", html_report(document))
        if template == "case":
            pages = pypdf.PdfReader(io.BytesIO(pdf_report(document))).pages
            yield f"{template}.pdf", "\n".join(page.extract_text() for page in pages)
            word = read_docx(io.BytesIO(word_report(document)))
            cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
            yield f"{template}.docx", "\n".join([*(p.text for p in word.paragraphs), *cells])


def _coordinates(geometries: Iterable[shapely.Geometry]) -> set[str]:
    points = np.concatenate([shapely.get_coordinates(geometry) for geometry in geometries])
    return {f"{int(value)}" for value in points.ravel()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_public_report_holds_a_coordinate_or_word_of_the_protected_layers(
    about_plots: Maker, protected: tuple[list[shapely.Geometry], set[str]], language: Language
) -> None:
    geometries, words = protected
    wanted = words | _coordinates(geometries)
    assert len(wanted) > 50
    for name, text in _texts(about_plots("public", language)):
        found = {word for word in wanted if word in text}
        assert not found, f"{name}: {found}"


def test_public_data_files_hold_no_geometry_near_a_protected_place_and_the_internal_ones_do(
    plots_run: Run, about_plots: Maker, protected: tuple[list[shapely.Geometry], set[str]], tmp_path: Path
) -> None:
    material = about_plots("public", "nb")
    assert material.site is not None
    secret = protected[0]
    found: dict[str, int] = {}
    for edition in ("public", "internal"):
        run = edition_of(plots_run, edition).run
        out = tmp_path / f"{edition}.gpkg"
        write_run(run, material.sources, output="gpkg", out=out, language="nb", plots=material.site.plots)
        count = 0
        for layer, _ in pyogrio.list_layers(out):
            frame = pyogrio.read_dataframe(out, layer=layer)
            if "geometry" in frame and layer != "plots":
                shapes = [shape for shape in frame.geometry if shape is not None]
                count += sum(any(shapely.equals_exact(shape, one, 0.01) for one in secret) for shape in shapes)
        found[edition] = count
        assert (b"dealing_m" in out.read_bytes()) is (edition == "internal")
    assert found["public"] == 0 < found["internal"]


def test_the_public_edition_draws_no_blind_spot_no_retreat_and_no_camera(about_layouts: Maker) -> None:
    roles = {
        edition: {properties["role"] for properties, _ in evidence(about_layouts(edition, "nb").edited.run)}
        for edition in ("public", "internal")
    }
    assert not roles["public"] & SAFETY_ROLES
    assert {"blind_spot", "seen_region"} <= roles["internal"]


def test_scores_ranks_and_outcomes_are_the_same_in_both_editions(plots_run: Run) -> None:
    public, internal = (edition_of(plots_run, edition).run.ranking.candidates for edition in ("public", "internal"))
    for one, other in zip(public, internal, strict=True):
        assert (one.rank, one.scores) == (other.rank, other.scores)
        outcomes = {r.spec.id: r.outcome for r in other.scorecard.results}
        assert all(outcomes[r.spec.id] == r.outcome for r in one.scorecard.results)


def test_withheld_results_keep_no_number_but_the_band_of_housing(plots_run: Run) -> None:
    for candidate in edition_of(plots_run, "public").run.ranking.candidates:
        for result in candidate.scorecard.results:
            if result.spec.id in WITHHELD:
                assert result.finding.quantity is None and not result.finding.features and not result.finding.failing
                assert set(result.finding.values) <= {"least_count", "most_count"}


def test_an_address_stigma_is_not_named_in_public(plots_run: Run) -> None:
    public, internal = (
        {r.spec.id for c in edition_of(plots_run, edition).run.ranking.candidates for r in c.scorecard.results}
        for edition in ("public", "internal")
    )
    assert "address_stigma" in internal - public


@pytest.mark.parametrize(("count", "band"), [(0, (0, 0)), (1, (1, 8)), (8, (1, 8)), (9, (9, 16)), (17, (17, None))])
def test_other_housing_is_counted_in_bands(plots_run: Run, count: int, band: tuple[int, int | None]) -> None:
    from dataclasses import replace

    result = plots_run.ranking.candidates[0].scorecard.result("concentration_of_municipal_housing")
    counted = replace(result, finding=replace(result.finding, values={"units_count": count}))
    assert housing_band(counted) == band


@pytest.mark.parametrize(("edition", "word"), [("public", "Offentlig utgave"), ("internal", "Offl. § 24")])
def test_every_page_is_marked_with_its_edition(about_plots: Maker, edition: str, word: str) -> None:
    pages = pypdf.PdfReader(io.BytesIO(pdf_report(compose(about_plots(edition, "nb"), "council")))).pages
    assert all(word in page.extract_text() for page in pages)
