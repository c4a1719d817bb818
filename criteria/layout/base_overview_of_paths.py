"""View of the paths from the staff base."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import LayoutContext
from siteplan.context.layout_presence import staffed_base
from siteplan.criterion import Feature, Finding, Quantity

from .evidence import base_values, viewpoint_features


def evaluate(layout: LayoutContext, limits: Mapping[str, float]) -> Finding:
    """Seen share of the length of the paths; seen and unseen stretches and the viewpoints are the evidence."""
    staffed_base(layout)
    paths = layout.sight.paths_seen(
        spacing_m=limits["spacing"], target_m=limits["target_height"], range_m=limits["range"]
    )
    stretches = zip(("path_seen", "path_unseen"), paths.pieces(), strict=True)
    return Finding(
        quantity=Quantity(value=paths.share, unit="share"),
        failing=tuple(dict.fromkeys(name for name, ok in zip(paths.path, paths.seen.tolist(), strict=True) if not ok)),
        features=(
            *(Feature(role=role, geometry=area) for role, area in stretches if not area.is_empty),
            *viewpoint_features(layout),
        ),
        values={
            "best_viewpoint": paths.best_viewpoint,
            "best_viewpoint_share": paths.best_share,
            "path_m": float(paths.length_m.sum()),
            "unseen_m": float(paths.length_m[~paths.seen].sum()),
            "paths_drawn": paths.drawn,
            **base_values(layout),
        },
    )
