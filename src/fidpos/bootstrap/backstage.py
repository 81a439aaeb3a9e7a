"""The till behind its screen: store, session, readers and chores, opened and closed together.

`open` and `close` run on the till's worker, which owns the store's reads. Readers and chores report from
their own threads, through the two callables given, which return at once.
"""

import logging
import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Event

from fidpos.bootstrap.abroad import LiveAbroad, open_abroad
from fidpos.bootstrap.appearance import keep_logo, under_its_name
from fidpos.bootstrap.card_workshop import open_workshop
from fidpos.bootstrap.centre_here import CentreHere
from fidpos.bootstrap.chores import Chores, FolderBackups
from fidpos.bootstrap.contact import open_contact
from fidpos.bootstrap.conversation import bring_programme
from fidpos.bootstrap.diagnostics import ReaderFindings, write_bundle
from fidpos.bootstrap.doctor import examine
from fidpos.bootstrap.errands import Errands
from fidpos.bootstrap.gift_card_press import LivePress
from fidpos.bootstrap.given import with_given
from fidpos.bootstrap.instance import holding
from fidpos.bootstrap.lights import (
    backup_light,
    centre_light,
    key_light,
    printer_light,
    reader_lights,
    register_light,
    sync_light,
    works,
)
from fidpos.bootstrap.link import LinkContext, LiveLink
from fidpos.bootstrap.reader_bench import BenchContext, LiveBench
from fidpos.bootstrap.reader_diary import ReaderDiary
from fidpos.bootstrap.readers import KEYBOARD_WEDGE, Installed, build_readers, gs1_rule
from fidpos.bootstrap.register_link import LiveRegisterLink
from fidpos.bootstrap.store import OpenStore, open_store
from fidpos.bootstrap.stored_value import LiveStoredValue, let_stale_holds_go, open_stored_value
from fidpos.bootstrap.ticket_printer import LiveTicketPrinter, PrinterContext, anchor_of
from fidpos.bootstrap.training import Elsewhere, Premises
from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.clock import Clock
from fidpos.domain.ids import MemberId, StaffId
from fidpos.domain.plug_in import Approval
from fidpos.domain.retention import Retention
from fidpos.domain.shop import TillIdentity
from fidpos.localdb.card_secrets import CardSecretStore
from fidpos.localdb.plug_ins import PlugInApprovals
from fidpos.logs.redaction import Code
from fidpos.paths import TillFolder
from fidpos.readers.driver import DeviceStatus, ReaderDriver
from fidpos.readers.manager import ReaderManager
from fidpos.readers.own_number import make_ean13
from fidpos.settings.till_settings import TillSettings
from fidpos.texts.texts import Texts
from fidpos.till.checkout import CheckoutSession
from fidpos.till.checkout_settings import CheckoutSettings
from fidpos.till.contact import Contact
from fidpos.till.enrol.policy import open_enrolling
from fidpos.till.gift_card_trade import open_trade
from fidpos.till.practice import NoPractice, Practice
from fidpos.till.technician.view import CheckLine
from fidpos.till.view import CheckoutView, StatusLight
from fidpos.till.workplace import Workplace

log = logging.getLogger(__name__)

TEST_SERIAL = 567_890
"""Of the number on the code that a technician scans: many digits, so that a wrong layout shows in it."""
BENCH_STOP_S = 0.5
"""An export that still goes on holds nothing that the till needs."""
PAST_STOP_S = 0.5
"""For the visits that are being counted just now; the next start goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What the screen offers to those behind it; the callables may be called from any thread.

    Attributes:
        on_worker: has something done on the till's worker, after all that was asked before.
        start_anew: has the till closed and opened again, as another one.
        dress: the till has another card name, or another logo in its file.
    """

    present: Callable[[CardRead | RefusedRead], None]
    publish_lights: Callable[[tuple[StatusLight, ...]], None]
    on_worker: Callable[[Callable[[], None]], None]
    start_anew: Callable[[], None] = lambda: None
    dress: Callable[[TillIdentity], None] = lambda _: None


@dataclass(slots=True, kw_only=True)
class _Reported:
    """The latest word of each source of lights."""

    readers: tuple[DeviceStatus, ...] = ()
    backup: datetime | None = None
    is_backup_known: bool = False


@dataclass(slots=True, kw_only=True)
class _Running:
    opened: OpenStore
    session: CheckoutSession
    readers: ReaderManager
    bench: LiveBench
    link: LiveLink
    contact: Contact
    spent: LiveStoredValue
    abroad: LiveAbroad
    register: LiveRegisterLink
    printer: LiveTicketPrinter
    chores: Chores
    past: Errands
    is_stopping: Event


@dataclass(slots=True, kw_only=True)
class Backstage:
    """One till in one data folder.

    Attributes:
        centre_here: the shop's centre, where it runs on this PC.
        premises: where else the till may be opened; None for nowhere.
        elsewhere: what the shop to practise in needs of the real one.
        is_at_rest: no thread reads the store any more; False after a `close` that did not wait for a backup.
    """

    folder: TillFolder
    settings: TillSettings
    clock: Clock
    texts: Texts
    stage: Stage
    centre_here: CentreHere | None = None
    premises: Premises | None = None
    elsewhere: Elsewhere | None = None
    is_at_rest: bool = field(default=True, init=False)
    _held: ExitStack = field(default_factory=ExitStack, init=False)
    _running: _Running | None = field(default=None, init=False)
    _identity: TillIdentity | None = field(default=None, init=False)
    _reported: _Reported = field(default_factory=_Reported, init=False)
    _diary: ReaderDiary = field(default_factory=ReaderDiary, init=False)

    def open(self, on_view: Callable[[CheckoutView], None]) -> tuple[CheckoutSession, TillIdentity]:
        """Open the store, make the session, start readers and chores.

        Raises:
            FidposError: the store or its keys cannot be opened; nothing is left open.
        """
        with ExitStack() as held:
            for folder in (self.folder, *((self.elsewhere.folder,) if self.elsewhere is not None else ())):
                held.enter_context(holding(folder))
            opened = open_store(self.folder, self.clock)
            held.callback(opened.store.close)
            if opened.paired.pairing is not None:
                bring_programme(opened.store, opened.paired.pairing, self.clock)
            self.settings = with_given(self.settings, opened.store.database, self.folder.settings, os.environ)
            is_dressed = not keep_logo(self.folder.logo, self.settings.logo)
            secrets = CardSecretStore(opened.store.database, opened.kept.keys.card_seal)
            held.callback(secrets.close)
            running = self._assemble(opened, secrets, on_view)
            self._held = held.pop_all()
        self._running = running
        if self.centre_here is not None:
            self.centre_here.told(self._publish)
        let_stale_holds_go(opened.store, self.clock)
        running.readers.start()
        running.link.start()
        running.register.start(running.session.register)
        running.chores.start()
        running.printer.start()
        running.past.send(lambda: opened.store.count_past(running.is_stopping.is_set))
        self._publish()
        if not is_dressed:
            self.stage.dress(self._named())
        return running.session, self._named()

    def close(self) -> None:
        """Stop in reverse order of start; the store is closed last."""
        running, self._running = self._running, None
        if running is None:
            return
        running.is_stopping.set()
        has_counted = running.past.stop(PAST_STOP_S)
        running.printer.close()
        has_rested = running.chores.stop()
        running.spent.close()
        running.abroad.close()
        if not running.register.stop():
            log.warning("the link to the cash register did not stop in time")
        self.is_at_rest = running.link.shut() and has_rested and has_counted
        if not running.bench.shut(BENCH_STOP_S):
            log.warning("the technician's bench did not stop in time")
        for name in running.readers.close():
            log.warning("reader %s did not stop in time", Code(name))
        self._held.close()

    def reader(self, name: str) -> ReaderDriver | None:
        """The driver as it runs now; from any thread."""
        running = self._running
        return running.readers.driver(name) if running is not None else None

    @property
    def register_port(self) -> int | None:
        """Where the link to the cash register listens, if it does."""
        return self._running.register.port if self._running is not None else None

    def key_sink(self) -> object | None:
        """Who takes the window's key strokes now: a scanner's trial, else the keyboard wedge, if any."""
        running = self._running
        if running is None:
            return None
        trial = running.bench.trial
        if trial is not None and hasattr(trial, "offer"):
            return trial
        return next(
            (
                running.readers.driver(selection.name)
                for selection in running.bench.installed.selections
                if selection.driver == KEYBOARD_WEDGE
            ),
            None,
        )

    def _assemble(
        self, opened: OpenStore, secrets: CardSecretStore, on_view: Callable[[CheckoutView], None]
    ) -> _Running:
        store = opened.store
        identity = self._identity = under_its_name(store.identity(), self.settings.card_name)
        approvals = PlugInApprovals(store.database, store.origin)
        installed = Installed(
            readers=self.settings.readers,
            cards=self.settings.cards,
            secrets=secrets,
            approvals=approvals.plugin_approvals(),
            is_production=identity.production,
            gs1=gs1_rule(self.settings),
        )
        readers = build_readers(
            installed,
            identity.merchant_code,
            monotonic_s=self.clock.monotonic_s,
            on_read=self._on_read,
            on_status=self._on_readers,
        )
        bench = LiveBench(readers, installed, self._bench_context(identity, approvals))
        workshop = open_workshop(
            self.folder.cards, self._named, tap=readers.tap, installed=lambda: bench.installed, keys=secrets
        )
        link = self._link(opened)
        contact = open_contact(opened, self.settings)
        store.veil.is_drawn = lambda: contact.hides_members
        contact.on_change = self._publish
        spent = open_stored_value(
            opened.paired.pairing,
            store,
            self.clock,
            on_worker=self.stage.on_worker,
            rewards_online_from_minor=self.settings.rewards_online_from_minor,
        )
        abroad = open_abroad(opened.paired.pairing, store, self.clock, on_worker=self.stage.on_worker)

        printer = LiveTicketPrinter(
            self.settings,
            PrinterContext(
                folder=self.folder.tickets,
                settings_file=self.folder.settings,
                texts=self.texts.in_zone(identity.calendar.zone),
                anchor=lambda: anchor_of(store),
                on_change=self._on_printer,
            ),
        )

        register = LiveRegisterLink(self.folder, self.settings, self.clock, self.texts, self.stage.on_worker)

        def show(view: CheckoutView) -> None:
            on_view(view)
            link.look()
            register.look()

        session = CheckoutSession(
            store,
            self.elsewhere.pins if self.elsewhere is not None else opened.pins,
            self.clock,
            show,
            settings=CheckoutSettings(
                language=self.texts.language,
                auto_lock_s=self.settings.auto_lock_min * 60,
                channel=self.settings.channel,
            ),
            workplace=Workplace(
                bench=bench,
                workshop=workshop,
                link=link,
                contact=contact,
                stored_value=spent.value,
                abroad=abroad.abroad,
                refund_quotes=abroad.refund_quotes,
                printer=printer,
                printer_set_up=printer,
                enrolling=open_enrolling(self.settings.enrolment_policy),
                gift_cards=open_trade(self.settings.gift_card_policy),
                press=LivePress(self.folder.cards, identity, self.texts),
                practice=self._practice(opened),
            ),
        )
        return _Running(
            opened=opened,
            session=session,
            readers=readers,
            bench=bench,
            link=link,
            contact=contact,
            spent=spent,
            abroad=abroad,
            register=register,
            printer=printer,
            chores=self._chores(opened),
            past=Errands("past", _past_not_counted),
            is_stopping=Event(),
        )

    def _practice(self, opened: OpenStore) -> Practice:
        return self.premises.practice(opened, self.settings) if self.premises is not None else NoPractice()

    def _link(self, opened: OpenStore) -> LiveLink:
        context = LinkContext(
            file=opened.pairing_file,
            pairing=opened.paired.pairing,
            is_unreadable=opened.is_unreadable,
            store=opened.store,
            clock=self.clock,
            on_worker=self.stage.on_worker,
            on_standing=self._publish,
            on_members=self._on_members,
            on_settings=lambda: self._on_settings(opened),
            start_anew=self.stage.start_anew,
            readers=lambda: {row.driver: works(row.state) for row in self._reported.readers},
            diagnostics=lambda: self._export().read_bytes(),
        )
        return LiveLink(context)

    def _chores(self, opened: OpenStore) -> Chores:
        backups = FolderBackups(
            path=self.folder.store,
            key=opened.kept.keys.store_key,
            folder=self.settings.backup_folder or self.folder.backups,
            retention=Retention(
                days=self.settings.backup_keep_days,
                weeks=self.settings.backup_keep_weeks,
                months=self.settings.backup_keep_months,
            ),
        )
        return Chores(
            backups,
            self.clock,
            every_h=self.settings.backup_every_h,
            on_backup=self._on_backup,
            tidy=lambda: self.stage.on_worker(lambda: self._tidy(opened)),
        )

    def _tidy(self, opened: OpenStore) -> None:
        if self._running is not None:
            let_stale_holds_go(opened.store, self.clock)

    def _bench_context(self, identity: TillIdentity, approvals: PlugInApprovals) -> BenchContext:
        def approve(approval: Approval, by: StaffId) -> frozenset[Approval]:
            approvals.approve(approval, by=by)
            return approvals.plugin_approvals()

        return BenchContext(
            settings_file=self.folder.settings,
            test_code=make_ean13(identity.merchant_code, TEST_SERIAL),
            texts=self.texts,
            clock=self.clock,
            on_worker=self.stage.on_worker,
            approve=approve,
            check=self._check,
            export=self._export,
        )

    def _check(self) -> tuple[CheckLine, ...]:
        running = self._running
        if running is None:
            return examine(self.folder, self.clock, os.environ)
        installed, standing = running.bench.installed, running.link.standing()
        return examine(self.folder, self.clock, os.environ, installed=installed, standing=standing)

    def _export(self) -> Path:
        running = self._running
        findings = ReaderFindings()
        if running is not None:
            readers = running.readers
            findings = ReaderFindings(
                statuses=readers.statuses, figures=readers.figures, diary=self._diary.entries()
            )
        return write_bundle(self.folder, findings, self._check(), clock=self.clock, environ=os.environ)

    def _on_read(self, read: CardRead | RefusedRead) -> None:
        self._diary.note_read(read, self.clock.now())
        self.stage.present(read)

    def _on_readers(self, statuses: tuple[DeviceStatus, ...]) -> None:
        self._reported.readers = statuses
        self._diary.note_states(statuses, self.clock.now())
        self._publish()
        if self._running is not None:
            self._running.bench.on_statuses()

    def _on_members(self, members: frozenset[MemberId]) -> None:
        running = self._running
        if running is not None:
            running.session.brought(members)

    def _on_settings(self, opened: OpenStore) -> None:
        """The card's name and logo are shown at once; what else is decided holds from the next start."""
        if self._running is None:
            return
        given = with_given(self.settings, opened.store.database, self.folder.settings, os.environ)
        before, self._identity = self._identity, under_its_name(opened.store.identity(), given.card_name)
        if keep_logo(self.folder.logo, given.logo) or self._identity != before:
            self.stage.dress(self._identity)

    def _named(self) -> TillIdentity:
        assert self._identity is not None, "the till is open"
        return self._identity

    def _on_printer(self) -> None:
        """A ticket came out or did not: whoever waits for it sees it at once."""
        self._publish()
        running = self._running
        if running is not None:
            self.stage.on_worker(running.session.tick)

    def _on_backup(self, newest: datetime | None) -> None:
        self._reported.backup, self._reported.is_backup_known = newest, True
        self._publish()

    def _publish(self) -> None:
        reported, running, now = self._reported, self._running, self.clock.now()
        if running is None:
            return
        link = sync_light(running.link.standing(), now, self.texts, running.contact)
        lights = [*reader_lights(reported.readers, self.texts), link]
        if reported.is_backup_known:
            lights.append(backup_light(reported.backup, now, self.texts))
        if self.centre_here is not None:
            lights.append(centre_light(self.centre_here.state, self.texts))
        if running.register.is_wanted:
            lights.append(register_light(running.register.fault, self.texts))
        lights.extend(printer_light(running.printer.state, self.texts))
        if self._named().production:
            lights.extend(key_light(running.opened.kept.place, self.texts))
        self.stage.publish_lights(tuple(lights))


def _past_not_counted(error: BaseException) -> None:
    """Until the next start, the history of a scope that was named late is short."""
    log.warning("the past was not counted", exc_info=error)
