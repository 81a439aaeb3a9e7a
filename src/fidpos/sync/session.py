"""One till and its centre: where the two stand, and the next request that brings them closer.

Each method is one request. What it raises leaves nothing half done: the till says hello again and goes on.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from fidpos.domain.clock import Clock
from fidpos.sync.filling import Filling
from fidpos.sync.outgoing import Outgoing
from fidpos.sync.ports import Centre, CentreAway, CentreRefused, SyncStore
from fidpos.wire.events import EpochReason
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.command import REPORT_PATH, Report, ReportAnswer
from fidpos.wire.sync.hello import LOCATOR_MAX, Hello, HelloAnswer, TillHealth
from fidpos.wire.sync.pull import PULL_WAIT_MAX_S, Pull, PullAnswer
from fidpos.wire.sync.push import PushAnswer, PushVerdict
from fidpos.wire.sync.refusal import RefusalCode
from fidpos.wire.sync.statement import Statement

HELLO_PATH = "/sync/hello"
PUSH_PATH = "/sync/push"
PULL_PATH = "/sync/pull"


def _obey_nobody(_: Statement) -> Report | None:
    """Of a till that takes no commands."""
    return None


class SyncSession:
    """What is known of the centre since the last hello.

    Attributes:
        have: the newest row of our journal that the centre has; None until it was greeted.
        offset: the centre's clock less ours, None until it was heard.
    """

    def __init__(
        self,
        store: SyncStore,
        centre: Centre,
        *,
        outgoing: Outgoing,
        clock: Clock,
        health: Callable[[], TillHealth],
        obey: Callable[[Statement], Report | None] = _obey_nobody,
    ) -> None:
        self.have: Anchor | None = None
        self.offset: timedelta | None = None
        self._store = store
        self._centre = centre
        self._filling = Filling(store, centre, PULL_PATH)
        self._outgoing = outgoing
        self._clock = clock
        self._health = health
        self._obey = obey

    def hello(self) -> None:
        """Learn how far the centre is; where our journal went on elsewhere, begin a new epoch.

        Raises:
            CentreAway, CentreRefused: see `Centre.ask`.
        """
        self.have = None
        answer = self._greet()
        if self._store.anchor_at(answer.have.seq) != answer.have:
            self._store.begin_epoch(EpochReason.FORKED)
            answer = self._greet()
        if self._store.anchor_at(answer.have.seq) != answer.have:
            raise CentreAway("the centre names a row that is not ours, in a lineage of ours alone")
        self._acknowledge(answer.have, answer.generation)

    def push(self) -> bool:
        """Send the next rows; returns whether there are more.

        Raises:
            CentreAway, CentreRefused: see `Centre.ask`.
        """
        have = self._greeted()
        head = self._store.head()
        if have.seq >= head.anchor.seq:
            return False
        push = self._outgoing.next(self._store, have, head.epoch)
        self._store.offer(have.seq + len(push.rows))
        try:
            answer = self._centre.ask(PUSH_PATH, push, PushAnswer)
        except (CentreAway, CentreRefused) as fault:
            self._outgoing.failed(fault)
            self._forget_unless_told(fault)
            raise
        self._outgoing.answered(answer)
        match answer.verdict:
            case PushVerdict.OK:
                if self._store.anchor_at(answer.have.seq) != answer.have:
                    self.have = None
                    raise CentreAway("the centre acknowledges a row that is not ours")
                self._acknowledge(answer.have)
            case PushVerdict.GAP | PushVerdict.FORK:
                self.have = None
            case PushVerdict.BROKEN:
                """The same rows go again, with their hashes."""
        return self.have is None or self.have.seq < self._store.head().anchor.seq

    def pull(self, *, wait_s: int = 0) -> bool:
        """Receive what changed and make it our own; returns whether there is more.

        Args:
            wait_s: how long the centre may wait for something to change.

        Raises:
            CentreAway, CentreRefused: see `Centre.ask`.
            StoreError: some of it was not written; it comes again.
        """
        self._greeted()
        if self._filled_up():
            return True
        wait_s = min(wait_s, PULL_WAIT_MAX_S)
        memory = self._store.memory()
        request = Pull(
            lineage=self._store.head().epoch,
            after=memory.feed,
            echo=memory.echo,
            wait_s=wait_s,
            allowances=self._store.allowances_held(),
        )
        try:
            answer = self._centre.ask(PULL_PATH, request, PullAnswer, wait_s=wait_s)
        except (CentreAway, CentreRefused) as fault:
            self._forget_unless_told(fault)
            raise
        if self._store.anchor_at(answer.have.seq) != answer.have:
            self.have = None
            raise CentreAway("the states contain a row that is not ours")
        whole = not answer.more and answer.have == self._store.head().anchor
        self._store.apply(
            answer.changes,
            have=answer.have,
            cursor=answer.cursor,
            echo=(memory.echo or answer.reset) and not whole,
        )
        if not answer.more:
            self._store.heard_out()
        if answer.have != self.have:
            self._acknowledge(answer.have)
        obeyed = self._report(answer.commands)
        return obeyed or answer.more or answer.have.seq < self._store.head().anchor.seq

    def _report(self, commands: Sequence[Statement]) -> bool:
        """Do what support asks, and say what became of it; one that is not reported comes again."""
        reports = [report for command in commands if (report := self._obey(command)) is not None]
        for report in reports:
            self._centre.ask(REPORT_PATH, report, ReportAnswer)
        return bool(reports)

    def _filled_up(self) -> bool:
        """Whether this turn was one of the first fill."""
        try:
            return self._filling.step()
        except (CentreAway, CentreRefused) as fault:
            self._forget_unless_told(fault)
            raise

    def _greet(self) -> HelloAnswer:
        memory, now = self._store.memory(), self._clock.now()
        hello = Hello(
            lineage=self._store.head().epoch,
            locator=self._store.locator(LOCATOR_MAX),
            acked=memory.acked,
            feed=memory.feed,
            clock=now,
            health=self._health(),
        )
        answer = self._centre.ask(HELLO_PATH, hello, HelloAnswer)
        self._heard(answer.server_time, now)
        return answer

    def _heard(self, server_time: datetime, asked_at: datetime) -> None:
        """Half of the way there and back is taken off, as a network time protocol does."""
        half = (self._clock.now() - asked_at) / 2
        self.offset = server_time - (asked_at + half)

    def _greeted(self) -> Anchor:
        if self.have is None:
            self.hello()
        assert self.have is not None
        return self.have

    def _acknowledge(self, have: Anchor, generation: str | None = None) -> None:
        self.have = have
        memory = self._store.memory()
        generation = memory.generation if generation is None else generation
        if (have, generation) != (memory.acked, memory.generation):
            self._store.remember(replace(memory, acked=have, generation=generation))

    def _forget_unless_told(self, fault: CentreAway | CentreRefused) -> None:
        """After a request of which nobody knows what became, only a hello tells where the centre is."""
        if isinstance(fault, CentreAway) or fault.refusal.code is RefusalCode.SAY_HELLO:
            self.have = None
