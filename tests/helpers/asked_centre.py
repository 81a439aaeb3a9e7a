"""A centre that a till asks for holds: it keeps gift cards, points and vouchers, and answers when it is let.

Every question is taken at once, as the real one makes a hold durable before it answers; when the answer
arrives, or whether, the test says.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from fidpos.domain.errors import InvalidValue
from fidpos.domain.gift_card import GiftCardState, Inscription, VatKind
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.ids import AccountId, GiftCardId, GiftHoldId, VoucherId
from fidpos.posting.gift_card_standing import standing_after
from fidpos.till.stored_value import Answered
from fidpos.wire.events import Event, VisitClosed, VoucherBody
from fidpos.wire.gift_card_events import (
    GiftCardEvent,
    GiftCardHeld,
    GiftCardMoved,
    GiftCardReleased,
    GiftCardStateChanged,
)
from fidpos.wire.sealed import seal_inscription
from fidpos.wire.sync.gift_card_standing import GiftCardStanding, GiftHoldState
from fidpos.wire.sync.hold import (
    Claim,
    GiftCardClaim,
    Held,
    Hold,
    HoldAnswer,
    HoldRefusal,
    PointsClaim,
    Release,
    VoucherClaim,
)
from tests.helpers.fake_clock import FakeClock

KEY = bytes(range(32))


@dataclass(kw_only=True)
class Letter:
    """An answer on its way."""

    request: Hold
    answer: HoldAnswer | None
    told: Answered

    def arrive(self) -> None:
        self.told(self.answer)

    def get_lost(self) -> None:
        self.told(None)


@dataclass
class AskedCentre:
    """An `Asker`; whoever drives it delivers the letters.

    Attributes:
        points: what each account can spend, less what is held.
        vouchers: those that can be used, less those held.
        bearers: what the centre tells of vouchers of the bearer, by the digests of their numbers.
        open: amounts of the open holds.
        granted: amounts of all holds that there ever were.
        ended: holds that were let go: asked again, they are refused.
        at_once: answers arrive before `hold` returns.
        is_out_of_reach: questions do not arrive, and what is let go is not heard.
    """

    clock: FakeClock
    at_once: bool = False
    is_out_of_reach: bool = False
    cards: dict[bytes, GiftCardStanding] = field(default_factory=dict)
    points: dict[tuple[AccountId, str], int] = field(default_factory=dict)
    vouchers: set[VoucherId] = field(default_factory=set)
    bearers: dict[bytes, VoucherBody] = field(default_factory=dict)
    open: dict[UUID, tuple[Claim, int]] = field(default_factory=dict)
    granted: dict[UUID, int] = field(default_factory=dict)
    ended: set[UUID] = field(default_factory=set)
    letters: deque[Letter] = field(default_factory=deque)
    requests: list[Hold] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)

    def card(
        self, number: GiftCardNumber, minor: int, state: GiftCardState = GiftCardState.ACTIVE
    ) -> GiftCardId:
        """A card that was sold elsewhere."""
        card_id = GiftCardId(UUID(int=5_000 + len(self.cards)))
        self.cards[number.digest] = GiftCardStanding(
            id=card_id,
            key=KEY,
            sealed=seal_inscription(KEY, card_id, Inscription(number=number)),
            vat=VatKind.MULTI_PURPOSE,
            currency="EUR",
            face_minor=minor,
            issued_at=self.clock.now(),
            state=state,
            balance_minor=minor,
        )
        return card_id

    def hold(self, request: Hold, answered: Answered) -> None:
        self.requests.append(request)
        if self.is_out_of_reach:
            self.letters.append(Letter(request=request, answer=None, told=answered))
            return
        held = tuple(self._held(request, claim) for claim in request.claims)
        now = self.clock.now()
        answer = HoldAnswer(held=held, answered_at=now, expires_at=now + timedelta(minutes=15))
        self.letters.append(Letter(request=request, answer=answer, told=answered))
        if self.at_once:
            self.answer()

    def release(self, request: Release) -> None:
        self.releases.append(request)
        if self.is_out_of_reach:
            return
        for hold_id in request.hold_ids:
            self.ended.add(hold_id)
            self._put_back(hold_id)

    def release_all(self) -> None:
        """Whatever is held is let go, as after a long time."""
        for request in self.requests:
            ids = tuple(claim.hold_id for claim in request.claims)
            self.release(Release(visit_id=request.visit_id, hold_ids=ids))

    def answer(self) -> None:
        """The oldest answer arrives."""
        self.letters.popleft().arrive()

    def keep_silent(self) -> Letter:
        """The oldest answer does not arrive in time; it may later."""
        letter = self.letters.popleft()
        letter.get_lost()
        return letter

    def hear(self, events: Iterable[Event]) -> None:
        """The till's journal arrives: each hold in it is settled."""
        for event in events:
            match event:
                case GiftCardHeld() if event.hold_id not in self.open:
                    self._book(event.gift_card_id, event)
                case GiftCardReleased():
                    self.ended.add(event.hold_id)
                    self._put_back(event.hold_id)
                    self._book(event.gift_card_id, event)
                case GiftCardStateChanged():
                    self._book(event.gift_card_id, event)
                case GiftCardMoved():
                    for body in event.moves:
                        self._book(body.gift_card_id, event)
                        self.open.pop(body.hold_id or body.id, None)
                case VisitClosed():
                    self._close(event)
                case _:
                    """Nobody's money."""

    def _close(self, event: VisitClosed) -> None:
        asked = [request for request in self.requests if request.visit_id == event.visit_id]
        for claim in (claim for request in asked for claim in request.claims):
            self.ended.add(claim.hold_id)
            self._put_back(claim.hold_id)
        for spent in event.redemptions:
            self.points[event.account_id, spent.counter] -= spent.cost

    def _book(self, card_id: GiftCardId, event: GiftCardEvent) -> None:
        """What a card does not hold any more is somebody's debt, and no money of the card's."""
        for digest, standing in self.cards.items():
            if standing.id != card_id:
                continue
            try:
                self.cards[digest] = standing_after(standing, event)
            except InvalidValue:
                moved = event.moves if isinstance(event, GiftCardMoved) else ()
                minor = sum(body.amount_minor for body in moved if body.gift_card_id == card_id)
                ended = {body.hold_id for body in moved}
                holds = tuple(hold for hold in standing.holds if hold.id not in ended)
                balance_minor = max(0, standing.balance_minor + minor)
                self.cards[digest] = standing.but(balance_minor=balance_minor, holds=holds)

    def _held(self, request: Hold, claim: Claim) -> Held:
        known = self.open.get(claim.hold_id)
        if claim.hold_id in self.ended:
            return Held(hold_id=claim.hold_id, refused=HoldRefusal.ENDED)
        if known is None:
            granted = self._take(request, claim)
            if granted <= 0:
                return Held(hold_id=claim.hold_id, refused=self._why(claim))
            self.open[claim.hold_id] = (claim, granted)
            self.granted[claim.hold_id] = granted
        granted = self.open[claim.hold_id][1]
        standing = self.cards.get(claim.number_digest) if isinstance(claim, GiftCardClaim) else None
        voucher = self.bearers.get(claim.number_digest) if isinstance(claim, VoucherClaim) else None
        return Held(hold_id=claim.hold_id, granted=granted, gift_card=standing, voucher=voucher)

    def _why(self, claim: Claim) -> HoldRefusal:
        if isinstance(claim, PointsClaim):
            return HoldRefusal.NOT_ENOUGH
        is_look = isinstance(claim, GiftCardClaim) and not claim.wanted_minor
        is_nobodys = is_look and claim.number_digest not in self.cards
        return HoldRefusal.UNKNOWN if is_nobodys else HoldRefusal.UNUSABLE

    def _take(self, request: Hold, claim: Claim) -> int:
        match claim:
            case GiftCardClaim():
                return self._take_money(request, claim)
            case PointsClaim():
                key = (claim.account_id, claim.counter)
                if self.points.get(key, 0) < claim.wanted:
                    return 0
                self.points[key] -= claim.wanted
                return claim.wanted
            case VoucherClaim():
                voucher_id = self._named(claim)
                if voucher_id not in self.vouchers:
                    return 0
                self.vouchers.remove(voucher_id)
                return 1

    def _named(self, claim: VoucherClaim) -> VoucherId | None:
        bearer = self.bearers.get(claim.number_digest)
        return claim.voucher_id if bearer is None else bearer.id

    def _take_money(self, request: Hold, claim: GiftCardClaim) -> int:
        standing = self.cards.get(claim.number_digest)
        if standing is None or standing.state is not GiftCardState.ACTIVE:
            return 0
        granted = min(claim.wanted_minor, standing.balance_minor - standing.held_minor)
        if granted > 0:
            hold = GiftHoldState(
                id=GiftHoldId(claim.hold_id),
                visit_id=request.visit_id,
                amount_minor=granted,
                held_at=self.clock.now(),
                expires_at=self.clock.now() + timedelta(minutes=15),
            )
            self.cards[claim.number_digest] = standing.but(holds=(*standing.holds, hold))
        return granted

    def _put_back(self, hold_id: UUID) -> None:
        known = self.open.pop(hold_id, None)
        if known is None:
            return
        claim, amount = known
        match claim:
            case GiftCardClaim():
                standing = self.cards[claim.number_digest]
                left = tuple(hold for hold in standing.holds if hold.id != hold_id)
                self.cards[claim.number_digest] = standing.but(holds=left)
            case PointsClaim():
                self.points[claim.account_id, claim.counter] += amount
            case VoucherClaim():
                voucher_id = self._named(claim)
                assert voucher_id is not None
                self.vouchers.add(voucher_id)
