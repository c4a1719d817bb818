"""Undo and redo: the states of a layout, newest last."""

from __future__ import annotations

from dataclasses import dataclass, replace

from siteplan.model import Layout

MOST_KEPT = 200
"""States that are kept; layouts share the elements that an edit left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What a layout was, is, and was before an undo.

    Parameters
    ----------
    past
        Oldest first.
    future
        What an undo took back; the next to come is first.
    """

    present: Layout
    past: tuple[Layout, ...] = ()
    future: tuple[Layout, ...] = ()

    def done(self, layout: Layout) -> History:
        """After an edit; what had been undone can no longer be done again."""
        if layout is self.present:
            return self
        return History(present=layout, past=(*self.past, self.present)[-MOST_KEPT:])

    def undone(self) -> History:
        """One step back; the same where there is none."""
        if not self.past:
            return self
        return replace(
            self, present=self.past[-1], past=self.past[:-1], future=(self.present, *self.future)[:MOST_KEPT]
        )

    def redone(self) -> History:
        """One step forward; the same where there is none."""
        if not self.future:
            return self
        return replace(self, present=self.future[0], past=(*self.past, self.present), future=self.future[1:])
