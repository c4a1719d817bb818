"""Little need for cameras: what beside entrances and paths the staff cannot see for themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from siteplan.context import LayoutContext
from siteplan.context.layout_blind import shared_ground
from siteplan.context.layout_cameras import CameraView, camera_views, seen_by_cameras
from siteplan.context.layout_presence import staffed_base
from siteplan.criterion import Feature, Finding, Quantity, ramp
from siteplan.measures.regions import polygons_of

from .evidence import base_values, extent_features, viewpoint_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Share of the ground beside entrances and paths unseen from the base, capped by what cameras are drawn."""
    staffed_base(layout)
    _, beside = shared_ground(layout, near_m=limits["beside"])
    seen = layout.sight.seen_outdoors(target_m=limits["target_height"], range_m=limits["range"])
    blind = polygons_of(beside.difference(seen))
    views = camera_views(layout, beside, target_m=limits["target_height"], range_m=limits["camera_range"])
    watched = polygons_of(seen_by_cameras(views).intersection(blind))
    need = blind.area / beside.area
    little = ramp(need, zero=limits["need_zero"], full=limits["need_full"])
    low, high = (min(little, cap) for cap in _caps(views, limits))
    return Finding(
        quantity=Quantity(value=need, unit="share"),
        score=low if low == high else None,
        score_low=low,
        score_high=high,
        missing=() if low == high else ("layout_camera_recording",),
        failing=tuple(view.camera.id for view in views),
        features=(
            *extent_features("blind_spot", blind),
            *extent_features("overlooked", watched),
            *(Feature(role="camera", geometry=view.camera.point, element=view.camera.id) for view in views),
            *viewpoint_features(layout),
        ),
        values={
            "camera_count": len(views),
            "camera_only_share": watched.area / beside.area,
            "need_m2": blind.area,
            **base_values(layout),
        },
    )


def _caps(views: Sequence[CameraView], limits: Mapping[str, float]) -> tuple[float, float]:
    """Highest score that the drawn cameras allow, where it is not stated whether one records: at least and at most."""
    low = high = float(1)
    for view in views:
        if view.where != "outdoors":
            worst = best = limits["home_cap"] if view.where == "home" else limits["indoor_cap"]
        else:
            worst = limits["live_cap"] if view.camera.recording is False else limits["recording_cap"]
            best = limits["recording_cap"] if view.camera.recording else limits["live_cap"]
        low, high = min(low, worst), min(high, best)
    return low, high
