"""What happens behind the gate: a till's message, one transaction, the centre's answer. Blocking."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec

from fidpos.domain.clock import Clock
from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import MerchantId, TillId
from fidpos.server.api.answers import Refused
from fidpos.server.api.gate import Gate
from fidpos.server.api.guesses import Asker, Guesses
from fidpos.server.api.rate import FIND_RATE, Limiter
from fidpos.server.ports import CentreStore, TillRecord, Unit
from fidpos.server.services.allow import Allowed, Sign, allow
from fidpos.server.services.find import find
from fidpos.server.services.hello import greet
from fidpos.server.services.hold import hold, release
from fidpos.server.services.push import OpenBox, take
from fidpos.server.services.refund_elsewhere import fates_of, quote_refund
from fidpos.server.shelf import NotYet, Shelf
from fidpos.vault.errors import SealBroken
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.command import ATTACHED_BYTES_MAX, Report, ReportAnswer
from fidpos.wire.sync.find import Find, FindAnswer
from fidpos.wire.sync.hello import Hello, HelloAnswer
from fidpos.wire.sync.hold import CLAIMS_MAX, Hold, HoldAnswer, Release, ReleaseAnswer
from fidpos.wire.sync.packing import Malformed, Message, TooLarge, unpack
from fidpos.wire.sync.pull import PULL_CHANGES_MAX, PULL_WAIT_MAX_S, Pull, PullAnswer
from fidpos.wire.sync.push import Push, PushAnswer, PushVerdict
from fidpos.wire.sync.refund_fate import REQUESTS_MAX, RefundFatesAnswer, RefundFatesAsk
from fidpos.wire.sync.refund_quote import RefundQuoteAnswer, RefundQuoteAsk
from fidpos.wire.sync.refusal import RefusalCode
from fidpos.wire.sync.signature import Claim, Target
from fidpos.wire.sync.snapshot import SnapshotAnswer, SnapshotAsk
from fidpos.wire.sync.statement import Statement

SNAPSHOT_AGAIN_S = 1
"""A part is read in about that time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A request as it came.

    Attributes:
        headers: names in lower case.
        target: as this side saw it.
    """

    headers: Mapping[str, str]
    target: Target
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A pull that was answered once, and can be again.

    Attributes:
        concerns_others: tills that wait have something to hear as well.
        is_asked_anew: support asks something of the till that it has not been told yet.
    """

    claim: Claim
    pull: Pull
    answer: PullAnswer
    concerns_others: bool
    is_asked_anew: bool

    @property
    def wait_s(self) -> int:
        """How long to wait for something better; 0 when there is something to tell."""
        answer = self.answer
        nothing = not (answer.changes or answer.more or answer.reset or self.is_asked_anew)
        return max(0, min(self.pull.wait_s, PULL_WAIT_MAX_S)) if nothing else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gifts:
    """What a centre has for its tills.

    Attributes:
        shelf: for those that have nothing yet; without one they hear the feed from its beginning.
        allow: signs what they may let go on their own word; without it they may not.
    """

    shelf: Shelf | None = None
    allow: Sign | None = None


NO_GIFTS = Gifts()


class Desk:
    """Each method serves one request on one thread.

    Args:
        announce: is told of a merchant whose tills may have something to hear, once it is committed.
        gifts: what tills are given beside answers.

    Raises:
        Refused: by every method; nothing of the request was done.
        DatabaseError: the store is away.
    """

    def __init__(
        self,
        store: CentreStore,
        gate: Gate,
        clock: Clock,
        *,
        open_box: OpenBox,
        announce: Callable[[MerchantId], None],
        gifts: Gifts = NO_GIFTS,
    ) -> None:
        self._announce = announce
        self._gifts = gifts
        self._store = store
        self._gate = gate
        self._clock = clock
        self._open_box = open_box
        self._guesses = Guesses(clock)
        self._finds = Limiter(FIND_RATE, clock)
        self._handed: dict[TillId, frozenset[bytes]] = {}

    def hello(self, arrival: Arrival) -> HelloAnswer:
        """How far the centre has the till's journal."""
        claim, hello = self._opened(arrival, Hello)
        generation = self._store.generation()
        with self._store.unit(claim.merchant_id) as unit:
            till = self._gate.admit(unit, claim)
            return greet(unit, till, hello, generation=generation, now=self._clock.now())

    def push(self, arrival: Arrival) -> PushAnswer:
        """Take the journal's new rows."""
        claim, push = self._opened(arrival, Push)
        try:
            with self._store.unit(claim.merchant_id) as unit:
                till = self._gate.admit(unit, claim)
                answer = take(unit, till, push, now=self._clock.now(), open_box=self._open_box)
        except (InvalidValue, SealBroken) as fault:
            raise Refused.because(RefusalCode.MALFORMED, fault.code) from fault
        if answer.verdict is PushVerdict.OK and push.rows:
            self._announce(claim.merchant_id)
        return answer

    def pull(self, arrival: Arrival) -> Looked:
        """What changed since the till asked last."""
        claim, pull = self._opened(arrival, Pull)
        if not 1 <= pull.limit <= PULL_CHANGES_MAX:
            raise Refused.because(RefusalCode.MALFORMED, f"limit is not 1 to {PULL_CHANGES_MAX}")
        with self._store.unit(claim.merchant_id) as unit:
            till = self._gate.admit(unit, claim)
            looked = self._looked(unit, till, claim, pull)
        return self._told(looked)

    def look_again(self, before: Looked) -> Looked:
        """The same pull later: the till may have been locked meanwhile."""
        with self._store.unit(before.claim.merchant_id) as unit:
            till = self._gate.readmit(unit, before.claim)
            looked = self._looked(unit, till, before.claim, before.pull)
        return self._told(looked)

    def snapshot(self, arrival: Arrival) -> SnapshotAnswer | bytes:
        """Whether there is a snapshot, or the packed answer with a part of one."""
        claim, ask = self._opened(arrival, SnapshotAsk)
        with self._store.unit(claim.merchant_id) as unit:
            till = self._gate.admit(unit, claim)
        if self._gifts.shelf is None:
            return SnapshotAnswer()
        try:
            if ask.id is None:
                return self._gifts.shelf.offer(claim.merchant_id, till, ask.lineage)
            return self._gifts.shelf.part(claim.merchant_id, till, ask)
        except NotYet:
            raise Refused.because(RefusalCode.BUSY, retry_after_s=SNAPSHOT_AGAIN_S) from None

    def report(self, arrival: Arrival) -> ReportAnswer:
        """What became of a command."""
        claim, report = self._opened(arrival, Report)
        if len(report.attached) > ATTACHED_BYTES_MAX:
            raise Refused.because(RefusalCode.TOO_LARGE, f"more than {ATTACHED_BYTES_MAX} bytes")
        with self._store.unit(claim.merchant_id) as unit:
            till = self._gate.admit(unit, claim)
            return ReportAnswer(kept=unit.reported(till.id, report))

    def find(self, arrival: Arrival) -> FindAnswer:
        """Look for a member whom the till does not hold."""
        claim, asked = self._opened(arrival, Find)
        self._bound_finds(claim)
        with self._store.unit(claim.merchant_id) as unit:
            till = self._gate.admit(unit, claim)
            answer = find(unit, till, asked)
        if answer.found:
            self._announce(claim.merchant_id)
        return answer

    def quote(self, arrival: Arrival) -> RefundQuoteAnswer:
        """What a refund would come to; it finds people by tickets, and is bounded like a search."""
        claim, asked = self._opened(arrival, RefundQuoteAsk)
        self._bound_finds(claim)
        try:
            with self._store.unit(claim.merchant_id) as unit:
                self._gate.admit(unit, claim)
                return quote_refund(unit, asked.event, self._clock.now())
        except InvalidValue as fault:
            raise Refused.because(RefusalCode.MALFORMED, fault.code) from fault

    def refund_fates(self, arrival: Arrival) -> RefundFatesAnswer:
        """What became of refunds that were asked for."""
        claim, asked = self._opened(arrival, RefundFatesAsk)
        if len(asked.events) > REQUESTS_MAX:
            raise Refused.because(RefusalCode.MALFORMED, f"more than {REQUESTS_MAX} requests")
        with self._store.unit(claim.merchant_id) as unit:
            self._gate.admit(unit, claim)
            return fates_of(unit, asked.events)

    def hold(self, arrival: Arrival) -> HoldAnswer:
        """Set stored value aside."""
        claim, asked = self._opened(arrival, Hold)
        if not 1 <= len(asked.claims) <= CLAIMS_MAX:
            raise Refused.because(RefusalCode.MALFORMED, f"claims are not 1 to {CLAIMS_MAX}")
        with self._store.unit(claim.merchant_id) as unit:
            till = self._gate.admit(unit, claim)
            asker = Asker(till_id=till.id, shop_id=till.shop_id, merchant_id=claim.merchant_id)
            self._guesses.check(asker)
            answer = hold(unit, till, asked, self._clock.now())
        self._guesses.count(asker, answer)
        return answer

    def release(self, arrival: Arrival) -> ReleaseAnswer:
        """Let go what was set aside."""
        claim, asked = self._opened(arrival, Release)
        if len(asked.hold_ids) > CLAIMS_MAX:
            raise Refused.because(RefusalCode.MALFORMED, f"more than {CLAIMS_MAX} holds")
        with self._store.unit(claim.merchant_id) as unit:
            return release(unit, self._gate.admit(unit, claim), asked)

    def _bound_finds(self, claim: Claim) -> None:
        wait_s = self._finds.wait_s((claim.merchant_id, claim.till_id))
        if wait_s:
            raise Refused.because(RefusalCode.TOO_MANY, retry_after_s=wait_s)

    def _looked(self, unit: Unit, till: TillRecord, claim: Claim, pull: Pull) -> Looked:
        answer = unit.changes(till, pull)
        if answer is None:
            raise Refused.because(RefusalCode.SAY_HELLO)
        allowed = self._allowed(unit, till, pull, answer.have)
        commands = tuple(unit.commands(till.id))
        return Looked(
            claim=claim,
            pull=pull,
            answer=msgspec.structs.replace(
                answer, changes=answer.changes + allowed.changes, commands=commands
            ),
            concerns_others=allowed.concerns_others,
            is_asked_anew=self._is_asked_anew(till.id, commands),
        )

    def _is_asked_anew(self, till_id: TillId, commands: tuple[Statement, ...]) -> bool:
        """One that this process has handed out and the till does not answer ends no further wait."""
        asked = frozenset(command.signature for command in commands)
        before = self._handed.pop(till_id, frozenset())
        if asked:
            self._handed[till_id] = asked
        return not asked <= before

    def _told(self, looked: Looked) -> Looked:
        if looked.concerns_others:
            self._announce(looked.claim.merchant_id)
        return looked

    def _allowed(self, unit: Unit, till: TillRecord, pull: Pull, have: Anchor) -> Allowed:
        sign = self._gifts.allow
        if sign is None:
            return Allowed()
        return allow(unit, till, pull, have, now=self._clock.now(), sign=sign)

    def _opened(self, arrival: Arrival, kind: type[Message]) -> tuple[Claim, Message]:
        """Nothing is unpacked for whom we do not know."""
        claim = self._gate.recognise(arrival.headers, arrival.target, arrival.body)
        try:
            return claim, unpack(arrival.body, kind)
        except TooLarge as fault:
            raise Refused.because(RefusalCode.TOO_LARGE, str(fault)) from None
        except Malformed as fault:
            raise Refused.because(RefusalCode.MALFORMED, str(fault)) from None
