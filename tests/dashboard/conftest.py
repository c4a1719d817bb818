"""A headless Chromium and pages served by Streamlit, for tests of what a person sees."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM_ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
_PATIENCE_S = 40.0


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A user's folder of the tests' own: sketches of the person who runs them are neither seen nor touched."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SITEPLAN_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of this machine (CHROMIUM, or found on the path).

    Where there is none the tests are skipped, or fail where SITEPLAN_BROWSER_REQUIRED=1.
    """
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        if os.environ.get("SITEPLAN_BROWSER_REQUIRED") == "1":
            pytest.fail("there is no Chromium, and SITEPLAN_BROWSER_REQUIRED=1")
        pytest.skip("no Chromium here (CHROMIUM names one)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(CHROMIUM_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serve(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], str]]:
    """Serves a Streamlit script on a free port of this host and gives its address; one server a script."""
    try:
        importlib.metadata.distribution("siteplan")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("siteplan is not installed (pip install -e .), so Streamlit cannot find the plan map's files")
    running: dict[Path, tuple[str, subprocess.Popen[bytes]]] = {}
    log = tmp_path_factory.mktemp("streamlit") / "log.txt"

    def start(script: Path) -> str:
        if script not in running:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            running[script] = (f"http://127.0.0.1:{port}", _streamlit(script, port, root, log))
        address, process = running[script]
        _wait_until_up(address, process, log)
        return address

    yield start
    for _, process in running.values():
        process.terminate()
        process.wait(timeout=10)


def _streamlit(script: Path, port: int, root: Path, log: Path) -> subprocess.Popen[bytes]:
    options = {
        "server.port": str(port), "server.address": "127.0.0.1", "server.headless": "true",
        "server.fileWatcherType": "none", "browser.gatherUsageStats": "false",
    }  # fmt: skip
    flags = [part for name, value in options.items() for part in (f"--{name}", value)]
    with log.open("ab") as sink:
        command = [sys.executable, "-m", "streamlit", "run", str(script), *flags]
        return subprocess.Popen(command, cwd=root, stdout=sink, stderr=sink)


def _wait_until_up(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    pytest.fail(f"the page was not served:\n{log.read_text(errors='replace')[-2000:]}")
