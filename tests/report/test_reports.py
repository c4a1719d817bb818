"""Reports as a reader gets them: every kind, three formats, two languages."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest
from docx import Document as read_docx

from siteplan.errors import InputError
from siteplan.report.blocks import Document, Figure, Heading, Table
from siteplan.report.html import html_report
from siteplan.report.material import Material
from siteplan.report.pdf import pdf_report
from siteplan.report.sheet import MAP_SCALES, PLAN_SCALES, fitting_scale, sheet
from siteplan.report.templates import TEMPLATES, compose
from siteplan.report.word import standard_template, word_report
from siteplan.text import LANGUAGES, Language

Maker = Callable[[str, Language], Material]


@pytest.fixture(scope="module")
def case(about_plots: Maker) -> Document:
    """The case document on three plots, public, in Norwegian."""
    return compose(about_plots("public", "nb"), "case")


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_report_is_written_in_both_languages_with_no_place_left_unfilled(
    about_plots: Maker, about_layouts: Maker, template: str, language: Language
) -> None:
    for make in (about_plots, about_layouts):
        document = compose(make("public", language), template)
        printed = html_report(document)
        assert not re.search(r"{[a-z_]+}", printed), "a placeholder was left"
        assert f'<html lang="{language}">' in printed
        assert not re.search(r"\b(None|nan|True|False)\b(?! of)", re.sub(r"<[^>]*>", " ", printed))


def test_a_case_document_says_how_firm_the_order_is_before_any_number(case: Document) -> None:
    headings = [block.text for block in case.blocks if isinstance(block, Heading) and block.level == 1]
    assert headings[:3] == ["Spørsmålet", "Hvor sikkert er det?", "Resultatet"]
    assert {"Datakilder", "Det programmet ikke kan vurdere", "Der dokumentene ser ulikt på det"} <= set(headings)
    first = next(block for block in case.blocks if isinstance(block, Table))
    assert first.head[0] == "Hva som varieres"


def test_a_case_document_tells_distance_route_limit_and_source_of_the_winning_plot(case: Document) -> None:
    text = re.sub(r"<[^>]*>", " ", html_report(case))
    assert re.search(r"Det er \d+\sm å gå til nærmeste holdeplass", text)
    assert "vår antakelse" in text
    assert "«" in text and re.search(r"linje \d+", text)


def test_an_html_report_asks_nothing_of_the_network_and_runs_nothing(case: Document) -> None:
    printed = html_report(case)
    assert "default-src 'none'" in printed and "<script" not in printed
    assert not re.search(r"(src|href)=\"(?!data:)", printed)
    assert all(alt.strip() for alt in re.findall(r'<figure><img src="[^"]*" alt="([^"]*)"', printed))


def test_a_name_with_markup_stands_as_plain_text_in_every_format(about_plots: Maker) -> None:
    hostile = '<script>alert(1)</script> {{ 7*7 }} #panic("x") & \u202e'
    material = about_plots("public", "en")
    assert material.site is not None
    document = compose(replace(material, site=replace(material.site, name=hostile)), "council")
    printed = html_report(document)
    assert "<script" not in printed and "&lt;script&gt;alert(1)&lt;/script&gt;" in printed
    words = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf_report(document))).pages)
    assert "<script>alert(1)</script>" in words.replace("\n", " ")
    word = read_docx(io.BytesIO(word_report(document)))
    assert any("{{ 7*7 }}" in paragraph.text for paragraph in word.paragraphs)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pdf_is_tagged_archivable_and_says_its_language(about_layouts: Maker, language: Language) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf_report(compose(about_layouts("public", language), "council"))))
    root: Any = reader.trailer["/Root"]
    assert str(root["/Lang"]).startswith(language)
    assert root["/MarkInfo"]["/Marked"]
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfaid:part>?=?\"?2", metadata) and re.search(r"pdfaid:conformance>?=?\"?A", metadata)
    assert re.search(r"pdfuaid:part>?=?\"?1", metadata)
    assert reader.metadata is not None and reader.metadata.title


def test_a_word_report_has_headings_pictures_with_words_and_its_language(about_layouts: Maker) -> None:
    document = compose(about_layouts("public", "nb"), "case")
    data = word_report(document)
    word = read_docx(io.BytesIO(data))
    headings = [p.text for p in word.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert "Resultatet" in headings
    xml = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    described = re.findall(r'<wp:docPr[^>]*descr="([^"]+)"', xml)
    assert len(described) == len(list(document.figures())) > 0
    assert word.core_properties.language == "nb-NO"
    assert "{{" not in "".join(p.text for p in word.paragraphs)


def test_a_municipality_fills_its_own_word_template(about_layouts: Maker, tmp_path: Path) -> None:
    document = compose(about_layouts("public", "nb"), "council")
    own = read_docx(io.BytesIO(standard_template(document)))
    own.paragraphs[0].insert_paragraph_before("Storvik kommune, sak {{ date }}")
    own.save(str(tmp_path / "own.docx"))
    filled = read_docx(io.BytesIO(word_report(document, template=tmp_path / "own.docx")))
    assert filled.paragraphs[0].text == "Storvik kommune, sak 2026-11-22"


def test_a_word_template_that_cannot_be_used_is_refused_with_the_remedy(about_layouts: Maker, tmp_path: Path) -> None:
    document = compose(about_layouts("public", "nb"), "council")
    (tmp_path / "no.docx").write_bytes(b"not a package")
    empty = read_docx()
    empty.save(str(tmp_path / "empty.docx"))
    for name, code in (("no.docx", "word-template-unreadable"), ("empty.docx", "word-template-without-body")):
        with pytest.raises(InputError) as found:
            word_report(document, template=tmp_path / name)
        assert found.value.issues[0].code == code


@pytest.mark.parametrize(
    ("extent", "scale"),
    [((0, 0, 100, 50), 1000), ((0, 0, 99, 99), 1000), ((0, 0, 101, 10), 1500), ((0, 0, 10, 10), 100)],
)
def test_the_scale_is_the_largest_usual_one_that_holds_the_drawing(
    extent: tuple[float, float, float, float], scale: int
) -> None:
    assert fitting_scale(extent, width_mm=100, height_mm=100, scales=PLAN_SCALES) == scale


def test_a_drawing_has_the_scale_that_it_states_when_printed_at_its_width() -> None:
    with sheet((0, 0, 300, 200), width_mm=166, height_mm=100, scales=MAP_SCALES) as page:
        assert (page.window[2] - page.window[0]) * 1000 / 166 == pytest.approx(page.scale)
        assert (page.window[3] - page.window[1]) * 1000 / 100 == pytest.approx(page.scale)


def test_equal_material_gives_equal_drawings(about_layouts: Maker) -> None:
    first, second = (list(compose(about_layouts("public", "en"), "compare-a3").figures()) for _ in range(2))
    assert [figure.svg for figure in first] == [figure.svg for figure in second]
    assert all(isinstance(figure, Figure) and figure.alt for figure in first)
