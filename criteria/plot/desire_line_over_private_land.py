"""Whether the shortest way to stop, shop or green area runs over neighbours' ground."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely

from siteplan.context import PlotContext, Reach
from siteplan.context.shortcuts import MOST, shortcuts_to
from siteplan.criterion import Feature, Finding, Quantity, ramp
from siteplan.errors import MissingDataError
from siteplan.measures.shortcuts import Link

TARGETS = ("stop", "grocery", "green")


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """The greatest share of a walk that a straight link would save, among links that cross a private property.

    Without parcels nobody knows whose ground a link crosses: then it may be anyone's.
    """
    links, missing = _links(context, limits)
    known = context.surroundings is not None and "parcels" in context.surroundings.layers
    crossing = [entry for entry in links if not known or _private_parcels(context, entry[1])]
    name, worst, share = max(crossing, key=_share, default=("none_mapped", None, 0))
    score = ramp(share, zero=limits["share_zero"], full=limits["share_full"])
    return Finding(
        quantity=Quantity(value=share, unit="share"),
        score=score,
        score_low=0 if missing else score,
        score_high=1 if not known else score,
        features=tuple(
            Feature(role="shortcut", geometry=link.line, quantity=Quantity(value=link.saved_m, unit="m"))
            for _, link, _ in crossing
        ),
        values={
            "target": name,
            "saved_share": share,
            "link_m": worst.length_m if worst else None,
            "saved_m": worst.saved_m if worst else None,
            "parcels_count": len(_private_parcels(context, worst)) if worst and known else None,
        },
        missing=(*missing, *(() if known or not share else ("layer_parcels",))),
    )


def _links(context: PlotContext, limits: Mapping[str, float]) -> tuple[list[tuple[str, Link, float]], list[str]]:
    """Every missing link with its target and the share of the walk that it saves; and what the data do not carry."""
    found: dict[str, tuple[Reach, list[Link]]] = {}
    missing: list[str] = []
    known = context.surroundings is not None and "parcels" in context.surroundings.layers
    most = MOST if known or context.evidence else 1  # the best of each walk settles the score
    for name in TARGETS:
        size = limits["green_size"] if name == "green" else 0
        try:
            found[name] = shortcuts_to(
                context, name, min_area_ha=size, longest_m=limits["longest"], least_saving_m=limits["least_saving"],
                most=most,
            )  # fmt: skip
        except MissingDataError as error:
            missing.append(error.missing)
    if not found:
        raise MissingDataError(missing[0])
    links = [
        (name, link, link.saved_m / (reach.distance_m or 1)) for name, (reach, some) in found.items() for link in some
    ]
    return links, missing


def _share(entry: tuple[str, Link, float]) -> float:
    _, _, share = entry
    return share


def _private_parcels(context: PlotContext, link: Link) -> tuple[str, ...]:
    """The private properties that a link crosses, the plot's own ground left out."""
    parcels = context.layer("parcels")
    line = shapely.difference(link.line, context.plot.boundary)
    crossed = np.sort(parcels.tree.query(line, predicate="intersects"))
    return tuple(
        str(parcels.ids[i]) for i in crossed
        if parcels.column("owner_kind")[i] == "private" and shapely.intersection(line, parcels.geometries[i]).length > 1
    )  # fmt: skip
