"""Whatever happens to a drawing, it is measured or refused in words; nothing else may surface."""

from __future__ import annotations

import copy
import json
import math
import random
from typing import Any

import pytest

from siteplan.context import LayoutContext
from siteplan.errors import SiteplanError
from siteplan.readers.layout import parse_layout
from siteplan.writers.layout import layout_to_geojson
from tests.layouts import courtyard_of, dwelling, fence, hedge, layout, space, stair

WHOLE = layout(
    *courtyard_of(2), *dwelling("up", (0, 40, 6, 46), doors=[((1, 40), (2, 40))], storey=1),
    stair("s", (0, 38, 3, 40), [0, 1]),
    space("cellar", (0, 40, 6, 46), "basement", storey=-1), fence("f", (2, 5), (8, 6)), hedge("h", (4, 7, 8, 9)),
    storeys=(-1, 0, 1),
)  # fmt: skip
VALUES: tuple[object, ...] = (None, True, -1, 0, 1e9, "x", "", [], {}, [0, 1], math.nan, math.inf, "outside", 3.5)
GEOMETRIES: tuple[object, ...] = (
    None, {}, {"type": "Point", "coordinates": [1]}, {"type": "LineString", "coordinates": []},
    {"type": "Polygon", "coordinates": [[]]}, {"type": "Polygon", "coordinates": 5},
    {"type": "GeometryCollection", "geometries": []}, {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
)  # fmt: skip


def damaged(seed: int) -> dict[str, Any]:
    """The drawing with up to a dozen things missing, moved, doubled or replaced."""
    chance = random.Random(seed)
    drawing = copy.deepcopy(WHOLE)
    for _ in range(chance.randint(1, 12)):
        features = drawing["features"]
        one = chance.choice(features)
        harm = chance.choice(("remove", "remove", "property", "property", "move", "move", "geometry", "header", "twin"))
        if harm == "remove":
            features.remove(one)
        elif harm == "property":
            one["properties"][chance.choice([*one["properties"], "unit", "connects"])] = chance.choice(VALUES)
        elif harm == "move" and "coordinates" in (one["geometry"] or {}):
            one["geometry"]["coordinates"] = shaken(one["geometry"]["coordinates"], chance)
        elif harm == "geometry":
            one["geometry"] = copy.deepcopy(chance.choice(GEOMETRIES))
        elif harm == "header":
            drawing["siteplan"][chance.choice(list(drawing["siteplan"]))] = chance.choice(VALUES)
        elif harm == "twin":
            twin = copy.deepcopy(one)
            twin["properties"] |= {"id": f"twin{chance.random()}", "storey": chance.choice([-1, 0, 1, 2])}
            features.append(twin)
    return drawing


def shaken(coordinates: Any, chance: random.Random) -> Any:
    if isinstance(coordinates, list):
        return [shaken(part, chance) for part in coordinates]
    return coordinates + chance.choice([0, 0, 0, 0.3, -5, 50])


@pytest.mark.parametrize("seed", range(30))
def test_a_damaged_drawing_is_measured_or_refused_in_words(seed: int) -> None:
    try:
        drawn, _ = parse_layout(damaged(seed), name="damaged.geojson")
    except SiteplanError:
        return
    again, _ = parse_layout(json.loads(json.dumps(layout_to_geojson(drawn), allow_nan=False)), name="damaged.geojson")
    assert again.fingerprint == drawn.fingerprint
    context = LayoutContext(drawn)
    for one in context.units:
        assert context.independent_routes(one) <= len(one.exits)
        assert 0 <= context.walks.trapped(one).share <= 1 + 1e-9
        assert context.built_below(one).area <= one.area_m2 + 1e-6
        assert context.walks.retreat(one).farthest_m >= 0
    assert set(context.walks.from_base()) == {one.id for one in context.units}
    try:
        covered = context.sight.outdoor_coverage(target_m=1.4)
    except SiteplanError:
        return
    assert covered.seen_area_m2 + covered.blind_area_m2 == pytest.approx(covered.domain_area_m2)
