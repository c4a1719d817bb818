"""The project's own map and plan: OpenLayers in projected metres, bundled, without any network."""

from siteplan.dashboard.planmap.editor import EditorSaid, editor_live, editor_said, editor_score, plan_editor
from siteplan.dashboard.planmap.mount import clicked_feature, plan_map
from siteplan.dashboard.planmap.overlay import EvidenceFeature, Legend, LegendEntry, Overlay, SwatchOf
from siteplan.dashboard.planmap.scene import (
    STYLES,
    MapFeature,
    MapLayer,
    Scene,
    build_scene,
    thin,
    unpack,
)

__all__ = [
    "STYLES",
    "EditorSaid",
    "EvidenceFeature",
    "Legend",
    "LegendEntry",
    "MapFeature",
    "MapLayer",
    "Overlay",
    "Scene",
    "SwatchOf",
    "build_scene",
    "clicked_feature",
    "editor_live",
    "editor_said",
    "editor_score",
    "plan_editor",
    "plan_map",
    "thin",
    "unpack",
]
