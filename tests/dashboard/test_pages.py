"""The four pages, run without a browser: words in both languages, links, uploads, and what a choice changes."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from siteplan.content import load_content
from siteplan.criterion import FAMILIES
from siteplan.text import LANGUAGES, catalogue
from siteplan.theme import SCORE_CLASSES

PAGES = ("plots", "layouts", "draw", "compare", "tradeoffs", "criteria")
TIMEOUT_S = 180


def page(root: Path, name: str, **link: str) -> AppTest:
    """The dashboard on one page, opened by a link."""
    app = AppTest.from_file(str(root / "app.py"), default_timeout=TIMEOUT_S)
    app.query_params.update(link)
    app.run()
    if name != "plots":
        app.switch_page(f"siteplan/dashboard/pages/{name}.py").run()
    assert not app.exception
    assert not app.error
    return app


def sheets(app: AppTest) -> str:
    """The HTML of every sheet on the page."""
    found = []
    for element in _elements(app):
        data = _json_of(element)
        if isinstance(data, dict) and isinstance(data.get("html"), str):
            found.append(data["html"])
    return "\n".join(found)


def _elements(app: AppTest) -> Iterator[object]:
    for block in (app.main, app.sidebar):
        yield from block


def _json_of(element: object) -> object:
    proto = getattr(element, "proto", None)
    component = getattr(proto, "bidi_component", proto)
    text = getattr(component, "json", None)
    return json.loads(text) if isinstance(text, str) and text else None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_in_both_languages_without_an_error(root: Path, name: str, language: str) -> None:
    app = page(root, name, lang=language)
    assert app.title[0].value == catalogue("pages")[f"nav.{name}"][language]
    assert sheets(app)


def test_norwegian_is_the_language_of_a_link_that_names_none(root: Path) -> None:
    assert page(root, "plots").title[0].value == "Tomter"


def test_a_link_chooses_a_plot_and_a_result(root: Path) -> None:
    app = page(root, "plots", lang="en", plot="p4", show="transit_stop_walk_distance")
    assert "<h2>Lindevegen 9</h2>" in sheets(app)
    assert app.query_params["plot"] in ("p4", ["p4"])
    assert app.query_params["show"] in ("transit_stop_walk_distance", ["transit_stop_walk_distance"])


@pytest.mark.parametrize("bad", ["<script>alert(1)</script>", "p99", "../../etc/passwd", "x" * 500])
def test_a_link_with_an_unknown_or_hostile_plot_opens_the_first_in_rank(root: Path, bad: str) -> None:
    app = page(root, "plots", plot=bad, show=bad, layout=bad, site=bad, lang=bad)
    assert "<h2>" in sheets(app)
    assert "alert(1)" not in sheets(app)


def test_the_list_of_plots_chooses_the_scorecard(root: Path) -> None:
    app = page(root, "plots", lang="nb")
    app.selectbox(key="plot_select").select("p2").run()
    assert "<h2>Storlia</h2>" in sheets(app)
    assert app.query_params["plot"] in ("p2", ["p2"])


def test_changing_the_language_changes_every_word_and_the_link(root: Path) -> None:
    app = page(root, "plots", lang="nb", plot="p4")
    assert "Hvem det er godt for" in sheets(app)
    app.segmented_control(key="language").set_value("en").run()
    assert not app.exception
    assert not app.error
    assert "Whom it serves" in sheets(app)
    assert "Hvem det er godt for" not in sheets(app)
    assert app.query_params["lang"] in ("en", ["en"])


def test_the_scorecard_leads_with_the_four_groups_and_counts_the_voices(root: Path) -> None:
    html = sheets(page(root, "plots", lang="en", plot="p4"))
    card = html[html.index("<h2>Lindevegen 9</h2>") :]
    order = [card.index(word) for word in ("Whom it serves", ">Themes<", "Criterion by criterion", "Trade-offs")]
    assert order == sorted(order)
    for group in ("Residents", "Staff", "Neighbours", "Services"):
        assert f"<dt>{group}</dt>" in card
    assert re.search(r"Quotations: \d+ \([^)]*\b\d+ residents?\b", card)
    assert "our assumption" in card


def test_a_trade_off_has_both_sides_and_no_score(root: Path) -> None:
    html = sheets(page(root, "plots", lang="en"))
    tradeoff = html[html.index("Close to or apart from a psychiatric hospital") :].split("</article>")[0]
    assert tradeoff.count('class="side"') == 2
    assert 'class="bar' not in tradeoff


def test_what_is_not_assessed_is_never_drawn_as_zero(root: Path) -> None:
    """Storlia and others lack data for some criteria: their bars are hatched and say so."""
    app = page(root, "compare", lang="en")
    key = next(w.key for w in app.multiselect if w.key and w.key.startswith("compared_"))
    app.multiselect(key=key).set_value(["p2", "p8", "p3"]).run()
    html = sheets(app)
    cells = html.split('<div class="column">')[1:]
    unknown = [cell for cell in cells if "not assessed</span>" in cell]
    assert unknown
    for cell in unknown:
        assert 'class="bar unknown"' in cell
        assert 'class="num"' not in cell, "a result that is not assessed has no number"


def test_at_most_six_are_compared_and_nothing_chosen_says_what_to_do(root: Path) -> None:
    app = page(root, "compare", lang="en")
    chooser = next(w for w in app.multiselect if w.key and w.key.startswith("compared_"))
    assert chooser.proto.max_selections == 6
    chooser.set_value([]).run()
    assert not app.exception
    assert not app.error
    assert "Choose what to compare." in sheets(app)


def test_layouts_are_compared_on_the_same_axis(root: Path) -> None:
    app = page(root, "compare", lang="en")
    app.segmented_control(key="subject").set_value("layout").run()
    assert not app.exception
    assert not app.error
    html = sheets(app)
    assert "Tun med frittstående base" in html
    widths = [float(width) for width in re.findall(r'<i style="width:([\d.]+)%"', html)]
    assert widths and max(widths) <= 100


def test_a_reference_project_says_that_it_is_a_reconstruction(root: Path) -> None:
    app = page(root, "layouts", lang="nb", layouts="reference", layout="ostmarka_8")
    assert "<h2>Østmarka 8</h2>" in sheets(app)
    assert "rekonstruksjon" in sheets(app)
    assert "rekonstruksjon" not in sheets(page(root, "layouts", lang="nb"))


def test_a_layout_of_two_storeys_offers_its_storeys(root: Path) -> None:
    app = page(root, "layouts", lang="nb", layout="corridor_block")
    app.segmented_control(key="storey").set_value(1).run()
    assert not app.exception
    assert not app.error
    assert app.segmented_control(key="storey").value == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"not json", b'{"type": "FeatureCollection", "features": []}', b"\x89PNG\r\n\x1a\n", b"[1, 2]", b"{}"],
)
def test_a_bad_upload_is_answered_in_words(root: Path, content: bytes) -> None:
    app = page(root, "layouts", lang="en")
    app.file_uploader[0].set_value(("sketch.geojson", content, "application/geo+json")).run()
    assert not app.exception
    assert not app.error
    assert any("sketch" in warning.value for warning in app.warning)
    assert not any("Traceback" in warning.value for warning in app.warning)


def test_an_uploaded_layout_is_scored_and_chosen(root: Path) -> None:
    app = page(root, "layouts", lang="en")
    data = (root / "sample_sites/reference_projects/melhus_33.geojson").read_bytes()
    hostile = data.replace("Melhus, tomt med 2 x 33 m²".encode(), b"<img src=x onerror=alert(1)>")
    assert hostile != data
    app.file_uploader[0].set_value(("own.geojson", hostile, "application/geo+json")).run()
    assert not app.exception
    assert not app.error
    html = sheets(app)
    assert "&lt;img src=x" in html
    assert "<img" not in html


def test_criteria_are_found_by_subject_theme_and_words(root: Path) -> None:
    content = load_content()
    app = page(root, "criteria", lang="nb")
    assert sheets(app).count('class="criterion"') == len(content.specs)
    app.segmented_control(key="criteria_subject").set_value("plot").run()
    assert sheets(app).count('class="criterion"') == sum(s.subject == "plot" for s in content.specs.values())
    app.text_input(key="criteria_search").set_value("holdeplass").run()
    assert 0 < sheets(app).count('class="criterion"') < 6
    app.text_input(key="criteria_search").set_value("finnes ikke noe sted").run()
    assert "Ingen kriterier passer" in sheets(app)


def test_every_quotation_stands_on_the_criteria_page_with_voice_and_stance(root: Path) -> None:
    html = sheets(page(root, "criteria", lang="en"))
    content = load_content()
    wanted = sum(len(spec.citations) for spec in content.specs.values())
    wanted += sum(len(side.citations) for tradeoff in content.tradeoffs.values() for side in tradeoff.sides)
    wanted += sum(len(item.citations) for item in content.process.values())
    assert html.count("<blockquote") == wanted


def test_a_broken_site_is_told_in_words(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site.toml").write_text('name = "Nowhere"\n[plots]\nfile = "missing.gpkg"\n', encoding="utf-8")
    monkeypatch.setenv("SITEPLAN_SITE", str(tmp_path))
    app = page(root, "plots", lang="en")
    assert any("missing.gpkg" in warning.value for warning in app.warning)


def test_every_name_that_a_page_says_has_words_in_both_languages(root: Path) -> None:
    said = catalogue("pages")
    content = load_content()
    wanted = {f"unit_short.{spec.unit}" for spec in content.specs.values()}
    wanted |= {f"score_class.{entry.key}" for entry in SCORE_CLASSES}
    wanted |= {f"nav.{name}" for name in PAGES}
    assert sorted(wanted - set(said)) == []
    for texts in said.values():
        assert set(texts) == set(LANGUAGES)
        placeholders = [set(re.findall(r"{(\w+)}", text)) for text in texts.values()]
        assert placeholders[0] == placeholders[1]
    assert all(f"family.{family}" in catalogue("labels") for family in FAMILIES)


def test_pages_are_short_and_hold_no_geometry_or_arithmetic(root: Path) -> None:
    for path in (root / "siteplan/dashboard/pages").glob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert len(source.splitlines()) <= 50, path.name
        assert not re.search(r"import (shapely|numpy|pandas|geopandas)", source)
    assert len((root / "app.py").read_text(encoding="utf-8").splitlines()) < 60


def test_usage_statistics_are_off(root: Path) -> None:
    config = tomllib.loads((root / ".streamlit/config.toml").read_text(encoding="utf-8"))
    assert config["browser"]["gatherUsageStats"] is False
