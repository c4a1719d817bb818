"""Drawing: the document that one person has open, what the editor is told of it, and what its score says."""

from siteplan.dashboard.drawing.document import Drawing, open_drawing, start_drawing
from siteplan.dashboard.drawing.saying import live_data, score_data
from siteplan.dashboard.drawing.state import editor_state

__all__ = ["Drawing", "editor_state", "live_data", "open_drawing", "score_data", "start_drawing"]
