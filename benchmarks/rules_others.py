"""rules.others: the same earning rules here and in other engines, where they can express them.

Each is timed in turn with ours, which stands as the limit: ours also says why each rule fired or did not,
theirs give the points alone. All are seen to agree before. An engine that is not installed is left out, and
named. Most of rule-engine's time goes into typing every value of the lines again for each expression.
"""

import sys
from functools import partial

from benchmarks.cases.earning_rules import context, earnings, programme, visit
from benchmarks.cases.other_engines import ENGINES
from benchmarks.measure import side_by_side
from benchmarks.report import Emit, Figure
from fidpos.rules.engine import compile_programme, evaluate

INSTALL = ".venv/bin/uv pip install --require-hashes -r requirements/bench.txt"


def run(emit: Emit) -> None:
    """Each engine that is there; the ratio is how many times longer than ours it takes."""
    compiled, facts = compile_programme(programme()), visit()
    evaluation = evaluate(compiled, facts)
    assert len(evaluation.trace) == len(compiled.programme.rules)
    ours = {earned.rule: earned.amount for earned in evaluation.earned}
    theirs = context(facts)
    for engine in ENGINES:
        if not engine.is_installed:
            print(f"rules.others.{engine.name}: not installed; {INSTALL}", file=sys.stderr)
            continue
        other = engine.prepared(earnings())
        assert other(theirs) == ours, engine.name
        pair = side_by_side(partial(other, theirs), partial(evaluate, compiled, facts), rounds=15, calls=100)
        name = f"rules.others.{engine.name}"
        emit(Figure(name=name, value=pair.value_us, unit="us", limit=pair.limit_us))
