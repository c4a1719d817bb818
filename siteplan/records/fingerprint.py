"""The fingerprint of a thing: sha256 of its canonical JSON (sorted keys, coordinates at 1e-6 m)."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Collection, Mapping

import shapely
from shapely.geometry.base import BaseGeometry

PLACES = 6
"""Decimals of a metre that count."""


def fingerprint(value: object, *, leave_out: Collection[str] = ()) -> str:
    """Hexadecimal sha256 of a value made of dataclasses, mappings, sequences, geometries and plain values.

    Parameters
    ----------
    leave_out
        Fields of the outermost dataclass that do not count.
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = [field.name for field in dataclasses.fields(value) if field.name not in leave_out]
        table: object = {name: _canonical(getattr(value, name)) for name in fields}
    else:
        table = _canonical(value)
    text = json.dumps(table, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _canonical(value: object) -> object:
    if isinstance(value, BaseGeometry):
        return _wkt(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _canonical(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _canonical(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(part) for part in value]
    if isinstance(value, float):
        # 3.0 and 3 are one number in JSON; -0.0 is 0.
        return int(value) if value.is_integer() else value
    return value


def _wkt(geometry: BaseGeometry) -> str:
    # Adding zero turns -0.0 into 0.0, which would be written with its sign.
    rounded = shapely.transform(geometry, lambda xy: xy.round(PLACES) + 0.0)
    return str(shapely.to_wkt(rounded, rounding_precision=PLACES, trim=True))
