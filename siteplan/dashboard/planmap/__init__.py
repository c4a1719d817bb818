"""The project's own map and plan: OpenLayers in projected metres, bundled, without any network."""

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
    "plan_map",
    "thin",
    "unpack",
]
