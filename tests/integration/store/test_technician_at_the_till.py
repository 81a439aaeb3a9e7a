"""A technician at a real till: store, readers, bench and session together; the test plays the worker."""

import contextlib
import json
import queue
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fidpos import paths
from fidpos.bootstrap.backstage import Backstage, Stage
from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.demo.seed import seed
from fidpos.bootstrap.demo.shop import CASHIER, IDENTITY, TECHNICIAN
from fidpos.bootstrap.store import open_store
from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.clock import utc
from fidpos.paths import TillFolder
from fidpos.readers.drivers.keyboard_wedge.driver import WedgeDriver
from fidpos.readers.drivers.simulated.driver import SimulatedDriver
from fidpos.readers.drivers.simulated.virtual_cards import PrintedCode
from fidpos.readers.own_number import make_ean13
from fidpos.settings.sources import load
from fidpos.texts.texts import Texts
from fidpos.till.checkout import CheckoutSession
from fidpos.till.technician.acts import AddReader, ExportDiagnostics, GoOn, Pick, TechnicianAct
from fidpos.till.technician.view import TechnicianView, WizardStep
from fidpos.till.view import CheckoutView, TillState
from fidpos.wire.codec import decode
from fidpos.wire.events import StaffActed, StaffActKind
from tests.helpers.fake_clock import FakeClock

LIMIT_S = 60.0
NUMBER = make_ean13(IDENTITY.merchant_code, 7)
SETTINGS = """\
# by hand
[readers.keyboard_wedge]

[readers.tray]
driver = "simulated"
"""


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("technician") / "till"
    seed(TillFolder(root), FakeClock(utc(2026, 11, 20, 9)), members=5)
    return root


class RunningTill:
    """Backstage without a screen; everything that is asked of the worker is done by `until`."""

    def __init__(self, folder: TillFolder) -> None:
        self.folder = folder
        self._jobs: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.backstage = Backstage(
            folder=folder,
            settings=load(folder.settings, environ={}).values,
            clock=SystemClock(),
            texts=Texts.load(paths.resources_dir() / "translations", "en"),
            stage=Stage(present=self.present, publish_lights=lambda lights: None, on_worker=self._jobs.put),
        )
        self.session: CheckoutSession
        self.session, _ = self.backstage.open(lambda view: None)

    def present(self, read: CardRead | RefusedRead) -> None:
        self._jobs.put(lambda: self.session.present(read))

    @property
    def view(self) -> CheckoutView:
        return self.session.view()

    @property
    def desk(self) -> TechnicianView:
        shown = self.view.technician
        assert shown is not None
        return shown

    def is_at(self, step: WizardStep) -> bool:
        wizard = self.desk.wizard
        return wizard is not None and wizard.step is step

    def until(self, holds: Callable[[], bool]) -> None:
        deadline_s = time.monotonic() + LIMIT_S
        while not holds():
            self._jobs.get(timeout=max(0.1, deadline_s - time.monotonic()))()

    def do(self, *acts: TechnicianAct) -> None:
        for act in acts:
            self.session.at_desk(act)

    def scan_until(self, reader: str, holds: Callable[[], bool]) -> None:
        """Scan again and again, as a technician does while a reader is still starting."""
        deadline_s = time.monotonic() + LIMIT_S
        while not holds() and time.monotonic() < deadline_s:
            if self.backstage.reader(reader) is not None:
                self.scan(reader, NUMBER)
            with contextlib.suppress(queue.Empty):
                while not holds():
                    self._jobs.get(timeout=0.05)()
        assert holds()

    def scan(self, reader: str, number: str) -> None:
        driver = self.backstage.reader(reader)
        assert isinstance(driver, SimulatedDriver)
        driver.insert(PrintedCode(text=number))


@pytest.fixture
def till(seeded: Path, tmp_path: Path) -> Iterator[RunningTill]:
    shutil.copytree(seeded, tmp_path / "till")
    folder = TillFolder(tmp_path / "till")
    folder.settings.write_text(
        '# by hand\n[readers.keyboard_wedge]\n\n[readers.tray]\ndriver = "simulated"\n'
    )
    running = RunningTill(folder)
    running.session.choose_staff(TECHNICIAN.id)
    running.session.enter_pin(TECHNICIAN.pin)
    running.until(
        lambda: len(running.desk.devices) == 2 and all(d.lamp == "ok" for d in running.desk.devices)
    )
    yield running
    running.backstage.close()


def audited(folder: TillFolder) -> list[StaffActKind]:
    store = open_store(folder, SystemClock()).store
    reader = store.database.reader()
    try:
        events = [decode(body) for (body,) in reader.all("SELECT body FROM journal ORDER BY seq")]
    finally:
        reader.close()
        store.close()
    return [event.act for event in events if isinstance(event, StaffActed)]


def test_a_reader_is_set_up_beside_those_at_work_and_proven_by_three_reads(till: RunningTill) -> None:
    tray = till.backstage.reader("tray")
    till.do(AddReader())
    till.until(lambda: bool(till.desk.wizard and till.desk.wizard.kinds))
    wizard = till.desk.wizard
    assert wizard is not None
    simulated = next(kind.number for kind in wizard.kinds if kind.driver == "simulated")

    till.do(Pick(simulated), GoOn())
    till.scan_until("simulated", lambda: till.is_at(WizardStep.RESULT))
    till.do(GoOn())
    till.until(lambda: till.is_at(WizardStep.TEST))
    till.scan_until("simulated", lambda: till.is_at(WizardStep.DONE))

    assert till.backstage.reader("tray") is tray
    assert "# by hand" in till.folder.settings.read_text()
    assert list(load(till.folder.settings, environ={}).values.readers) == [
        "keyboard_wedge",
        "tray",
        "simulated",
    ]
    till.backstage.close()
    assert StaffActKind.SETTINGS_SAVED in audited(till.folder)


def test_the_window_gives_its_keys_to_the_trial_while_one_runs(till: RunningTill) -> None:
    assert isinstance(till.backstage.key_sink(), WedgeDriver)


def test_a_bundle_written_at_the_desk_tells_of_its_readers_and_of_nobody(till: RunningTill) -> None:
    till.scan("tray", NUMBER)
    till.until(lambda: bool(till.desk.events))

    till.do(ExportDiagnostics())
    till.until(lambda: till.desk.notice is not None and not till.desk.is_busy)

    (path,) = till.folder.diagnostics.iterdir()
    with zipfile.ZipFile(path) as bundle:
        readers = json.loads(bundle.read("readers.json"))
        everything = b"".join(bundle.read(name) for name in bundle.namelist())
    assert {device["driver"] for device in readers["devices"]} == {"keyboard_wedge", "tray"}
    assert "read" in [event["what"] for event in readers["events"]]
    assert NUMBER.encode() not in everything
    assert CASHIER.name.encode() not in everything


def test_the_till_closes_while_the_desk_is_open(till: RunningTill) -> None:
    till.do(AddReader())

    till.backstage.close()

    assert till.view.state is TillState.TECHNICIAN
