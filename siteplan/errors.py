"""The one small tree of errors, and the issues that they carry.

No sentence is written here: an issue holds a code and the values for its sentence, and
:mod:`siteplan.text` says it in Norwegian or English (``text/issues.toml``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from shapely.geometry.base import BaseGeometry

Severity = Literal["error", "warning", "information"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Something in a file that a person should know about.

    Parameters
    ----------
    code
        Stable identifier, kebab-case; its sentence stands in ``text/issues.toml``.
    file
        Name of the file as the user gave it, or None.
    element
        What in the file: a feature id, a key path, a row number, or None.
    values
        What the sentence of this code names.
    severity
        "error": not used; "warning": used with a doubt; "information": used, and worth knowing.
    geometry
        Where, in the coordinates of the file's own model, or None.
    """

    code: str
    file: str | None = None
    element: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    severity: Severity = "error"
    geometry: BaseGeometry | None = None


class SiteplanError(Exception):
    """What siteplan raises on purpose; everything else is a bug and surfaces."""


class InputError(SiteplanError):
    """Input that cannot be used. Carries one issue per problem, all of them at once."""

    def __init__(self, issues: Issue | Iterable[Issue]) -> None:
        self.issues: tuple[Issue, ...] = (issues,) if isinstance(issues, Issue) else tuple(issues)
        super().__init__("; ".join(f"{i.code}: {i.file} {i.element} {dict(i.values)}" for i in self.issues))


class MissingDataError(SiteplanError):
    """A measure lacks data; evaluation turns it into the outcome "undetermined".

    Parameters
    ----------
    missing
        Key of the sentence in ``text/missing.toml`` that names what would settle it, e.g. ``layer_municipal_housing``.
    values
        What that sentence names.
    """

    def __init__(self, missing: str, values: Mapping[str, str] | None = None) -> None:
        self.missing = missing
        self.values: Mapping[str, str] = dict(values or {})
        super().__init__(missing)


class NotApplicableError(SiteplanError):
    """The question does not arise for this candidate (no staffed base, say); the outcome is "not applicable".

    Parameters
    ----------
    reason
        Key of the sentence in ``text/missing.toml``.
    """

    def __init__(self, reason: str, values: Mapping[str, str] | None = None) -> None:
        self.reason = reason
        self.values: Mapping[str, str] = dict(values or {})
        super().__init__(reason)
