"""Parcel-like blocks of a town: each building with the ground that is nearer to it than to any other building.

Where no parcels are at hand, this cuts the whole town into pieces of about the right size: the Voronoi cells of the
buildings' centres, cut at the streets' faces and at 40 m from the building, outbuildings under 30 m2 left out.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from siteplan.model import Surroundings

LEAST_BUILDING_M2 = 30.0
LEAST_BLOCK_M2 = 200.0
REACH_M = 40.0


def building_blocks(around: Surroundings) -> NDArray[np.object_]:
    """(n,) polygons [m], in an order that a seed fixes, spread over the town.

    Raises
    ------
    ValueError
        Without buildings or streets.
    """
    buildings, network = around.places.get("building"), around.walking
    if buildings is None or network is None or not len(buildings):
        raise ValueError("blocks need buildings and streets")
    large = buildings.geometries[shapely.area(buildings.geometries) >= LEAST_BUILDING_M2]
    large = large[shapely.covers(around.extent, large)]
    centres = shapely.centroid(large)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(centres), extend_to=around.extent))
    cell, building = shapely.STRtree(centres).query(cells, predicate="contains")
    kept = shapely.intersection(cells[cell], shapely.buffer(large[building], REACH_M, quad_segs=2))
    lines = shapely.linestrings(network.node_xy[network.edge_nodes])
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(lines)]))
    piece, face = shapely.STRtree(faces).query(kept, predicate="intersects")
    blocks = shapely.intersection(kept[piece], faces[face])
    blocks = blocks[shapely.intersects(blocks, centres[building][piece])]
    blocks = blocks[shapely.get_type_id(blocks) == shapely.GeometryType.POLYGON]
    blocks = blocks[shapely.area(blocks) >= LEAST_BLOCK_M2]
    order = np.random.default_rng(7).permutation(len(blocks))
    shuffled: NDArray[np.object_] = blocks[order]
    return shuffled
