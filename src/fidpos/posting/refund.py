"""A refund: the mirror of a part of a visit, or of all that is left of it. Rules are not run again.

What was earned and what was spent go back in the share that is refunded, counted from the first refund on and
spread over the entries by largest remainder, so that partial refunds, however they are cut, sum to the whole.
A gift, or a voucher, gives its points back only when it is returned, and then all of them.

Lines that come back take their own discounts with them; their own points, where the programme wants it.

A visit on which a rule gave something that the member keeps still counts as a visit once it is refunded
whole: otherwise the next one would be the third again, and give once more what hangs on it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from uuid import UUID

from fidpos.domain.ids import EntryId, LotId
from fidpos.domain.ledger import EntryKind
from fidpos.domain.money import allocate
from fidpos.rules.origin import Cause, Origins
from fidpos.rules.policy import SpentAtRefund
from fidpos.wire.events import (
    CountBody,
    EntryBody,
    RuleUseBody,
    SettledBody,
    Taken,
    VisitClosed,
    VisitRefunded,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPart:
    """How much of a visit is refunded now.

    Attributes:
        amount_minor: of the basket, before our discounts.
        lines: positions in the basket, when it is whole lines that come back.
        ends: nothing of the visit is left after it.
        returned: codes of the rules and rewards whose gifts or vouchers come back.
    """

    amount_minor: int
    ends: bool
    lines: frozenset[int] = field(default_factory=frozenset)
    returned: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundTerms:
    """What the programme of a visit says of its refunds.

    Attributes:
        origins: from which lines entries came; what has none goes back in the share of the amount.
        spent: what happens to points that were spent meanwhile.
    """

    origins: Origins = field(default_factory=dict)
    spent: SpentAtRefund = SpentAtRefund.DEBT


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPosting:
    """What follows from a refund.

    Attributes:
        settled: points that were spent meanwhile and are paid for in place of being taken back.
        still_counts: nothing is left of the visit, but the member keeps what a rule gave on it.
    """

    discount_minor: int
    entries: tuple[EntryBody, ...]
    settled: tuple[SettledBody, ...]
    counts: tuple[CountBody, ...]
    rule_uses: tuple[RuleUseBody, ...]
    still_counts: bool


def left_of(told: VisitClosed, refunds: Iterable[VisitRefunded]) -> int:
    """How much of the basket has not been refunded."""
    return told.amount_minor - sum(refund.amount_minor for refund in refunds)


def refund(
    told: VisitClosed,
    refunds: Sequence[VisitRefunded],
    part: RefundPart,
    *,
    terms: RefundTerms,
    lots_hold: Mapping[LotId, int],
    new_id: Callable[[], UUID],
) -> RefundPosting:
    """The reversing entries of this part, and what it takes back of the member's history.

    Args:
        told: the visit as it was closed.
        refunds: of it, so far.
        part: how much of it now.
        terms: of the programme under which it was closed.
        lots_hold: what remains of the lots that the visit opened.
        new_id: makes the ids of the entries.
    """
    shares = Shares(told, refunds, part)
    parts = _parts(told, refunds, part.returned, shares=shares, origins=terms.origins)
    settled = _settled(told, parts, lots_hold) if terms.spent is SpentAtRefund.DEDUCTED else {}
    back = _given_back(refunds)
    earlier = [one for refund in refunds for one in refund.counts]
    still_counts = part.ends and bool(_kept(told, refunds, part) - {each.reward for each in told.redemptions})
    entries = tuple(
        _reversal(entry, amount, back, EntryId(new_id()))
        for entry in told.entries
        if (amount := parts[entry.id] - settled.get(entry.id, 0))
    )
    return RefundPosting(
        discount_minor=_discount(told, refunds, part, shares),
        entries=entries,
        settled=tuple(SettledBody(entry_id=entry_id, amount=n) for entry_id, n in settled.items() if n),
        counts=counts_back(told, told.counts, earlier, shares, still_counts=still_counts),
        rule_uses=_uses(told, refunds, part) if part.ends else (),
        still_counts=still_counts,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share counted from the first refund on, so that rounding never adds up.

    Attributes:
        gone: of the whole, once this part is refunded.
        ends: this part is all that is left.
    """

    gone: Fraction
    ends: bool

    def of(self, amount: int, taken_before: int) -> int:
        """What is taken now of a whole `amount` that is not negative; all that is left when it ends."""
        if self.ends:
            return amount - taken_before
        due = floor(amount * self.gone)
        return min(max(0, due - taken_before), amount - taken_before)

    def of_signed(self, amount: int, taken_before: int) -> int:
        """The same of what may be negative."""
        return self.of(amount, taken_before) if amount >= 0 else -self.of(-amount, -taken_before)


class Shares:
    """How much of a visit is gone with the part that is refunded now: by amount, or by what lines weigh."""

    def __init__(
        self, told: VisitClosed, refunds: Sequence[VisitRefunded], part: RefundPart | VisitRefunded
    ) -> None:
        self._whole_minor = told.amount_minor
        self._steps: tuple[VisitRefunded | RefundPart, ...] = (*refunds, part)
        self._ends = part.ends
        refunded_minor = sum(step.amount_minor for step in self._steps)
        by_amount = Fraction(refunded_minor, told.amount_minor) if told.amount_minor else Fraction(0)
        self.amount = Share(gone=by_amount, ends=part.ends)

    def of_lines(self, weights: Sequence[int]) -> Share:
        """The share of something that came from the lines by weight.

        Lines take their part of what is left of all lines that were not returned yet; a mere amount takes its
        part of what is left to refund. Without weights it is the share of the amount.
        """
        if not weights:
            return self.amount
        left, left_minor, unreturned = Fraction(1), self._whole_minor, sum(weights)
        for step in self._steps:
            weight = sum(weights[line] for line in step.lines)
            if weight:
                left *= 1 - Fraction(weight, unreturned)
                unreturned -= weight
            elif not step.lines and left_minor:
                left *= 1 - Fraction(step.amount_minor, left_minor)
            left_minor -= step.amount_minor
        return Share(gone=1 - left, ends=self._ends)


def _discount(told: VisitClosed, refunds: Sequence[VisitRefunded], part: RefundPart, shares: Shares) -> int:
    """What is not paid back, since it was not paid; what is left never has more of it than it costs."""
    before = sum(refund.discount_minor for refund in refunds)
    pairs = zip(told.lines, _net(told), strict=True)
    by_line = [line.amount_minor - left for line, left in pairs] if told.line_discounts else []
    share = shares.of_lines(by_line)
    rest_minor = left_of(told, refunds) - part.amount_minor
    least = told.discount_minor - before - rest_minor
    return min(max(share.of(told.discount_minor, before), least), part.amount_minor)


def _parts(
    told: VisitClosed,
    refunds: Sequence[VisitRefunded],
    returned: frozenset[str],
    *,
    shares: Shares,
    origins: Origins,
) -> dict[EntryId, int]:
    """How much of each entry is taken back now, without its sign."""
    before = _taken_before(refunds)
    given = _given(told)
    parts: dict[EntryId, int] = {}
    pools: dict[tuple[str, bool], list[EntryBody]] = {}
    causes: dict[Cause, list[EntryBody]] = {}
    for entry in told.entries:
        is_spent, cause = entry.kind is EntryKind.SPEND, Cause(entry.counter, entry.cause)
        if is_spent and entry.cause in given:
            left = abs(entry.amount) - before.get(entry.id, 0)
            parts[entry.id] = left if entry.cause in returned else 0
        elif cause in origins:
            causes.setdefault(cause, []).append(entry)
        else:
            pools.setdefault((entry.counter, is_spent), []).append(entry)
    for entries in pools.values():
        parts |= _spread(entries, before, shares.amount)
    for cause, entries in causes.items():
        parts |= _spread(entries, before, shares.of_lines(origins[cause]))
    return parts


def _spread(entries: Sequence[EntryBody], before: Mapping[EntryId, int], share: Share) -> dict[EntryId, int]:
    """A share of all of them together, of each in proportion to what is left of it."""
    whole = [abs(entry.amount) for entry in entries]
    done = [before.get(entry.id, 0) for entry in entries]
    left_each = [all_ - gone for all_, gone in zip(whole, done, strict=True)]
    now = allocate(share.of(sum(whole), sum(done)), left_each)
    return {entry.id: amount for entry, amount in zip(entries, now, strict=True)}


def _taken_before(refunds: Sequence[VisitRefunded]) -> dict[EntryId, int]:
    """By original entry: reversed, or paid for, by earlier refunds."""
    before: dict[EntryId, int] = {}
    for refund in refunds:
        for body in refund.entries:
            assert body.reverses is not None
            before[body.reverses] = before.get(body.reverses, 0) + abs(body.amount)
        for settled in refund.settled:
            before[settled.entry_id] = before.get(settled.entry_id, 0) + settled.amount
    return before


def _given_back(refunds: Sequence[VisitRefunded]) -> dict[tuple[EntryId, LotId], int]:
    """By original entry and lot: what earlier refunds put back into it."""
    back: dict[tuple[EntryId, LotId], int] = {}
    for refund in refunds:
        for body in refund.entries:
            assert body.reverses is not None
            for taken in body.taken:
                key = (body.reverses, taken.lot_id)
                back[key] = back.get(key, 0) - taken.amount
    return back


def _settled(
    told: VisitClosed, parts: Mapping[EntryId, int], lots_hold: Mapping[LotId, int]
) -> dict[EntryId, int]:
    """How much of each earning is no longer in its lot."""
    return {
        entry.id: max(0, parts[entry.id] - max(0, lots_hold[entry.lot.id]))
        for entry in told.entries
        if entry.lot is not None
    }


def _reversal(
    entry: EntryBody, amount: int, back: Mapping[tuple[EntryId, LotId], int], entry_id: EntryId
) -> EntryBody:
    if entry.lot is not None:
        taken: tuple[Taken, ...] = (Taken(lot_id=entry.lot.id, amount=amount),)
    else:
        left = [one.amount - back.get((entry.id, one.lot_id), 0) for one in entry.taken]
        shares = zip(entry.taken, allocate(amount, left), strict=True)
        taken = tuple(Taken(lot_id=one.lot_id, amount=-share) for one, share in shares if share)
    return EntryBody(
        id=entry_id,
        counter=entry.counter,
        kind=EntryKind.REVERSE,
        amount=-amount if entry.amount > 0 else amount,
        cause=entry.cause,
        reverses=entry.id,
        taken=taken,
    )


def counts_back(
    told: VisitClosed,
    counts: Iterable[CountBody],
    earlier: Sequence[CountBody],
    shares: Shares,
    *,
    still_counts: bool,
) -> tuple[CountBody, ...]:
    """What a refund takes back of the history of the programme's scopes: what the lines held, or its share.

    The visit itself counts until nothing of it is left.

    Args:
        told: the visit as it was closed.
        counts: of the visit.
        earlier: what refunds before took back.
        shares: what is gone with this refund.
        still_counts: see `RefundPosting`.
    """
    net, taken = _net(told), []
    for count in counts:
        same = [body for body in earlier if body.scope == count.scope]
        revenue = shares.of_lines(_within(count, net))
        quantity = shares.of_lines(_within(count, [line.quantity for line in told.lines]))
        taken.append(
            CountBody(
                scope=count.scope,
                visits=count.visits if revenue.ends and not still_counts else 0,
                revenue_minor=revenue.of_signed(
                    count.revenue_minor, sum(body.revenue_minor for body in same)
                ),
                quantity=quantity.of_signed(count.quantity, sum(body.quantity for body in same)),
            )
        )
    return tuple(taken)


def _net(told: VisitClosed) -> list[int]:
    """What was due for each line."""
    net = [line.amount_minor for line in told.lines]
    for each in told.line_discounts:
        net[each.line] -= each.amount_minor
    return net


def _within(count: CountBody, weights: Sequence[int]) -> list[int]:
    """The weights of the lines that a count holds; none when it does not say which."""
    if not count.lines:
        return []
    return [max(0, weight) if n in count.lines else 0 for n, weight in enumerate(weights)]


def _uses(told: VisitClosed, refunds: Sequence[VisitRefunded], part: RefundPart) -> tuple[RuleUseBody, ...]:
    """Uses that are free again: not those of a gift or voucher that the member keeps, or has used."""
    kept = _kept(told, refunds, part)
    return tuple(use for use in told.rule_uses if use.rule not in kept)


def _kept(told: VisitClosed, refunds: Sequence[VisitRefunded], part: RefundPart) -> frozenset[str]:
    """The rules and rewards whose gifts or vouchers do not come back."""
    return _given(told) - part.returned.union(*(refund.returned for refund in refunds))


def _given(told: VisitClosed) -> frozenset[str]:
    """The rules and rewards by which the member left with something beside the basket."""
    return frozenset(told.gifts) | {voucher.source for voucher in told.vouchers}
