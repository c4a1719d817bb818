"""Municipal layers: checked against their fields, converted to the site's system; never more columns than those fields.

Strict on what a criterion would otherwise get wrong in silence: a layer without a required field is refused, and what
depends on it is undetermined. Attributes beyond the table are not read: a layer of homes may carry names of people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from siteplan.errors import InputError, Issue
from siteplan.model import Places
from siteplan.readers.crs import convert
from siteplan.readers.delimited import number
from siteplan.readers.layer_fields import LAYERS, LayerField, LayerRules
from siteplan.readers.layer_mapping import FieldSource, source_of
from siteplan.readers.polygons import valid_or_repaired
from siteplan.readers.vector import Table, read_table, split_layer

Column = NDArray[np.generic]


def read_layer(
    name: str, source: Path | str, *, crs: str, fields: Mapping[str, str | FieldSource] | None = None,
    file_crs: str | None = None, folder: Path | None = None,
) -> tuple[Places | None, tuple[Issue, ...]]:  # fmt: skip
    """One municipal layer.

    Parameters
    ----------
    name
        One of LAYERS.
    source
        A file, or "file|layer".
    crs
        The site's system.
    fields
        The layer's own name for a field, or where else it comes from, by field.
    file_crs
        Stated system of a file that does not say.
    folder
        Where a relative ``source`` starts.

    Returns
    -------
    The features, with one column a field of the table: text and choices as objects (None where absent), numbers as
    float64 (NaN where absent). None, and errors among the issues, where the layer cannot be used.

    Raises
    ------
    InputError
        "unknown-layer-name"; everything else about the file is an issue, so that a site goes on without it.
    """
    rules = LAYERS.get(name)
    if rules is None:
        raise InputError(Issue(code="unknown-layer-name", element=name, values={"known": ", ".join(LAYERS)}))
    file, layer = split_layer(str(source))
    path = Path(file) if folder is None else folder / file
    try:
        table = read_table(path, layer)
        columns = _mapped(table, name, rules, fields or {})
        if len(table) == 0:
            return _places(table, columns, table.geometries, np.zeros(0, dtype=bool)), ()
        source_crs = table.settled_crs(file_crs)
        geometries = convert(table.geometries, source=source_crs, target=crs, file=table.file)
    except InputError as error:
        return None, error.issues
    return _checked(name, table, rules, columns=columns, geometries=geometries)


def _mapped(
    table: Table, name: str, rules: LayerRules, fields: Mapping[str, str | FieldSource]
) -> dict[str, NDArray[np.object_] | None]:
    """The file's column for every field, None where it has none. InputError with everything that is missing."""
    issues = [
        Issue(code="unknown-field", file=table.file, element=f"layers.{name}.fields.{key}",
              values={"known": ", ".join(rules.fields)})
        for key in fields if key not in rules.fields and key != "name"
    ]  # fmt: skip
    columns: dict[str, NDArray[np.object_] | None] = {}
    for key in ("name", *rules.fields):
        source = source_of(fields.get(key, key))
        column = source.taken(table)
        rule = rules.fields.get(key)
        needed = rule is not None and (rule.required or rule.without_value != "allowed")
        if column is None and (key in fields or (needed and len(table) > 0)):
            values = {"layer": name, "column": source.said, "columns": ", ".join(table.columns) or "-"}
            issues.append(Issue(code="layer-field-missing", file=table.file, element=key, values=values))
        columns[key] = column
    if issues:
        raise InputError(issues)
    return columns


def _checked(
    name: str, table: Table, rules: LayerRules, *, columns: Mapping[str, NDArray[np.object_] | None],
    geometries: NDArray[np.object_],
) -> tuple[Places | None, tuple[Issue, ...]]:  # fmt: skip
    keep = np.ones(len(table), dtype=bool)
    issues: list[Issue] = []
    geometries = _usable_geometries(table, rules, geometries, keep=keep, issues=issues)
    refused = False
    values: dict[str, Column | None] = {"name": columns["name"]}
    for key, rule in rules.fields.items():
        column = columns[key]
        values[key] = None
        if column is None:
            continue
        values[key], wrong = _parsed(column, rule)
        issues += _wrong_values(table, name, key, rule, column=column, wrong=wrong)
        absent = _absent(values[key])
        if rule.without_value == "layer" and absent.any():
            refused = True
            issues.append(_absence_issue("layer-value-missing", table, name, key, rows=absent))
        elif rule.without_value == "row":
            if (absent & ~wrong).any():
                issues.append(_absence_issue("layer-rows-without-value", table, name, key, rows=absent & ~wrong))
            keep &= ~absent
    return None if refused else _places(table, values, geometries, keep), tuple(issues)


def _absence_issue(code: str, table: Table, name: str, key: str, *, rows: NDArray[np.bool_]) -> Issue:
    values = {"layer": name, "rows": _rows(table, rows), "count": str(rows.sum())}
    return Issue(code=code, file=table.file, element=key, values=values)


def _usable_geometries(
    table: Table, rules: LayerRules, geometries: NDArray[np.object_], *, keep: NDArray[np.bool_], issues: list[Issue]
) -> NDArray[np.object_]:
    """Valid geometries; ``keep`` and ``issues`` are told of those that are none."""
    absent = np.array([g is None or g.is_empty or row in table.faults for row, g in enumerate(geometries)], dtype=bool)
    if rules.areas_only:
        flat = np.asarray(shapely.get_dimensions(geometries)) < 2
        if (flat & ~absent).any():
            issues.append(_geometry_issue("layer-not-areas", table, flat & ~absent))
        keep &= ~flat
    if absent.any():
        issues.append(_geometry_issue("layer-without-geometry", table, absent))
    keep &= ~absent
    invalid = keep & ~shapely.is_valid(geometries)
    if invalid.any():
        issues.append(_geometry_issue("layer-outlines-repaired", table, invalid, warning=True))
        geometries = geometries.copy()
        geometries[invalid] = [valid_or_repaired(geometry) for geometry in geometries[invalid]]
    return geometries


def _geometry_issue(code: str, table: Table, rows: NDArray[np.bool_], *, warning: bool = False) -> Issue:
    values = {"rows": _rows(table, rows), "count": str(rows.sum())}
    return Issue(code=code, file=table.file, values=values, severity="warning" if warning else "error")


def _rows(table: Table, rows: NDArray[np.bool_], most: int = 8) -> str:
    """The ids (else row numbers) of the marked rows, the first few by name."""
    found = [str(table.ids[row] or row + 1) for row in np.flatnonzero(rows)]
    return ", ".join(found[:most]) + (" ..." if len(found) > most else "")


def _parsed(column: NDArray[np.object_], rule: LayerField) -> tuple[Column, NDArray[np.bool_]]:
    """The values, and which rows hold something that is no such value."""
    readers: Mapping[str, Callable[[object], object]] = {
        "text": _as_text, "choice": _as_text, "number": _as_number, "whole": _as_number,
    }  # fmt: skip
    read = readers[rule.kind]
    parsed = np.array([*(None if value is None else read(value) for value in column), None], dtype=object)[:-1]
    if rule.kind in ("text", "choice"):
        free = rule.kind == "text"
        wrong = np.array([not free and text is not None and text not in rule.allowed for text in parsed], dtype=bool)
        parsed[wrong] = None
        return parsed, wrong
    numbers = np.array([np.nan if value is None else value for value in parsed], dtype=np.float64)
    given = np.array([value is not None for value in column], dtype=bool)
    wrong = given & np.isnan(numbers)
    if rule.kind == "whole":
        wrong |= given & (numbers != np.floor(numbers))
    wrong |= numbers < (-np.inf if rule.least is None else rule.least)
    wrong |= numbers > (np.inf if rule.most is None else rule.most)
    numbers[wrong] = np.nan
    return numbers, wrong


def _as_text(value: object) -> str | None:
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    return text or None


def _as_number(value: object) -> float | None:
    try:
        return number(value, decimal_comma=True)
    except ValueError:
        return None


def _absent(values: Column | None) -> NDArray[np.bool_]:
    if values is None:
        return np.zeros(0, dtype=bool)
    if values.dtype == object:
        return np.array([value is None for value in values], dtype=bool)
    return np.isnan(values.astype(np.float64))


def _wrong_values(
    table: Table, name: str, key: str, rule: LayerField, *, column: NDArray[np.object_], wrong: NDArray[np.bool_]
) -> list[Issue]:
    """One issue for every distinct wrong value, with how many features have it and what that costs."""
    wanted = ", ".join(rule.allowed) or _range(rule)
    code = "layer-wrong-value" if rule.without_value == "allowed" else "layer-wrong-value-left-out"
    return [
        Issue(
            code=code, file=table.file, element=key, severity="warning" if rule.without_value == "allowed" else "error",
            values={"layer": name, "value": value, "count": str(count), "wanted": wanted},
        )
        for value, count in Counter(str(value) for value in column[wrong]).items()
    ]  # fmt: skip


def _range(rule: LayerField) -> str:
    low = "-∞" if rule.least is None else f"{rule.least:g}"
    return f"{low} … {'∞' if rule.most is None else f'{rule.most:g}'}"


def _places(
    table: Table, columns: Mapping[str, Column | None], geometries: NDArray[np.object_], keep: NDArray[np.bool_]
) -> Places:
    stated = table.column("id")
    ids = [str((None if stated is None else stated[row]) or table.ids[row] or row + 1) for row in range(len(table))]
    named = columns.get("name")
    names = ["" if named is None or named[row] is None else str(named[row]) for row in range(len(table))]
    return Places(
        ids=np.array([*ids, None], dtype=object)[:-1],
        names=np.array([*names, None], dtype=object)[:-1],
        geometries=geometries,
        columns={key: values for key, values in columns.items() if values is not None},
        source=table.source,
    ).take(keep)


def joined(parts: Sequence[Places]) -> Places:
    """Several files of one layer as one; a column that a file lacks is empty for its features.

    An id that two files use is told apart by the file's name.
    """
    if len(parts) == 1:
        return parts[0]
    ids = np.concatenate([part.ids for part in parts])
    files = [part.source.name if part.source else str(number) for number, part in enumerate(parts)]
    twice = {name for name, count in Counter(ids.tolist()).items() if count > 1}
    owner = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    columns: dict[str, Column] = {}
    for key in dict.fromkeys(key for part in parts for key in part.columns):
        known = next(part.columns[key] for part in parts if key in part.columns)
        empty = None if known.dtype == object else np.nan
        columns[key] = np.concatenate(
            [part.columns.get(key, np.full(len(part), empty, dtype=known.dtype)) for part in parts]
        )
    return Places(
        ids=np.array([f"{files[o]}/{i}" if i in twice else i for i, o in zip(ids, owner, strict=True)], dtype=object),
        names=np.concatenate([part.names for part in parts]),
        geometries=np.concatenate([part.geometries for part in parts]), columns=columns,
    )  # fmt: skip
