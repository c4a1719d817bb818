"""The municipal layers and their fields (INTERFACES section 3): one explicit table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

FieldKind = Literal["text", "number", "whole", "choice"]
MissingValue = Literal["allowed", "row", "layer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerField:
    """One field of a layer.

    Parameters
    ----------
    required
        Without this column the layer is refused.
    without_value
        What a feature without a value costs: nothing ("allowed"), the feature ("row"), or the whole layer ("layer"),
        where a sum or a map with a hole in it would read as "less" or "quiet".
    allowed
        The values of a choice.
    least, most
        Bounds of a number.
    """

    kind: FieldKind
    required: bool = False
    without_value: MissingValue = "allowed"
    allowed: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerRules:
    """The fields of a layer, whether its features are areas, and whether it may leave the internal edition."""

    fields: Mapping[str, LayerField]
    areas_only: bool = False
    protected: bool = False


_TEXT = LayerField(kind="text")
_NEEDED = LayerField(kind="text", required=True, without_value="row")
_STATUS = LayerField(kind="choice", allowed=("in_force", "proposed"))
SERVICE_TYPES = (
    "base", "outreach_team", "gp", "emergency_gp", "pharmacy", "dps", "hospital_psychiatric", "low_threshold_health",
    "activity", "work_offer", "police", "fire", "ambulance",
)  # fmt: skip
BUILDING_USES = (
    "detached", "terraced", "flats", "other_housing", "office", "industry", "school", "kindergarten", "health", "other",
)  # fmt: skip

LAYERS: Mapping[str, LayerRules] = {
    "parcels": LayerRules(
        areas_only=True,
        fields={
            "knr": _NEEDED, "gnr": _NEEDED, "bnr": _NEEDED, "fnr": _TEXT, "snr": _TEXT,
            "owner_kind": LayerField(kind="choice", allowed=("municipality", "state", "private")),
            "price_nok": LayerField(kind="number", least=0.0), "status": _TEXT,
        },
    ),
    "buildings": LayerRules(
        areas_only=True,
        fields={
            "use": LayerField(kind="choice", allowed=BUILDING_USES), "levels": LayerField(kind="number", least=0.0),
            "height_m": LayerField(kind="number", least=0.0), "gnr": _TEXT, "bnr": _TEXT,
        },
    ),
    "municipal_housing": LayerRules(
        protected=True,
        fields={
            "units": LayerField(kind="whole", required=True, without_value="layer", least=0.0), "group": _TEXT,
            "staffed": LayerField(kind="choice", allowed=("none", "day", "24h")),
        },
    ),
    "services": LayerRules(
        fields={
            "type": LayerField(kind="choice", required=True, without_value="row", allowed=SERVICE_TYPES), "name": _TEXT,
        }
    ),
    "zoning": LayerRules(
        areas_only=True,
        fields={"purpose": _NEEDED, "max_bya": LayerField(kind="number", least=0.0, most=100.0), "status": _STATUS},
    ),
    "hazards": LayerRules(fields={"kind": _NEEDED, "return_period_y": LayerField(kind="number", least=0.0)}),
    "noise": LayerRules(
        areas_only=True,
        fields={"lden_db": LayerField(kind="number", required=True, without_value="layer", least=0.0, most=150.0)},
    ),
    "sensitive_destinations": LayerRules(fields={"type": _NEEDED, "name": _TEXT}),
    "risks": LayerRules(
        protected=True,
        fields={
            "kind": LayerField(
                kind="choice", required=True, without_value="row", allowed=("dealing", "traffic", "hazard")
            ),
            "confirmed_by": _NEEDED,
        },
    ),
}  # fmt: skip

PROTECTED_LAYERS: frozenset[str] = frozenset(name for name, rules in LAYERS.items() if rules.protected)
"""Layers that never leave the internal edition."""
