"""The upload on the page of layouts: layout files, drawings and models, bad ones too, each answered in words."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from siteplan.readers.layout import read_layout
from siteplan.writers.layout_dxf import write_layout_dxf
from siteplan.writers.layout_gpkg import write_layout_gpkg
from siteplan.writers.layout_ifc import write_layout_ifc
from tests.dashboard.test_pages import page, sheets
from tests.dashboard.test_pages_browser import Open, address, visit
from tests.drawings import small_home

__all__ = ["address", "visit"]
WRITERS = {"dxf": write_layout_dxf, "ifc": write_layout_ifc, "gpkg": write_layout_gpkg}


def uploaded(app: AppTest, name: str, data: bytes) -> AppTest:
    app.file_uploader(key="upload").set_value((name, data, "application/octet-stream")).run()
    assert not app.exception
    assert not app.error
    return app


def said(app: AppTest) -> str:
    return "\n".join(str(element.value) for element in (*app.caption, *app.warning))


def test_a_drawing_or_model_is_scored_like_the_layout_that_it_was_made_from(root: Path, tmp_path: Path) -> None:
    layout, _ = read_layout(root / "sample_sites/reference_projects/melhus_33.geojson")
    app = page(root, "layouts", lang="en")
    for ending, write in WRITERS.items():
        write(layout, tmp_path / f"own.{ending}")
        uploaded(app, f"own.{ending}", (tmp_path / f"own.{ending}").read_bytes())
        assert "<h2>Melhus, tomt med 2 x 33 m²</h2>" in sheets(app)
        assert "Rooms: 10" in said(app) and "Units: 2" in said(app)


def test_an_architects_drawing_is_read_with_every_guess_called_one_and_set_on_a_plot(
    root: Path, tmp_path: Path
) -> None:
    path = small_home().save(tmp_path / "home.dxf")
    app = uploaded(page(root, "layouts", lang="nb"), "home.dxf", path.read_bytes())
    assert "Rom: 4" in said(app) and "Ikke plassert" in said(app)
    assert "Merk: home.dxf" in said(app) and "gjettet" in said(app)
    # Set on a plot of the site, and turned there: the same file is no further alternative.
    app.selectbox(key="upload_plot").select("p4").run()
    app.number_input(key="upload_turn").set_value(90.0).run()
    assert not app.exception
    assert "Plassert i EPSG:" in said(app)
    assert len(app.selectbox(key="layout_select").options) == 1


def test_a_unit_that_the_file_does_not_settle_is_asked_for(root: Path, tmp_path: Path) -> None:
    # Drawn in inches under a header that says metres.
    path = small_home(insunits=6, scale=1 / 0.0254).save(tmp_path / "inches.dxf")
    app = uploaded(page(root, "layouts", lang="en"), "inches.dxf", path.read_bytes())
    assert any("inches.dxf" in warning.value for warning in app.warning) and "Rooms:" not in said(app)
    app.selectbox(key="upload_units").select("in").run()
    assert not app.exception
    assert "Rooms: 4" in said(app)


BAD = (
    ("plan.dwg", b"AC1027" + bytes(200)), ("plan.dxf", bytes([0, 1]) * 400), ("plan.ifc", b"ISO-10303-21;\nHEADER;"),
    ("plan.gpkg", b"no database"), ("plan.dxf", b""), ("plan.ifc", b"x" * 21_000_000),
    ("../../plan.dxf", b"0\nSECTION\nabc"),
)  # fmt: skip


def test_what_cannot_be_read_is_answered_in_words(root: Path) -> None:
    app = page(root, "layouts", lang="en")
    for name, data in BAD:
        uploaded(app, name, data)
        assert any("plan" in warning.value for warning in app.warning), name
        assert not any("Traceback" in warning.value for warning in app.warning)
        assert app.segmented_control(key="collection").value == "site"


def test_a_model_given_in_the_browser_is_drawn_and_scored(visit: Open, root: Path, tmp_path: Path) -> None:
    layout, _ = read_layout(root / "sample_sites/reference_projects/melhus_33.geojson")
    write_layout_ifc(layout, tmp_path / "own.ifc")
    browser = visit("layouts?lang=nb")
    browser.get_by_role("button", name="Last opp").click()
    browser.locator("[data-testid=stFileUploader] input[type=file]").first.set_input_files(tmp_path / "own.ifc")
    expect(browser.locator(".card-head h2")).to_have_text("Melhus, tomt med 2 x 33 m²", timeout=60_000)
    assert browser.locator("[data-testid=stException]").count() == 0
