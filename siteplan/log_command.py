"""``siteplan log``: what was decided about a site, by which role, when and why; and the record of a new decision."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import cast

from siteplan.content import load_content
from siteplan.model import Site
from siteplan.records.decision_log import Change, Setting, changes_since, read_log, record_decision
from siteplan.text import Language, number, say


def log_command(options: argparse.Namespace) -> int:
    """Record, with a reason, what changed in site.toml since the last entry; show the log and what is unexplained."""
    from siteplan.readers.site import read_site

    folder, language = Path(options.site), cast(Language, options.language)
    site, _ = read_site(folder, specs=load_content().specs)
    settings = settings_of(site)
    if options.why is not None:
        record_decision(folder, settings, role=options.role or "", why=options.why)
    entries = read_log(folder)
    lines = []
    for entry in entries:
        values = {"when": entry.when, "role": entry.role, "why": entry.why}
        lines.append(say("log", "entry", language, values))
        lines += [f"  {change_sentence(change, language)}" for change in entry.changes]
    left = changes_since(entries, settings)
    if left:
        lines.append(say("log", "unrecorded", language))
        lines += [f"  {change_sentence(change, language)}" for change in left]
    print("\n".join(lines) or say("log", "nothing", language))
    return 0


def settings_of(site: Site) -> dict[str, Setting]:
    """What a site's file settles, flat: profile, weights, limits and waivers."""
    settings: dict[str, Setting] = {} if site.profile == "default" else {"profile": site.profile}
    settings |= {f"weights.{name}": value for name, value in site.weights.items()}
    settings |= {f"limits.{name}": value for name, value in site.limits.items()}
    settings |= {f"waivers.{name}": reason for name, reason in site.waivers.items()}
    return settings


def change_sentence(change: Change, language: Language) -> str:
    """One setting: from what to what."""
    values = {"what": change.what, "before": _said(change.before, language), "after": _said(change.after, language)}
    return say("log", "change", language, values)


def _said(value: Setting | None, language: Language) -> str:
    if value is None:
        return say("log", "unset", language)
    if isinstance(value, str):
        return f"“{value}”"
    return number(value, language, decimals=0 if value == round(value) else 2)
