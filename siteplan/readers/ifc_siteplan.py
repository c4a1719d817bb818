"""Layouts that siteplan itself has written as IFC: back as they were, from shapes and property sets."""

from __future__ import annotations

import json
from typing import Any

import ifcopenshell
import ifcopenshell.util.element as elements
from shapely.geometry import mapping

from siteplan.errors import Issue
from siteplan.model import DataSource, Layout
from siteplan.readers.ifc_drawn import drawn_shape
from siteplan.readers.ifc_shapes import Frame
from siteplan.readers.layout import parse_layout

PSET = "Pset_siteplan"


def read_own(
    model: ifcopenshell.file, *, file: str, source: DataSource
) -> tuple[Layout, tuple[Issue, ...]] | None:  # fmt: skip
    """The layout of a model with siteplan's property sets; None for any other model."""
    header: dict[str, Any] | None = None
    for site in model.by_type("IfcSite"):
        text = elements.get_pset(site, PSET, "Header")
        if isinstance(text, str):
            header = json.loads(text)
    if header is None:
        return None
    numbered: list[tuple[int, dict[str, Any]]] = [(int(k), feature) for k, feature in header.pop("undrawn", [])]
    origin = (float(header["origin"][0]), float(header["origin"][1]))
    del header["origin"]
    frame = Frame(1.0)
    for product in model.by_type("IfcProduct"):
        table = elements.get_pset(product, PSET)
        if not table or "Properties" not in table:
            continue
        shape = drawn_shape(product, origin, frame=frame)
        geometry = None if shape is None else mapping(shape)
        feature = {"type": "Feature", "properties": json.loads(table["Properties"]), "geometry": geometry}
        numbered.append((int(table["Order"]), feature))
    features = [feature for _, feature in sorted(numbered, key=lambda pair: pair[0])]
    return parse_layout({**header, "features": features}, name=file, source=source)
