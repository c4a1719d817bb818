"""How a municipality's own columns become the fields of a layer: by name, code or part of a text, or alike for all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from siteplan.criterion import FILE_DATA
from siteplan.readers.vector import Table

Plain = str | int | float

_NUMBER = re.compile(r"\d+")
ANY = "*"
"""Ends a code that stands for every code that begins like it: ``11*``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSource:
    """Where a field comes from: a column, or one value for every feature of the file.

    Parameters
    ----------
    column
        Name of the file's column.
    part
        Which of the numbers in the column's text, from 1: of "235/122" part 1 is 235.
    values
        What the column's codes mean; ``11*`` stands for every code that begins so, and the longest that fits holds. A
        value that is not listed stays as it is.
    value
        In place of a column.
    """

    __pydantic_config__ = FILE_DATA

    column: str | None = None
    part: int | None = None
    values: Mapping[str, Plain] = field(default_factory=dict)
    value: Plain | None = None

    @property
    def problem(self) -> str | None:
        """What is wrong with it, in the words of a key; None where nothing is."""
        if (self.column is None) == (self.value is None):
            return "column or value"
        if self.value is not None and (self.values or self.part is not None):
            return "value alone"
        return "part >= 1" if self.part is not None and self.part < 1 else None

    @property
    def said(self) -> str:
        """The column as an issue names it."""
        return self.column or str(self.value)

    def taken(self, table: Table) -> NDArray[np.object_] | None:
        """The field's value for every feature; None where the file has no such column."""
        if self.column is None:
            return np.array([*([self.value] * len(table)), None], dtype=object)[:-1]
        column = table.column(self.column)
        if column is None or (self.part is None and not self.values):
            return column
        return np.array([*(self._one(value) for value in column), None], dtype=object)[:-1]

    def _one(self, value: object) -> object:
        if value is None:
            return None
        text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
        if self.part is not None:
            numbers = _NUMBER.findall(text)
            # A property number without a lease or a section leaves these parts out.
            text = numbers[self.part - 1] if self.part <= len(numbers) else ""
        return self._meaning(text) if self.values else text or None

    def _meaning(self, code: str) -> Plain:
        if code in self.values:
            return self.values[code]
        begun = [key for key in self.values if key.endswith(ANY) and code.startswith(key.removesuffix(ANY))]
        return self.values[max(begun, key=len)] if begun else code


def source_of(written: str | FieldSource) -> FieldSource:
    """A column's bare name as a source."""
    return FieldSource(column=written) if isinstance(written, str) else written
