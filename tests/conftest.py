"""What holds for every test: no skips, no network, no window, no data of the user, known random numbers."""

import asyncio
import gc
import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Generator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import hypothesis
import pytest
import uvicorn.server
from pytestqt.qtbot import QtBot

from fidpos.bootstrap.demo.pcscd import SOCKET_VARIABLE, VirtualPcscd
from fidpos.ui.quick_imports import import_quickly

import_quickly()
# Before anything imports Qt. Tests that want real windows start an X server and pass their own environment.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

IN_MEMORY = Path("/dev/shm")
ROOM_BYTES = 8 * 2**30
"""The files of two workers take half of it, and another run may be going on."""

PATIENCE_MS = 60_000
LOOK_AGAIN_S = 0.01
_TOGETHER = ("/integration/link", "/integration/office", "/integration/server")
"""Folders whose files start a centre or a browser for all of their tests: on two workers it would be two."""


def _keep_files_in_memory() -> None:
    """In this process and its children, where there is room: what tests write is thrown away anyway.

    To make a database is to make 700 files, which takes a file system with a journal twenty times as long.
    Tests about a real disk make one for themselves; whoever runs the tests may name another folder.
    """
    if "TMPDIR" in os.environ or not IN_MEMORY.is_dir():
        return
    system = os.statvfs(IN_MEMORY)
    may_run_programs = not system.f_flag & os.ST_NOEXEC
    if may_run_programs and system.f_bavail * system.f_frsize >= ROOM_BYTES:
        os.environ["TMPDIR"] = tempfile.tempdir = str(IN_MEMORY)


_keep_files_in_memory()
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
hypothesis.settings.register_profile("nightly", max_examples=2_000, deadline=None, print_blob=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--nightly", action="store_true", help="also run the tests marked nightly")


def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("--hypothesis-profile", default=None):
        hypothesis.settings.load_profile("nightly" if config.getoption("--nightly") else "ci")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect tests without collecting garbage: there is none, and the garbage collector walks them all."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave nightly tests out unless asked for; keep what stands for hardware on one worker."""
    for item in items:
        if item.get_closest_marker("xdist_group"):
            continue
        if item.get_closest_marker("pcscd") or item.get_closest_marker("nfc"):
            item.add_marker(pytest.mark.xdist_group("hardware"))
        elif item.path.parent.as_posix().endswith(_TOGETHER):
            item.add_marker(pytest.mark.xdist_group(item.path.as_posix()))
    if config.getoption("--nightly"):
        return
    nightly = [item for item in items if item.get_closest_marker("nightly")]
    if nightly:
        config.hook.pytest_deselected(items=nightly)
        items[:] = [item for item in items if not item.get_closest_marker("nightly")]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that did not run proves nothing: count skips and expected failures as failures."""
    report = yield
    # A worker process can only send what can be encoded, and tests log halves of characters on purpose.
    report.sections = [(name, _encodable(text)) for name, text in report.sections]
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped or expected to fail, which counts as failed: {_reason(report)}"
        if hasattr(report, "wasxfail"):
            del report.wasxfail  # The session does not count a failure that carries it.
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file that steps aside, as `importorskip` at its top does."""
    report = yield
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, which counts as failed: {_reason(report)}"
    return report


def _encodable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    expected_failure = getattr(report, "wasxfail", None)
    if expected_failure is not None:
        return str(expected_failure)
    return str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else report.longreprtext


@pytest.fixture(scope="session", autouse=True)
def pcscd_folder() -> Generator[Path]:
    """Where the tests' own card service has its socket, whichever test is the first to look for readers.

    libpcsclite asks for the socket's path only once per process.
    """
    folder = Path(tempfile.mkdtemp(prefix="fidpos-"))
    os.environ[SOCKET_VARIABLE] = str(VirtualPcscd(folder).socket_path)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session", autouse=True)
def strangers_home(tmp_path_factory: pytest.TempPathFactory) -> Generator[None]:
    """Keep tests away from the data, the settings and the key store of whoever runs them."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            patch.setenv(name, str(folder / name.lower()))
        patch.setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
        patch.delenv("FIDPOS_DATA", raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_servers() -> Generator[None]:
    """Have uvicorn look often whether it is to end: hundreds of tests wait for that."""

    async def look_again(seconds: float) -> None:
        await asyncio.sleep(min(seconds, LOOK_AGAIN_S))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uvicorn.server, "asyncio", SimpleNamespace(**{**vars(asyncio), "sleep": look_again}))
        yield


@pytest.fixture
def qtbot(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> QtBot:
    """Waits as long as a machine takes that does ten other things: it costs nothing when all is well."""
    for name in ("waitSignal", "waitUntil"):
        monkeypatch.setattr(qtbot, name, partial(getattr(qtbot, name), timeout=PATIENCE_MS))
    return qtbot


@pytest.fixture(scope="session", autouse=True)
def closed_network() -> Generator[None]:
    """Refuse every connection that leaves this machine, in the test process."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _refusing(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", _refusing_names(socket.getaddrinfo))
        yield


def _refusing(original: Any) -> Any:
    def guarded(self: socket.socket, *args: Any) -> Any:
        address = args[-1]
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(address[0]):
            raise PermissionError(f"the network is closed in tests: {address!r}")
        return original(self, *args)

    return guarded


def _refusing_names(original: Any) -> Any:
    def guarded(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host is not None and not _is_loopback(host):
            raise PermissionError(f"the network is closed in tests: {host!r} was looked up")
        return original(host, *args, **kwargs)

    return guarded


def _is_loopback(host: str | bytes) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii")
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
