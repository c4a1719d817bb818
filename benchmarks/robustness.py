"""How long rank acceptability takes: 50,000 plots x 1,000 draws, everything varied, groups formed, memory bounded.

``python -m benchmarks.robustness [PLOTS] [DRAWS]``. The plots are invented; shapes and weights are those of screening:
fourteen criteria in four families, a twentieth of the results not assessed, eight curves in nine settings, two floors.
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np

from siteplan.decision_table import DecisionTable, JoinedColumns, Variants
from siteplan.robustness import Allowed, simulate, worlds_of

CRITERIA, FAMILIES, CURVES, SETTINGS, MISSING = 14, 4, 8, 9, 0.05


def invented_table(plots: int, *, seed: int = 1) -> DecisionTable:
    """Plots with scores as a screening gives them, best first."""
    generator = np.random.default_rng(seed)
    score = np.clip(generator.beta(2.0, 1.2, size=(plots, CRITERIA)), 0, 1)
    determined = generator.random((plots, CRITERIA)) > MISSING
    weights = generator.integers(2, 6, CRITERIA).astype(float)
    order = np.argsort(-(score * determined) @ weights / np.maximum(1e-9, determined @ weights))
    score, determined = score[order], determined[order]
    low, high = np.where(determined, score, 0.0), np.where(determined, score, 1.0)
    family = np.arange(CRITERIA) % FAMILIES
    variants = {}
    for column in range(CURVES):
        moved = [np.clip(score[:, column] + shift, 0, 1) for shift in np.linspace(0, 0.1, SETTINGS)]
        known = determined[:, column]
        variants[column] = Variants(
            score=np.array(moved), low=np.where(known, moved, 0.0), high=np.where(known, moved, 1.0)
        )  # fmt: skip
    return DecisionTable(
        ids=tuple(f"p{n}" for n in range(plots)), names=tuple(f"p{n}" for n in range(plots)),
        criteria=tuple(f"c{n}" for n in range(CRITERIA)), weights=weights,
        applicable=np.ones((plots, CRITERIA), dtype=np.bool_), determined=determined, score=score, low=low, high=high,
        least=np.full((plots, CRITERIA), -np.inf),
        families=tuple(JoinedColumns(name=f"f{n}", columns=family == n) for n in range(FAMILIES)),
        floors=tuple(
            JoinedColumns(name=f"g{n}", columns=np.arange(CRITERIA) % 3 != n, floor=0.4, fewest=2) for n in range(2)
        ),
        variants=variants,
    )  # fmt: skip


def main(plots: int, draws: int) -> None:
    """Print time, memory and what came out."""
    table = invented_table(plots)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for full, what in ((False, "first places alone"), (True, "first places and groups")):
        cpu, wall = time.process_time(), time.perf_counter()
        worlds = worlds_of(table, Allowed(draws=draws), "together")
        found = simulate(table, worlds, full=full)
        print(
            f"{plots:,} plots x {draws:,} draws, {what}: {time.process_time() - cpu:.1f} s CPU, "
            f"{time.perf_counter() - wall:.1f} s on the clock; first in the most draws {found.first.max():.3f}, "
            f"{int((found.first > 0).sum())} ever first, {max(found.groups, default=0)} groups"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"memory: {before / 1024:.0f} MB before, {peak / 1024:.0f} MB at most")


if __name__ == "__main__":
    given = [int(value) for value in sys.argv[1:3]]
    main(*(given + [50_000, 1_000][len(given) :]))
