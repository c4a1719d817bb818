"""Trips that a feed states by their headway (``frequencies.txt``): each run of the pattern as a trip of its own.

References
----------
.. [1] General Transit Feed Specification, frequencies.txt: a trip's times count from its first stop; runs start every
   ``headway_secs`` from ``start_time`` on and before ``end_time``. With ``exact_times`` 1 they leave then, with
   0 about so often; the number of runs is the same.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from siteplan.readers.gtfs_times import minutes_of

_MINUTE_S = 60.0


def with_headways(
    trips: pd.DataFrame, calls: pd.DataFrame, first_minute: NDArray[np.float64], frequencies: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Every run of the trips that are stated by headway; the pattern itself is no run.

    Parameters
    ----------
    trips
        ``trip`` (id), ``service``, ``mode``.
    calls
        ``trip`` (row of ``trips``), ``minute``, ``stop``.
    first_minute
        (n,) time at the first stop of each trip, from which the times of a pattern count; NaN where it is not known.
    frequencies
        The file's table, perhaps empty.

    Returns
    -------
    Trips and calls with the runs in the patterns' place, and how many rows of the file could not be used.
    """
    if not len(frequencies):
        return trips, calls, 0
    row = pd.Index(trips["trip"].astype(str)).get_indexer(frequencies["trip_id"].astype(str))
    start, end = minutes_of(frequencies["start_time"]), minutes_of(frequencies["end_time"])
    headway = pd.to_numeric(frequencies["headway_secs"].astype(str), errors="coerce").to_numpy(dtype=float) / _MINUTE_S
    with np.errstate(invalid="ignore"):
        usable = (row >= 0) & (headway > 0) & (end > start)
        usable &= ~np.isnan(first_minute[row])
    patterns = np.unique(row[row >= 0])
    row, start, end, headway = row[usable], start[usable], end[usable], headway[usable]
    count = np.ceil((end - start) / headway - 1e-9).astype(int)
    of_run = np.repeat(row, count)
    number = np.arange(len(of_run)) - np.repeat(np.cumsum(count) - count, count)
    leaves = np.repeat(start, count) + number * np.repeat(headway, count)
    runs = trips.iloc[of_run].assign(
        trip=[f"{trips['trip'].iat[r]} {m:.2f}" for r, m in zip(of_run, leaves, strict=True)]
    )
    shift = leaves - first_minute[of_run]
    pattern_calls = calls[calls["trip"].isin(patterns)]
    each = pd.DataFrame({"trip": of_run, "run": len(trips) + np.arange(len(of_run)), "shift": shift})
    repeated = pattern_calls.merge(each, on="trip")
    repeated = pd.DataFrame({
        "trip": repeated["run"], "minute": repeated["minute"] + repeated["shift"], "stop": repeated["stop"],
    })  # fmt: skip
    kept = calls[~calls["trip"].isin(patterns)]
    return (
        pd.concat([trips, runs], ignore_index=True),
        pd.concat([kept, repeated], ignore_index=True),
        int((~usable).sum()),
    )
