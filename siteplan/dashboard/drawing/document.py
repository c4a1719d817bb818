"""The alternative that one person draws: its states, what the browser has sent, and its file, written at every edit."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from siteplan.criterion import CriterionResult
from siteplan.editing import (
    LEVELS,
    Edit,
    History,
    Level,
    Target,
    apply_edit,
    find_target,
    on_plot,
    parse_edits,
    targets_of,
)
from siteplan.editing.surrounding import neighbours_of
from siteplan.errors import InputError, Issue
from siteplan.model import Layout, Plot, Site
from siteplan.ranking import RankedCandidate
from siteplan.readers.layout_move import place
from siteplan.sketchbook import Saved, Sketchbook, as_read


@dataclass(slots=True, kw_only=True)
class Drawing:
    """One open document.

    Parameters
    ----------
    site
        Name of the site that it belongs to.
    saved
        Its file, and the state of it that this session knows.
    history
        What is drawn, with undo and redo.
    used
        What is drawn as its file would be read: this is scored.
    token
        Names this document in messages from the browser.
    applied
        Number of the last edit that was taken.
    hold
        After an edit that made something: its number, and the target to take hold of.
    refused
        Number of the last edit that could not be done, and why.
    diverged_from
        Name of the alternative that somebody else has saved in between.
    first, scored
        The score when it was opened, and the last one with the token of the file that it is of.
    answered, followed
        Number of the last drag message that was answered, and the last live results.
    """

    site: str
    book: Sketchbook
    saved: Saved
    history: History
    used: Layout
    token: str = field(default_factory=lambda: secrets.token_hex(8))
    applied: int = 0
    level: Level = "building"
    storey: int = 0
    hold: tuple[int, str | None] | None = None
    refused: tuple[int, tuple[Issue, ...]] | None = None
    diverged_from: str | None = None
    first: RankedCandidate | None = None
    scored: tuple[str, RankedCandidate] | None = None
    answered: int = 0
    followed: tuple[CriterionResult, ...] = ()

    @property
    def layout(self) -> Layout:
        """What is drawn now."""
        return self.history.present

    def targets(self) -> tuple[Target, ...]:
        """Everything that can be taken hold of at the present level and storey."""
        return targets_of(self.layout, self.level, self.storey)

    def take(self, said: Mapping[str, object]) -> bool:
        """Takes the edits that have not been taken yet, and saves; whether anything was taken.

        An edit that cannot be done is counted as taken and kept in ``refused``.
        """
        if said.get("token") != self.token:
            return False
        fresh = [edit for edit in parse_edits(said.get("list")) if edit.seq > self.applied]
        before = self.history.present
        for edit in sorted(fresh, key=lambda edit: edit.seq):
            self._do(edit)
            self.applied = edit.seq
        if self.history.present is not before:
            self._save()
        return bool(fresh)

    def live(self, said: Mapping[str, object]) -> tuple[int, Layout] | None:
        """The layout as the drag that goes on would leave it, and the drag's number; None where none goes on."""
        number, entry = said.get("number"), said.get("edit")
        if said.get("token") != self.token or not isinstance(number, int | float) or int(number) <= self.answered:
            return None
        edits = parse_edits([entry])
        if not edits or edits[0].seq <= self.applied or edits[0].operation in ("undo", "redo"):
            return None
        try:
            after, _ = apply_edit(self.layout, edits[0])
        except InputError:
            return None
        return int(number), after

    def set_level(self, level: object) -> None:
        """Takes a level that the browser named."""
        for known in LEVELS:
            if level == known:
                self.level = known

    def _do(self, edit: Edit) -> None:
        if edit.operation == "undo":
            self.history = self.history.undone()
        elif edit.operation == "redo":
            self.history = self.history.redone()
        else:
            try:
                after, target = apply_edit(self.layout, edit)
            except InputError as error:
                self.refused = (edit.seq, error.issues)
                return
            self.history = self.history.done(after)
            if edit.operation in ("add", "copy", "delete"):
                self.hold = (edit.seq, self._at_level(target))
        self.refused = None

    def _at_level(self, id_: str | None) -> str | None:
        """The target of the present level that holds what a target of any level holds."""
        made = None if id_ is None else find_target(self.layout, id_)
        if made is None:
            return None
        around = [target for target in self.targets() if made.members[0] in target.members]
        return next((target.id for target in around if target.id == id_), around[0].id if around else None)

    def _save(self) -> None:
        before = self.saved
        self.saved = self.book.save(self.layout, id_=before.id, token=before.token)
        if self.saved.diverged:
            self.diverged_from = before.id
        self.used = replace(
            as_read(self.layout, file=self.saved.path.name, token=self.saved.token), id=self.saved.id
        )  # fmt: skip


def open_drawing(site: str, book: Sketchbook, id_: str) -> Drawing:
    """An alternative from the sketchbook, as it was left; InputError where it is not there."""
    layout, saved = book.read(id_)
    return Drawing(
        site=site, book=book, saved=saved, history=History(present=layout), used=layout, storey=_first_storey(layout)
    )


def start_drawing(
    name: str, book: Sketchbook, layout: Layout, *, plot: Plot | None, site: Site, called: str
) -> Drawing:  # fmt: skip
    """A copy of a layout as a new alternative, placed on a plot of the site.

    Parameters
    ----------
    name
        Of the site's folder.
    plot
        Where it is to stand; None leaves it where, or as free, as it is.
    called
        The new alternative's name.

    Raises
    ------
    InputError
        "layout-crs-differs" for a layout in another coordinate system than the plot.
    """
    copy = layout
    if plot is not None:
        if copy.crs is None:
            copy = place(copy, x=0.0, y=0.0, rotation_deg=0.0, crs=plot.crs, plot=None)
            copy = replace(copy, placement=None)
        if copy.crs != plot.crs:
            values = {"plot": plot.id, "crs": str(copy.crs), "site_crs": plot.crs}
            raise InputError(Issue(code="layout-crs-differs", file=layout.name, element="crs", values=values))
        copy = on_plot(copy, plot, neighbours=neighbours_of(plot, site.surroundings))
    saved = book.add(replace(copy, name=called), stem=layout.id)
    return open_drawing(name, book, saved.id)


def _first_storey(layout: Layout) -> int:
    storeys = {space.storey for space in layout.spaces}
    return 0 if 0 in storeys or not storeys else min(storeys)
