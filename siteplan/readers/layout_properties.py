"""Typed reading of one feature's properties: every fault becomes an issue, what is not known is kept."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from siteplan.errors import Issue, Severity


@dataclass(slots=True, eq=False)
class Properties:
    """Properties of one feature while they are read; null counts as absent (QGIS writes it for empty fields).

    ``broken`` becomes True when a required value is missing or a value cannot be used in its place.
    """

    values: Mapping[str, object]
    file: str
    element: str
    kind: str
    issues: list[Issue]
    broken: bool = False
    _used: set[str] = field(default_factory=lambda: {"kind", "id"})

    def number(
        self, key: str, *, required: bool = False, above: float | None = None, least: float | None = None,
        default: float | None = None,
    ) -> float | None:  # fmt: skip
        """A finite number, or the default."""
        value = self._take(key, required)
        if value is None:
            return default
        bound = f" (> {above:g})" if above is not None else f" (≥ {least:g})" if least is not None else ""
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            self._wrong(key, value, f"1.5{bound}", required)
            return default
        if (above is not None and value <= above) or (least is not None and value < least):
            self._wrong(key, value, f"1.5{bound}", required)
            return default
        return float(value)

    def integer(self, key: str) -> int:
        """A required whole number; 0 and a broken feature where it is missing."""
        value = self._take(key, True)
        if value is None:
            return 0
        if isinstance(value, bool) or not isinstance(value, int | float) or not float(value).is_integer():
            self._wrong(key, value, "0, 1, 2 ...", True)
            return 0
        return int(value)

    def integers(self, key: str) -> tuple[int, ...]:
        """A required list of whole numbers."""
        value = _listed(self._take(key, True))
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(v, int) and not isinstance(v, bool) for v in value):
            self._wrong(key, value, "[0, 1]", True)
            return ()
        return tuple(int(v) for v in value)

    def flag(self, key: str, default: bool | None) -> bool | None:
        """True or false; 0 and 1 count, as shapefile-born files have them."""
        value = self._take(key, False)
        if value is None:
            return default
        if isinstance(value, bool) or value in (0, 1):
            return bool(value)
        self._wrong(key, value, "true, false", False)
        return default

    def text(self, key: str, *, required: bool = False) -> str | None:
        """A text; a number counts as the text of its digits, so that ids may be written either way."""
        value = self._take(key, required)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, str | int):
            self._wrong(key, value, '"..."', required)
            return None
        return str(value)

    def choice(self, key: str, allowed: Collection[str], default: str) -> str:
        """One of the allowed words, else the default."""
        value = self._take(key, False)
        if value is None:
            return default
        if value not in allowed:
            self._wrong(key, value, ", ".join(allowed), False)
            return default
        return str(value)

    def pair(self, key: str) -> tuple[str, str] | None:
        """Two ids, or None."""
        value = _listed(self._take(key, False))
        if value is None:
            return None
        if not isinstance(value, list) or len(value) != 2 or not all(isinstance(v, str | int) for v in value):
            self._wrong(key, value, '["room1", "outside"]', False)
            return None
        return str(value[0]), str(value[1])

    def rest(self) -> dict[str, object]:
        """Properties that nobody asked for: kept, and written back."""
        return {key: value for key, value in self.values.items() if key not in self._used and value is not None}

    def say(self, code: str, severity: Severity, **values: str) -> None:
        """An issue about this feature."""
        self.issues.append(
            Issue(
                code=code, file=self.file, element=self.element, values={"kind": self.kind, **values}, severity=severity
            )
        )  # fmt: skip

    def _take(self, key: str, required: bool) -> object:
        self._used.add(key)
        value = self.values.get(key)
        if value is None and required:
            self.broken = True
            self.say("layout-missing-property", "error", property=key)
        return value

    def _wrong(self, key: str, value: object, wanted: str, required: bool) -> None:
        shown = {"property": key, "value": _shown(value), "wanted": wanted}
        if required:
            self.broken = True
            self.say("layout-wrong-property", "error", **shown)
        else:
            # Kept as it is in the file, but not used.
            self._used.discard(key)
            self.say("layout-wrong-property-unused", "warning", **shown)


def _listed(value: object) -> object:
    """A list, also where GDAL has written it as the text of one."""
    if isinstance(value, str) and value.startswith("["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)[:60]
