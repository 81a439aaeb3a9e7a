"""The till's printer as it is wired: paper, preview and file are of one making, and leave nothing behind."""

import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.demo.seed import seed
from fidpos.bootstrap.lights import printer_light
from fidpos.bootstrap.store import open_store
from fidpos.bootstrap.ticket_printer import LiveTicketPrinter, PrinterContext, anchor_of
from fidpos.domain.errors import StoreError
from fidpos.paths import TillFolder
from fidpos.settings.sources import load
from fidpos.settings.till_settings import PaperRoll, PrinterKind, TillSettings
from fidpos.texts.texts import Texts
from fidpos.till.ticket.printer import JobState, PrinterChoice, PrinterState
from fidpos.till.view import Lamp
from tests.helpers.fake_printer import PtyPrinter, TcpPrinter
from tests.helpers.sample_tickets import ANCHOR, PLAIN, RICH
from tests.helpers.sample_views import RESOURCES

TEXTS = Texts.load(RESOURCES / "translations", "fr").in_zone(ZoneInfo("Europe/Paris"))
_WAIT_S = 60.0
_MARGIN = 24


@dataclass
class Changes:
    """Lets a test wait for what the printer tells."""

    told: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self) -> None:
        with self.told:
            self.told.notify_all()

    def wait_for(self, what: Callable[[], bool]) -> None:
        with self.told:
            assert self.told.wait_for(what, _WAIT_S)


@contextmanager
def printing(settings: TillSettings, folder: Path) -> Iterator[tuple[LiveTicketPrinter, Changes]]:
    changes = Changes()
    context = PrinterContext(
        folder=folder,
        settings_file=folder / "settings.toml",
        texts=TEXTS,
        anchor=lambda: ANCHOR,
        on_change=changes,
    )
    printer = LiveTicketPrinter(settings, context)
    printer.start()
    try:
        yield printer, changes
    finally:
        printer.close()


def on_network(fake: TcpPrinter) -> TillSettings:
    return TillSettings(printer=PrinterKind.NETWORK, printer_address=fake.address)


def dots_of(picture: Path) -> bytes:
    """The dots of a preview, without its margin; 1 is black."""
    with Image.open(BytesIO(picture.read_bytes())) as image:
        box = (_MARGIN, _MARGIN, image.width - _MARGIN, image.height - _MARGIN)
        return image.convert("1").crop(box).tobytes("raw", "1;I")


@pytest.mark.parametrize("paper", list(PaperRoll))
def test_the_preview_shows_the_very_dots_that_are_printed(tmp_path: Path, paper: PaperRoll) -> None:
    with (
        TcpPrinter() as fake,
        printing(replace(on_network(fake), printer_paper=paper), tmp_path) as (printer, changes),
    ):
        preview = printer.preview(RICH)
        sent = printer.print_ticket(RICH)
        assert sent is not None
        changes.wait_for(lambda: printer.outcome(sent.job) is JobState.PRINTED)

        assert fake.trail.tickets == [dots_of(Path(preview))]


def test_tickets_come_out_of_a_serial_printer(tmp_path: Path) -> None:
    with PtyPrinter() as fake:
        settings = TillSettings(printer=PrinterKind.SERIAL, printer_address=str(fake.device))
        with printing(settings, tmp_path) as (printer, changes):
            sent = printer.print_ticket(PLAIN)
            assert sent is not None
            changes.wait_for(lambda: printer.outcome(sent.job) is JobState.PRINTED)

            assert len(fake.trail.tickets) == 1


def test_a_printer_out_of_paper_is_said_and_works_again_with_a_new_roll(tmp_path: Path) -> None:
    with TcpPrinter() as fake, printing(on_network(fake), tmp_path) as (printer, changes):
        changes.wait_for(lambda: printer.state is PrinterState.READY)
        fake.trail.has_paper = False
        first = printer.print_ticket(PLAIN)
        assert first is not None
        changes.wait_for(lambda: printer.outcome(first.job) is JobState.FAILED)
        state = printer.state
        fake.trail.has_paper = True
        second = printer.print_ticket(PLAIN)
        assert second is not None
        changes.wait_for(lambda: printer.outcome(second.job) is JobState.PRINTED)

        assert state is PrinterState.NO_PAPER
        assert len(fake.trail.tickets) == 1


def test_a_till_whose_printer_is_not_there_opens_and_says_so(tmp_path: Path) -> None:
    settings = TillSettings(printer=PrinterKind.USB, printer_address=str(tmp_path / "lp9"))
    with printing(settings, tmp_path) as (printer, changes):
        changes.wait_for(lambda: printer.state is PrinterState.UNREACHABLE)


def test_without_a_printer_a_ticket_is_a_file_for_this_user_alone(tmp_path: Path) -> None:
    with printing(TillSettings(), tmp_path / "tickets") as (printer, _changes):
        sent = printer.print_ticket(PLAIN)

    assert sent is not None
    document = Path(sent.document)
    assert document.read_bytes().startswith(b"%PDF")
    assert stat.S_IMODE(document.stat().st_mode) == 0o600
    assert stat.S_IMODE(document.parent.stat().st_mode) == 0o700
    assert "Bérénice" not in document.name
    assert printer.state is PrinterState.NONE


def test_what_an_earlier_run_left_is_removed_and_a_preview_when_nobody_looks(tmp_path: Path) -> None:
    with printing(TillSettings(), tmp_path) as (printer, _changes):
        preview = printer.preview(PLAIN)
        printer.forget(preview)
        printer.make_file(PLAIN)
    left = sorted(file.suffix for file in tmp_path.iterdir())

    with printing(TillSettings(), tmp_path):
        assert left == [".pdf"]
        assert list(tmp_path.iterdir()) == []


def test_where_nothing_can_be_written_the_ticket_has_no_preview_and_no_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with printing(TillSettings(), tmp_path / "file" / "tickets") as (printer, _changes):
        assert printer.preview(PLAIN) == ""
        with pytest.raises(StoreError):
            printer.make_file(PLAIN)


def test_the_anchor_is_the_head_of_the_journal(tmp_path: Path) -> None:
    folder = TillFolder(tmp_path / "till")
    seed(folder, SystemClock(), members=20)
    opened = open_store(folder, SystemClock())
    try:
        head = opened.store.days.journal_head()
        anchor = anchor_of(opened.store)
    finally:
        opened.store.close()

    assert anchor.startswith(f"{head.seq} · {head.hash.hex()[:4]} ")


@pytest.mark.parametrize("state", list(PrinterState))
def test_the_light_warns_exactly_while_something_is_to_be_done(state: PrinterState) -> None:
    lights = printer_light(state, TEXTS)

    assert bool(lights) is (state is not PrinterState.NONE)
    assert all((light.lamp is Lamp.WARNING) is state.is_trouble for light in lights)
    assert all((light.hint is not None) is state.is_trouble for light in lights)


def test_another_printer_is_kept_and_printed_on_from_then_on(tmp_path: Path) -> None:
    with TcpPrinter() as fake, printing(TillSettings(), tmp_path) as (printer, changes):
        choice = PrinterChoice(kind=PrinterKind.NETWORK, address=fake.address, paper=PaperRoll.NARROW)

        refused = printer.use(choice)
        sent = printer.print_ticket(PLAIN)
        assert sent is not None
        changes.wait_for(lambda: printer.outcome(sent.job) is JobState.PRINTED)

        assert refused is None
        assert printer.choice == choice
        assert len(fake.trail.tickets) == 1
    kept = load(tmp_path / "settings.toml", environ={}).values
    assert (kept.printer, kept.printer_address, kept.printer_paper) == (
        PrinterKind.NETWORK,
        choice.address,
        PaperRoll.NARROW,
    )


def test_a_choice_that_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("printer = [")
    with printing(TillSettings(), tmp_path) as (printer, _changes):
        refused = printer.use(PrinterChoice(kind=PrinterKind.USB, address="/dev/usb/lp0"))

        assert refused is not None
        assert refused.key == "error.setting_refused"
        assert printer.choice == PrinterChoice()
        assert printer.state is PrinterState.NONE
