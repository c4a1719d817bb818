"""The map of the plots: classes of score, ranks, and the evidence of one result."""

from __future__ import annotations

from siteplan.dashboard.cache import LoadedSite
from siteplan.dashboard.evidence import described, evidence_of, legend_of
from siteplan.dashboard.markup import text
from siteplan.dashboard.planmap import Legend, LegendEntry, Overlay, Scene
from siteplan.dashboard.session import Session
from siteplan.dashboard.views.foot import attribution
from siteplan.dashboard.words import Words
from siteplan.ranking import RankedCandidate
from siteplan.run import Run
from siteplan.theme import SCORE_CLASSES, score_class


def overlay_and_legend(
    loaded: LoadedSite, run: Run, chosen: RankedCandidate, shown: str | None, scene: Scene, words: Words
) -> tuple[Overlay, Legend]:
    """Colours and ranks of all plots, and the evidence of the criterion ``shown`` for the chosen one."""
    candidates = run.ranking.candidates
    result = next((r for r in chosen.scorecard.results if r.spec.id == shown), None)
    evidence = () if result is None else evidence_of(result, words)
    card, name = chosen.scorecard, chosen.scorecard.name
    said = words(
        "plots.map_says", {"count": str(len(candidates)), "name": name, "score": words.score(chosen.scores.total.score)}
    )
    if result is not None:
        said = described(name, result, words)
    overlay = Overlay(
        evidence=evidence,
        description=said,
        selected=card.id,
        kinds={c.scorecard.id: class_of(c) for c in candidates},
        badges={c.scorecard.id: "–" if c.rank is None else str(c.rank) for c in candidates},
    )
    return overlay, _legend(loaded, legend_of(evidence, words), scene, words)


def class_of(candidate: RankedCandidate) -> str:
    """The class in which a plot is drawn; without a rank it has no colour of a score."""
    score = candidate.scores.total.score if candidate.rank is not None else None
    return score_class(score, excluded=candidate.status == "excluded")


def height(session: Session) -> int:
    """Of the large map or plan [CSS px]: on a phone there must be room for what stands below."""
    return 380 if session.narrow else 620


def class_strip(run: Run, words: Words) -> str:
    """The classes of score as a row under the map; those without a score only where a plot has none."""
    used = {class_of(candidate) for candidate in run.ranking.candidates}
    rows = "".join(
        f'<li><i class="class-{entry.key} {entry.pattern}"></i>{text(words(f"score_class.{entry.key}"))}</li>'
        for entry in reversed(SCORE_CLASSES)
        if entry.low is not None or entry.key in used
    )
    return f'<ul class="classes" aria-label="{text(words("score_class.title"))}">{rows}</ul>'


def _legend(loaded: LoadedSite, evidence: tuple[LegendEntry, ...], scene: Scene, words: Words) -> Legend:
    left_out = scene.left_out.get("building", 0)
    return Legend(
        title=words("map.legend"),
        map_title=words("plots.map_title", {"name": loaded.site.name}),
        entries=evidence,
        attribution=attribution(loaded, words),
        note=words("map.left_out", {"count": words.number(left_out)}) if left_out else "",
    )
