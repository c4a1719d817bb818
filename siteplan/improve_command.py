"""``siteplan improve``: the smallest changes that mend a layout, or what would better the plots of a site."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from siteplan.assessment import Choices, screen_plots
from siteplan.content import Content, load_content
from siteplan.criterion import Outcome
from siteplan.errors import InputError, Issue
from siteplan.improvement import Bounds, Improvement, failing, improve
from siteplan.improvement_words import change_sentence, improvement_lines
from siteplan.live import LiveGround, full_scorecard, live_ground, live_subset
from siteplan.model import Layout, Site
from siteplan.scorecard import Scorecard
from siteplan.text import Language, label, say, suggestion_sentences
from siteplan.writers.plain import plain

CAPACITY = "plot_capacity_small_cluster"
FEWEST_UNITS = 2


class GroundJudge:
    """Judges versions of a layout on one ground."""

    def __init__(self, ground: LiveGround) -> None:
        self._ground = ground

    def some(self, layout: Layout, criteria: Sequence[str], /) -> Scorecard:
        """Results of these criteria alone."""
        wanted = [pair for pair in self._ground.full if pair[0].id in criteria]
        return live_subset(layout, replace(self._ground, live=wanted)).scorecard

    def all(self, layout: Layout, /) -> Scorecard:
        """Every result."""
        return full_scorecard(layout, self._ground)


def improve_command(options: argparse.Namespace) -> int:
    """Search, say what was found, and save each suggested layout where a folder is named."""
    content, path = load_content(), Path(options.subject)
    language = cast(Language, options.language)
    if path.is_dir():
        return _plots(path, content, options, language)
    site = _site(options.site, content)
    from siteplan.readers.layout import read_layout

    layout, _ = read_layout(path, crs=site.crs if site else None)
    bounds = Bounds(seconds=options.seconds, reach_m=options.reach, seed=options.seed)
    choices = Choices(profile=options.profile)
    judge = GroundJudge(live_ground(content, choices=choices, site=site))
    before = judge.all(layout)
    wanted = options.criterion or failing(before)
    asked = {result.spec.id for result in before.results}
    for name in wanted:
        if name not in asked:
            raise InputError(Issue(code="unknown-criterion-asked", element=name))
    found, counts = {}, {name: _Tried(name) for name in wanted}
    for name in wanted:
        found[name] = improve(layout, name, judge, before=before, bounds=bounds, progress=counts[name])
        counts[name].close()
    files = _save(found, options.out)
    if (options.format or ("table" if sys.stdout.isatty() else "json")) == "json":
        records = [_record(counts[name], one, before, files.get(name)) for name, one in found.items()]
        print(json.dumps(records, indent=1))
    else:
        print("\n\n".join(_lines(counts[name], one, before, files.get(name), language) for name, one in found.items())
              or say("improvement", "nothing_fails", language))  # fmt: skip
    return 0


def _lines(
    tried: _Tried, found: Improvement | None, before: Scorecard, file: str | None, language: Language
) -> str:  # fmt: skip
    result = before.result(tried.name)
    outcome = label("outcome", result.outcome.value, language)
    head = say(
        "improvement", "head", language, {"criterion": result.spec.text[language].title, "outcome": outcome}
    )  # fmt: skip
    said = improvement_lines(found, language) if found else [say("improvement", "nothing", language)]
    if tried.done < tried.total and (found is None or not found.mends):
        counts = {"done": str(tried.done), "total": str(tried.total)}
        said.append(say("improvement", "time", language, counts))
    saved = [say("improvement", "saved", language, {"file": file})] if file else []
    return "\n".join([head, *(f"  {line}" for line in (*said, *saved))])


def _record(tried: _Tried, found: Improvement | None, before: Scorecard, file: str | None) -> dict[str, Any]:
    result = before.result(tried.name)
    record: dict[str, Any] = {
        "criterion": tried.name, "outcome": result.outcome.value, "score": plain(result.score), "tried": tried.done,
        "of": tried.total,
    }  # fmt: skip
    if found is None:
        return record | {"change": None}
    change = found.change
    return record | {
        "change": {
            "kind": change.kind, "target": change.target, "dx": plain(change.dx), "dy": plain(change.dy),
            "degrees": plain(change.degrees), "at": None if change.at is None else list(change.at),
            "size": plain(change.size), "said": change_sentence(change, "en"),
        },
        "mends": found.mends, "file": file,
        "effects": [
            {
                "criterion": effect.criterion, "before": effect.before.outcome.value,
                "after": effect.after.outcome.value, "score_before": plain(effect.before.score),
                "score_after": plain(effect.after.score),
            }
            for effect in found.effects
        ],
    }  # fmt: skip


def _save(found: dict[str, Improvement | None], folder: Path | None) -> dict[str, str]:
    if folder is None:
        return {}
    from siteplan.writers.layout import write_layout

    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for name, one in found.items():
        if one is not None:
            file = folder / f"{one.before.id}-{name}.geojson"
            write_layout(replace(one.layout, id=file.stem), file)
            files[name] = str(file)
    return files


def _plots(folder: Path, content: Content, options: argparse.Namespace, language: Language) -> int:
    """Missing paths, and the largest cluster that a plot would hold, for every plot that fails there."""
    site = _site(str(folder), content)
    assert site is not None
    run = screen_plots(site, content, choices=Choices(profile=options.profile))
    lines = []
    for candidate in run.ranking.candidates:
        for result in candidate.scorecard.results:
            for one in result.finding.suggestions:
                values = {"plot": candidate.scorecard.name, "said": suggestion_sentences(one, language)}
                lines.append(say("improvement", "plot_path", language, values))
    lines += _smaller(site, content, options, language)
    print("\n".join(lines) or say("improvement", "nothing", language))
    return 0


def _smaller(site: Site, content: Content, options: argparse.Namespace, language: Language) -> list[str]:
    """For plots without room for what is wanted, the most units that they would hold."""
    wanted = site.programme.get("units_wanted")
    if not isinstance(wanted, int) or wanted <= FEWEST_UNITS:
        return []
    narrowed = replace(content, specs={CAPACITY: content.specs[CAPACITY]})
    bare = replace(site, weights={}, limits={k: v for k, v in site.limits.items() if k.startswith(f"{CAPACITY}.")})
    lines, left = [], None
    for units in range(wanted, FEWEST_UNITS - 1, -1):
        choices = Choices(profile=options.profile, programme={"units_wanted": units})
        cards = [c.scorecard for c in screen_plots(bare, narrowed, choices=choices).ranking.candidates]
        met = {card.id: card.name for card in cards if card.result(CAPACITY).outcome is Outcome.MET}
        if left is None:
            left = {card.id for card in cards} - set(met)
            continue
        for plot in sorted(left & set(met)):
            values = {
                "plot": met[plot], "units": str(units), "wanted": str(wanted),
                "criterion": content.specs[CAPACITY].text[language].title,
                "outcome": label("outcome", "met", language),
            }  # fmt: skip
            lines.append(say("improvement", "smaller", language, values))
        left -= set(met)
    return lines


def _site(folder: str | None, content: Content) -> Site | None:
    if folder is None:
        return None
    from siteplan.readers.site import read_site

    return read_site(Path(folder), specs=content.specs)[0]


class _Tried:
    """How many changes were tried for one criterion; shown on standard error where a person watches."""

    def __init__(self, name: str) -> None:
        self.name, self.done, self.total = name, 0, 0

    def __call__(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        if sys.stderr.isatty():
            print(f"\r{self.name}: {done}/{total}", end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        """End the line."""
        if sys.stderr.isatty():
            print(file=sys.stderr)
