"""The two questions that the command line and the dashboard both ask: rank these plots, compare these layouts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from siteplan.content import Content
from siteplan.context import AreaAnalysis, LayoutContext
from siteplan.context.candidates import Need, candidates_from_parcels
from siteplan.context.portfolio import PortfolioContext
from siteplan.context.vicinity import Vicinity
from siteplan.criterion import CriterionSpec
from siteplan.errors import InputError, Issue
from siteplan.evaluation import Evaluator, Questions, Settings, evaluate, parameters_used
from siteplan.model import DataSource, Layout, Plot, Programme, Site, Stage
from siteplan.plot_screen import PlotScreen, blocks_of
from siteplan.profile import Profile
from siteplan.ranking import rank
from siteplan.readers.layout_move import fit_to_plot
from siteplan.run import Run
from siteplan.scorecard import Scorecard, Weighting, weighting_of

ZONED_SHARE = 0.9
"""A parcel is zoned for homes where this share of it is."""

EXISTING = (True, 1, "true", "yes", "ja")
"""Values of a plot's property ``existing_building`` that say that its candidate is the building that stands there."""


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What the person who runs it chose: profile, weights, limits, programme, stage. Empty = as site and files say."""

    profile: str | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)
    waivers: Mapping[str, str] = field(default_factory=dict)
    programme: Programme = field(default_factory=dict)
    stage: Stage | None = None


Progress = Callable[[int, int], None]


CardsOf = Callable[[Sequence[Plot]], Iterable[Scorecard]]
"""Plots to their scorecards, in order: in this process, or wherever else the same is done."""


def screen_plots(
    site: Site,
    content: Content,
    *,
    choices: Choices,
    issues: Sequence[Issue] = (),
    progress: Progress | None = None,
    cards_of: CardsOf | None = None,
) -> Run:
    """Score and rank every plot of a site.

    Parameters
    ----------
    issues
        What the readers found; carried into the run.
    progress
        Called with (plots done, plots in all).
    cards_of
        Who evaluates the plots; None: this process, block by block.

    Raises
    ------
    InputError
        When the site has no plots, or a chosen profile, weight or limit does not exist.
    """
    if not site.plots:
        raise InputError(Issue(code="no-plots", file=site.name))
    screen = plot_screen(site, content, choices=choices)
    found = cards_of(site.plots) if cards_of is not None else (
        card for block in blocks_of(site.plots) for card in screen.cards(block)
    )  # fmt: skip
    cards = []
    for card in found:
        cards.append(card)
        if progress is not None:
            progress(len(cards), len(site.plots))
    return _run(
        "screen", cards, criteria_of=content, site=site, choices=choices, settings=screen.questions.settings,
        issues=issues, crs=site.crs,
    )  # fmt: skip


def plot_screen(site: Site, content: Content, *, choices: Choices) -> PlotScreen:
    """What all plots of a run share; the plots of the site need not be in it. InputError as :func:`screen_plots`."""
    settings = settings_for(site, content, choices)
    criteria = content.criteria(("plot",), settings.profile)
    return PlotScreen(
        questions=Questions.of(criteria, settings),
        area=None if site.surroundings is None else AreaAnalysis(site.surroundings, ()),
        programme={**site.programme, **choices.programme},
        stage=choices.stage or "sketch",
        buildings=_existing_buildings(site, content, criteria, settings),
    )


def plot_weighting(site: Site, content: Content, *, choices: Choices) -> tuple[Weighting, Profile]:
    """Weights and profile by which the plots of a site are ranked."""
    settings = settings_for(site, content, choices)
    specs = [spec for spec, _ in content.criteria(("plot",), settings.profile)]
    return weighting_of(specs, settings.profile, site=site.weights, command=choices.weights), settings.profile


def assess_portfolio(
    site: Site, plots: Sequence[Plot], content: Content, *, choices: Choices, issues: Sequence[Issue] = ()
) -> Run:
    """Judge several chosen plots of a site together; one candidate, named after them."""
    settings = settings_for(site, content, choices)
    area = AreaAnalysis(site.surroundings, plots) if site.surroundings is not None else None
    context = PortfolioContext(plots, area=area, programme={**site.programme, **choices.programme})
    name = ", ".join(plot.name or plot.id for plot in plots)
    card = evaluate(
        context, content.criteria(("portfolio",), settings.profile), settings=settings, candidate=("portfolio", name),
        stage=choices.stage or "sketch",
    )  # fmt: skip
    return _run(
        "portfolio", [card], criteria_of=content, site=site, choices=choices, settings=settings, issues=issues,
        crs=site.crs,
    )  # fmt: skip


def plots_from_parcels(site: Site, content: Content, *, choices: Choices) -> tuple[Site, tuple[Issue, ...]]:
    """The site with every parcel as a plot that could hold the programme, by the limits of the plot's capacity.

    Raises
    ------
    InputError
        "from-parcels-without-parcels"; "no-parcel-fits".
    """
    settings = settings_for(site, content, choices)
    spec = content.specs["plot_capacity_small_cluster"]
    limits = {name: use.value for name, use in parameters_used(spec, settings).items()}
    programme = {**site.programme, **choices.programme}
    wanted = programme.get("units_wanted")
    units = wanted if isinstance(wanted, int) else limits["units_if_not_stated"]
    base = 0.0 if programme.get("staffed_base") is False else limits["base_area"]
    need = Need(
        needed_m2=units * (limits["unit_area"] + limits["outdoor_per_unit"]) + base + limits["court_area"],
        fill_most=limits["fill_zero"], court_radius_m=limits["court_radius"], setback_m=limits["setback"],
        from_buildings_m=2 * limits["setback"], gentle=limits["slope_full"], steep=limits["slope_zero"],
        zoned_share=ZONED_SHARE,
    )  # fmt: skip
    if site.surroundings is None or "parcels" not in site.surroundings.layers:
        raise InputError(Issue(code="from-parcels-without-parcels", file=site.name))
    found = candidates_from_parcels(site.surroundings, need)
    counts = {
        "properties": found.properties, "small": found.too_small, "zoning": found.not_zoned, "room": found.no_room,
        "fit": len(found.plots),
    }  # fmt: skip
    values = {name: str(count) for name, count in counts.items()} | {"needed": f"{need.needed_m2:.0f}"}
    code = "parcels-looked-through" if found.zoning_known else "parcels-looked-through-without-zoning"
    issue = Issue(code=code, values=values, severity="information" if found.zoning_known else "warning")
    if not found.plots:
        raise InputError(replace(issue, code="no-parcel-fits", severity="error"))
    return replace(site, plots=found.plots), (issue,)


def _existing_buildings(
    site: Site, content: Content, criteria: Sequence[tuple[CriterionSpec, Evaluator | None]], settings: Settings
) -> dict[str, Scorecard]:
    """Results of the buildings that stand on plots whose candidate is an existing building, by plot, where drawn."""
    if not any(spec.id == "existing_building_suitability" for spec, _ in criteria):
        return {}
    asked = content.criteria(("layout",), settings.profile)
    found = {}
    for layout in site.layouts:
        plot = plot_under(layout, site)
        if plot is None or plot.properties.get("existing_building") not in EXISTING:
            continue
        context = LayoutContext(
            fit_to_plot(layout, plot)[0], plot=plot, surroundings=site.surroundings, site_programme=site.programme
        )
        candidate = (layout.id, layout.name)
        found[plot.id] = evaluate(context, asked, settings=settings, candidate=candidate, stage=layout.stage)
    return found


def assess_layouts(
    layouts: Sequence[Layout],
    content: Content,
    *,
    choices: Choices,
    site: Site | None = None,
    plot: Plot | None = None,
    issues: Sequence[Issue] = (),
    command: str = "compare",
) -> Run:
    """Score layouts by the layout and programme criteria and put them side by side.

    ``plot`` is the plot on which they stand; otherwise each layout's own placement names it.
    """
    settings = settings_for(site, content, choices)
    criteria = content.criteria(("layout", "programme"), settings.profile)
    vicinity = Vicinity(site.surroundings if site else None)
    cards = []
    for layout in layouts:
        standing = plot or plot_under(layout, site)
        # Where the drawing's plot and the site's differ, the site's holds and the layout says so.
        fitted = layout if standing is None else fit_to_plot(layout, standing)[0]
        staged = fitted if choices.stage is None else replace(fitted, stage=choices.stage)
        context = LayoutContext(
            staged,
            plot=standing,
            surroundings=site.surroundings if site else None,
            site_programme=site.programme if site else {},
            stated_programme=choices.programme,
            vicinity=vicinity,
        )
        card = evaluate(
            context, criteria, settings=settings, candidate=(layout.id, layout.name), stage=staged.stage,
            issues=staged.issues, sources=layout.sources,
        )  # fmt: skip
        cards.append(card)
    crs = next((layout.crs for layout in layouts if layout.crs), None)
    return _run(
        command, cards, criteria_of=content, site=site, choices=choices, settings=settings, issues=issues, crs=crs
    )


def plot_under(layout: Layout, site: Site | None) -> Plot | None:
    """The site's plot that a layout stands on: the one its placement names, else the one it overlaps most; or None."""
    if site is None:
        return None
    named = layout.placement.plot if layout.placement else None
    if named is not None:
        return next((plot for plot in site.plots if plot.id == named), None)
    if layout.plot_boundary is None:
        return None
    overlap = [(plot.boundary.intersection(layout.plot_boundary).area, plot) for plot in site.plots]
    area, best = max(overlap, key=lambda pair: pair[0], default=(0.0, None))
    return best if area > 0 else None


def settings_for(site: Site | None, content: Content, choices: Choices) -> Settings:
    """Profile, limits and waivers of a run.

    Raises
    ------
    InputError
        "unknown-profile", "unknown-limit" or "unknown-weight", for everything that does not exist.
    """
    profile = content.profile(choices.profile or (site.profile if site else "default"))
    known = {f"{spec.id}.{name}" for spec in content.specs.values() for name in spec.parameters}
    weighable = set(content.specs) | {spec.family for spec in content.specs.values()}
    problems = []
    limits = {**(site.limits if site else {}), **choices.limits}
    problems += [Issue(code="unknown-limit", element=name) for name in limits if name not in known]
    weights = {**(site.weights if site else {}), **choices.weights}
    problems += [Issue(code="unknown-weight", element=name) for name in weights if name not in weighable]
    if problems:
        raise InputError(problems)
    return Settings(
        profile=profile, site_limits=site.limits if site else {}, command_limits=choices.limits,
        waivers={**(site.waivers if site else {}), **choices.waivers},
    )  # fmt: skip


def _run(
    command: str,
    cards: Sequence[Scorecard],
    *,
    criteria_of: Content,
    site: Site | None,
    choices: Choices,
    settings: Settings,
    issues: Sequence[Issue],
    crs: str | None,
) -> Run:
    specs = {result.spec.id: result.spec for card in cards for result in card.results}
    weighting = weighting_of(
        specs.values(), settings.profile, site=site.weights if site else {}, command=choices.weights
    )
    sources: dict[tuple[str, str | None], DataSource] = {}
    surroundings = site.surroundings.sources if site and site.surroundings else ()
    for source in [*(site.sources if site else ()), *surroundings, *(s for card in cards for s in card.sources)]:
        sources.setdefault((source.name, source.sha256), source)
    found = [*issues, *(issue for card in cards for issue in card.issues if issue not in issues)]
    return Run(
        command=command, ranking=rank(cards, weighting, settings.profile), crs=crs,
        criteria_fingerprint=criteria_of.fingerprint, sources=tuple(sources.values()), issues=tuple(found),
    )  # fmt: skip
