"""The readers of a running till as the technician's desk handles them: `till.technician.ports.ReaderBench`.

Acts come from the till's worker and return at once; they are done on the bench's own thread, one after the
other. Slow ones that touch no reader have a second thread, and looking for devices, which may hang in a
driver, has a third. What is to be told goes back through `on_worker`.
Only the reader that is tried or saved is closed and built anew; the others never notice.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeGuard

from fidpos.bootstrap import bench_words as words
from fidpos.bootstrap.bench_words import Moment
from fidpos.bootstrap.errands import Errands
from fidpos.bootstrap.libraries import library_version
from fidpos.bootstrap.reader_survey import survey
from fidpos.bootstrap.readers import Installed
from fidpos.domain.clock import Clock
from fidpos.domain.errors import FidposError
from fidpos.domain.ids import StaffId
from fidpos.domain.plug_in import Approval
from fidpos.readers.driver import (
    STOP_LIMIT_S,
    Fault,
    FaultCode,
    GivesFeedback,
    ReaderDriver,
)
from fidpos.readers.errors import DriverError
from fidpos.readers.figures import DeviceFigures
from fidpos.readers.manager import ReaderManager
from fidpos.readers.manifest import Transport
from fidpos.readers.registry import DriverEntry, Selection
from fidpos.readers.tap import Trace
from fidpos.readers.trial import Discovery, Trial, TrialContext
from fidpos.settings.saving import drop_reader, save_reader
from fidpos.settings.till_settings import Readers
from fidpos.texts.texts import Texts
from fidpos.till.technician.ports import (
    Candidate,
    ChecksTold,
    DevicesTold,
    Exported,
    FeedbackGiven,
    KindsTold,
    News,
    NotDone,
    PlugInsTold,
    Reader,
    Saved,
    Tell,
    TraceTold,
    TrialRefused,
)
from fidpos.till.technician.view import CheckLine, DeviceLine, PlugInLine, RawKind
from fidpos.till.view import Message

log = logging.getLogger(__name__)

UNEXPECTED = Message(key="error.unexpected")


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchContext:
    """What the bench is given of the till.

    Attributes:
        settings_file: where readers are saved.
        test_code: see `ReaderBench.test_code`.
        on_worker: has something done on the till's worker; from any thread.
        approve: keeps an approval, and gives all that hold then.
        check: what `fidpos doctor` says.
        export: writes the diagnostics bundle and says where.
    """

    settings_file: Path
    test_code: str
    texts: Texts
    clock: Clock
    on_worker: Callable[[Callable[[], None]], None]
    approve: Callable[[Approval, StaffId], frozenset[Approval]]
    check: Callable[[], tuple[CheckLine, ...]]
    export: Callable[[], Path]


class LiveBench:
    """The bench of one running till.

    Args:
        manager: runs the readers; its statuses come through `on_statuses`.
        installed: what was installed and approved when the readers were built.
    """

    def __init__(self, manager: ReaderManager, installed: Installed, context: BenchContext) -> None:
        self._manager = manager
        self._installed = installed
        self._context = context
        self._tell_worker: Tell | None = None
        self._errands = Errands("bench", self._on_error)
        self._slow = Errands("bench-slow", self._on_error)
        self._looking = Errands("bench-looking", self._on_error)
        self._entries: dict[str, DriverEntry] = {}
        self._readers: tuple[Reader, ...] = ()
        self._trial: Trial | None = None
        self._set_aside = ""
        self._has_looked_around = False
        self._telling = threading.Lock()

    @property
    def test_code(self) -> str:
        """A number of this merchant that is nobody's."""
        return self._context.test_code

    @property
    def installed(self) -> Installed:
        """What is in use and may be imported now. From any thread."""
        return self._installed

    @property
    def trial(self) -> Trial | None:
        """What listens to a device now; one for scanners that type takes the key strokes. From any thread."""
        return self._trial

    # Acts, on the till's worker

    def open(self, tell: Tell) -> None:
        """See `ReaderBench`."""
        self._tell_worker = tell
        self._manager.tap.listen(self._on_trace)
        self._errands.send(self._look_around)

    def close(self) -> None:
        """See `ReaderBench`."""
        self._tell_worker = None
        self._manager.tap.listen(None)
        self._errands.send(self._restore)

    def survey(self) -> None:
        """See `ReaderBench`."""
        self._errands.send(lambda: self._looking.send(self._survey))

    def try_out(self, candidate: Candidate) -> None:
        """See `ReaderBench`."""
        self._errands.send(lambda: self._try_out(candidate))

    def end_trial(self) -> None:
        """See `ReaderBench`."""
        self._errands.send(self._restore)

    def save(self, candidate: Candidate) -> None:
        """See `ReaderBench`."""
        self._errands.send(lambda: self._save(candidate))

    def remove(self, reader: str) -> None:
        """See `ReaderBench`."""
        self._errands.send(lambda: self._remove(reader))

    def feedback(self, reader: str, device: str) -> None:
        """See `ReaderBench`."""
        self._errands.send(lambda: self._feedback(reader, device))

    def list_plug_ins(self) -> None:
        """See `ReaderBench`."""
        self._errands.send(self._tell_plug_ins)

    def approve(self, plug_in: PlugInLine, *, by: StaffId) -> None:
        """See `ReaderBench`."""
        self._errands.send(lambda: self._approve(plug_in, by))

    def check(self) -> None:
        """See `ReaderBench`."""
        self._slow.send(lambda: self._tell(ChecksTold(checks=self._context.check())))

    def export(self) -> None:
        """See `ReaderBench`."""
        self._slow.send(lambda: self._tell(Exported(path=str(self._context.export()))))

    def shut(self, timeout_s: float = STOP_LIMIT_S) -> bool:
        """The till closes; whether all that was under way ended in time."""
        self.close()
        ended = [each.stop(timeout_s) for each in (self._errands, self._slow, self._looking)]
        return all(ended)

    # What readers say, on their threads

    def on_statuses(self) -> None:
        """The manager has other statuses: they are shown at once, whatever the bench is busy with."""
        if self._tell_worker is not None and self._has_looked_around:
            self._tell_devices()

    def _on_trace(self, trace: Trace) -> None:
        self._tell(TraceTold(reader=trace.driver, lines=words.raw_lines(trace.lines)))

    def _on_discovery(self, told: Discovery, kind: RawKind) -> None:
        self._tell(words.discovered_of(told, kind))

    # Errands, on the bench's thread

    def _look_around(self) -> None:
        """What is installed changes only with an approval: it is read once each time the desk is opened."""
        self._entries = {entry.name: entry for entry in reversed(self._installed.registry.entries())}
        self._readers = tuple(self._reader(selection) for selection in self._installed.selections)
        self._has_looked_around = True
        self._tell_devices()

    def _survey(self) -> None:
        surveyed = survey(self._installed, self._entries.values(), self._manager.statuses)
        kinds = tuple(words.kind_of(each, self._context.texts) for each in surveyed)
        self._tell(KindsTold(kinds=kinds))

    def _try_out(self, candidate: Candidate) -> None:
        self._restore()
        try:
            self._begin_trial(candidate)
        except DriverError as error:
            said = words.fault_words(error.fault)
            self._restore()
            self._tell(TrialRefused(fault=said.fault, hint=said.hint))

    def _begin_trial(self, candidate: Candidate) -> None:
        try_out = self._installed.registry.trial(candidate.driver)
        self._set_aside = candidate.reader
        if try_out is None:
            self._put(_selection(candidate))
            return
        self._manager.take_out(candidate.reader).wait(STOP_LIMIT_S)
        entry = self._entries.get(candidate.driver)
        types = entry is not None and entry.manifest and entry.manifest.transport is Transport.KEYBOARD
        raw_kind = RawKind.KEYS if types else RawKind.FRAME
        context = TrialContext(
            decoder=self._manager.tap.inner_decoder,
            monotonic_s=self._context.clock.monotonic_s,
            on_discovery=lambda told: self._on_discovery(told, raw_kind),
        )
        trial = try_out(candidate.device, self.test_code, context)
        trial.start()
        self._trial = trial

    def _restore(self) -> None:
        """Let go of what is tried; the reader that was set aside works as the settings say, or is gone."""
        self._end_trial()
        name, self._set_aside = self._set_aside, ""
        if not name:
            return
        kept = next((each for each in self._installed.selections if each.name == name), None)
        if kept is not None:
            self._put(kept)
        else:
            self._manager.take_out(name)

    def _end_trial(self) -> None:
        trial, self._trial = self._trial, None
        if trial is None:
            return
        try:
            trial.close(STOP_LIMIT_S)
        except (Exception, SystemExit):
            log.exception("a trial failed while it was closed")

    def _save(self, candidate: Candidate) -> None:
        entry = self._entries.get(candidate.driver)
        if entry is not None and entry.manifest is not None:
            entry.manifest.checked_settings(candidate.settings)
        named = {} if candidate.driver == candidate.reader else {"driver": candidate.driver}
        readers = save_reader(self._context.settings_file, candidate.reader, {**named, **candidate.settings})
        self._end_trial()
        self._set_aside = ""
        self._put(_selection(candidate))
        self._settle(readers)
        self._tell(Saved(reader=candidate.reader))

    def _remove(self, reader: str) -> None:
        readers = drop_reader(self._context.settings_file, reader)
        self._manager.take_out(reader).wait(STOP_LIMIT_S)
        self._settle(readers)
        self._tell(Saved(reader=reader))

    def _settle(self, readers: Readers) -> None:
        """The settings say something else of the readers now."""
        self._installed = replace(self._installed, readers=readers)
        self._readers = tuple(self._reader(selection) for selection in self._installed.selections)
        self._tell_devices()

    def _feedback(self, reader: str, device: str) -> None:
        driver = self._manager.driver(reader)
        if driver is None or not _gives_feedback(driver):
            fault = Fault(code=FaultCode.NO_FEEDBACK, retryable=False)
            said = words.fault_words(fault)
            self._tell(NotDone(fault=said.fault, hint=said.hint))
            return
        driver.feedback(device)
        self._tell(FeedbackGiven(reader=reader))

    def _approve(self, line: PlugInLine, by: StaffId) -> None:
        """What is allowed is what was listed; files that changed since have another fingerprint."""
        drivers = [entry.approval for entry in self._entries.values()]
        formats = [entry.approval for entry in self._installed.catalogue.entries()]
        listed = (approval for approval in (*drivers, *formats) if approval is not None)
        approval = next((each for each in listed if _is_shown(each, line)), None)
        if approval is None:
            self._tell(NotDone(fault=Message(key="desk.plug_in.changed")))
            return
        approvals = self._context.approve(approval, by)
        self._installed = replace(self._installed, approvals=approvals)
        self._manager.tap.inner_cards = self._installed.catalogue.recogniser()
        self._look_around()
        for selection in self._installed.selections:
            entry = self._entries.get(selection.driver)
            if entry is not None and entry.approval == approval:
                self._put(selection)
        self._tell_plug_ins()

    # Telling

    def _tell_plug_ins(self) -> None:
        lines = words.plug_in_lines(
            self._entries.values(), self._installed.catalogue.entries(), self._installed.approvals
        )
        self._tell(PlugInsTold(plug_ins=lines))

    def _tell_devices(self) -> None:
        """From the manager's thread or the bench's: what is told last is what was newest."""
        with self._telling:
            self._tell(DevicesTold(devices=self._device_lines(), readers=self._readers))

    def _device_lines(self) -> tuple[DeviceLine, ...]:
        figures, clock = self._manager.figures, self._context.clock
        moment = Moment(now=clock.now(), monotonic_s=clock.monotonic_s())
        drivers = {reader.name: reader.driver for reader in self._readers}
        return tuple(
            words.device_line(
                status,
                figures.get((status.driver, status.device), DeviceFigures()),
                kind=drivers.get(status.driver, status.driver),
                gives_feedback=_gives_feedback(self._manager.driver(status.driver)),
                moment=moment,
                texts=self._context.texts,
            )
            for status in self._manager.statuses
        )

    def _tell(self, news: News) -> None:
        tell = self._tell_worker
        if tell is not None:
            self._context.on_worker(lambda: tell(news))

    def _on_error(self, error: BaseException) -> None:
        if isinstance(error, DriverError):
            said = words.fault_words(error.fault)
            self._tell(NotDone(fault=said.fault, hint=said.hint))
        elif isinstance(error, FidposError):
            self._tell(NotDone(fault=Message(key=error.message_key, params=dict(error.params))))
        else:
            log.error("the bench failed", exc_info=error)
            self._tell(NotDone(fault=UNEXPECTED))

    def _put(self, selection: Selection) -> None:
        (prepared,) = self._installed.registry.prepare([selection])
        self._manager.put(prepared)

    def _reader(self, selection: Selection) -> Reader:
        entry = self._entries.get(selection.driver)
        library = entry.manifest.library if entry is not None and entry.manifest is not None else ""
        return words.reader_of(selection, entry, library_version(library))


def _selection(candidate: Candidate) -> Selection:
    return Selection(name=candidate.reader, driver=candidate.driver, settings=candidate.settings)


def _is_shown(approval: Approval, line: PlugInLine) -> bool:
    """A plug-in that is refused has no fingerprint: nobody can have compared it."""
    is_same = (approval.distribution, approval.version) == (line.distribution, line.version)
    return is_same and line.fingerprint != "" and approval.fingerprint.startswith(line.fingerprint)


def _gives_feedback(driver: ReaderDriver | GivesFeedback | None) -> TypeGuard[GivesFeedback]:
    return callable(getattr(driver, "feedback", None))
