"""Figures of a correction in words: what was, what will be."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from fidpos.domain.folding import short_name
from fidpos.domain.ids import AccountId, MemberId
from fidpos.domain.money import Currency, Money
from fidpos.rules.programme import CounterDef, CounterUnit, Programme
from fidpos.till.ports import TillStore
from fidpos.till.task.view import Fact
from fidpos.till.view import Message
from fidpos.wire.events import EntryBody


class _Past(Protocol):
    @property
    def closed_at(self) -> datetime: ...
    @property
    def business_day(self) -> date: ...


class Figures:
    """How the counters of one programme are written in one language.

    Args:
        programme: that of the visit.
        language: of the screen.
    """

    def __init__(self, programme: Programme, language: str) -> None:
        self._counters: dict[str, CounterDef] = {each.code: each for each in programme.counters}
        self._currency = Currency.of(programme.currency)
        self._language = language

    @property
    def currency(self) -> Currency:
        """The programme's."""
        return self._currency

    def title(self, counter: str) -> str:
        """Of the counter; its code where the programme has no such one."""
        known = self._counters.get(counter)
        return known.title.of(self._language) if known is not None else counter

    def of(self, counter: str, amount: int) -> int | Money:
        """Points, or money where that is what the counter holds."""
        known = self._counters.get(counter)
        is_money = known is not None and known.unit is CounterUnit.MONEY
        return Money(amount, self._currency) if is_money else amount

    def moved(self, counter: str, before: int, after: int) -> Fact:
        """What a visit moved on the counter, and what it will have moved."""
        params = {"before": self.of(counter, before), "after": self.of(counter, after)}
        return Fact(
            label=Message(key="task.correct.fact.moved", params={"counter": self.title(counter)}),
            value=Message(key="task.correct.value.moved", params=dict(params)),
        )

    def balance(self, store: TillStore, account_id: AccountId, counter: str, delta: int) -> Fact:
        """What the account holds, and what it will hold."""
        before = sum(each.amount for each in store.balances(account_id) if each.counter == counter)
        params = {"before": self.of(counter, before), "after": self.of(counter, before + delta)}
        return Fact(
            label=Message(key="task.correct.fact.balance"),
            value=Message(key="task.correct.value.change", params=dict(params)),
            is_strong=True,
        )


def amount_changed(before: Money, after: Money) -> Fact:
    """The purchase as it was recorded, and as it will stand."""
    return Fact(
        label=Message(key="task.correct.fact.amount"),
        value=Message(key="task.correct.value.change", params={"before": before, "after": after}),
        is_strong=before != after,
    )


def net(entries: Iterable[EntryBody], counter: str) -> int:
    """What entries move on a counter."""
    return sum(entry.amount for entry in entries if entry.counter == counter)


def name_of(store: TillStore, member_id: MemberId) -> str:
    """`Marie D.`; empty once they were forgotten."""
    member = store.member(member_id)
    return short_name(member.profile.given_name, member.profile.family_name) if member is not None else ""


def why_fact(reason: str, codes: Iterable[str]) -> Fact:
    """The reason as the owner will read it."""
    is_code = reason in set(codes)
    value = Message(key=f"task.correct.reason.{reason}") if is_code else reason
    return Fact(label=Message(key="task.correct.fact.reason"), value=value)


def when(past: _Past, today: date) -> Message:
    """The hour of today, the day of another one."""
    if past.business_day == today:
        return Message(key="task.correct.today", params={"at": past.closed_at})
    return Message(key="task.correct.on_day", params={"day": past.business_day})
