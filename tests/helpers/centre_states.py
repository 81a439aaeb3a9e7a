"""What a centre might say: members with something of everything, and what they hold."""

from datetime import date
from uuid import UUID

from fidpos.domain.card import CardStatus, Medium
from fidpos.domain.ids import (
    AccountId,
    CardId,
    ConsentId,
    EntryId,
    LotId,
    MemberId,
    RelativeId,
    VisitId,
    VoucherId,
)
from fidpos.domain.member import Channel, Profile, Relation, Relative, TierStanding
from fidpos.rules.titles import Titles
from fidpos.wire.codec import embed
from fidpos.wire.events import VoucherBody
from fidpos.wire.sync.pull import (
    AccountState,
    CardState,
    ConsentState,
    LotState,
    MemberState,
    MemberVoucher,
    RuleUseState,
    SumState,
    VisitState,
)
from tests.helpers.fake_clock import FakeClock

DAY, TOMORROW = date(2026, 11, 19), date(2026, 11, 20)


def rich(number: int = 1) -> MemberState:
    """A member with something of everything."""
    child = Relative(id=RelativeId(UUID(int=9)), relation=Relation.CHILD, given_name="Zoé")
    visit = VisitId(UUID(int=number * 100 + 1))
    return MemberState(
        id=MemberId(UUID(int=number * 100)),
        account_id=AccountId(UUID(int=number * 100 + 10)),
        key=bytes([number] * 32),
        number=f"20471{number}",
        profile=Profile(given_name="Ada", family_name="Lovelace", phone="+33611", household=(child,)),
        enrolled_on=DAY,
        tier=TierStanding(code="gold", since=DAY, until=TOMORROW),
        labels=("press", "staff"),
        cards=(card(number),),
        consents=(consent(number, granted=True),),
        days=(SumState(DAY, "", 1, 1_000, 10, 0), SumState(DAY, "bread", 1, 500, 0, 2_000)),
        lifetime=(SumState(None, "", 9, 9_000, 90, 0),),
        uses=(RuleUseState(rule="birthday", subject="x", cause_id=visit, count=1, business_day=DAY),),
        vouchers=(voucher(number), voucher(number + 50, used_by=visit)),
        visits=(seen(number), seen(number + 50, voided=True)),
    )


def card(number: int) -> CardState:
    """The card of member `number`."""
    return CardState(
        id=CardId(UUID(int=number * 100 + 20)),
        token=f"num:{number}",
        medium=Medium.CHIP,
        status=CardStatus.ACTIVE,
        linked_at=FakeClock().now(),
    )


def consent(number: int, *, granted: bool) -> ConsentState:
    """A word on text messages."""
    return ConsentState(
        id=ConsentId(UUID(int=number * 100 + 30)),
        channel=Channel.SMS,
        granted=granted,
        wording="1",
        at=FakeClock().now(),
    )


def voucher(number: int, used_by: VisitId | None = None) -> MemberVoucher:
    """One of `number`, used or not."""
    body = VoucherBody(
        id=VoucherId(UUID(int=number * 100 + 40)),
        source="thanks",
        title=Titles(fr="Merci", en="Thanks"),
        effect=embed(b"{}"),
        valid_from=DAY,
    )
    return MemberVoucher(voucher=body, used_by=used_by)


def seen(number: int, *, voided: bool = False) -> VisitState:
    """A visit somewhere else."""
    return VisitState(
        id=VisitId(UUID(int=number * 100 + 1)),
        closed_at=FakeClock().now(),
        business_day=DAY,
        currency="EUR",
        amount_minor=1_000,
        points=10,
        voided=voided,
    )


def lot(number: int, remaining: int = 10) -> LotState:
    """Of ten points."""
    return LotState(
        id=LotId(UUID(int=number * 100 + 50)),
        counter="points",
        entry_id=EntryId(UUID(int=number * 100 + 60)),
        earned=10,
        remaining=remaining,
        earned_on=DAY,
        expires_on=date(2027, 11, 19),
    )


def account(number: int = 1, *lots: LotState) -> AccountState:
    """The account of member `number`."""
    return AccountState(id=AccountId(UUID(int=number * 100 + 10)), opened_on=DAY, lots=lots)
