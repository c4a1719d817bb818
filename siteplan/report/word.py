"""A report as a Word file, filled into a template that a municipality can replace with its own.

A template is any .docx with the places ``{{ title }}``, ``{{ subtitle }}``, ``{{ marking }}``, ``{{ foot }}`` and
``{{ date }}`` where wanted, and ``{{p body }}`` in a paragraph of its own: the report goes there, in the template's own
styles (Heading 1-3, Normal, List Bullet, Quote, Table Grid, Caption).
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from docx import Document as new_document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docxtpl import DocxTemplate

from siteplan.errors import InputError, Issue
from siteplan.report.blocks import (
    Blank,
    Block,
    Bullets,
    Cell,
    CriterionBlock,
    Document,
    Figure,
    Heading,
    Mark,
    PageBreak,
    Paragraph,
    Quotation,
    Table,
)
from siteplan.text import say
from siteplan.theme import OUTCOME_MARKS

_PAPERS = {"a4": (210, 297), "a3": (297, 420)}
_SOFT = RGBColor(0x56, 0x5D, 0x66)
_LOCALE = {"nb": "nb-NO", "en": "en-GB"}
_STYLES = ("Heading 1", "Heading 2", "Heading 3", "List Bullet", "Quote", "Table Grid", "Caption")


def word_report(document: Document, *, template: Path | None = None) -> bytes:
    """The report as .docx bytes.

    Raises
    ------
    InputError
        "word-template-unreadable": the template is no Word file; "word-template-without-body": it has no place for the
        report; "word-template-without-style": it lacks a style that the report uses.
    """
    source: Any = io.BytesIO(standard_template(document)) if template is None else str(template)
    name = "" if template is None else template.name
    try:
        filled = DocxTemplate(source)
        body = filled.new_subdoc()
    except Exception as error:  # python-docx raises many kinds for a file that is no package
        raise InputError(Issue(code="word-template-unreadable", file=name)) from error
    if "body" not in filled.get_undeclared_template_variables():
        raise InputError(Issue(code="word-template-without-body", file=name, values={"mark": "{{p body }}"}))
    styles = {style.name for style in filled.get_docx().styles}
    missing = [style for style in _STYLES if style not in styles]
    if missing:
        raise InputError(
            [Issue(code="word-template-without-style", file=name, element=style) for style in missing]
        )  # fmt: skip
    for block in document.blocks:
        _add(body, block, document)
    filled.render(
        {"title": document.title, "subtitle": document.subtitle, "marking": document.marking, "foot": document.foot,
         "date": document.date, "body": body},
        autoescape=True,
    )  # fmt: skip
    _describe(filled.docx, document)
    out = io.BytesIO()
    filled.save(out)
    return out.getvalue()


def standard_template(document: Document) -> bytes:
    """The template used where no other is given: a plain one to copy and change."""
    word = new_document()
    section = word.sections[0]
    wide, high = _PAPERS[document.paper]
    if document.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        wide, high = high, wide
    section.page_width, section.page_height = Mm(wide), Mm(high)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(24), Mm(20)
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    for level, size in ((1, 16), (2, 13), (3, 11)):
        style = word.styles[f"Heading {level}"]
        style.font.name, style.font.size, style.font.color.rgb = "Calibri", Pt(size), RGBColor(0x22, 0x26, 0x2B)
        style.element.rPr.rFonts.set(qn("w:asciiTheme"), "minorHAnsi")
    word.add_paragraph("{{ marking }}").runs[0].bold = True
    word.add_paragraph("{{ title }}", style="Title")
    word.add_paragraph("{{ subtitle }}", style="Subtitle")
    word.add_paragraph("{{p body }}")
    section.header.paragraphs[0].text = "{{ marking }}"
    section.footer.paragraphs[0].text = "{{ foot }}"
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _describe(word: Any, document: Document) -> None:
    """Title, language and marking in the file's own properties, for the archive."""
    properties = word.core_properties
    properties.title, properties.subject = document.title, document.subtitle
    properties.language, properties.author = _LOCALE[document.language], "siteplan"
    properties.keywords = document.marking
    defaults = word.styles.element.find(qn("w:docDefaults"))
    run = None if defaults is None else defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if run is not None:
        for old in run.findall(qn("w:lang")):
            run.remove(old)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), _LOCALE[document.language])
        run.append(language)


def _add(body: Any, block: Block, document: Document) -> None:
    match block:
        case Heading():
            body.add_heading(block.text, level=block.level)
        case Paragraph():
            run = body.add_paragraph().add_run(block.text)
            run.bold = block.tone == "warning"
            if block.tone == "lead":
                run.font.size = Pt(12)
            if block.tone == "soft":
                run.font.color.rgb = _SOFT
        case Bullets():
            for item in block.items:
                body.add_paragraph(item, style="List Bullet")
        case Table():
            _table(body, block)
        case Figure():
            _figure(body, block)
        case Quotation():
            _quotation(body, block)
        case CriterionBlock():
            _criterion(body, block, document)
        case Blank():
            body.add_paragraph().add_run(block.label).bold = True
            for _ in range(block.lines if not block.frame_mm else max(1, int(block.frame_mm / 7))):
                body.add_paragraph("_" * 60 if not block.frame_mm else "")
        case PageBreak():
            body.add_page_break()


def _table(body: Any, block: Table) -> None:
    table = body.add_table(rows=1, cols=len(block.head))
    table.style = "Table Grid"
    for at, words in enumerate(block.head):
        _write(table.rows[0].cells[at], words, right=at in block.numeric, strong=True)
    # The head is repeated on every page that the table runs over.
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for row in block.rows:
        cells = table.add_row().cells
        for at, cell in enumerate(row):
            _write(cells[at], cell, right=at in block.numeric)
    share = 166 / sum(block.widths)
    for row in table.rows:
        for at, width in enumerate(block.widths):
            row.cells[at].width = Mm(width * share)
    body.add_paragraph()


def _write(cell: Any, content: Cell, *, right: bool, strong: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    words = f"{OUTCOME_MARKS[content.outcome].glyph} {content.word}" if isinstance(content, Mark) else content
    run = paragraph.add_run(words)
    run.font.size, run.bold = Pt(8), strong
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _figure(body: Any, block: Figure) -> None:
    shape = body.add_picture(io.BytesIO(block.png), width=Mm(block.width_mm))
    shape._inline.docPr.set("descr", block.alt)
    body.add_paragraph(block.caption, style="Caption")


def _quotation(body: Any, block: Quotation) -> None:
    paragraph = body.add_paragraph(style="Quote")
    run = paragraph.add_run(f"«{block.text}»")
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), {"nn": "nn-NO", "nb": "nb-NO"}.get(block.language, "en-GB"))
    run._r.get_or_add_rPr().append(language)
    cite = paragraph.add_run(f"\n{block.cite}")
    cite.font.size, cite.italic = Pt(8), False


def _criterion(body: Any, block: CriterionBlock, document: Document) -> None:
    body.add_heading(block.title, level=3)
    body.add_paragraph(block.question)
    for name, value in block.facts:
        paragraph = body.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        label = paragraph.add_run(f"{name}: ")
        label.font.size, label.font.color.rgb = Pt(9), _SOFT
        paragraph.add_run(value).font.size = Pt(9)
    if block.limits:
        body.add_paragraph().add_run(say("report", "table.limit", document.language)).bold = True
        for line in block.limits:
            body.add_paragraph(style="List Bullet").add_run(line).font.size = Pt(8)
    for quote in block.quotations:
        _quotation(body, quote)
