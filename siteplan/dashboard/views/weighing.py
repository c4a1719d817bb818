"""Other weights, tried at once: the order and how firm it is follow the sliders; nothing is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from siteplan.dashboard.words import Words
from siteplan.ranking import rank
from siteplan.run import Run, decided

FACTORS = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)


def weigh(run: Run, words: Words, *, key: str) -> tuple[Run, bool]:
    """Sliders for how much each family counts; the run under these weights, and whether they differ from those in use.

    A family's factor multiplies the weights of its criteria, or the weight that somebody gave the family.
    """
    families = list(
        dict.fromkeys(
            r.spec.family for c in run.ranking.candidates for r in c.scorecard.results if r.spec.importance == "scored"
        )
    )
    factors: dict[str, float] = {}
    with st.expander(words("firm.other_weights"), key=f"weigh_{key}"):
        st.caption(words("firm.other_weights_note"))
        columns = st.columns(2, gap="large")
        for index, family in enumerate(families):
            factors[family] = columns[index % 2].select_slider(
                words.label("family", family), FACTORS, value=1.0, key=f"weigh_{key}_{family}",
                format_func=lambda value: words("firm.times", {"factor": words.number(value, decimals=_places(value))}),
            )  # fmt: skip
    if all(factor == 1.0 for factor in factors.values()) or not any(factors.values()):
        return run, False
    return reweighed(run, factors), True


def reweighed(run: Run, factors: Mapping[str, float]) -> Run:
    """The run with each family's weights multiplied; its order, groups and firmness anew."""
    specs = {r.spec.id: r.spec for c in run.ranking.candidates for r in c.scorecard.results}
    weighting = run.ranking.weighting
    criteria = {
        name: replace(weight, value=weight.value * factors.get(specs[name].family, 1.0), level="command")
        for name, weight in weighting.criteria.items()
    }
    families = {name: weight * factors.get(name, 1.0) for name, weight in weighting.families.items()}
    cards = [c.scorecard for c in run.ranking.candidates]
    ranking = rank(cards, replace(weighting, criteria=criteria, families=families), run.ranking.profile)
    return decided(replace(run, ranking=ranking, decision=None))


def _places(value: float) -> int:
    return 0 if value == round(value) else len(str(value).partition(".")[2])
