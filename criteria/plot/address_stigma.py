"""What residents, user organisations and relatives say of the address. Nobody else is asked."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

from siteplan.context import PlotContext
from siteplan.criterion import Finding, Quantity
from siteplan.errors import MissingDataError

SCALE = (1, 5)
ROLES = ("residents", "user_organisations", "relatives")


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """The median of the roles' ratings, 1 (no stigma) to 5 (much); each role counts once, and the spread is shown."""
    given = {role: context.plot.properties.get(f"stigma_{role}") for role in ROLES}
    ratings = {
        role: float(rating)
        for role, rating in given.items()
        if isinstance(rating, int | float) and SCALE[0] <= rating <= SCALE[1]
    }
    if not ratings:
        raise MissingDataError("declared_stigma")
    return Finding(
        quantity=Quantity(value=median(ratings.values()), unit="1"),
        values={
            "roles_count": len(ratings),
            "lowest": min(ratings.values()),
            "highest": max(ratings.values()),
            **{f"rating_{role}": ratings.get(role) for role in ROLES},
        },
    )
