"""What siteplan is given to ask: the criterion files, trade-offs, profiles and sources, found and loaded as one object.

In a checkout ``criteria/``, ``sample_sites/`` and ``app.py`` stand beside the package; in a wheel they stand in
``siteplan/_content/``, so that no stranger's name lands in site-packages. ``criteria`` is therefore loaded by its path.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from siteplan.criterion import CriterionSpec, ProcessItem, Source, Subject, Tradeoff
from siteplan.criterion_file import (
    read_criterion,
    read_process_item,
    read_profile,
    read_redraw,
    read_sources,
    read_tradeoff,
)
from siteplan.errors import InputError, Issue
from siteplan.evaluation import Evaluator
from siteplan.profile import Profile

T = TypeVar("T")
CRITERIA_MODULE = "siteplan_criteria"
SPEC_FOLDERS: Mapping[str, Subject] = {
    "plot": "plot", "layout": "layout", "programme": "programme", "portfolio": "portfolio",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Content:
    """Everything that is asked. ``specs`` in report order; ``evaluators`` lacks the declared attributes."""

    specs: Mapping[str, CriterionSpec]
    evaluators: Mapping[str, Evaluator]
    tradeoffs: Mapping[str, Tradeoff]
    process: Mapping[str, ProcessItem]
    profiles: Mapping[str, Profile]
    sources: Mapping[str, Source]
    fingerprint: str

    def criteria(self, subjects: Sequence[Subject], profile: Profile) -> list[tuple[CriterionSpec, Evaluator | None]]:
        """The criteria of a profile on these subjects, each with its function (None: declared)."""
        wanted = [
            s
            for s in self.specs.values()
            if s.subject in subjects
            and s.id not in profile.leaves_out
            and (not profile.criteria or s.id in profile.criteria)
        ]
        return [(spec, self.evaluators.get(spec.id)) for spec in wanted]

    def profile(self, name: str) -> Profile:
        """A profile by name; InputError names those that exist."""
        if name not in self.profiles:
            raise InputError(
                Issue(code="unknown-profile", element=name, values={"known": ", ".join(sorted(self.profiles))})
            )
        return self.profiles[name]


def content_folder() -> Path:
    """The folder that holds ``criteria/``, ``sample_sites/`` and ``app.py``."""
    package = Path(__file__).resolve().parent
    packaged = package / "_content"
    return packaged if packaged.is_dir() else package.parent


@cache
def load_content(folder: Path | None = None) -> Content:
    """Read and check every criterion file. Raises InputError with every problem of every file at once."""
    root = (folder or content_folder() / "criteria").resolve()
    module = _criteria_module(root)
    evaluators: Mapping[str, Evaluator] = module.EVALUATORS
    problems: list[Issue] = []
    specs: dict[str, CriterionSpec] = {}
    for name, subject in SPEC_FOLDERS.items():
        for path in sorted((root / name).glob("*.toml")):
            try:
                spec = read_criterion(path)
            except InputError as error:
                problems.extend(error.issues)
                continue
            if spec.subject != subject:
                problems.append(
                    Issue(
                        code="wrong-value", file=path.name, element="subject", values={"detail": f"stands in {name}/"}
                    )
                )
            elif spec.id not in evaluators and spec.declared is None:
                problems.append(Issue(code="criterion-without-function", file=path.name, element=spec.id))
            specs[spec.id] = spec
    for name in evaluators:
        if name not in specs and not any(issue.file == f"{name}.toml" for issue in problems):
            problems.append(Issue(code="criterion-without-file", file="criteria/__init__.py", element=name))
    specs |= _with_redraw(root / "redraw.toml", specs, problems)
    tradeoffs = _read_all(root / "tradeoffs", read_tradeoff, problems)
    process = _read_all(root / "process", read_process_item, problems)
    profiles = _read_all(root / "profiles", read_profile, problems)
    problems.extend(_profile_problems(profiles, specs))
    if problems:
        raise InputError(problems)
    order = {name: index for index, name in enumerate(evaluators)}
    ordered = dict(sorted(specs.items(), key=lambda item: order.get(item[0], len(order))))
    return Content(
        specs=ordered, evaluators=evaluators, tradeoffs=tradeoffs, process=process,
        profiles=profiles, sources=read_sources(root / "sources.toml"), fingerprint=_fingerprint(root),
    )  # fmt: skip


def _criteria_module(root: Path) -> ModuleType:
    name = (
        CRITERIA_MODULE
        if root == (content_folder() / "criteria").resolve()
        else f"{CRITERIA_MODULE}_{_fingerprint(root)[:12]}"
    )
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, root / "__init__.py", submodule_search_locations=[str(root)])
    if spec is None or spec.loader is None or not (root / "__init__.py").is_file():
        raise InputError(Issue(code="content-missing", file=str(root.name)))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _read_all(folder: Path, read: Callable[[Path], T], problems: list[Issue]) -> dict[str, T]:
    found: dict[str, T] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            found[path.stem] = read(path)
        except InputError as error:
            problems.extend(error.issues)
    return found


def _with_redraw(path: Path, specs: Mapping[str, CriterionSpec], problems: list[Issue]) -> dict[str, CriterionSpec]:
    """The criteria that the redraw test looked at, with what it found."""
    try:
        found = read_redraw(path)
    except InputError as error:
        problems.extend(error.issues)
        return {}
    problems += [
        Issue(code="unknown-criterion", file=path.name, element=name, values={"name": name})
        for name in found
        if name not in specs and not any(issue.file == f"{name}.toml" for issue in problems)
    ]
    return {name: replace(specs[name], redraw=test) for name, test in found.items() if name in specs}


def _profile_problems(profiles: Mapping[str, Profile], specs: Mapping[str, CriterionSpec]) -> list[Issue]:
    problems = []
    for profile in profiles.values():
        named = {f"requirements.{name}": name.split(":", 1)[0] for name in profile.requirements}
        named |= (
            {f"weights.{name}": name for name in profile.weights}
            | {f"criteria.{name}": name for name in profile.criteria}
            | {f"leaves_out.{name}": name for name in profile.leaves_out}
        )
        problems += [
            Issue(code="unknown-criterion", file=f"{profile.id}.toml", element=key, values={"name": name})
            for key, name in named.items()
            if name not in specs
        ]
    return problems


def _fingerprint(root: Path) -> str:
    """sha256 over every criterion file and function, in path order."""
    digest = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.suffix in (".toml", ".py")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
