"""Weights, limits and waivers that a site or a user sets; every name is checked against what exists."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from siteplan.criterion import FAMILIES, CriterionSpec
from siteplan.criterion_file import read_toml
from siteplan.errors import InputError, Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightsFile:
    """Weights by criterion or family; limits by ``criterion.parameter``."""

    weights: Mapping[str, float] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)


def read_weights(path: Path, *, specs: Mapping[str, CriterionSpec] | None = None) -> WeightsFile:
    """A weights file: ``criterion or family = weight`` lines, or tables ``[weights]`` and ``[limits]``.

    Raises InputError with everything that is wrong in it.
    """
    table = read_toml(path)
    sections = {"weights", "limits"}
    if table and set(table) <= sections and all(isinstance(part, dict) for part in table.values()):
        return WeightsFile(
            weights=check_weights(table.get("weights", {}), specs=specs, file=path.name),
            limits=check_limits(table.get("limits", {}), specs=specs, file=path.name),
        )
    return WeightsFile(weights=check_weights(table, specs=specs, file=path.name, prefix=""))


def check_weights(
    table: Mapping[str, object], *, specs: Mapping[str, CriterionSpec] | None, file: str, prefix: str = "weights."
) -> dict[str, float]:
    """Weights of at least 0 by criterion id or family name. Raises InputError with everything that is wrong."""
    issues: list[Issue] = []
    for name, value in table.items():
        if specs is not None and name not in specs and name not in FAMILIES:
            issues.append(_unknown_criterion(file, f"{prefix}{name}", name))
        elif not _is_number(value) or float(str(value)) < 0:
            issues.append(_wrong_number(file, f"{prefix}{name}", value, "≥ 0"))
    return _numbers(table, issues)


def check_limits(
    table: Mapping[str, object], *, specs: Mapping[str, CriterionSpec] | None, file: str, prefix: str = "limits."
) -> dict[str, float]:
    """Limits by ``criterion.parameter``, written with a dotted key or as a table a criterion. Raises InputError."""
    flat: dict[str, object] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            flat.update({f"{name}.{parameter}": part for parameter, part in value.items()})
        else:
            flat[name] = value
    issues: list[Issue] = []
    for name, value in flat.items():
        criterion, _, parameter = name.partition(".")
        if specs is not None and criterion not in specs:
            issues.append(_unknown_criterion(file, f"{prefix}{name}", criterion))
        elif specs is not None and parameter not in specs[criterion].parameters:
            known = ", ".join(specs[criterion].parameters) or "-"
            values = {"criterion": criterion, "known": known}
            issues.append(Issue(code="unknown-parameter", file=file, element=f"{prefix}{name}", values=values))
        elif not _is_number(value):
            issues.append(_wrong_number(file, f"{prefix}{name}", value, "1, 2.5, …"))
    return _numbers(flat, issues)


def check_waivers(
    table: Mapping[str, object], *, specs: Mapping[str, CriterionSpec] | None, file: str, prefix: str = "waivers."
) -> dict[str, str]:
    """Written reasons by requirement (``criterion`` or ``criterion:name``); an empty reason waives nothing."""
    issues: list[Issue] = []
    for name, reason in table.items():
        criterion = name.partition(":")[0]
        if specs is not None and criterion not in specs:
            issues.append(_unknown_criterion(file, f"{prefix}{name}", criterion))
        elif not isinstance(reason, str) or not reason.strip():
            issues.append(Issue(code="waiver-without-reason", file=file, element=f"{prefix}{name}"))
    if issues:
        raise InputError(issues)
    return {name: str(reason).strip() for name, reason in table.items()}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _numbers(table: Mapping[str, object], issues: list[Issue]) -> dict[str, float]:
    if issues:
        raise InputError(issues)
    return {name: float(value) for name, value in table.items() if isinstance(value, int | float)}


def _unknown_criterion(file: str, element: str, name: str) -> Issue:
    return Issue(code="unknown-criterion", file=file, element=element, values={"name": name})


def _wrong_number(file: str, element: str, value: object, wanted: str) -> Issue:
    return Issue(code="not-a-number", file=file, element=element, values={"value": str(value), "wanted": wanted})
