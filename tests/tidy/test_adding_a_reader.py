"""docs/adding-a-reader.md is followed to the letter: its package is built, installed, approved and used."""

import importlib
import importlib.metadata
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from fidpos.bootstrap.readers import Installed, build_readers
from fidpos.domain.card import CardRead
from fidpos.domain.plug_in import Approval
from fidpos.readers.cards.secrets import NoSecrets
from fidpos.readers.driver import DeviceStatus, DriverContext, FaultCode, ReaderDriver, ReaderState
from fidpos.readers.errors import DriverRefused
from fidpos.readers.manifest import Manifest, read_manifest
from fidpos.readers.own_number import make_ean13
from fidpos.readers.plugin import DRIVERS_GROUP, find_plugins
from fidpos.readers.registry import Registry, Selection
from fidpos.readers.trial import Discovery, FoundDevice, TrialContext
from fidpos.settings.till_settings import Readers
from tests.contract.test_reader_driver import (
    test_a_card_of_another_merchant_is_refused_as_such,
    test_a_card_of_ours_becomes_one_read,
    test_a_closed_driver_reports_no_more_reads_and_leaves_no_thread,
    test_a_started_device_becomes_ready,
    test_close_ends_in_time_with_the_state_stopped,
    test_close_may_come_twice_and_before_start,
    test_half_a_number_is_never_accepted,
    test_reads_carry_a_rising_sequence_and_the_time_on_the_monotonic_clock,
    test_statistics_count_good_reads_and_faults,
)
from tests.helpers.collecting_sink import CollectingSink
from tests.helpers.reader_context import driver_context

__all__ = [
    "test_a_card_of_another_merchant_is_refused_as_such",
    "test_a_card_of_ours_becomes_one_read",
    "test_a_closed_driver_reports_no_more_reads_and_leaves_no_thread",
    "test_a_started_device_becomes_ready",
    "test_close_ends_in_time_with_the_state_stopped",
    "test_close_may_come_twice_and_before_start",
    "test_half_a_number_is_never_accepted",
    "test_reads_carry_a_rising_sequence_and_the_time_on_the_monotonic_clock",
    "test_statistics_count_good_reads_and_faults",
]

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "adding-a-reader.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / "examples" / "fidpos-network-scanner"
PACKAGE = "fidpos_network_scanner"
NAME = "network_scanner"
NUMBER = make_ean13("1234", 48)
LIMIT_S = 60.0

BLOCKS = re.findall(r"```(toml|python)\n(.*?)```", PAGE, re.DOTALL)
(SETTINGS,) = [text for _, text in BLOCKS if text.startswith("[readers.")]
(HELPERS,) = [text for _, text in BLOCKS if "def detect" in text]
COMMANDS = re.findall(r"^    (python -m pip|fidpos|\./dev) (.+)$", PAGE, re.MULTILINE)


class Site:
    """The folder into which the page's own commands installed the example."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def driver_file(self) -> Path:
        return self.folder / PACKAGE / "driver.py"

    def installed(self, readers: Readers, *approvals: Approval) -> Installed:
        return Installed(
            readers=readers,
            cards={},
            secrets=NoSecrets(),
            approvals=frozenset(approvals),
            distributions=self._distributions,
        )

    def registry(self, *approvals: Approval) -> Registry:
        return self.installed({}, *approvals).registry

    def approval(self) -> Approval:
        [plugin] = find_plugins(self._distributions(), DRIVERS_GROUP)
        assert plugin.name == NAME
        return plugin.approval

    def _distributions(self) -> Iterator[importlib.metadata.Distribution]:
        return iter(importlib.metadata.distributions(path=[str(self.folder)]))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the page's commands make of a copy of the example, without any network."""
    wheel, install = [arguments.split() for program, arguments in COMMANDS if program == "python -m pip"]
    folder = tmp_path_factory.mktemp("example")
    shutil.copytree(EXAMPLE, folder / wheel[-1])
    for command in (wheel, [*install, "--no-index", "--target", "site"]):
        subprocess.run(
            [sys.executable, "-m", "pip", *command],
            cwd=folder,
            check=True,
            capture_output=True,
            env={**os.environ, "PIP_NO_INPUT": "1"},
        )
    return folder / "site"


@pytest.fixture
def site(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A fresh copy of what was installed, on the path."""
    folder = shutil.copytree(built, tmp_path / "site")
    monkeypatch.syspath_prepend(str(folder))
    yield Site(folder)
    for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE]:
        del sys.modules[name]


class Scanner:
    """A scanner on the loopback; it serves whoever connects last."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self._connected = threading.Condition()
        self._connection: socket.socket | None = None
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.getsockname()[1])

    def send(self, data: bytes) -> None:
        with self._connected:
            assert self._connected.wait_for(lambda: self._connection is not None, LIMIT_S)
            assert self._connection is not None
            self._connection.sendall(data)

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._thread.join(LIMIT_S)
        self._server.close()
        if self._connection is not None:
            self._connection.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            with self._connected:
                self._connection = connection
                self._connected.notify_all()


@pytest.fixture
def scanner() -> Iterator[Scanner]:
    made = Scanner()
    yield made
    made.close()


class ExampleRig:
    """The installed example, for the paces of the contract suite."""

    def __init__(self, driver: ReaderDriver, scanner: Scanner) -> None:
        self.driver = driver
        self.device = f"127.0.0.1:{scanner.port}"
        self._scanner = scanner

    def present(self, number: str) -> None:
        with suppress(OSError):  # The driver may have hung up.
            self._scanner.send(f"{number}\r\n".encode())

    def take_away(self) -> None:
        """A code does not stay."""


@pytest.fixture
def sink() -> CollectingSink:
    return CollectingSink()


def create(registry: Registry, context: DriverContext, scanner: Scanner) -> ReaderDriver:
    settings = {"host": "127.0.0.1", "port": scanner.port}
    [prepared] = registry.prepare([Selection(name=NAME, driver=NAME, settings=settings)])
    return prepared.create(context)


@pytest.fixture
def rig(site: Site, scanner: Scanner, sink: CollectingSink) -> Iterator[ExampleRig]:
    driver = create(site.registry(site.approval()), driver_context(sink, NAME), scanner)
    yield ExampleRig(driver, scanner)
    driver.close()


def test_the_approved_example_reads_a_card_for_the_till(site: Site, scanner: Scanner) -> None:
    told = CollectingSink()

    def on_status(rows: tuple[DeviceStatus, ...]) -> None:
        for row in rows:
            told.status(row)

    readers = {"entrance": {"driver": NAME, "host": "127.0.0.1", "port": scanner.port}}
    manager = build_readers(
        site.installed(readers, site.approval()),
        "1234",
        monotonic_s=time.monotonic,
        on_read=told.read,
        on_status=on_status,
    )
    manager.start()
    try:
        told.wait_for_state(f"127.0.0.1:{scanner.port}", ReaderState.READY)
        scanner.send(f"]E0{NUMBER}\r\n".encode())
        [read] = told.wait_for_reads(1)
    finally:
        assert manager.close() == ()

    assert isinstance(read, CardRead)
    assert (read.token.value, read.driver) == (NUMBER, "entrance")


def test_before_it_is_approved_the_example_is_listed_and_never_imported(
    site: Site, sink: CollectingSink, scanner: Scanner
) -> None:
    registry = site.registry()
    [entry] = [entry for entry in registry.entries() if entry.name == NAME]

    assert entry.fault is not None
    assert entry.fault.code is FaultCode.NOT_APPROVED
    assert entry.manifest is not None
    with pytest.raises(DriverRefused, match=r"fidpos-network-scanner 1\.0"):
        create(registry, driver_context(sink, NAME), scanner)
    assert PACKAGE not in sys.modules


def test_one_changed_byte_asks_for_a_new_approval(site: Site, sink: CollectingSink, scanner: Scanner) -> None:
    approval = site.approval()
    site.driver_file.write_bytes(site.driver_file.read_bytes() + b"\n")

    with pytest.raises(DriverRefused):
        create(site.registry(approval), driver_context(sink, NAME), scanner)
    assert PACKAGE not in sys.modules


def test_the_example_s_own_tests_pass(built: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", "tests"],
        cwd=EXAMPLE,
        env={**os.environ, "PYTHONPATH": str(built), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout


def test_every_block_of_the_page_stands_in_the_example() -> None:
    files = [
        path.read_text(encoding="utf-8") for path in EXAMPLE.rglob("*.*") if path.suffix in {".py", ".toml"}
    ]

    elsewhere = {SETTINGS, HELPERS}
    missing = [
        text for _, text in BLOCKS if text not in elsewhere and not any(text in file for file in files)
    ]
    assert missing == []
    assert len(BLOCKS) == 9


def test_the_whole_pyproject_stands_on_the_page() -> None:
    assert (EXAMPLE / "pyproject.toml").read_text(encoding="utf-8") in [text for _, text in BLOCKS]


def test_the_helpers_of_the_page_find_a_device_and_how_it_ends_a_code(tmp_path: Path) -> None:
    names: dict[str, Any] = {}
    exec(compile(HELPERS, "adding-a-reader.md", "exec"), names)
    names["PORTS"] = tmp_path
    (tmp_path / "usb-Scanner_1").touch()
    told: list[Discovery] = []
    context = TrialContext(
        decoder=driver_context(CollectingSink(), NAME).decoder,
        monotonic_s=lambda: 0.0,
        on_discovery=told.append,
    )

    [found] = names["detect"]()
    trial = names["try_out"](found.device, NUMBER, context)
    for burst in (f"{NUMBER}\r\n", NUMBER[:5]):
        trial._heard(burst.encode())

    assert found == FoundDevice(
        device=found.device, label="usb-Scanner_1", settings={"device": str(tmp_path / "usb-Scanner_1")}
    )
    assert [(each.is_whole, each.settings) for each in told] == [(True, {"framing": "crlf"}), (False, {})]


def test_the_layout_of_the_page_is_that_of_the_example() -> None:
    layout = PAGE.split("    fidpos-network-scanner/\n")[1].split("\n\n")[0].split()

    assert [name for name in layout if not (EXAMPLE / name).is_file()] == []


def test_the_settings_of_the_page_are_what_the_manifest_allows() -> None:
    manifest = read_manifest(EXAMPLE / "src" / PACKAGE / "manifest.toml", Manifest)
    readers = tomllib.loads(SETTINGS)["readers"]
    [selection] = Installed(readers=readers, cards={}, secrets=NoSecrets()).selections

    assert (selection.name, selection.driver) == ("entrance", NAME)
    assert manifest.checked_settings(selection.settings)["port"] == 9000


def test_every_fault_and_state_of_the_page_exists() -> None:
    rows = re.findall(r"^\| .+ \| `([A-Z_]+)` \| (?:`([A-Z_]+)`)? ?\|$", PAGE, re.MULTILINE)

    assert len(rows) == 7
    for state, fault in rows:
        assert state in ReaderState.__members__
        assert not fault or fault in FaultCode.__members__


def test_every_file_that_the_page_names_exists() -> None:
    named = re.findall(r"`((?:src|tests|examples)/[\w/.-]+)`", PAGE)

    assert [name for name in named if not (ROOT / name).exists()] == []
    assert len(named) >= 6


def test_every_command_of_the_page_exists() -> None:
    commands = [arguments.split() for program, arguments in COMMANDS if program == "fidpos"]

    assert len(commands) == 4
    for name, *rest in commands:
        helped = subprocess.run(
            [sys.executable, "-m", "fidpos", name, "--help"], capture_output=True, text=True, check=True
        )
        assert all(word in helped.stdout for word in rest)
