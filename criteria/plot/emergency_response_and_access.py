"""How soon fire and ambulance services arrive, and how many homes the last stretch of their way passes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from shapely.ops import substring

from siteplan.context import PlotContext, Reach
from siteplan.context.building_use import homes_along
from siteplan.criterion import Feature, Finding, Quantity, Value, ramp
from siteplan.errors import MissingDataError
from siteplan.measures.exposure import UNKNOWN, Interval

from .parts import drive_score, mean_score, quickest_of
from .reaching import answered, name_of, reach_features, speeds

STATIONS: Mapping[str, tuple[str, str]] = {"fire": ("fire_station", "fire"), "ambulance": ("ambulance", "ambulance")}
TIME_NOT_KNOWN = "time_not_known"


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """Mean of the two driving times and of the homes passed; what the data do not say is open between 0 and 1."""
    drives: dict[str, Reach] = {}
    parts: dict[str, Interval] = {}
    missing: list[str] = []
    knees = {
        "fire": (limits["fire_zero"], limits["fire_full"]),
        "ambulance": (limits["ambulance_zero"], limits["ambulance_full"]),
    }
    for name in STATIONS:
        try:
            drives[name] = _quickest(context, name, limits)
        except MissingDataError as error:
            missing.append(error.missing)
        known = name in drives and drives[name].minutes is not None
        zero, full = knees[name]
        parts[name] = drive_score(drives[name], zero=zero, full=full) if known else UNKNOWN
    access = next((drives[name].route for name in STATIONS if name in drives), None)
    if access is None:
        raise MissingDataError("+".join(missing) or "none_in_extent_fire")
    last = substring(access, 0, limits["last_stretch"])
    passed, perhaps = homes_along(context, last, within_m=limits["beside_road"])
    zero, full = limits["homes_zero"], limits["homes_full"]
    most = passed + perhaps
    parts["homes"] = Interval(low=ramp(most, zero=zero, full=full), high=ramp(passed, zero=zero, full=full))
    score = mean_score(list(parts.values()), [1 for _ in parts])
    return Finding(
        quantity=Quantity(value=passed, unit="count"),
        score=score.low, score_low=score.low, score_high=score.high,
        features=(
            *(feature for drive in drives.values() for feature in reach_features(drive)),
            Feature(role="street", geometry=last),
        ),
        values={
            **{f"{name}_minutes": _minutes(drives.get(name)) for name in STATIONS},
            **{name: name_of(drives[name]) if name in drives else None for name in STATIONS},
            "homes_passed_count": passed, "homes_perhaps_count": perhaps, "last_m": limits["last_stretch"],
        },
        missing=(*missing, *(("building_use_open",) if perhaps else ())),
    )  # fmt: skip


def _minutes(drive: Reach | None) -> Value:
    return TIME_NOT_KNOWN if drive is None or drive.minutes is None else drive.minutes


def _quickest(context: PlotContext, name: str, limits: Mapping[str, float]) -> Reach:
    category, kind = STATIONS[name]
    by_class = speeds(limits)
    asked = ((category, None), ("services", ("type", (kind,))))
    return quickest_of(answered(partial(context.drive_to, c, speeds=by_class, where=where) for c, where in asked))
