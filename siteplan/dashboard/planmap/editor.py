"""Mounts the plan with its editor: scene, overlay and, in a third element, the score of what is drawn.

What a person does comes back as state, not as triggers: every edit that Python has not confirmed is sent again with
the next, so that a rerun that overtakes another loses none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import streamlit as st

from siteplan.dashboard.planmap.mount import plan_component
from siteplan.dashboard.planmap.overlay import Legend, Overlay, overlay_data
from siteplan.dashboard.planmap.scene import Scene
from siteplan.text import Language, say


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorSaid:
    """What the browser last said; all of it untrusted.

    Parameters
    ----------
    edits
        For the document ``token``: edits that were not confirmed when they were sent.
    live
        The drag that goes on: its document, number and the edit that it would be.
    level
        How much a click on a room takes hold of.
    """

    edits: Mapping[str, object]
    live: Mapping[str, object]
    level: object


def editor_said(key: str) -> EditorSaid:
    """What the editor ``key`` said before this run; ask before it is mounted."""
    state = st.session_state.get(key)
    held = state if isinstance(state, Mapping) else {}
    edits, live = held.get("edits"), held.get("live")
    return EditorSaid(
        edits=edits if isinstance(edits, Mapping) else {}, live=live if isinstance(live, Mapping) else {},
        level=held.get("level"),
    )  # fmt: skip


def plan_editor(
    *, key: str, scene: Scene, evidence: Overlay | None, legend: Legend, language: Language, height: int,
    token: str, applied: int, state: Mapping[str, object],
) -> None:  # fmt: skip
    """Shows a scene that can be edited.

    Parameters
    ----------
    scene
        Drawn with ``held`` (:func:`siteplan.dashboard.plan.plan_scene`), so that things have ids.
    token
        Of the document; another one makes the browser drop what it had under way.
    applied
        Number of the last edit that the scene shows.
    state
        For the editor, plain JSON: ``EditorState`` of ``frontend/src/contract.ts``.
    """
    header = {
        "map": key, "fingerprint": scene.fingerprint, "height": height, "selectable": True,
        "editor": {"token": token, "applied": applied},
    }  # fmt: skip
    words = overlay_data(evidence or Overlay(), map_key=key, legend=legend, language=language)
    labels = {**cast("dict[str, str]", words["labels"]), "keyboard": say("editor", "keyboard.help", language)}
    with st.container(gap=None):
        plan_component()(
            key=key, data=json.dumps(header).encode() + b"\n" + scene.packed,
            on_edits_change=_taken, on_live_change=_taken, on_level_change=_taken, on_clicked_change=_taken,
        )  # fmt: skip
        plan_component()(key=f"{key}_overlay", data={**words, "labels": labels, "editor": dict(state)})


def editor_live(key: str, live: Mapping[str, object]) -> None:
    """Sends the results that follow a drag to the editor ``key``: ``LiveData.live`` of ``contract.ts``."""
    plan_component()(key=f"{key}_live", data={"map": key, "live": dict(live)})


def editor_score(key: str, score: Mapping[str, object]) -> None:
    """Sends the score of what is drawn to the editor ``key``: ``ScoreData.score`` of ``contract.ts``."""
    plan_component()(key=f"{key}_score", data={"map": key, "score": dict(score)})


def _taken() -> None:
    """Streamlit keeps a state only where a callback is named for it; the page asks for the value itself."""
