"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("SITEPLAN_SHARED", ROOT.parent / "shared")).resolve()
NO_SHARED = "no shared data here (SITEPLAN_SHARED)"


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data and documents; the test is skipped, and counted, where it is absent."""
    if not (SHARED / "data").is_dir():
        pytest.skip(NO_SHARED)
    return SHARED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests were skipped for want of the shared data."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if NO_SHARED in str(report.longrepr)]
    if skipped:
        terminalreporter.write_line(f"{len(skipped)} tests were skipped for want of the shared data (SITEPLAN_SHARED).")
