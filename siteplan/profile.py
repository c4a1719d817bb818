"""A profile: which criteria a kind of project uses, what must hold, and how much each counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from siteplan.criterion import FILE_DATA

Condition = Literal["always", "staffed_base", "no_staffed_base", "co_located"]
"""When a requirement is asked: a staffed base is declared or drawn; none is; four units or more share the plot."""

OnFail = Literal["exclude", "flag", "warn"]
Mean = Literal["arithmetic", "geometric"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """What must hold. Either ``min_score`` or ``limit``, a bound on the quantity on its worse side."""

    __pydantic_config__ = FILE_DATA

    on_fail: OnFail
    min_score: float | None = None
    limit: float | None = None
    when: Condition = "always"
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One kind of project.

    Parameters
    ----------
    criteria
        Ids to use; empty = every registered criterion.
    leaves_out
        Ids not to use, of those.
    requirements
        By ``criterion`` or ``criterion:name`` where one criterion has several.
    floors
        By group ("residents"), family or criterion id: a candidate below one ranks after all that are below none.
    weights
        Where they differ from a criterion's suggested weight, by criterion id.
    family_weights
        Where a family shall weigh something other than the sum of its applicable weights.
    means
        How the scores of a family are joined; arithmetic where not named.
    balanced
        Two groups that weigh alike: the weights of criteria that serve only one of them are scaled to equal sums.
    minimum_coverage
        Below this share of determined weight no rank is given.
    """

    __pydantic_config__ = FILE_DATA

    id: str
    text: Mapping[str, ProfileText]
    criteria: tuple[str, ...] = ()
    leaves_out: tuple[str, ...] = ()
    requirements: Mapping[str, Requirement] = field(default_factory=dict)
    floors: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    family_weights: Mapping[str, float] = field(default_factory=dict)
    means: Mapping[str, Mean] = field(default_factory=dict)
    balanced: tuple[str, ...] = ()
    limits: Mapping[str, float] = field(default_factory=dict)
    minimum_coverage: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileText:
    """A profile in one language."""

    __pydantic_config__ = FILE_DATA

    title: str
    description: str
