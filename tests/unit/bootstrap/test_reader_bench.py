"""The bench on real parts: a running manager with simulated readers, a settings file, threads of its own."""

import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import pytest

from fidpos import paths
from fidpos.bootstrap.reader_bench import BenchContext, LiveBench
from fidpos.bootstrap.readers import Installed, build_readers
from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.errors import StoreFull
from fidpos.domain.ids import StaffId
from fidpos.domain.plug_in import Approval
from fidpos.readers.cards.secrets import NoSecrets
from fidpos.readers.driver import DeviceStatus
from fidpos.readers.drivers.simulated.driver import SimulatedDriver
from fidpos.readers.drivers.simulated.virtual_cards import PrintedCode
from fidpos.readers.manager import ReaderManager
from fidpos.readers.own_number import make_ean13
from fidpos.settings.sources import load
from fidpos.texts.texts import Texts
from fidpos.till.technician.ports import (
    Candidate,
    ChecksTold,
    DevicesTold,
    Discovered,
    Exported,
    FeedbackGiven,
    KindsTold,
    News,
    NotDone,
    PlugInsTold,
    Saved,
    TraceTold,
    TrialRefused,
)
from fidpos.till.technician.view import CheckLine, RawKind
from fidpos.till.view import Lamp, Message
from tests.helpers.fake_clock import FakeClock

LIMIT_S = 60.0
MERCHANT_CODE = "1234"
NUMBER = make_ean13(MERCHANT_CODE, 7)
TEST_CODE = make_ean13(MERCHANT_CODE, 567_890)
BY = StaffId(UUID(int=9))
CHECK = CheckLine(
    name="disk",
    title=Message(key="doctor.title.disk"),
    lamp=Lamp.OK,
    message=Message(key="doctor.disk.free", params={"free_mb": 1}),
)

MANIFEST = """
name = "acme"
transport = "serial"
level = "experimental"

[settings.port]
type = "text"
default = ""
about = "which port"
"""
DRIVER = """
from fidpos.readers.driver import DeviceStatus, ReaderState

class Driver:
    def __init__(self, context): self.context = context
    def start(self):
        self.context.sink.status(DeviceStatus(driver=self.context.name, device="a", state=ReaderState.READY))
    def close(self, timeout_s=2.0): pass
    def feedback(self, device): pass

def create(settings, context):
    return Driver(context)
"""
DETECT = """
from fidpos.readers.trial import FoundDevice

def detect():
    return (FoundDevice(device="a", label="Acme 1", settings={"port": "a"}),)
"""
TRIAL = """
from fidpos.readers.errors import DeviceUnavailable
from fidpos.readers.driver import Fault, FaultCode
from fidpos.readers.trial import Discovery, Insight

class Trial:
    def __init__(self, device, expected, context):
        self.device, self.expected, self.context, self.is_closed = device, expected, context, False
    def start(self):
        if self.device == "taken":
            raise DeviceUnavailable(Fault(code=FaultCode.DEVICE_IN_USE))
        insight = Insight(key="trial.speed", params={"baud": 9600}, is_trouble=True)
        self.context.on_discovery(Discovery(is_whole=True, settings={"port": self.device},
                                            insights=(insight,), raw=(self.expected.encode(),)))
    def close(self, timeout_s=2.0): self.is_closed = True

def try_out(device, expected, context):
    return Trial(device, expected, context)
"""

T = TypeVar("T", bound=News)


class Site:
    """A till's readers and its bench; `worker` stands for the till's worker."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "settings.toml"
        self.file.write_text('# ours\nlanguage = "en"\n\n[readers.tray]\ndriver = "simulated"\n')
        self.folder = folder
        self.clock = FakeClock()
        self.reads: list[CardRead | RefusedRead] = []
        self.news: list[News] = []
        self.approved: list[tuple[Approval, StaffId]] = []
        self.check: Callable[[], tuple[CheckLine, ...]] = lambda: (CHECK,)
        self.export: Callable[[], Path] = lambda: folder / "bundle.zip"
        self._changed = threading.Condition()
        settings = load(self.file, environ={}).values
        self.installed = Installed(
            readers=settings.readers,
            cards=settings.cards,
            secrets=NoSecrets(),
            is_production=False,
            distributions=self.distributions,
        )
        self.manager: ReaderManager = build_readers(
            self.installed,
            MERCHANT_CODE,
            monotonic_s=time.monotonic,
            on_read=self.reads.append,
            on_status=self.on_statuses,
        )
        self.bench = LiveBench(self.manager, self.installed, self.context())

    def context(self) -> BenchContext:
        return BenchContext(
            settings_file=self.file,
            test_code=TEST_CODE,
            texts=Texts.load(paths.resources_dir() / "translations", "en"),
            clock=self.clock,
            on_worker=self.worker,
            approve=self.approve,
            check=self.do_check,
            export=self.do_export,
        )

    def on_statuses(self, _statuses: tuple[DeviceStatus, ...]) -> None:
        self.bench.on_statuses()

    def do_check(self) -> tuple[CheckLine, ...]:
        return self.check()

    def do_export(self) -> Path:
        return self.export()

    def distributions(self) -> Iterable[Distribution]:
        return distributions(path=[str(self.folder)])

    def approve(self, approval: Approval, by: StaffId) -> frozenset[Approval]:
        self.approved.append((approval, by))
        return frozenset(each for each, _ in self.approved)

    def worker(self, work: Callable[[], None]) -> None:
        work()

    def hear(self, news: News) -> None:
        with self._changed:
            self.news.append(news)
            self._changed.notify_all()

    def wait_for(self, kind: type[T], holds: Callable[[T], bool] = lambda news: True) -> T:
        """The first such news after those that were waited for before."""

        def found() -> T | None:
            return next((each for each in self.news if isinstance(each, kind) and holds(each)), None)

        with self._changed:
            assert self._changed.wait_for(lambda: found() is not None, LIMIT_S), self.news
            news = found()
            assert news is not None
            del self.news[: self.news.index(news) + 1]
            return news

    def wait_for_reader(self, name: str, state: str = "ready") -> None:
        key = f"light.reader.{state}"
        self.wait_for(
            DevicesTold, lambda told: any(d.reader == name and d.message.key == key for d in told.devices)
        )

    def insert(self, name: str, number: str = NUMBER) -> None:
        driver = self.manager.driver(name)
        assert isinstance(driver, SimulatedDriver)
        driver.insert(PrintedCode(text=number))

    def install_acme(self) -> None:
        """A plug-in with a driver, and parts for the wizard."""
        package = self.folder / "acme_reader"
        package.mkdir()
        parts = {"__init__.py": "", "driver.py": DRIVER, "detect.py": DETECT, "trial.py": TRIAL}
        for name, text in {**parts, "manifest.toml": MANIFEST}.items():
            (package / name).write_text(text)
        info = self.folder / "acme_reader-1.2.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-reader\nVersion: 1.2\n")
        (info / "entry_points.txt").write_text("[fidpos.readers]\nacme = acme_reader.driver\n")
        files = "".join(f"acme_reader/{name},,\n" for name in (*parts, "manifest.toml"))
        (info / "RECORD").write_text(files)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.syspath_prepend(str(tmp_path))
    made = Site(tmp_path)
    made.manager.start()
    yield made
    assert made.bench.shut()
    made.manager.close()
    for name in [name for name in sys.modules if name.startswith("acme_reader")]:
        del sys.modules[name]


@pytest.fixture
def desk(site: Site) -> Site:
    site.bench.open(site.hear)
    site.wait_for_reader("tray")
    return site


@pytest.fixture
def acme(site: Site) -> Site:
    """With the plug-in approved, and the desk open."""
    site.install_acme()
    site.bench.open(site.hear)
    site.bench.list_plug_ins()
    (line,) = site.wait_for(PlugInsTold).plug_ins
    site.bench.approve(line, by=BY)
    site.wait_for(PlugInsTold)
    return site


def readers_in(site: Site) -> dict[str, dict[str, object]]:
    return {name: dict(table) for name, table in load(site.file, environ={}).values.readers.items()}


def test_nothing_is_told_while_the_desk_is_closed(site: Site) -> None:
    site.bench.on_statuses()

    assert site.news == []


def test_devices_are_told_with_what_their_readers_are_set_to(desk: Site) -> None:
    desk.insert("tray")

    told = desk.wait_for(DevicesTold, lambda told: told.devices[0].good_reads == 1)
    assert (told.devices[0].reader, told.devices[0].driver) == ("tray", "simulated")
    assert told.devices[0].seen_at is not None
    assert told.readers[0].facts[0] == (Message(key="desk.fact.driver"), "simulated")


def test_bytes_are_told_while_the_desk_is_open_and_no_longer(desk: Site) -> None:
    desk.insert("tray")
    trace = desk.wait_for(TraceTold)
    assert (trace.reader, trace.lines[0].kind, trace.lines[0].text) == ("tray", RawKind.FRAME, NUMBER)

    desk.bench.close()
    desk.news.clear()
    desk.insert("tray", make_ean13(MERCHANT_CODE, 8))

    assert desk.news == []


def test_every_installed_kind_can_be_set_up_but_none_that_is_forbidden_here(desk: Site) -> None:
    desk.bench.survey()

    kinds = {kind.driver: kind for kind in desk.wait_for(KindsTold).kinds}
    assert {"pcsc", "keyboard_wedge", "simulated"} <= set(kinds)
    assert kinds["keyboard_wedge"].is_tried
    assert kinds["pcsc"].is_detected
    assert kinds["pcsc"].title.key == "reader.kind.pcsc"


def test_a_reader_that_is_tried_by_its_driver_reads_before_it_is_saved_and_goes_when_it_is_not(
    desk: Site,
) -> None:
    desk.bench.try_out(Candidate(reader="second", driver="simulated"))
    desk.wait_for_reader("second")
    desk.insert("second")
    assert desk.wait_for(TraceTold).reader == "second"

    desk.bench.end_trial()

    desk.wait_for(DevicesTold, lambda told: [line.reader for line in told.devices] == ["tray"])
    assert list(readers_in(desk)) == ["tray"]


def test_closing_the_desk_ends_what_was_tried(desk: Site) -> None:
    desk.bench.try_out(Candidate(reader="second", driver="simulated"))
    desk.wait_for_reader("second")

    desk.bench.close()
    desk.bench.open(desk.hear)

    desk.wait_for(DevicesTold, lambda told: [line.reader for line in told.devices] == ["tray"])


def test_a_saved_reader_works_at_once_and_the_others_never_notice(desk: Site) -> None:
    before = desk.manager.driver("tray")

    desk.bench.save(Candidate(reader="second", driver="simulated"))
    assert desk.wait_for(Saved) == Saved(reader="second")
    desk.wait_for_reader("second")

    assert desk.manager.driver("tray") is before
    assert readers_in(desk) == {"tray": {"driver": "simulated"}, "second": {"driver": "simulated"}}
    assert desk.file.read_text().startswith("# ours\n")


def test_settings_that_the_driver_refuses_are_not_saved(desk: Site) -> None:
    desk.bench.save(Candidate(reader="second", driver="pcsc", settings={"card_timeout_ms": 1}))

    refused = desk.wait_for(NotDone)
    assert refused.fault == Message(key="reader.fault.settings_refused")
    assert list(readers_in(desk)) == ["tray"]


def test_a_file_that_cannot_be_written_is_said(desk: Site) -> None:
    desk.file.write_text("no toml")

    desk.bench.save(Candidate(reader="second", driver="simulated"))

    assert desk.wait_for(NotDone).fault.key == "error.setting_refused"


def test_a_reader_that_is_removed_is_gone_from_file_and_till(desk: Site) -> None:
    desk.bench.remove("tray")

    desk.wait_for(Saved)
    assert readers_in(desk) == {}
    assert desk.manager.driver("tray") is None


def test_a_reader_without_light_or_sound_says_so(desk: Site) -> None:
    desk.bench.feedback("tray", "tray")

    assert desk.wait_for(NotDone).fault == Message(key="reader.fault.no_feedback")


def test_what_takes_long_holds_up_nothing_else(desk: Site) -> None:
    may_end = threading.Event()

    def check() -> tuple[CheckLine, ...]:
        assert may_end.wait(LIMIT_S)
        return (CHECK,)

    desk.check = check
    desk.bench.check()
    desk.bench.survey()
    desk.wait_for(KindsTold)
    may_end.set()

    assert desk.wait_for(ChecksTold).checks == (CHECK,)


def test_a_bundle_that_cannot_be_written_is_said(desk: Site) -> None:
    def export() -> Path:
        raise StoreFull("full")

    desk.export = export
    desk.bench.export()

    assert desk.wait_for(NotDone).fault.key == "error.store_full"


def test_a_bundle_says_where_it_lies(desk: Site) -> None:
    desk.bench.export()

    assert desk.wait_for(Exported).path.endswith("bundle.zip")


def test_an_error_that_nobody_foresaw_is_said_and_the_bench_goes_on(desk: Site) -> None:
    def check() -> tuple[CheckLine, ...]:
        raise ZeroDivisionError

    desk.check = check
    desk.bench.check()

    assert desk.wait_for(NotDone).fault == Message(key="error.unexpected")
    desk.bench.export()
    desk.wait_for(Exported)


# A plug-in with a trial of its own


def test_a_plug_in_waits_for_a_technician_and_is_not_imported(site: Site) -> None:
    site.install_acme()
    site.bench.open(site.hear)

    site.bench.list_plug_ins()
    (line,) = site.wait_for(PlugInsTold).plug_ins

    assert (line.name, line.distribution, line.version, line.may_approve) == (
        "acme",
        "acme-reader",
        "1.2",
        True,
    )
    assert line.hint == Message(key="desk.plug_in.compare")
    assert "acme_reader" not in sys.modules


def test_approving_keeps_distribution_version_fingerprint_and_person(acme: Site) -> None:
    ((approval, by),) = acme.approved

    assert (approval.distribution, approval.version, len(approval.fingerprint)) == ("acme-reader", "1.2", 64)
    assert by == BY


def test_a_plug_in_whose_files_changed_since_it_was_listed_is_not_approved(site: Site) -> None:
    site.install_acme()
    site.bench.open(site.hear)
    site.bench.list_plug_ins()
    (line,) = site.wait_for(PlugInsTold).plug_ins

    site.bench.approve(replace(line, fingerprint="0" * 16), by=BY)

    assert site.wait_for(NotDone).fault == Message(key="desk.plug_in.changed")
    assert site.approved == []


def test_a_reader_that_waited_for_the_approval_starts_with_it(site: Site) -> None:
    site.install_acme()
    site.bench.open(site.hear)
    site.bench.save(Candidate(reader="acme", driver="acme"))
    site.bench.list_plug_ins()
    (line,) = site.wait_for(PlugInsTold).plug_ins

    site.bench.approve(line, by=BY)

    site.wait_for_reader("acme")


def test_a_trial_tells_what_it_found_out_in_words(acme: Site) -> None:
    acme.bench.try_out(Candidate(reader="acme", driver="acme", device="a"))

    told = acme.wait_for(Discovered)
    assert told.is_whole
    assert told.settings == {"port": "a"}
    assert [(each.lamp, each.message) for each in told.findings] == [
        (Lamp.WARNING, Message(key="trial.speed", params={"baud": 9600}))
    ]
    assert told.raw[0].text == TEST_CODE


def test_the_reader_of_a_device_is_set_aside_while_the_device_is_tried(acme: Site) -> None:
    acme.bench.save(Candidate(reader="acme", driver="acme", settings={"port": "a"}))
    acme.wait_for_reader("acme")

    acme.bench.try_out(Candidate(reader="acme", driver="acme", device="a"))
    acme.wait_for(Discovered)
    assert acme.manager.driver("acme") is None
    trial = acme.bench.trial
    acme.bench.end_trial()

    acme.wait_for_reader("acme")
    assert trial is not None
    assert getattr(trial, "is_closed", False)
    assert acme.bench.trial is None


def test_a_device_that_cannot_be_opened_is_said_and_its_reader_comes_back(acme: Site) -> None:
    acme.bench.save(Candidate(reader="acme", driver="acme"))
    acme.wait_for_reader("acme")

    acme.bench.try_out(Candidate(reader="acme", driver="acme", device="taken"))

    assert acme.wait_for(TrialRefused).fault == Message(key="reader.fault.device_in_use")
    acme.wait_for_reader("acme")


def test_a_device_that_a_reader_has_is_listed_as_its(acme: Site) -> None:
    acme.bench.save(Candidate(reader="left", driver="acme", settings={"port": "a"}))
    acme.wait_for_reader("left")

    acme.bench.survey()

    kinds = {kind.driver: kind for kind in acme.wait_for(KindsTold).kinds}
    assert [(found.device, found.in_use_by) for found in kinds["acme"].found] == [("a", "left")]


def test_light_and_sound_are_given_by_the_driver(acme: Site) -> None:
    acme.bench.save(Candidate(reader="acme", driver="acme"))
    acme.wait_for_reader("acme")

    acme.bench.feedback("acme", "a")

    assert acme.wait_for(FeedbackGiven).reader == "acme"


def test_a_detector_that_fails_is_its_own_kinds_fault(site: Site) -> None:
    site.install_acme()
    (site.folder / "acme_reader" / "detect.py").write_text("def detect():\n    raise ValueError\n")
    site.bench.open(site.hear)
    site.bench.list_plug_ins()
    (line,) = site.wait_for(PlugInsTold).plug_ins
    site.bench.approve(line, by=BY)
    site.wait_for(PlugInsTold)

    site.bench.survey()

    kinds = {kind.driver: kind for kind in site.wait_for(KindsTold).kinds}
    assert kinds["acme"].fault == Message(key="reader.fault.crashed")
    assert kinds["simulated"].fault is None


def test_a_reader_that_is_unplugged_is_shown_at_once_while_the_bench_is_busy(desk: Site) -> None:
    may_go_on = threading.Event()

    def wait() -> tuple[CheckLine, ...]:
        assert may_go_on.wait(LIMIT_S)
        return ()

    desk.check = wait
    desk.bench.check()
    driver = desk.manager.driver("tray")
    assert isinstance(driver, SimulatedDriver)
    driver.unplug()

    told = desk.wait_for(DevicesTold, lambda told: told.devices[0].lamp is Lamp.WARNING)
    may_go_on.set()
    assert told.devices[0].message == Message(key="reader.fault.device_lost")
    assert told.devices[0].hint is not None


# A plug-in that misbehaves


class Hung:
    """Looking for devices that does not end before the test lets it."""

    def __init__(self) -> None:
        self.has_begun = threading.Event()
        self.may_end = threading.Event()

    def __call__(self) -> tuple[()]:
        self.has_begun.set()
        assert self.may_end.wait(LIMIT_S)
        return ()


def set_part(site: Site, part: str, text: str) -> None:
    """Change the plug-in before it is installed."""
    (site.folder / "acme_reader" / f"{part}.py").write_text(text)


def approve_acme(site: Site) -> None:
    site.bench.open(site.hear)
    site.bench.list_plug_ins()
    (line,) = site.wait_for(PlugInsTold).plug_ins
    site.bench.approve(line, by=BY)
    site.wait_for(PlugInsTold)


def test_looking_for_devices_that_hangs_holds_up_no_reader(site: Site) -> None:
    site.install_acme()
    hung = Hung()
    set_part(site, "detect", "def detect(): return hung()\n")
    approve_acme(site)
    finder = site.bench.installed.registry.finder("acme")
    assert finder is not None
    vars(sys.modules["acme_reader.detect"])["hung"] = hung
    gate = Candidate(reader="gate", driver="acme", device="a", settings={"port": "a"})
    site.bench.save(gate)
    site.wait_for_reader("gate")
    site.bench.try_out(gate)
    site.wait_for(Discovered)

    site.bench.survey()
    assert hung.has_begun.wait(LIMIT_S)
    site.bench.end_trial()

    site.wait_for_reader("gate")
    hung.may_end.set()


def test_a_trial_that_fails_as_it_is_closed_leaves_the_reader_as_it_was(site: Site) -> None:
    site.install_acme()
    set_part(site, "trial", TRIAL.replace("self.is_closed = True", "raise OSError"))
    approve_acme(site)
    gate = Candidate(reader="gate", driver="acme", device="a", settings={"port": "a"})
    site.bench.save(gate)
    site.wait_for_reader("gate")
    site.bench.try_out(gate)
    site.wait_for(Discovered)

    site.bench.end_trial()

    site.wait_for_reader("gate")


def test_a_trial_that_fails_as_it_is_closed_does_not_keep_a_reader_from_being_saved(site: Site) -> None:
    site.install_acme()
    set_part(site, "trial", TRIAL.replace("self.is_closed = True", "raise SystemExit"))
    approve_acme(site)
    gate = Candidate(reader="gate", driver="acme", device="a", settings={"port": "a"})
    site.bench.try_out(gate)
    site.wait_for(Discovered)

    site.bench.save(gate)

    site.wait_for(Saved)
    site.wait_for_reader("gate")


def test_looking_for_devices_that_leaves_the_program_is_that_kinds_fault(site: Site) -> None:
    site.install_acme()
    set_part(site, "detect", "def detect(): raise SystemExit\n")
    approve_acme(site)

    for _ in range(2):
        site.bench.survey()
        kinds = {kind.driver: kind for kind in site.wait_for(KindsTold).kinds}
        assert kinds["acme"].fault == Message(key="reader.fault.crashed")


def test_a_refused_plug_in_cannot_be_approved_by_what_is_shown_of_it(site: Site) -> None:
    site.install_acme()
    points = site.folder / "acme_reader-1.2.dist-info" / "entry_points.txt"
    points.write_text(points.read_text() + "bad = bad-driver\n")
    site.bench.open(site.hear)
    site.bench.list_plug_ins()
    lines = {line.name: line for line in site.wait_for(PlugInsTold).plug_ins}

    site.bench.approve(lines["bad"], by=BY)

    assert site.wait_for(NotDone).fault == Message(key="desk.plug_in.changed")
    assert site.approved == []
