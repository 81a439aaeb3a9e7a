"""How a ticket of the register stands at the till: values that the link puts on the wire.

Of the member nothing is told but what a customer display would show. What is told of a closed ticket comes
from the recorded visit alone, so that it is the same however often and however late it is asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from fidpos.domain.basket import Basket
from fidpos.domain.ids import VisitId
from fidpos.domain.member import Profile
from fidpos.domain.money import Money
from fidpos.domain.register_ticket import RegisterTicket
from fidpos.rules.evaluation import GiftGranted, LineDiscount
from fidpos.rules.programme import Programme
from fidpos.till.close_visit import ReadyVisit
from fidpos.till.panel import member_view
from fidpos.till.ports import RecordedVisit, TillStore
from fidpos.till.station import Station
from fidpos.till.view import MemberView
from fidpos.till.work import Work


class TicketStatus(StrEnum):
    """Where a ticket stands."""

    OPEN = "open"
    CLOSING = "closing"
    """The centre is asked about what is spent; ask again, or wait for the change."""
    CLOSED = "closed"
    VOIDED = "voided"
    """Given up before it was closed, or undone after."""


class RegisterRefusal(StrEnum):
    """Why the till does not do what the register asks; nothing was changed."""

    LOCKED = "locked"
    """Nobody is signed in at the till."""
    BUSY = "busy"
    """Somebody does something else at the till, or a visit is being closed."""
    AMOUNT_TYPED = "amount_typed"
    """The cashier has typed an amount: it is to be cleared first."""
    OTHER_TICKET = "other_ticket"
    """Another ticket is open: it is to be closed or voided first."""
    UNKNOWN_TICKET = "unknown_ticket"
    DIFFERENT = "different"
    """The ticket was closed before, with another content."""
    ALREADY_VOIDED = "already_voided"
    CHANGED = "changed"
    """What is due is not what the register believes: read the ticket, show it, and close again."""
    OBJECTION = "objection"
    """The till's screen says what speaks against it."""
    NEEDS_MANAGER = "needs_manager"
    """Only a manager undoes this visit, at the till."""
    DAY = "day"
    """The register's business day is too far from the till's: one of the two clocks is wrong."""
    CURRENCY = "currency"
    """The till counts in another one."""
    STORE = "store"
    """The till could not write or read; ask again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineReduction:
    """What a rule or reward takes off a line; `line` counts from 0."""

    line: int
    source: str
    title: str
    minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Something to hand over; `article` is the register's own number, empty where it has none."""

    title: str
    article: str = ""
    quantity: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """A voucher, gift or reward of the member, and whether it is on this ticket."""

    title: str
    cost: int
    is_chosen: bool
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberStanding:
    """What the register may show of the member: no family name, no whole number."""

    name: str
    masked_card: str
    tier: str
    counter: str
    points: int
    entitlements: tuple[Entitlement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketStanding:
    """A ticket at this instant; money in minor units.

    Attributes:
        visit_id: of the visit that it is, or was recorded as; None for one that was closed without a member.
        points: what the visit moves on the programme's first counter.
        gift_card_minor: what of `due_minor` gift cards pay, as long as it is open.
        reductions: per line; of a basket that has lines only.
        gifts: to hand over with it.
        member: who is attached while it is open, and somebody serves.
    """

    ticket: RegisterTicket
    status: TicketStatus
    currency: str
    amount_minor: int
    discount_minor: int = 0
    visit_id: VisitId | None = None
    points: int = 0
    gift_card_minor: int = 0
    reductions: tuple[LineReduction, ...] = ()
    gifts: tuple[Given, ...] = ()
    member: MemberStanding | None = None

    @property
    def due_minor(self) -> int:
        """What remains to be paid at the register."""
        return self.amount_minor - self.discount_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class TillStanding:
    """The till as one of its registers sees it.

    Attributes:
        is_serving: somebody is signed in, and nothing else takes the keys.
        member: who is attached, unless another register's ticket is open.
        ticket: the register's own that is open.
    """

    till: str
    shop: str
    currency: str
    is_serving: bool
    member: MemberStanding | None = None
    ticket: TicketStanding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRefused:
    """Why not; `standing` is what is there instead, where something is."""

    refusal: RegisterRefusal
    standing: TicketStanding | None = None


TicketAnswer = TicketStanding | TicketRefused


def standing_of_work(
    work: Work,
    ticket: RegisterTicket,
    station: Station,
    status: TicketStatus = TicketStatus.OPEN,
) -> TicketStanding:
    """The visit in progress as its register sees it; the member only while somebody serves."""
    currency, programme, language = station.identity.currency, station.programme, station.language
    amount = work.amount or Money(0, currency)
    bare = TicketStanding(
        ticket=ticket,
        status=status,
        currency=currency.code,
        amount_minor=amount.minor,
        visit_id=work.draft.id,
        gift_card_minor=work.draft.gift_card_minor,
    )
    ready = work.ready
    if ready is None:
        return bare
    evaluation, titles = ready.evaluation, _titles(ready, programme, language)
    counter = programme.counters[0].code
    return replace(
        bare,
        discount_minor=evaluation.discount_minor,
        points=evaluation.earned_on(counter) - evaluation.spent_on(counter),
        reductions=_reductions(evaluation.discounts, titles),
        gifts=tuple(_given(gift, language) for gift in evaluation.gifts),
        member=member_of_work(work, station),
    )


def member_of_work(work: Work, station: Station) -> MemberStanding | None:
    """Who is attached; nobody while nobody serves."""
    if work.ready is None or station.access.staff is None:
        return None
    return _member(work.ready, station.programme, station.language)


def standing_of_recorded(
    visit: RecordedVisit, ticket: RegisterTicket, programme: Programme, language: str
) -> TicketStanding:
    """A ticket that was closed, from what was recorded of it; `programme` is the one that it names."""
    told = visit.told
    titles = {rule.code: rule.title.of(language) for rule in programme.rules}
    titles |= {reward.code: reward.title.of(language) for reward in programme.rewards}
    return TicketStanding(
        ticket=ticket,
        status=TicketStatus.VOIDED if visit.voided else TicketStatus.CLOSED,
        currency=told.currency,
        amount_minor=told.amount_minor,
        discount_minor=told.discount_minor,
        visit_id=visit.id,
        points=told.points,
        reductions=_reductions(told.line_discounts, titles),
        gifts=tuple(Given(title=titles.get(source, source)) for source in told.gifts),
    )


def standing_now(store: TillStore, visit_id: VisitId) -> RecordedVisit | None:
    """The visit, or the one that stands in its place after corrections.

    Raises:
        StoreError: the store cannot be read.
    """
    visit = store.visit(visit_id)
    while visit is not None and visit.replaced_by is not None:
        visit = store.visit(visit.replaced_by)
    return visit


def is_same_purchase(visit: RecordedVisit, basket: Basket) -> bool:
    """Whether that is what was recorded; lines of which only the amount is known are not told apart."""
    if visit.told.lines:
        return visit.told.lines == basket.lines
    return visit.amount == basket.amount and all(line.is_anonymous for line in basket.lines)


def shown_name(profile: Profile) -> str:
    """The first name with the initial of the family's; nothing more of it leaves the till."""
    initial = f"{profile.family_name[:1]}." if profile.family_name else ""
    return f"{profile.given_name} {initial}".strip()


def _titles(ready: ReadyVisit, programme: Programme, language: str) -> Mapping[str, str]:
    titles = {voucher.source: voucher.title.of(language) for voucher in ready.facts.vouchers}
    titles |= {rule.code: rule.title.of(language) for rule in programme.rules}
    return titles | {reward.code: reward.title.of(language) for reward in programme.rewards}


def _reductions(discounts: tuple[LineDiscount, ...], titles: Mapping[str, str]) -> tuple[LineReduction, ...]:
    return tuple(
        LineReduction(
            line=each.line,
            source=each.source,
            title=titles.get(each.source, each.source),
            minor=each.amount_minor,
        )
        for each in discounts
    )


def _given(gift: GiftGranted, language: str) -> Given:
    return Given(title=gift.title.of(language), article=gift.article, quantity=gift.quantity)


def _member(ready: ReadyVisit, programme: Programme, language: str) -> MemberStanding:
    shown: MemberView = member_view(ready, programme, language)
    return MemberStanding(
        name=shown_name(ready.file.member.profile),
        masked_card=shown.masked_card,
        tier=shown.tier_title,
        counter=shown.counter_title,
        points=shown.points,
        entitlements=tuple(
            Entitlement(
                title=offer.title,
                cost=offer.cost,
                is_chosen=offer.chosen,
                is_open=offer.missing == 0 and offer.obstacle is None,
            )
            for offer in shown.offers
        ),
    )
