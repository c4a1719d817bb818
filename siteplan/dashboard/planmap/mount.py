"""Mounts the plan map in a Streamlit page: the scene in one element, the overlay in a second, tiny one.

Streamlit resends an element only when its data change and its message cache no longer holds it. So a click that
changes the evidence sends the overlay (a few kB) and, for the scene, a reference.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from siteplan.dashboard.planmap.overlay import Legend, Overlay, overlay_data
from siteplan.dashboard.planmap.scene import Scene
from siteplan.text import Language

_COMPONENT = "siteplan.plan_map"


@st.cache_resource(show_spinner=False, max_entries=1)
def plan_component() -> ComponentRenderer:
    """The component, registered once a process.

    The names of the files carry a hash of their content, so that a browser never shows an old one.
    """
    return st.components.v2.component(_COMPONENT, js="plan_map-*.js", css="plan_map_style-*.css")


def clicked_feature(key: str) -> str | None:
    """The id that was clicked in the map ``key`` and made this run happen; ask before the map is mounted.

    So a page can first settle what is chosen and then send the overlay that belongs to it, in the same run.
    """
    state = st.session_state.get(key)
    value = state.get("clicked") if isinstance(state, Mapping) else None
    return value if isinstance(value, str) else None


def plan_map(
    *,
    key: str,
    scene: Scene,
    evidence: Overlay | None,
    legend: Legend,
    language: Language,
    height: int = 560,
    selectable: bool = True,
) -> str | None:
    """Shows a scene with its overlay and returns the id of the feature clicked since the last run, if any.

    Parameters
    ----------
    key
        Unique among the widgets of the session; the overlay's element takes ``key`` + ``"_overlay"``.
    scene
        Keep the same object (or an equal one) over reruns: it is what Streamlit caches.
    evidence
        None for a bare scene.
    height
        Of the map [CSS px].
    selectable
        False for a map that only shows, though its layers could be chosen from.

    Returns
    -------
    str or None
        Clicked id. None on every run that no click in this map started.

    Raises
    ------
    streamlit.errors.StreamlitAPIException
        Where siteplan is not installed (a bare checkout): Streamlit then cannot find the component's files.
    """
    header = {"map": key, "fingerprint": scene.fingerprint, "height": height, "selectable": selectable}
    words = overlay_data(evidence or Overlay(), map_key=key, legend=legend, language=language)
    with st.container(gap=None):
        result = plan_component()(
            key=key, data=json.dumps(header).encode() + b"\n" + scene.packed, on_clicked_change=_taken
        )
        plan_component()(key=f"{key}_overlay", data=words)
    clicked = result.get("clicked")
    return clicked if isinstance(clicked, str) else None


def _taken() -> None:
    """Streamlit keeps a trigger only where a callback is named for it; the page asks for the value itself."""
