"""Editing a layout: pure functions from a layout and an edit to a new layout. No file, no browser."""

from siteplan.editing.adding import PALETTE, Item, added, copied, element_ids, without
from siteplan.editing.edits import Edit, apply_edit, parse_edits
from siteplan.editing.elements import element_map
from siteplan.editing.history import History
from siteplan.editing.placing import on_plot
from siteplan.editing.reshaping import edge_moved, vertex_inserted, vertex_removed, vertices_moved
from siteplan.editing.seating import seated
from siteplan.editing.targets import LEVELS, Level, Target, find_target, targets_of
from siteplan.editing.transforming import mirrored, moved, turned

__all__ = [
    "LEVELS",
    "PALETTE",
    "Edit",
    "History",
    "Item",
    "Level",
    "Target",
    "added",
    "apply_edit",
    "copied",
    "edge_moved",
    "element_ids",
    "element_map",
    "find_target",
    "mirrored",
    "moved",
    "on_plot",
    "parse_edits",
    "seated",
    "targets_of",
    "turned",
    "vertex_inserted",
    "vertex_removed",
    "vertices_moved",
    "without",
]
