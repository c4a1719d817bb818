"""A report as PDF by typst: tagged, PDF/A-2a and PDF/UA-1, with its language.

Texts go in as data (JSON) and never as typst source, so that no name in a file can become an instruction.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import matplotlib
import typst

from siteplan.criterion import Outcome
from siteplan.report.blocks import Block, Document, Figure, Mark, Table
from siteplan.text import say
from siteplan.theme import outcome_svg

STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]


def pdf_report(document: Document) -> bytes:
    """The report as PDF bytes."""
    with TemporaryDirectory(prefix="siteplan-report-") as name:
        folder = Path(name)
        for outcome in Outcome:
            (folder / f"mark-{outcome.value}.svg").write_text(outcome_svg(outcome), encoding="utf-8")
        data = _data(document, folder)
        (folder / "report.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        source = (files("siteplan.report") / "report.typ").read_text(encoding="utf-8")
        (folder / "report.typ").write_text(source, encoding="utf-8")
        fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
        compiled = typst.compile(
            str(folder / "report.typ"), root=str(folder), font_paths=[str(fonts)], ignore_system_fonts=True,
            pdf_standards=[*STANDARDS],
        )  # fmt: skip
    assert isinstance(compiled, bytes)
    return compiled


def _data(document: Document, folder: Path) -> dict[str, Any]:
    year, month, day = (int(part) for part in document.date.split("-"))
    return {
        "title": document.title, "subtitle": document.subtitle, "language": document.language,
        "marking": document.marking, "internal": document.edition == "internal", "foot": document.foot,
        "paper": document.paper, "landscape": document.landscape, "year": year, "month": month, "day": day,
        "limits": say("report", "table.limit", document.language),
        "blocks": [_block(block, index, folder) for index, block in enumerate(document.blocks)],
    }  # fmt: skip


def _block(block: Block, index: int, folder: Path) -> dict[str, Any]:
    kind = type(block).__name__
    if isinstance(block, Figure):
        name = f"figure-{index}.svg"
        (folder / name).write_bytes(block.svg)
        return {
            "kind": kind, "file": name, "width": block.width_mm, "height": block.height_mm, "caption": block.caption,
            "alt": block.alt,
        }  # fmt: skip
    if isinstance(block, Table):
        rows = [[_cell(cell) for cell in row] for row in block.rows]
        return {"kind": kind, "head": block.head, "rows": rows, "widths": block.widths, "numeric": block.numeric}
    return {**asdict(block), "kind": kind}


def _cell(cell: str | Mark) -> dict[str, str]:
    if isinstance(cell, Mark):
        return {"mark": cell.outcome.value, "text": cell.word}
    return {"mark": "", "text": cell}
