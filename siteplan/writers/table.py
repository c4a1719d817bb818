"""Aligned columns of plain text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A heading, and whether the column is set to the right (numbers)."""

    head: str
    right: bool = False


def aligned(columns: Sequence[Column], rows: Sequence[Sequence[str]], *, gap: str = "  ") -> str:
    """Heading, rule and rows, every column as wide as its widest cell, no space at a line's end."""
    cells = [[column.head for column in columns], *rows]
    widths = [max(width_of(row[index]) for row in cells) for index in range(len(columns))]
    rule = gap.join("-" * width for width in widths).rstrip()
    lines = [
        gap.join(
            _set(text, width, right=column.right) for text, width, column in zip(row, widths, columns, strict=True)
        ).rstrip()
        for row in cells
    ]
    return "\n".join([lines[0], rule, *lines[1:]])


def _set(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - width_of(text))
    return space + text if right else text + space


def width_of(text: str) -> int:
    """How many terminal columns a text takes: combining marks take none, wide characters two."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )
