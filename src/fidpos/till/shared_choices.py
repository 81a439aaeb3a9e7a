"""What is chosen on a visit that somebody else may spend too: points and vouchers that the centre knows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar
from uuid import UUID, uuid5

from fidpos.domain.ids import HoldId, MemberId, VisitId, VoucherId
from fidpos.domain.visit import Redemption
from fidpos.posting.worth import reward_worth_minor, voucher_worth_minor
from fidpos.till.allowance import AllowanceStanding, allowance_standing
from fidpos.till.close_visit import ReadyVisit
from fidpos.till.station import Station
from fidpos.till.stored_value import StoredValue
from fidpos.till.work import Work
from fidpos.wire.events import DrawnBody
from fidpos.wire.sync.allowance import AllowanceKind
from fidpos.wire.sync.hold import Claim, PointsClaim, VoucherClaim

Subject = TypeVar("Subject", bound=UUID)

ATTEMPTS_MAX = 8
"""Ids tried for one choice: one that was let go, perhaps before the till stopped, is never used again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A reward or a voucher on the draft.

    Attributes:
        id: the redemption's or the voucher's; of one that is bound to the bearer, `bearer_choice_id`; of a
            reward that takes several blocks of points, one for so many.
        redemption: its cost is what it takes on this visit.
    """

    id: UUID
    redemption: Redemption | None = None
    voucher_id: VoucherId | None = None

    @property
    def wanted(self) -> int:
        """Points, or one voucher."""
        return self.redemption.cost if self.redemption is not None else 1


class SharedChoices:
    """Reads them off a visit, and what they are worth. Every method may raise a `StoreError`."""

    def __init__(self, station: Station, stored_value: StoredValue) -> None:
        self._station = station
        self._stored_value = stored_value
        self._known_there: set[UUID] = set()

    def of(self, work: Work) -> tuple[Choice, ...]:
        """Those of a member, none before there is one."""
        return tuple(self._of_member(work, work.file.member.id)) if work.file is not None else ()

    def claim(self, work: Work, hold_id: HoldId, choice: Choice) -> Claim:
        """The choice as the centre is asked for it."""
        if choice.redemption is None:
            assert choice.voucher_id is not None
            digest = self._stored_value.store.voucher_digest(choice.voucher_id)
            return VoucherClaim(hold_id=hold_id, voucher_id=choice.voucher_id, number_digest=digest)
        assert work.file is not None
        return PointsClaim(
            hold_id=hold_id,
            account_id=work.file.member.account_id,
            counter=choice.redemption.counter,
            wanted=choice.redemption.cost,
        )

    def is_small(self, work: Work, choices: Iterable[Choice]) -> bool:
        """Whether they are worth so little that the allowance is used unasked, and covers them."""
        limit_minor = self._stored_value.rewards_online_from_minor
        if not limit_minor or work.ready is None:
            return False
        worth_minor = self._worth_minor(work.ready, choices)
        return worth_minor < limit_minor and worth_minor <= self._allowance().left_minor

    def drawable(self, work: Work, choices: Iterable[Choice]) -> DrawnBody | None:
        """What letting them go would take of the allowance; None where it does not cover them."""
        assert work.ready is not None
        worth_minor, standing = self._worth_minor(work.ready, choices), self._allowance()
        if standing.id is None or worth_minor > standing.left_minor:
            return None
        return DrawnBody(allowance_id=standing.id, amount_minor=worth_minor)

    def _of_member(self, work: Work, member_id: MemberId) -> Iterator[Choice]:
        store, draft = self._stored_value.store, work.draft
        if draft.redemptions and self._is_known_there(member_id, store.is_member_untold):
            yield from _rewards(work)
        for voucher_id in draft.vouchers:
            if self._is_known_there(voucher_id, store.is_voucher_untold):
                digest = store.voucher_digest(voucher_id)
                choice_id = bearer_choice_id(digest) if digest else voucher_id
                yield Choice(id=choice_id, voucher_id=voucher_id)

    def _is_known_there(self, subject: Subject, is_untold: Callable[[Subject], bool]) -> bool:
        """Looked up once: the centre forgets nobody, and the rows that wait may be many."""
        if subject not in self._known_there and not is_untold(subject):
            self._known_there.add(subject)
        return subject in self._known_there

    def _allowance(self) -> AllowanceStanding:
        return allowance_standing(self._stored_value, self._station.identity, AllowanceKind.REWARDS)

    def _worth_minor(self, ready: ReadyVisit, choices: Iterable[Choice]) -> int:
        """What they cost the shop."""
        return sum(_worth_of(ready, choice) for choice in choices)


def _rewards(work: Work) -> Iterator[Choice]:
    """At what they cost on this visit: in blocks several times what the catalogue says, and another hold."""
    uses = list(work.ready.evaluation.spent) if work.ready is not None else []
    for redemption in work.draft.redemptions:
        use = next((use for use in uses if use.reward == redemption.reward), None)
        if use is None or use.amount <= redemption.cost:
            yield Choice(id=redemption.id, redemption=redemption)
        else:
            priced = replace(redemption, cost=use.amount)
            yield Choice(id=uuid5(redemption.id, str(use.amount)), redemption=priced)
        if use is not None:
            uses.remove(use)


def _worth_of(ready: ReadyVisit, choice: Choice) -> int:
    if choice.redemption is not None:
        return reward_worth_minor(ready.compiled.programme, ready.evaluation, choice.redemption)
    assert choice.voucher_id is not None
    held = (voucher.source for voucher in ready.facts.vouchers if voucher.id == choice.voucher_id)
    return voucher_worth_minor(ready.evaluation, choice.voucher_id, next(held, ""))


def hold_id(visit_id: VisitId, choice_id: UUID, attempt: int) -> HoldId:
    """By which a choice is held for a visit: whoever asks for it again, asks for the same hold."""
    return HoldId(uuid5(visit_id, f"{choice_id}/{attempt}"))


def bearer_choice_id(digest: bytes) -> UUID:
    """Of a voucher that is bound to the bearer, by its number alone: it is asked for before it is known."""
    return UUID(bytes=digest[:16])
