"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("SITEPLAN_SHARED", ROOT.parent / "shared")).resolve()
_skipped_for_shared: list[str] = []


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture()
def shared(request: pytest.FixtureRequest) -> Path:
    """The folder of real data and documents; the test is skipped, and counted, where it is absent."""
    if not (SHARED / "data").is_dir():
        _skipped_for_shared.append(request.node.nodeid)
        pytest.skip("no shared data here (SITEPLAN_SHARED)")
    return SHARED
