"""A run measured again under other limits, so that its firmness covers what only measuring can tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from siteplan.assessment import Choices, assess_layouts, screen_plots
from siteplan.content import Content
from siteplan.decision import decide
from siteplan.model import Layout, Plot, Site
from siteplan.remeasurement import Limits, Progress, parameter_turns, remeasured
from siteplan.robustness import Allowed
from siteplan.run import Run, decided
from siteplan.scorecard import Scorecard

CONTENDERS = 12
"""So many candidates, from the first, are measured again; those behind keep the scores that they have."""

Measure = Callable[[Content, Site | None, Choices], Run]


def plots_measured_again(
    run: Run, site: Site, content: Content, *, choices: Choices, count: int, progress: Progress | None = None
) -> Run:
    """A screening with its decision: its first plots measured under ``count`` further settings of the limits."""
    first = _first(run)
    plots: Sequence[Plot] = [plot for plot in site.plots if plot.id in first]

    def measure(asked: Content, on: Site | None, under: Choices) -> Run:
        assert on is not None
        return screen_plots(replace(on, plots=tuple(plots)), asked, choices=under)

    return _again(run, content, site, choices, measure, count=count, progress=progress)


def layouts_measured_again(
    run: Run, layouts: Sequence[Layout], content: Content, *, choices: Choices, count: int, site: Site | None = None,
    plot: Plot | None = None, progress: Progress | None = None,
) -> Run:  # fmt: skip
    """A comparison with its decision: its layouts measured under ``count`` further settings of the limits."""
    first = _first(run)
    kept = [layout for layout in layouts if layout.id in first]

    def measure(asked: Content, on: Site | None, under: Choices) -> Run:
        return assess_layouts(kept, asked, choices=under, site=on, plot=plot)

    return _again(run, content, site, choices, measure, count=count, progress=progress)


def _first(run: Run) -> frozenset[str]:
    return frozenset(c.scorecard.id for c in run.ranking.candidates[:CONTENDERS] if c.rank is not None)


def _again(
    run: Run, content: Content, site: Site | None, choices: Choices, measure: Measure, *, count: int,
    progress: Progress | None,
) -> Run:  # fmt: skip
    def assess(limits: Limits) -> list[Scorecard]:
        under = replace(choices, limits={**limits, **choices.limits})
        return [c.scorecard for c in measure(content, site, under).ranking.candidates]

    def assess_one(criterion: str, limits: Limits) -> list[Scorecard]:
        # One criterion alone: other criteria's weights and limits would name what is not asked.
        asked = replace(content, specs={criterion: content.specs[criterion]})
        own = f"{criterion}."
        bare = replace(
            choices, weights={}, limits={k: v for k, v in {**limits, **choices.limits}.items() if k.startswith(own)}
        )
        on = None if site is None else replace(
            site, weights={}, limits={k: v for k, v in site.limits.items() if k.startswith(own)}
        )  # fmt: skip
        return [c.scorecard for c in measure(asked, on, bare).ranking.candidates]

    seed = Allowed().seed
    variants = remeasured(run.ranking, assess, count=count, seed=seed, progress=progress)
    turns = parameter_turns(run.ranking, variants, assess_one)
    return decided(run, decide(run.ranking, variants=variants, further_turns=turns))
