"""Evidence on the map: a result's features with the words and legend that belong to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from siteplan.criterion import CriterionResult, Feature
from siteplan.dashboard.planmap import EvidenceFeature, LegendEntry
from siteplan.dashboard.words import Words
from siteplan.text import quantity, result_sentence, value_text

_MOST_LABELLED = 4
"""More features of one role than this are drawn without words, which would cover one another."""

_LABELLED = frozenset(
    {"route", "drive_route", "distance", "walk", "nearest", "missing_link", "shortcut"}
    | {"blind_spot", "court", "risk", "hazard", "retreat_route"}
)

_NAMED = frozenset({"risk", "hazard"})
"""Roles whose label says the role before the amount."""


def evidence_of(result: CriterionResult, words: Words, *, storey: int | None = None) -> tuple[EvidenceFeature, ...]:
    """What the map draws for a result; with ``storey``, only what stands on it or on none."""
    features = [f for f in result.finding.features if storey is None or f.storey is None or f.storey == storey]
    counts = Counter(feature.role for feature in features)
    return tuple(
        EvidenceFeature(
            role=feature.role,
            geometry=feature.geometry,
            label=_label(result, feature, words) if counts[feature.role] <= _most(feature.role) else None,
            title=_title(feature, words),
        )
        for feature in features
    )


def _most(role: str) -> int:
    """Only where there is one place does the result's own name of the nearest belong to it."""
    return 1 if role == "nearest" else _MOST_LABELLED


def storey_of(result: CriterionResult, storey: int) -> int:
    """The storey on which a result's evidence can be seen: ``storey`` where some of it stands there."""
    stands = [feature.storey for feature in result.finding.features if feature.storey is not None]
    return storey if not stands or storey in stands else stands[0]


def legend_of(features: Iterable[EvidenceFeature], words: Words) -> tuple[LegendEntry, ...]:
    """One row for each role that is drawn."""
    roles = dict.fromkeys(feature.role for feature in features)
    return tuple(LegendEntry(label=words.named("role", role), of="role", key=role) for role in roles)


def described(name: str, result: CriterionResult, words: Words) -> str:
    """The text equivalent of the evidence: whose it is, what was found, and how many pieces are drawn."""
    counts = Counter(feature.role for feature in result.finding.features)
    drawn = words.listing(f"{words.named('role', role)} ({count})" for role, count in counts.items())
    said = f"{name}. {result_sentence(result, words.language)}"
    return f"{said} {words('evidence.drawn', {'what': drawn})}" if drawn else said


def _label(result: CriterionResult, feature: Feature, words: Words) -> str | None:
    if feature.role not in _LABELLED:
        return None
    if feature.role == "nearest":
        named = result.finding.values.get("nearest")
        return value_text("nearest", named, words.language) if isinstance(named, str) else None
    amount = None if feature.quantity is None else quantity(feature.quantity, words.language)
    if feature.role in ("missing_link", "shortcut") and amount:
        return f"\u2212{amount}"
    return f"{words.named('role', feature.role)}\n{amount}" if feature.role in _NAMED and amount else amount


def _title(feature: Feature, words: Words) -> str:
    amount = "" if feature.quantity is None else f", {quantity(feature.quantity, words.language)}"
    return f"{words.named('role', feature.role)}{amount}"
