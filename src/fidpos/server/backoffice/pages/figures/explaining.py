"""What stands above the members behind a figure: whose list it is, how it comes about, what it adds up to."""

from collections.abc import Sequence
from typing import assert_never

from fidpos.server.backoffice.pages.figures.question import Question
from fidpos.server.backoffice.pages.figures.words import Words
from fidpos.server.db.figures import scheme
from fidpos.server.db.figures.lists import Whole
from fidpos.server.db.work import Work
from fidpos.server.services.figures.formulas import Ratio
from fidpos.server.services.figures.promised import CounterPromise
from fidpos.server.services.figures.rules import RuleFigures
from fidpos.server.services.figures.whom import (
    Best,
    Compared,
    Customers,
    Holding,
    InCell,
    Moved,
    OfCohort,
    RewardedBy,
    Whom,
    WithPoints,
)

Facts = Sequence[tuple[str, str]]
"""Each with its name."""


def title(words: Words, whom: Whom) -> str:
    """Whose list it is."""
    say = words.say
    match whom:
        case Customers():
            return say(f"office.figures.whom.{whom.who}")
        case InCell():
            return say("office.figures.cell", recency=whom.recency, frequency=whom.frequency)
        case OfCohort(began=began, came=came) if began == came:
            return say("office.figures.whom.cohort", month=words.month(began))
        case OfCohort():
            return say(
                "office.figures.whom.cohort.later",
                month=words.month(whom.began),
                later=words.month(whom.came),
            )
        case Best():
            return say("office.figures.whom.best", share=words.whole_percent(whom.percent))
        case RewardedBy():
            return say("office.figures.whom.rule", rule=words.source(whom.source))
        case Holding():
            return say("office.figures.whom.tier", tier=words.tier(whom.tier))
        case Moved():
            return say("office.figures.whom.moved", was=words.tier(whom.was), now=words.tier(whom.now))
        case WithPoints():
            return say("office.figures.whom.points", counter=words.counter(whom.counter))
        case Compared():
            return say(f"office.figures.control.{'held_out' if whom.held_out else 'served'}")
        case _:
            assert_never(whom)


def how(words: Words, whom: Whom, wanted: Question) -> Sequence[str]:
    """The formulas, each a sentence; the last says where they are decided, if anybody decides it."""
    say = words.say
    match whom:
        case Customers():
            return ()
        case InCell():
            return [say("office.figures.cell.how", recency=whom.recency, frequency=whom.frequency)]
        case OfCohort():
            return [say("office.figures.whom.cohort.how")]
        case Best():
            return [say("office.figures.whom.best.how")]
        case RewardedBy():
            return [say("office.figures.rules.how")]
        case Holding():
            return [say("office.figures.whom.tier.how")]
        case Moved():
            return [say("office.figures.whom.moved.how")]
        case WithPoints():
            return _how_promised(words, whom, wanted)
        case Compared():
            return [say("office.figures.whom.compared.how")]
        case _:
            assert_never(whom)


def facts(work: Work, words: Words, wanted: Question, whom: Whom, whole: Whole | None) -> Facts:
    """The figure itself, and what it is made of."""
    say = words.say
    match whom:
        case RewardedBy():
            rules = scheme.rules(work, wanted.asked)
            found = next((each for each in rules if each.source == whom.source), None)
            return _of_rule(words, wanted, found) if found else ()
        case WithPoints():
            promised = scheme.points_promised(work, wanted.asked)
            counter = next((each for each in promised if each.counter == whom.counter), None)
            return _of_points(words, wanted, counter) if counter else ()
        case _ if whole is None:
            return ()
        case Best():
            share = Ratio(whole.paid_minor, whole.of_all_minor)
            return [
                _counted(words, whole),
                (say("office.figures.turnover"), words.money(whole.paid_minor)),
                (say("office.figures.pareto.revenue"), words.percent(share)),
            ]
        case InCell():
            mean = Ratio(whole.paid_minor, whole.members)
            return [
                _counted(words, whole),
                (say("office.figures.turnover"), words.money(whole.paid_minor)),
                (say("office.figures.control.mean"), words.money(mean.rounded)),
            ]
        case _:
            return [_counted(words, whole)]


def _counted(words: Words, whole: Whole) -> tuple[str, str]:
    return words.say("office.figures.members"), words.number(whole.members)


def _of_rule(words: Words, wanted: Question, rule: RuleFigures) -> Facts:
    say, settings = words.say, wanted.asked.settings
    moved = [(words.counter(each.counter), words.signed(each.points)) for each in rule.moved]
    return [
        (say("office.figures.visits"), words.number(rule.visits)),
        (say("office.figures.return"), words.money(rule.revenue_minor)),
        (say("office.figures.discounts"), words.money(rule.discount_minor)),
        *moved,
        (say("office.figures.vouchers"), words.number(rule.vouchers)),
        (say("office.figures.cost"), words.money(rule.cost_minor(settings))),
        (say("office.figures.cost_share"), words.percent(rule.cost_share(settings))),
    ]


def _of_points(words: Words, wanted: Question, counter: CounterPromise) -> Facts:
    say, settings = words.say, wanted.asked.settings
    return [
        (say("office.figures.outstanding"), words.number(counter.outstanding)),
        (say("office.figures.liability"), words.money(counter.liability_minor(settings))),
        (say("office.figures.expired"), words.number(counter.expired)),
        (say("office.figures.redeemed"), words.number(counter.redeemed)),
        (say("office.figures.breakage"), words.percent(counter.breakage)),
        (say("office.figures.expected"), words.money(counter.expected_minor(settings))),
    ]


def _how_promised(words: Words, whom: WithPoints, wanted: Question) -> Sequence[str]:
    worth = wanted.asked.settings.worth_minor(whom.counter, 100)
    return [
        words.say("office.figures.formula.liability", worth=words.money(worth)),
        words.say("office.figures.formula.breakage"),
        words.say("office.figures.formula.expected"),
        words.say("office.figures.whom.points.how"),
    ]
