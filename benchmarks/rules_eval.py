"""rules.eval: fifty rules on twenty lines, with the trace, against a function written by hand for them.

The function knows everything in advance and explains nothing; both are seen to agree before they are timed.
"""

from benchmarks.cases.fifty_rules import Outcome, by_hand, programme, visit
from benchmarks.measure import side_by_side
from benchmarks.report import Emit, Figure
from fidpos.rules.engine import compile_programme, evaluate
from fidpos.rules.evaluation import Evaluation


def run(emit: Emit) -> None:
    """Check that both agree, then time them in turn."""
    compiled, facts = compile_programme(programme()), visit()
    evaluation = evaluate(compiled, facts)
    assert (len(evaluation.trace), len(facts.visit.lines)) == (50, 20)
    assert by_hand(facts) == outcome_of(evaluation)
    pair = side_by_side(lambda: evaluate(compiled, facts), lambda: by_hand(facts), rounds=15, calls=1000)
    emit(Figure(name="rules.eval", value=pair.value_us, unit="us", limit=pair.limit_us, target="<= 3"))


def outcome_of(evaluation: Evaluation) -> Outcome:
    """What the hand-written function also says, of an evaluation that has more to tell."""
    assert evaluation.tier is not None
    return Outcome(
        discounts=[(each.line, each.source, each.amount_minor) for each in evaluation.discounts],
        earned=[(each.counter, each.rule, each.amount) for each in evaluation.earned],
        gifts=[gift.source for gift in evaluation.gifts],
        uses=[(use.rule, use.subject) for use in evaluation.rule_uses],
        tier=(evaluation.tier.reached, evaluation.tier.value),
    )
