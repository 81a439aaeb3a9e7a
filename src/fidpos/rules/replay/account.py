"""One account under one programme: the facts of each visit from the state so far, the state from each answer.

The state is no more than what facts hold: balances, sums over windows, uses, tier, vouchers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from fidpos.domain.ids import MemberId
from fidpos.domain.member import Channel, TierStanding
from fidpos.rules.compiled import CompiledProgramme
from fidpos.rules.counting import count_scopes
from fidpos.rules.engine import evaluate
from fidpos.rules.evaluation import Evaluation
from fidpos.rules.facts import Asked, CounterBalance, Facts, MemberFacts, OverallUse
from fidpos.rules.replay.history import MemberHistory, Question, questions_of
from fidpos.rules.replay.lots import CounterLots, CounterTerms
from fidpos.rules.replay.occasions import NearOccasions
from fidpos.rules.replay.stored import AccountPast, MemberPast, StoredVisit
from fidpos.rules.replay.uses import UseBook
from fidpos.rules.replay.vouchers import Granted, VoucherBook

_NOBODY: tuple[()] = ()


class Replayed(NamedTuple):
    """What a programme answers for a visit, and the vouchers that the visit used."""

    evaluation: Evaluation
    used: tuple[Granted, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A programme, ready to be replayed for many accounts.

    Attributes:
        without_rewards: the same, for visits on which nobody wants a reward: what they could have had is not
            looked at. Rewards change nothing else of an evaluation.
        overall: uses of the rules that are limited for all members together; every account adds to it.
        explained: see `engine.evaluate`.
    """

    compiled: CompiledProgramme
    without_rewards: CompiledProgramme
    questions: tuple[Question, ...]
    terms: tuple[CounterTerms, ...]
    rewards: frozenset[str]
    overall: dict[str, int]
    explained: bool

    def count_overall(self, accounts: Iterable[AccountPast]) -> None:
        """Add the uses of which the store knows from before the first visits."""
        for account in accounts:
            for use, _ in (use for member in account.members.values() for use in member.uses):
                if use.rule in self.overall:
                    self.overall[use.rule] += use.count


def stage(compiled: CompiledProgramme, *, explained: bool = False) -> Stage:
    """Make a programme ready to be replayed; `explained` if anyone reads why rules did not give."""
    programme = compiled.programme
    return Stage(
        compiled=compiled,
        without_rewards=replace(compiled, rewards=()),
        questions=questions_of(compiled),
        terms=tuple(CounterTerms(counter, programme) for counter in programme.counters),
        rewards=frozenset(reward.code for reward in programme.rewards),
        overall=dict.fromkeys(compiled.limited_overall, 0),
        explained=explained,
    )


class _Member:
    """The state of one member."""

    __slots__ = ("_facts", "_seen", "history", "near", "past", "tier", "uses", "vouchers")

    def __init__(
        self, compiled: CompiledProgramme, questions: tuple[Question, ...], past: MemberPast
    ) -> None:
        self.past = past
        self.history = MemberHistory(questions, past, compiled.programme.counters[0].code)
        self.near = NearOccasions(past.anniversaries, compiled.anniversary_reach_days)
        self.uses = UseBook(past.uses)
        self.vouchers = VoucherBook()
        self.tier: TierStanding | None = past.tier
        self._seen: object = None
        self._facts: MemberFacts | None = None

    def facts(self, visit: StoredVisit, asks: frozenset[Asked]) -> MemberFacts:
        """Made anew only when something of them has changed."""
        day, past = visit.facts.business_day, self.past
        near = self.near.near(day)
        labels = past.labels if visit.labels is None else visit.labels
        age = past.age(day) if Asked.AGE in asks else None
        consents = self._consents(visit) if Asked.CONSENTS in asks else frozenset()
        seen = (self.tier, near, labels, age, consents)
        if self._facts is None or seen != self._seen:
            tier = self.tier
            self._seen = seen
            self._facts = MemberFacts(
                id=past.id,
                enrolled_on=past.enrolled_on,
                tier=tier.code if tier is not None else "",
                tier_until=tier.until if tier is not None else None,
                labels=labels,
                anniversaries=near,
                age=age,
                consents=consents,
            )
        return self._facts

    def _consents(self, visit: StoredVisit) -> frozenset[Channel]:
        latest = {word.channel: word.granted for word in self.past.consents if word.at <= visit.closed_at}
        return frozenset(channel for channel, granted in latest.items() if granted)


class AccountReplay:
    """Judges the visits of one account, in the order of time."""

    __slots__ = ("_lots", "_members", "_past", "_stage")

    def __init__(self, stage: Stage, past: AccountPast) -> None:
        self._stage = stage
        self._past = past
        self._members: dict[MemberId, _Member] = {}
        self._lots = [CounterLots(terms) for terms in stage.terms]
        for lot in past.lots:
            for mine in self._lots:
                if mine.code == lot.counter:
                    mine.open(lot.amount, lot.earned_on, lot.expires_on, lot.spendable_from)

    def visit(self, visit: StoredVisit) -> Replayed:
        """What the programme gives for the next visit; from here on, the visit is part of the past."""
        stage, member = self._stage, self._member(visit.member)
        wants_reward = not stage.rewards.isdisjoint(visit.requested)
        facts = self._facts(member, visit)
        compiled = stage.compiled if wants_reward else stage.without_rewards
        evaluation = evaluate(compiled, facts, explained=stage.explained)
        used = tuple([member.vouchers.granted(each.id) for each in evaluation.vouchers_used])
        self._close(member, visit, facts, evaluation)
        return Replayed(evaluation, used)

    def _member(self, member_id: MemberId) -> _Member:
        member = self._members.get(member_id)
        if member is None:
            stage = self._stage
            member = _Member(stage.compiled, stage.questions, self._past.members[member_id])
            self._members[member_id] = member
        return member

    def _facts(self, member: _Member, visit: StoredVisit) -> Facts:
        purchase = visit.facts
        day = purchase.business_day
        held = member.vouchers.held(day)
        return Facts(
            visit=purchase,
            member=member.facts(visit, self._stage.compiled.asks),
            history=member.history.answers(day, purchase.at),
            balances=tuple(
                [CounterBalance(counter=lots.code, amount=lots.spendable(day)) for lots in self._lots]
            ),
            uses=member.uses.records(day),
            requested=visit.requested,
            refused=visit.refused,
            overall=self._overall(),
            vouchers=held,
            presented=member.vouchers.presented(visit, held, purchase.amount_minor) if held else _NOBODY,
            chosen=visit.chosen,
        )

    def _overall(self) -> tuple[OverallUse, ...]:
        overall = self._stage.overall
        if not overall:
            return _NOBODY
        return tuple([OverallUse(rule=rule, total=total) for rule, total in overall.items()])

    def _close(self, member: _Member, visit: StoredVisit, facts: Facts, evaluation: Evaluation) -> None:
        """What closing the visit changes, as `posting` books it."""
        stage, day = self._stage, visit.facts.business_day
        earned = _by_counter(evaluation)
        for spent in evaluation.spent:
            self._spend(spent.counter, spent.amount, day)
        for lots in self._lots:
            lots.close(day, earned.get(lots.code, 0))
        uses: Mapping[str, int] = {}
        if evaluation.rule_uses:
            uses = member.uses.add(evaluation.rule_uses, day)
            for rule in stage.overall:
                stage.overall[rule] += uses.get(rule, 0)
        member.history.use(day, visit.closed_at, uses)
        if not evaluation.withheld:
            member.history.add(
                day,
                visit.closed_at,
                revenue_minor=evaluation.amount_minor - evaluation.discount_minor,
                earned=earned,
                counts=count_scopes(stage.compiled, facts, evaluation),
            )
        tier = evaluation.tier
        if tier is not None and tier.since is not None:
            member.tier = TierStanding(code=tier.reached, since=tier.since, until=tier.until)
        if evaluation.vouchers or evaluation.vouchers_used:
            member.vouchers.close(evaluation.vouchers_used, evaluation.vouchers, visit.given)

    def _spend(self, counter: str, amount: int, day: date) -> None:
        for lots in self._lots:
            if lots.code == counter:
                lots.spend(amount, day)


def _by_counter(evaluation: Evaluation) -> dict[str, int]:
    earned: dict[str, int] = {}
    for each in evaluation.earned:
        earned[each.counter] = earned.get(each.counter, 0) + each.amount
    return earned
