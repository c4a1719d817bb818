"""What was decided about a site: which weight, limit or waiver changed, by which role, when and why.

One line of JSON an entry, only ever appended, each on the disk before the call returns. An entry names a role, never a
person. The file is the site's own: ``decisions.jsonl`` beside ``site.toml``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from siteplan.errors import InputError, Issue

FILE = "decisions.jsonl"
Setting = float | str
Settings = Mapping[str, Setting]
"""What a site settles: "weights.unit_area", "limits.criterion.parameter", "waivers.requirement", "profile"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One setting before and after; None where it was not set."""

    what: str
    before: Setting | None
    after: Setting | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One decision. ``when`` in UTC, ISO 8601; ``settings`` as they stood after it."""

    when: str
    role: str
    why: str
    changes: tuple[Change, ...]
    settings: Settings


def read_log(folder: Path) -> tuple[Entry, ...]:
    """Every entry, oldest first; none where there is no log.

    Raises
    ------
    InputError
        "damaged-log" with the line that cannot be read.
    """
    path = folder / FILE
    if not path.is_file():
        return ()
    entries = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            entries.append(_entry(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(Issue(code="damaged-log", file=FILE, element=str(number))) from error
    return tuple(entries)


def changes_since(entries: tuple[Entry, ...], settings: Settings) -> tuple[Change, ...]:
    """What differs between the last entry and the settings as they stand now, in order of name."""
    before: Settings = entries[-1].settings if entries else {}
    names = sorted({*before, *settings})
    return tuple(
        Change(what=name, before=before.get(name), after=settings.get(name))
        for name in names if before.get(name) != settings.get(name)
    )  # fmt: skip


def record_decision(
    folder: Path, settings: Settings, *, role: str, why: str, now: datetime | None = None
) -> Entry | None:  # fmt: skip
    """Append what changed since the last entry; None where nothing did.

    Raises
    ------
    InputError
        "decision-without-reason" where role or reason is empty; "not-writable"; "damaged-log".
    """
    if not role.strip() or not why.strip():
        raise InputError(Issue(code="decision-without-reason", file=FILE))
    changes = changes_since(read_log(folder), settings)
    if not changes:
        return None
    when = (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
    entry = Entry(when=when, role=role.strip(), why=why.strip(), changes=changes, settings=dict(settings))
    try:
        with (folder / FILE).open("a", encoding="utf-8") as stream:
            stream.write(_line(entry) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        values = {"detail": error.strerror or type(error).__name__}
        raise InputError(Issue(code="not-writable", file=FILE, values=values)) from error
    return entry


def _line(entry: Entry) -> str:
    record = {
        "when": entry.when, "role": entry.role, "why": entry.why,
        "changes": [{"what": c.what, "before": c.before, "after": c.after} for c in entry.changes],
        "settings": dict(sorted(entry.settings.items())),
    }  # fmt: skip
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def _entry(record: Mapping[str, object]) -> Entry:
    changes, settings = record["changes"], record["settings"]
    if not isinstance(changes, list) or not isinstance(settings, dict):
        raise TypeError("an entry holds a list of changes and a table of settings")
    return Entry(
        when=str(record["when"]), role=str(record["role"]), why=str(record["why"]), settings=settings,
        changes=tuple(Change(what=str(c["what"]), before=c["before"], after=c["after"]) for c in changes),
    )  # fmt: skip
