"""The link of a running till to its centre: `till.centre_link.CentreLink` on the real parts.

Three threads meet here: the till's worker, which asks; the sync's, which speaks with the centre; and one for
errands that wait for an answer, such as a pairing. What they have in common is a handful of values.
"""

import logging
import shutil
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field, replace

from fidpos.bootstrap.conversation import SOFTWARE, Conversation, OurSide, conversation, hear_out
from fidpos.bootstrap.errands import Errands
from fidpos.bootstrap.link_standing import first_standing, paired_standing, with_status
from fidpos.bootstrap.pairing import NotDone, PairingPlace, pair_till, unpair_till, wish
from fidpos.bootstrap.sync_thread import STOP_LIMIT_S, SyncThread
from fidpos.bootstrap.waiting import waiting_list
from fidpos.domain.clock import Clock
from fidpos.domain.ids import MemberId
from fidpos.localdb.store import LocalStore
from fidpos.localdb.sync_store import LocalSyncStore
from fidpos.sync.kept_pairing import Pairing, PairingFile
from fidpos.sync.status import SyncStatus, waiting_in
from fidpos.till.centre_link import (
    CentreStanding,
    LinkNews,
    LinkState,
    Paired,
    PairingRefusal,
    PairingRefused,
    StandingTold,
    TellLink,
    Trouble,
    Unpaired,
    WaitingTold,
)
from fidpos.wire.codec import SCHEMA_VERSION
from fidpos.wire.sync.command import CommandKind
from fidpos.wire.sync.hello import TillHealth

log = logging.getLogger(__name__)

GOODBYE_S = 3.0
"""For the present centre to be heard out, and for each of its answers, before a till becomes another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkContext:
    """What the link is given of the till.

    Attributes:
        pairing: None for a till that is alone.
        is_unreadable: something was kept of a pairing, and cannot be read.
        on_worker: has something done on the till's worker; from any thread.
        on_standing: the standing may have changed; called on any thread, returns at once.
        on_members: others changed these members; called on the till's worker.
        on_settings: the centre has decided on a setting; likewise.
        start_anew: has the till closed and opened again, once the worker is free.
        readers: by name, whether each works.
        diagnostics: the bundle that support may ask for; on the sync's thread.
    """

    file: PairingFile
    pairing: Pairing | None
    is_unreadable: bool
    store: LocalStore
    clock: Clock
    on_worker: Callable[[Callable[[], None]], None]
    on_standing: Callable[[], None]
    on_members: Callable[[frozenset[MemberId]], None]
    on_settings: Callable[[], None]
    start_anew: Callable[[], None]
    readers: Callable[[], Mapping[str, bool]]
    diagnostics: Callable[[], bytes]


@dataclass(slots=True, kw_only=True)
class _News:
    """What waits to be told on the worker; `lock` goes before both."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    members: set[MemberId] = field(default_factory=set)
    is_on_its_way: bool = False


class LiveLink:
    """The link of one running till; `start` once, `shut` once."""

    def __init__(self, context: LinkContext) -> None:
        self._context = context
        self._told: TellLink | None = None
        self._standing = first_standing(context.pairing, is_unreadable=context.is_unreadable)
        self._changing = threading.Lock()
        self._errands = Errands("link", _not_done)
        self._news = _News()
        self._is_noted = False
        self._is_another = False
        self._is_silent = False
        self._is_shut = False
        self._thread: SyncThread | None = None
        if context.pairing is not None:
            self._thread = self._new_thread()

    def start(self) -> None:
        """Begin to speak with the centre, if there is one."""
        self._context.store.on_recorded = self._note
        if self._thread is not None:
            self._thread.start()

    def shut(self, timeout_s: float = STOP_LIMIT_S) -> bool:
        """The till closes; whether everything that was under way ended in time."""
        self._told, self._is_shut = None, True
        ended = self._errands.stop(timeout_s)
        return (self._thread is None or self._thread.stop(timeout_s)) and ended

    def look(self) -> None:
        """After a view was shown, on the till's worker: send what has been recorded since.

        It is asked for here and not at the commit: nothing stands between Enter and the announcement.
        """
        if not self._is_noted:
            return
        self._is_noted = False
        if self._thread is None:
            return
        self._thread.recorded()
        if self._standing.state is not LinkState.UP_TO_DATE:
            self._errands.send(self._count_again)

    # As a technician handles it

    def standing(self) -> CentreStanding:
        """See `CentreLink`."""
        if self._thread is None:
            return self._standing
        heard = self._thread.heard
        return replace(self._standing, heard_at=heard.at, clock_offset=heard.offset)

    def open(self, tell: TellLink) -> None:
        """See `CentreLink`."""
        self._told = tell
        self._tell(StandingTold(standing=self.standing()))

    def close(self) -> None:
        """See `CentreLink`."""
        self._told = None
        if self._is_another:
            self._is_another = False
            self._context.start_anew()

    def list_waiting(self) -> None:
        """See `CentreLink`."""
        self._errands.send(self._list_waiting)

    def try_now(self) -> None:
        """See `CentreLink`."""
        if self._thread is not None:
            self._thread.try_now()

    def pair(self, address: str, code: str, till_name: str) -> None:
        """See `CentreLink`."""
        if self._context.store.draft() is not None:
            self._tell(PairingRefused(reason=PairingRefusal.VISIT_OPEN))
        else:
            self._errands.send(lambda: self._attempt(lambda: self._pair(address, code, till_name)))

    def unpair(self) -> None:
        """See `CentreLink`."""
        self._errands.send(lambda: self._attempt(self._unpair))

    # Errands, on the link's thread

    def _attempt(self, work: Callable[[], LinkNews]) -> None:
        """To become another till; whatever happens, an answer follows."""
        try:
            news = work()
        except NotDone as refused:
            self._speak_again()
            self._tell(refused.said)
        except Exception:
            log.exception("pairing failed")
            self._speak_again()
            self._tell(PairingRefused(reason=PairingRefusal.UNEXPECTED))
        else:
            self._is_another = True
            self._tell(news)
            if self._told is None:  # The desk was left meanwhile.
                self._context.on_worker(self.close)

    def _say_goodbye(self) -> None:
        """Send what waits, such as the word of whoever does this, then say nothing more.

        What is heard from now on would be kept as the next centre's.
        """
        context, thread = self._context, self._thread
        if thread is None or context.pairing is None:
            return
        if not thread.stop(GOODBYE_S):
            raise NotDone(PairingRefusal.TRY_LATER)
        self._is_silent = True
        hear_out(context.store, context.pairing, context.clock, whole_s=GOODBYE_S)

    def _speak_again(self) -> None:
        if self._is_silent and not self._is_shut:
            self._is_silent = False
            self._thread = self._new_thread()
            self._thread.start()

    def _pair(self, address: str, code: str, till_name: str) -> LinkNews:
        wished = wish(address, code, till_name)
        self._say_goodbye()
        pairing = pair_till(self._place(), wished, make_store=_has_a_store)
        return Paired(standing=paired_standing(pairing))

    def _unpair(self) -> LinkNews:
        self._say_goodbye()
        unpair_till(self._place())
        return Unpaired()

    def _list_waiting(self) -> None:
        if self._context.pairing is None:
            return
        with closing(self._seen_by_sync()) as store:
            self._tell(WaitingTold(waiting=waiting_list(store)))

    def _count_again(self) -> None:
        with closing(self._seen_by_sync()) as store:
            waiting, since = waiting_in(store)
        self._show(lambda standing: replace(standing, waiting=waiting, waiting_since=since))

    # What the sync says, on its thread

    def _on_status(self, status: SyncStatus) -> None:
        offset = self._thread.heard.offset if self._thread is not None else None
        if offset is not None:
            self._context.store.origin.server_offset = round(offset.total_seconds() * 1_000_000)
        self._show(lambda standing: with_status(standing, status))

    def _on_failure(self) -> None:
        trouble = Trouble.UNEXPECTED
        self._show(lambda standing: replace(standing, state=LinkState.ATTENTION, trouble=trouble))

    def _on_members(self, members: frozenset[MemberId]) -> None:
        """However many batches come: the worker is asked once, and hears of all that came until then."""
        with self._news.lock:
            self._news.members |= members
            if self._news.is_on_its_way:
                return
            self._news.is_on_its_way = True
        self._context.on_worker(self._tell_members)

    def _tell_members(self) -> None:
        with self._news.lock:
            members = frozenset(self._news.members)
            self._news.members.clear()
            self._news.is_on_its_way = False
        self._context.on_members(members)

    def _new_thread(self) -> SyncThread:
        return SyncThread(self._converse, self._context.clock, tell=self._on_status, failed=self._on_failure)

    def _converse(self) -> AbstractContextManager[Conversation]:
        context = self._context
        assert context.pairing is not None
        ours = OurSide(
            health=self._health,
            changed=self._on_members,
            decided=lambda: context.on_worker(context.on_settings),
            acts={CommandKind.SEND_DIAGNOSTICS: context.diagnostics},
        )
        return conversation(context.store, context.pairing, context.clock, ours=ours)

    def _health(self, store: LocalSyncStore) -> TillHealth:
        waiting, since = waiting_in(store)
        return TillHealth(
            software=SOFTWARE,
            schema_version=SCHEMA_VERSION,
            waiting=waiting,
            waiting_since=since,
            programme_version=store.programme_version(),
            readers=dict(self._context.readers()),
            free_bytes=shutil.disk_usage(self._context.store.database.path.parent).free,
        )

    # Telling

    def _note(self) -> None:
        """Between a commit and its announcement: nothing is done here but this."""
        self._is_noted = True

    def _show(self, change: Callable[[CentreStanding], CentreStanding]) -> None:
        with self._changing:
            before, self._standing = self._standing, change(self._standing)
            is_news = before != self._standing
        if is_news:
            self._context.on_standing()
            self._tell(StandingTold(standing=self.standing()))

    def _tell(self, news: LinkNews) -> None:
        tell = self._told
        if tell is not None:
            self._context.on_worker(lambda: tell(news))

    def _place(self) -> PairingPlace:
        context = self._context
        return PairingPlace(file=context.file, store=context.store, clock=context.clock)

    def _seen_by_sync(self) -> LocalSyncStore:
        context = self._context
        return LocalSyncStore(context.store.database, context.store.origin, context.clock)


def _not_done(error: BaseException) -> None:
    """What waits is counted again the next time."""
    log.warning("an errand of the link failed", exc_info=error)


def _has_a_store(_: object) -> None:
    """The till runs on the one it has."""
