"""Good light outdoors: on the paths and before the entrances."""

from __future__ import annotations

from collections.abc import Mapping

import shapely

from siteplan.context import LayoutContext
from siteplan.context.layout_light import declared_lighting, lighting
from siteplan.criterion import Feature, Finding, Quantity

from .evidence import extent_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Mean of the lit shares of paths and entrances; without lamps, what is declared of the paths."""
    if not layout.layout.lamps:
        least, most = declared_lighting(layout)
        lines = [Feature(role="path_seen", geometry=path.geometry, element=path.id) for path in layout.layout.paths]
        values = {"lamp_count": 0, "path_share": least, "door_share": None, "mean_lux": None, "dark_door_count": None}
        return Finding(
            quantity=Quantity(value=least, unit="share") if least == most else None, low=least, high=most,
            missing=() if least == most else ("layout_lamps",), features=tuple(lines), values=values,
        )  # fmt: skip
    light = lighting(
        layout, path_lx=limits["path_light"], door_lx=limits["door_light"], spacing_m=limits["spacing"],
        beam_share=limits["beam"], maintenance=limits["maintenance"],
    )  # fmt: skip
    shares = [share for share in (light.path_share, light.door_share) if share is not None]
    dark = shapely.union_all(shapely.buffer(shapely.points(light.dark_points), limits["spacing"]))
    return Finding(
        quantity=Quantity(value=sum(shares) / len(shares), unit="share"),
        failing=light.dark_doors,
        features=(
            *extent_features("lit_ground", light.lit),
            *([] if dark.is_empty else [Feature(role="path_unseen", geometry=dark)]),
            *(Feature(role="lamp", geometry=lamp.point, element=lamp.id) for lamp in layout.layout.lamps),
        ),
        values={
            "lamp_count": len(layout.layout.lamps),
            "path_share": light.path_share,
            "door_share": light.door_share,
            "mean_lux": None if light.mean_lx is None else round(light.mean_lx),
            "dark_door_count": len(light.dark_doors),
        },
    )
