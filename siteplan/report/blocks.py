"""What a report is made of: blocks of plain text, tables, figures and results. Every printer prints the same blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from siteplan.criterion import Outcome
from siteplan.edition import Edition
from siteplan.text import Language

Paper = Literal["a4", "a3"]
Tone = Literal["plain", "lead", "soft", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; level 1 begins a chapter, level 2 a section, level 3 a part of it."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Running text. ``warning`` is set apart: what a reader must not miss."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """A list of short points; ``boxes`` prints a box to tick before each."""

    items: tuple[str, ...]
    boxes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The mark of an outcome with its word, as a cell of a table."""

    outcome: Outcome
    word: str


Cell: TypeAlias = str | Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under a head. ``widths`` are relative; ``numeric`` names the columns set to the right, from 0."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    numeric: tuple[int, ...] = ()
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A drawing as SVG and as PNG. ``alt`` says in words what it shows; ``width_mm`` is its size on paper.

    A plan or map to scale has that scale only when it is printed at ``width_mm``.
    """

    name: str
    svg: bytes
    png: bytes
    width_mm: float
    height_mm: float
    caption: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Words of a document in their own language, with who says them and where they stand."""

    text: str
    cite: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionBlock:
    """One criterion: its question, facts (name and value), limits and quotations."""

    title: str
    question: str
    facts: tuple[tuple[str, str], ...]
    limits: tuple[str, ...]
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """Something for a person to write or stick in: a label and how many lines, or a frame of a height."""

    label: str
    lines: int = 1
    frame_mm: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBreak:
    """What follows begins on a new page."""


Block: TypeAlias = (
    Heading | Paragraph | Bullets | Table | Figure | Quotation | CriterionBlock | Blank | PageBreak
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A report ready to be printed.

    Parameters
    ----------
    marking
        What every page's head says: the edition and, of an internal one, the ground for keeping it from the public.
    foot
        What every page's foot says: program, version, date.
    """

    title: str
    subtitle: str
    language: Language
    edition: Edition
    marking: str
    foot: str
    date: str
    paper: Paper
    landscape: bool
    blocks: tuple[Block, ...]

    def figures(self) -> Iterator[Figure]:
        """The figures in order."""
        return (block for block in self.blocks if isinstance(block, Figure))
