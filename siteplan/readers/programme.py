"""What a municipality or a drawing declares of the service: rules of the house, never diagnoses or persons."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping
from pathlib import Path

from siteplan.criterion import CriterionSpec, DeclaredAttribute
from siteplan.criterion_file import read_toml
from siteplan.errors import InputError, Issue
from siteplan.model import Programme, ProgrammeValue

GENERAL: tuple[DeclaredAttribute, ...] = (
    DeclaredAttribute(key="target_group", type="text"),
    DeclaredAttribute(key="units_wanted", type="integer", minimum=1),
    DeclaredAttribute(key="staffed_base", type="boolean"),
    DeclaredAttribute(key="staffing_hours_per_week", type="number", minimum=0, maximum=168),
    DeclaredAttribute(key="overnight", type="choice", allowed=("awake", "sleeping", "visits", "phone", "none")),
    DeclaredAttribute(key="min_staff_on_duty", type="integer", minimum=0),
    DeclaredAttribute(key="service_model", type="text"),
    DeclaredAttribute(key="vehicle", type="boolean"),
    DeclaredAttribute(key="adaptable", type="boolean"),
    DeclaredAttribute(key="cameras", type="text"),
    DeclaredAttribute(key="sluice", type="boolean"),
    DeclaredAttribute(key="staff_key_override", type="boolean"),
    DeclaredAttribute(key="sanitary_material", type="text"),
    DeclaredAttribute(key="visitor_room", type="boolean"),
    DeclaredAttribute(key="bicycle_parking", type="boolean"),
    # Wanted or not wanted: what a sketch does not show is otherwise not assessed.
    DeclaredAttribute(key="common_room", type="boolean"),
    DeclaredAttribute(key="garden", type="boolean"),
    DeclaredAttribute(key="outdoor_activity", type="boolean"),
    DeclaredAttribute(key="workshop", type="boolean"),
    DeclaredAttribute(key="medication_room", type="boolean"),
    DeclaredAttribute(key="waste_point", type="boolean"),
    DeclaredAttribute(key="parking", type="boolean"),
    DeclaredAttribute(key="technical_room", type="boolean"),
    DeclaredAttribute(key="external_storage", type="boolean"),
    DeclaredAttribute(key="medication_room_lockable", type="boolean"),
    DeclaredAttribute(key="sharps_box", type="boolean"),
    DeclaredAttribute(key="fire_rated_walls", type="boolean"),
    DeclaredAttribute(key="window_lead_days", type="number", minimum=0),
    DeclaredAttribute(key="fire_risk_class", type="integer", minimum=1, maximum=6),
)
"""Keys of INTERFACES section 3; a criterion that declares the same key rules over its line here."""


_YES_OR_NO = {"ja": True, "yes": True, "true": True, "x": True, "nei": False, "no": False, "false": False}
_ANY = '1, 2.5, "…", true, false, ["…", "…"]'


def read_programme(path: Path, *, specs: Mapping[str, CriterionSpec] | None = None) -> Programme:
    """A programme file: ``key = value`` lines, at the top or in a table ``[programme]``; or a filled-in field sheet.

    Raises InputError with everything that is wrong in it.
    """
    if path.suffix.lower() == ".csv":
        return check_programme(_answers(path, specs or {}), specs=specs, file=path.name, prefix="")
    table = read_toml(path)
    nested = table.get("programme")
    if isinstance(nested, dict) and len(table) == 1:
        return check_programme(nested, specs=specs, file=path.name)
    return check_programme(table, specs=specs, file=path.name, prefix="")


def _answers(path: Path, specs: Mapping[str, CriterionSpec]) -> dict[str, object]:
    """The answers of a field sheet (CSV with the columns ``key`` and ``answer``); a row without an answer says nothing.

    Raises InputError: "file-missing"; "field-sheet-without-columns".
    """
    if not path.is_file():
        raise InputError(Issue(code="file-missing", file=str(path)))
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    first = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=max(";,\t", key=first.count))
    if not {"key", "answer"} <= set(rows.fieldnames or ()):
        raise InputError(Issue(code="field-sheet-without-columns", file=path.name))
    known = declared_attributes(specs.values())
    said = {(row["key"] or "").strip(): (row["answer"] or "").strip() for row in rows}
    return {key: _typed(answer, known.get(key)) for key, answer in said.items() if key and answer}


def _typed(answer: str, attribute: DeclaredAttribute | None) -> object:
    """A written answer as the attribute's type; what does not fit stays text, and is refused with its words."""
    kind = "text" if attribute is None else attribute.type
    if kind == "boolean":
        return _YES_OR_NO.get(answer.casefold(), answer)
    if kind == "list":
        return tuple(part.strip() for part in answer.replace("/", ",").split(",") if part.strip())
    if kind in ("number", "integer"):
        try:
            value = float(answer.replace(",", "."))
        except ValueError:
            return answer
        return int(value) if value.is_integer() else value
    return answer


def declared_attributes(specs: Iterable[CriterionSpec]) -> dict[str, DeclaredAttribute]:
    """Every attribute that can be declared, by key."""
    known = {attribute.key: attribute for attribute in GENERAL}
    known.update({spec.declared.key: spec.declared for spec in specs if spec.declared is not None})
    return known


def check_programme(
    table: Mapping[str, object], *, specs: Mapping[str, CriterionSpec] | None = None, file: str,
    prefix: str = "programme.",
) -> Programme:  # fmt: skip
    """The declared values, each of its declared type and within its bounds.

    Parameters
    ----------
    table
        Keys and values as read from TOML or JSON.
    specs
        The criteria in use, or None: then keys that only a criterion knows are taken as they are, if plain.
    file, prefix
        For messages.

    Raises
    ------
    InputError
        "unknown-programme-key", "wrong-programme-value": all of them at once.
    """
    known = declared_attributes((specs or {}).values())
    issues: list[Issue] = []
    programme: dict[str, ProgrammeValue] = {}
    for key, value in table.items():
        attribute = known.get(key)
        if attribute is None and specs is not None:
            values = {"known": ", ".join(sorted(known))}
            issues.append(Issue(code="unknown-programme-key", file=file, element=f"{prefix}{key}", values=values))
            continue
        plain = _plain(value)
        wanted = _ANY if attribute is None else _wanted(attribute)
        if plain is None or (attribute is not None and not _fits(plain, attribute)):
            values = {"value": _shown(value), "wanted": wanted}
            issues.append(Issue(code="wrong-programme-value", file=file, element=f"{prefix}{key}", values=values))
            continue
        programme[key] = plain
    if issues:
        raise InputError(issues)
    return programme


def _plain(value: object) -> ProgrammeValue | None:
    if isinstance(value, bool | str | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
        return tuple(str(part) for part in value)
    return None


def _fits(value: ProgrammeValue, attribute: DeclaredAttribute) -> bool:
    if attribute.type == "boolean":
        return isinstance(value, bool)
    if attribute.type in ("number", "integer"):
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        whole = attribute.type == "number" or float(value).is_integer()
        least = attribute.minimum is None or value >= attribute.minimum
        return whole and least and (attribute.maximum is None or value <= attribute.maximum)
    if attribute.type == "list":
        return isinstance(value, tuple) and (not attribute.allowed or set(value) <= set(attribute.allowed))
    return isinstance(value, str) and (not attribute.allowed or value in attribute.allowed)


def _wanted(attribute: DeclaredAttribute) -> str:
    """What would be right, as it would be written in the file: the same in every language."""
    if attribute.type == "boolean":
        return "true, false"
    if attribute.allowed:
        return ", ".join(attribute.allowed)
    if attribute.type in ("number", "integer"):
        example = "1, 2, 3 …" if attribute.type == "integer" else "1, 2.5 …"
        low = "" if attribute.minimum is None else f" ≥ {attribute.minimum:g}"
        high = "" if attribute.maximum is None else f" ≤ {attribute.maximum:g}"
        return f"{example}{low}{high}"
    return '["…", "…"]' if attribute.type == "list" else '"…"'


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
