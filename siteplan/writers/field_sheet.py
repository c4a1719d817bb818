"""The field sheet as a spreadsheet: what the municipality can answer, to be filled in and read as a programme."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from siteplan.criterion import CriterionSpec
from siteplan.text import Language

COLUMNS = ("key", "question", "allowed", "answer")
"""``key`` and ``answer`` are read back; the others are for the person who fills it in."""


def field_sheet(specs: Iterable[CriterionSpec], *, language: Language) -> str:
    """One row for each attribute that can be declared, its answer empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for spec in specs:
        if spec.declared is not None:
            allowed = " / ".join(spec.declared.allowed) or spec.declared.type
            writer.writerow((spec.declared.key, spec.text[language].question, allowed, ""))
    return out.getvalue()


def write_field_sheet(out: Path, specs: Iterable[CriterionSpec], *, language: Language) -> None:
    """Write the sheet as CSV with a byte-order mark, so that spreadsheets show its letters."""
    out.write_text(field_sheet(specs, language=language), encoding="utf-8-sig")
