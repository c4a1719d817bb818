"""Values as JSON knows them: no NaN, no infinity, no numpy, numbers without noise in their last digits."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

DECIMALS = 6
"""Rounding of every number that leaves: a thousandth of a millimetre, a millionth of a score."""


def plain(value: object) -> Any:
    """The value as dict, list, str, bool, int, float or None; NaN and infinity become None.

    Raises TypeError for anything else, rather than writing its ``repr``.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        rounded = round(value, DECIMALS)
        return 0.0 if rounded == 0 else rounded
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, np.ndarray):
        return [plain(part) for part in value.tolist()]
    if isinstance(value, Sequence | set | frozenset):
        return [plain(part) for part in value]
    raise TypeError(f"no plain form of {type(value).__name__}")


def to_json(record: Mapping[str, Any], *, indent: int | None = 1) -> str:
    """The record as JSON text (UTF-8, keys in the order given, a line end at the end)."""
    return json.dumps(record, ensure_ascii=False, allow_nan=False, indent=indent) + "\n"


def write_text(path: Path, text: str) -> None:
    """The text in the file, or, where writing fails, the file as it was."""
    partial = path.with_name(f".{path.name}.part")
    try:
        partial.write_text(text, encoding="utf-8", newline="")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
