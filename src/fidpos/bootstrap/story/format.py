"""What a story is, as it stands in JSON: `rules.decode` reads these classes, `rules.schema` describes them.

Times are those of the shop's clock on the wall; amounts and quantities are decimal texts, never floats.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated

from fidpos.domain.card import Medium, Trust
from fidpos.domain.member import Channel
from fidpos.domain.visit import SalesChannel
from fidpos.rules.fields import Code, Items, Key, Length, Matching, Within
from fidpos.rules.titles import Titles

Name = Annotated[str, Matching(r"[a-z][a-z0-9_-]{0,39}")]
"""What the story calls a member or a visit."""
WallTime = Annotated[str, Matching(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?")]
DayOfYear = Annotated[str, Matching(r"[0-9]{2}-[0-9]{2}")]
"""Month and day, such as `03-14`."""
Amount = Annotated[str, Matching(r"[0-9]{1,9}(\.[0-9]{1,3})?")]
SignedAmount = Annotated[str, Matching(r"-?[0-9]{1,9}(\.[0-9]{1,3})?")]
Quantity = Annotated[str, Matching(r"-?[0-9]{1,6}(\.[0-9]{1,3})?")]
Percent = Annotated[str, Matching(r"[0-9]{1,2}(\.[0-9]{1,4})?")]
Path = Annotated[str, Matching(r"([^/\x00-\x1f]{1,80}(/[^/\x00-\x1f]{1,80}){0,9})?")]
Tier = Annotated[str, Matching(r"([a-z][a-z0-9_]{0,39})?")]
Units = Mapping[Code, int]
"""By counter, in the counter's own unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What must be so after a step. Each field is optional: what is not named is not looked at.

    A step's state has these same fields, so that one that was printed can be pasted here.

    Attributes:
        discount: what the step took off; negative where a discount goes back.
        due: what remained to be paid; negative for what the register pays back.
        earned: by counter; negative for what a refund takes back. A counter left out is not looked at.
        spent: by counter; negative for what is given back.
        balance: what can be spent now, by counter.
        tier: code of the tier held, empty for none.
        vouchers_given: codes of the rules and rewards whose vouchers the step gave, in any order.
        vouchers_held: the same of those that the member holds now.
        gifts: codes of what was handed over on this step.
        fired: rules that gave something.
        not_fired: rules that gave nothing.
        messages: parts of messages, in French or English.
        refused: why the till refused the step; empty when it must not be refused.
    """

    discount: SignedAmount | None = None
    due: SignedAmount | None = None
    earned: Units | None = None
    spent: Units | None = None
    balance: Units | None = None
    tier: Tier | None = None
    vouchers_given: tuple[Code, ...] | None = None
    vouchers_held: tuple[Code, ...] | None = None
    gifts: tuple[Code, ...] | None = None
    fired: tuple[Code, ...] | None = None
    not_fired: tuple[Code, ...] | None = None
    messages: tuple[str, ...] | None = None
    refused: Annotated[str, Length(0, 40)] | None = None


NOTHING_EXPECTED = Expected()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """One line of a basket; see `domain.basket.BasketLine`.

    Attributes:
        amount: of the whole line before any discount, negative for what is returned.
        category: from the root, with strokes between: `food/bread`.
        tax_rate: in percent.
        discounted: the register already reduced it.
        earns: false for what never earns.
    """

    amount: SignedAmount
    article: Annotated[str, Length(0, 80)] = ""
    label: Annotated[str, Length(0, 200)] = ""
    category: Path = ""
    brand: Annotated[str, Length(0, 80)] = ""
    labels: frozenset[Key] = frozenset()
    quantity: Quantity = "1"
    tax_rate: Percent = "0"
    tax_included: bool = True
    discounted: bool = False
    earns: bool = True


Lines = Annotated[tuple[StoryLine, ...], Items(0, 1000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitStep:
    """A member buys something.

    Attributes:
        visit: what later steps call it.
        amount: what was bought; or `lines`, whose sum it is.
        codes: typed or scanned beside the card.
        trust: how much the card proves, from 0 to 3; when left out, what is usual for the medium.
        rewards: codes of those used, once for each time.
        vouchers: codes of the rules and rewards whose vouchers are used; the first to expire goes first.
        gifts: by rule or reward, which of its gifts the member takes.
        refuse: rules that the cashier sets aside.
        gift_card: what of it is paid with a gift card.
        served_by: the member whose own session it is, for staff who buy where they work.
    """

    visit: Name
    at: WallTime
    member: Name
    amount: Amount | None = None
    lines: Lines = ()
    codes: Annotated[tuple[Key, ...], Items(0, 20)] = ()
    channel: SalesChannel = SalesChannel.COUNTER
    medium: Medium = Medium.BARCODE
    trust: Trust | None = None
    rewards: Annotated[tuple[Code, ...], Items(0, 100)] = ()
    vouchers: Annotated[tuple[Code, ...], Items(0, 100)] = ()
    gifts: Mapping[Code, Code] | None = None
    refuse: Annotated[tuple[Code, ...], Items(0, 300)] = ()
    gift_card: Amount = "0"
    served_by: Name | None = None
    expect: Expected = NOTHING_EXPECTED


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundStep:
    """Goods of a visit come back: an amount, lines, or all that is left.

    Attributes:
        refund: the visit.
        amount: before our discounts.
        lines: positions in the basket, from 0.
        returned: codes of the rules and rewards whose gifts come back; as the programme says when left out.
    """

    refund: Name
    at: WallTime
    amount: Amount | None = None
    lines: Annotated[tuple[Annotated[int, Within(0, 999)], ...], Items(0, 1000)] = ()
    returned: tuple[Code, ...] | None = None
    expect: Expected = NOTHING_EXPECTED


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidStep:
    """A visit is undone.

    Attributes:
        void: the visit.
    """

    void: Name
    at: WallTime
    expect: Expected = NOTHING_EXPECTED


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectStep:
    """A visit was recorded wrongly: it was another amount, or another member's.

    Attributes:
        correct: the visit; from now on its name means the one in its place.
        amount: what was really bought; or `lines`.
        member: whose visit it really was, when the amount was right.
    """

    correct: Name
    at: WallTime
    amount: Amount | None = None
    lines: Lines = ()
    member: Name | None = None
    expect: Expected = NOTHING_EXPECTED


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditStep:
    """The card was forgotten: an earlier ticket is credited.

    Attributes:
        credit: what later steps call the visit.
        ticket: the register's document, which is credited once.
        bought_at: when it was bought.
    """

    credit: Name
    at: WallTime
    member: Name
    ticket: Key
    bought_at: WallTime
    amount: Amount | None = None
    lines: Lines = ()
    expect: Expected = NOTHING_EXPECTED


@dataclass(frozen=True, slots=True, kw_only=True)
class LookStep:
    """Nothing happens: how things stand at that moment.

    Attributes:
        look: the member.
    """

    look: Name
    at: WallTime
    expect: Expected = NOTHING_EXPECTED


Step = VisitStep | RefundStep | VoidStep | CorrectStep | CreditStep | LookStep


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryShop:
    """Where it happens.

    Attributes:
        zone: IANA time zone.
        day_begins: the hour at which a business day begins.
    """

    zone: Key = "Europe/Paris"
    currency: Annotated[str, Matching(r"[A-Z]{3}")] = "EUR"
    day_begins: time = time(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMember:
    """To whom it happens; each one has an account and a card.

    Attributes:
        spouse: the birthday of the spouse.
        days: free days of the household by name, such as `wedding`.
        tier: held since the enrolment, empty for none.
        tier_until: last day of its term, null for no end.
        consents: channels for which a consent stands.
    """

    name: Name
    enrolled_on: date
    birthday: DayOfYear | None = None
    birth_year: Annotated[int, Within(1900, 2200)] | None = None
    spouse: DayOfYear | None = None
    children: Annotated[tuple[DayOfYear, ...], Items(0, 20)] = ()
    days: Mapping[Key, DayOfYear] | None = None
    labels: frozenset[Key] = frozenset()
    tier: Tier = ""
    tier_until: date | None = None
    consents: frozenset[Channel] = frozenset()


ANYWHERE = StoryShop()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What happens to members of one shop, in the order of time.

    Attributes:
        format: 1.
        members: everybody whom a step names.
    """

    format: Annotated[int, Within(1, 1)]
    title: Titles | None = None
    shop: StoryShop = ANYWHERE
    members: Annotated[tuple[StoryMember, ...], Items(1, 50)]
    steps: Annotated[tuple[Step, ...], Items(1, 1000)]
