"""Layouts that siteplan itself has written as IFC: back as they were, from shapes and property sets."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import ifcopenshell
import ifcopenshell.util.element as elements
from shapely.geometry import mapping

from siteplan.errors import InputError, Issue
from siteplan.model import DataSource, Layout
from siteplan.readers.ifc_broken import WHAT_BROKEN_ELEMENTS_RAISE, tolerating
from siteplan.readers.ifc_drawn import drawn_shape
from siteplan.readers.ifc_shapes import Frame
from siteplan.readers.import_mapping import ImportMapping
from siteplan.readers.imported import Import
from siteplan.readers.layout import parse_layout

PSET = "Pset_siteplan"


def read_own(
    model: ifcopenshell.file, *, file: str, source: DataSource
) -> tuple[Layout, tuple[Issue, ...]] | None:  # fmt: skip
    """The layout of a model with siteplan's property sets; None for any other model."""
    header: dict[str, Any] | None = None
    for site in model.by_type("IfcSite"):
        try:
            text = elements.get_pset(site, PSET, "Header")
            header = json.loads(text) if isinstance(text, str) else header
        except WHAT_BROKEN_ELEMENTS_RAISE as error:
            detail = f"{PSET}: {error}"[:100]
            raise InputError(Issue(code="ifc-broken", file=file, values={"detail": detail})) from error
    if header is None or not {"origin", "siteplan"} <= set(header):
        return None
    numbered: list[tuple[int, dict[str, Any]]] = [(int(k), feature) for k, feature in header.pop("undrawn", [])]
    origin = (float(header["origin"][0]), float(header["origin"][1]))
    del header["origin"]
    frame = Frame(1.0)
    read = Import(file=file, name=file, mapping=ImportMapping())
    products: Any = model.by_type("IfcProduct")
    for product in products:
        with tolerating(read, f"{product.is_a()} {product.Name or product.GlobalId}"):
            table = elements.get_pset(product, PSET)
            if not table or "Properties" not in table:
                continue
            shape = drawn_shape(product, origin, frame=frame)
            geometry = None if shape is None else mapping(shape)
            feature = {"type": "Feature", "properties": json.loads(table["Properties"]), "geometry": geometry}
            numbered.append((int(table["Order"]), feature))
    features = [feature for _, feature in sorted(numbered, key=lambda pair: pair[0])]
    layout, issues = parse_layout({**header, "features": features}, name=file, source=source)
    issues = (*read.issues, *issues)
    return dataclasses.replace(layout, issues=issues), issues
