"""Readers without a till: what `fidpos readers` lists, watches and tests on a terminal.

It drives the same drivers with the same settings as the till does, and changes nothing: no store is written
and no key of a card is used, so that a card which proves itself at the till shows here as far as it goes
without its key.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from fidpos.bootstrap.libraries import is_installed, library_version
from fidpos.bootstrap.peek import peek
from fidpos.bootstrap.reader_survey import SurveyedKind, survey
from fidpos.bootstrap.readers import KEYBOARD_WEDGE, Installed, build_readers, gs1_rule
from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.clock import Clock
from fidpos.paths import TillFolder
from fidpos.readers.cards.catalogue import FormatEntry
from fidpos.readers.cards.secrets import NoSecrets
from fidpos.readers.driver import DeviceStatus
from fidpos.readers.manager import ReaderManager
from fidpos.readers.registry import DriverEntry
from fidpos.settings.sources import load

NOBODYS_CODE = "0000"
"""Merchant code where there is no till to ask: every number is then another merchant's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadersHere:
    """The readers of a till's settings, or the usual ones where there is no till.

    Attributes:
        is_merchant_known: the till's store, or whoever called, said whose cards are ours.
    """

    installed: Installed
    merchant_code: str
    is_merchant_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverReport:
    """What is known of one installed driver.

    Attributes:
        library: `present`, `missing`, or `none` for a driver that needs none.
        version: of the library's distribution.
        surveyed: its devices; None when it may not run here.
    """

    entry: DriverEntry
    library: str
    version: str
    surveyed: SurveyedKind | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadersReport:
    """Everything that reads cards here."""

    drivers: tuple[DriverReport, ...]
    formats: tuple[FormatEntry, ...]


def readers_here(
    folder: TillFolder, clock: Clock, environ: Mapping[str, str], *, merchant_code: str | None = None
) -> ReadersHere:
    """What is set up in that folder, which need not hold a till; a running till is not disturbed.

    Raises:
        SettingRefused: the settings are wrong.
    """
    settings = load(folder.settings, environ=environ).values
    peeked = peek(folder, clock)
    code = merchant_code or (peeked.merchant_code if peeked is not None else None)
    return ReadersHere(
        installed=Installed(
            readers=settings.readers,
            cards=settings.cards,
            secrets=NoSecrets(),
            approvals=peeked.approvals if peeked is not None else frozenset(),
            is_production=peeked.is_production if peeked is not None else False,
            gs1=gs1_rule(settings),
        ),
        merchant_code=code or NOBODYS_CODE,
        is_merchant_known=code is not None,
    )


def report_readers(here: ReadersHere) -> ReadersReport:
    """Every installed driver and card format; may take a second."""
    installed = here.installed
    entries = installed.registry.entries()
    surveyed = {kind.entry.name: kind for kind in survey(installed, entries, ())}
    return ReadersReport(
        drivers=tuple(_driver_report(entry, surveyed.get(entry.name)) for entry in entries),
        formats=installed.catalogue.entries(),
    )


@contextmanager
def watching(
    here: ReadersHere,
    clock: Clock,
    *,
    only: str | None = None,
    on_read: Callable[[CardRead | RefusedRead], None],
    on_status: Callable[[tuple[DeviceStatus, ...]], None],
) -> Iterator[ReaderManager]:
    """Run the readers, or `only` one of them, while the context lasts.

    Scanners that type need the till's window and stay out.
    """
    installed = here.installed
    readers = {
        selection.name: installed.readers[selection.name]
        for selection in installed.selections
        if selection.driver != KEYBOARD_WEDGE and only in {None, selection.name}
    }
    manager = build_readers(
        replace(installed, readers=readers),
        here.merchant_code,
        monotonic_s=clock.monotonic_s,
        on_read=on_read,
        on_status=on_status,
    )
    manager.start()
    try:
        yield manager
    finally:
        manager.close()


def _driver_report(entry: DriverEntry, surveyed: SurveyedKind | None) -> DriverReport:
    library = entry.manifest.library if entry.manifest is not None else ""
    state = "none" if not library else "present" if is_installed(library) else "missing"
    return DriverReport(entry=entry, library=state, version=library_version(library), surveyed=surveyed)
