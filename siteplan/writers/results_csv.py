"""Results as CSV: one row a result, decimal points, UTF-8; files carry the mark by which spreadsheets know it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from siteplan.run import Run
from siteplan.writers.plain import write_text
from siteplan.writers.result_rows import candidate_rows, result_rows

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def results_csv(run: Run) -> str:
    """One row for every result of every candidate."""
    return _table(result_rows(run))


def candidates_csv(run: Run) -> str:
    """One row a candidate, with columns for every criterion."""
    return _table(candidate_rows(run))


def write_csv(path: Path, run: Run) -> None:
    """The results as a file that spreadsheets open with its Norwegian letters whole."""
    write_text(path, "\ufeff" + results_csv(run))


def _table(rows: Sequence[dict[str, Any]]) -> str:
    out = io.StringIO()
    if rows:
        writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: safe_cell(value) for key, value in row.items()} for row in rows)
    return out.getvalue()


def safe_cell(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets a quote before it: names come from other people's files."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_SIGNS) else value
