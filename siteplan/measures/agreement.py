"""How far raters agree: weighted kappa, intraclass correlation, and what chance alone would give.

References
----------
Cohen, J. (1968). Weighted kappa: nominal scale agreement with provision for scaled disagreement or partial credit.
Psychological Bulletin 70(4), 213-220. https://doi.org/10.1037/h0026256
Shrout, P. E. & Fleiss, J. L. (1979). Intraclass correlations: uses in assessing rater reliability. Psychological
Bulletin 86(2), 420-428. https://doi.org/10.1037/0033-2909.86.2.420
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def weighted_kappa(one: Sequence[int], other: Sequence[int], *, categories: int) -> float:
    """Cohen's kappa of two raters on an ordered scale, disagreement weighed by its square.

    Parameters
    ----------
    one, other
        Category of each object, 0 .. ``categories`` - 1; equally many.

    Returns
    -------
    float
        1 = agree on every object, 0 = no better than chance; NaN where both always gave one and the same category.
    """
    table = np.zeros((categories, categories))
    np.add.at(table, (np.asarray(one, dtype=np.intp), np.asarray(other, dtype=np.intp)), 1.0)
    table /= table.sum()
    expected = np.outer(table.sum(axis=1), table.sum(axis=0))
    steps = np.arange(categories)
    weights = (steps[:, None] - steps[None, :]) ** 2
    by_chance = float((weights * expected).sum())
    return float("nan") if by_chance == 0 else 1.0 - float((weights * table).sum()) / by_chance


def chance_agreement(one: Sequence[str], other: Sequence[str]) -> float:
    """Share of objects on which two raters would agree if each gave its own categories to objects at random."""
    count = len(one)
    return sum((one.count(name) / count) * (other.count(name) / count) for name in set(one) | set(other))


def intraclass_correlation(ratings: npt.ArrayLike) -> float:
    """ICC(2,1): absolute agreement of single ratings by raters drawn at random.

    Parameters
    ----------
    ratings
        Shape (objects, raters), every cell rated; at least two of each.

    Returns
    -------
    float
        1 = all alike; can be negative; NaN where nothing varies.
    """
    table = np.asarray(ratings, dtype=np.float64)
    objects, raters = table.shape
    if objects < 2 or raters < 2:
        raise ValueError("an intraclass correlation needs two objects and two raters at least")
    mean = table.mean()
    between = raters * ((table.mean(axis=1) - mean) ** 2).sum() / (objects - 1)
    judges = objects * ((table.mean(axis=0) - mean) ** 2).sum() / (raters - 1)
    rest = ((table - table.mean(axis=1, keepdims=True) - table.mean(axis=0, keepdims=True) + mean) ** 2).sum()
    error = rest / ((objects - 1) * (raters - 1))
    whole = between + (raters - 1) * error + raters * (judges - error) / objects
    return float("nan") if whole == 0 else float((between - error) / whole)
