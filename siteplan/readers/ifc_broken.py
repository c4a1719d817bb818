"""Elements of an IFC model that refer to what is not there: each is named and left out, and costs no other element."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from siteplan.readers.imported import Import

WHAT_BROKEN_ELEMENTS_RAISE = (
    AttributeError, TypeError, ValueError, KeyError, IndexError, RuntimeError, ArithmeticError,
)  # fmt: skip
"""A reference into nothing is None in ifcopenshell, a wrong one an entity of another type or a bare tuple."""


@contextmanager
def tolerating(read: Import, element: str) -> Iterator[None]:
    """Whatever a broken element raises becomes an issue that names it."""
    try:
        yield
    except WHAT_BROKEN_ELEMENTS_RAISE as error:
        detail = f"{type(error).__name__}: {error}"[:100]
        read.say("ifc-element-broken", element, detail=detail)
