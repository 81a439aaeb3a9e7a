"""Other rule engines, each with the same earning rules written in its own language and compiled beforehand.

They stand in the dependency group `bench` and are imported only here; none of them has types of its own.
"""

from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

from benchmarks.cases.earning_rules import Earning

Points = dict[str, int]
"""By code of the rule, what it gave; rules that gave nothing are left out."""

Evaluate = Callable[[dict[str, object]], Points]


class Engine(NamedTuple):
    """An engine, installed or not.

    Attributes:
        module: by which it is imported.
        prepared: compiles the rules; called only where the module is there.
    """

    name: str
    module: str
    prepared: Callable[[Iterable[Earning]], Evaluate]

    @property
    def is_installed(self) -> bool:
        """Whether it can be measured here."""
        return find_spec(self.module) is not None


def _zen(rules: Iterable[Earning]) -> Evaluate:
    """One decision with all expressions in one node: the context crosses to Rust once."""
    zen: Any = import_module("zen")
    expressions = [{"id": rule.code, "key": rule.code, "value": _for_zen(rule)} for rule in rules]
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "all", "name": "all", "type": "expressionNode", "content": {"expressions": expressions}},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    edges = [
        {"id": "first", "type": "edge", "sourceId": "in", "targetId": "all"},
        {"id": "second", "type": "edge", "sourceId": "all", "targetId": "out"},
    ]
    decision = zen.ZenEngine().create_decision({"nodes": nodes, "edges": edges})
    return lambda context: _given(decision.evaluate(context)["result"].items())


def _for_zen(rule: Earning) -> str:
    if rule.test:
        return f"{rule.test} ? {rule.points} : 0"
    if not rule.category:
        return "floor(amount / 100)"
    return f'floor(sum(map(filter(lines, "{rule.category}" in #.categories), #.amount)) / 100)'


def _rule_engine(rules: Iterable[Earning]) -> Evaluate:
    rule_engine: Any = import_module("rule_engine")
    compiled = [(rule.code, rule_engine.Rule(_for_rule_engine(rule)).evaluate) for rule in rules]
    return lambda context: _given((code, evaluate(context)) for code, evaluate in compiled)


def _for_rule_engine(rule: Earning) -> str:
    if rule.test:
        return f"({rule.test}) ? {rule.points} : 0"
    if not rule.category:
        return "amount // 100"
    return f'$sum([line["amount"] for line in lines if "{rule.category}" in line["categories"]]) // 100'


def _simpleeval(rules: Iterable[Earning]) -> Evaluate:
    simpleeval: Any = import_module("simpleeval")
    evaluator = simpleeval.EvalWithCompoundTypes(functions={"sum": sum})
    parsed = [(rule.code, evaluator.parse(_for_simpleeval(rule))) for rule in rules]

    def evaluate(context: dict[str, object]) -> Points:
        evaluator.names = context
        return _given((code, evaluator.eval("", previously_parsed=tree)) for code, tree in parsed)

    return evaluate


def _for_simpleeval(rule: Earning) -> str:
    if rule.test:
        return f"{rule.points} if {rule.test} else 0"
    if not rule.category:
        return "amount // 100"
    return f'sum([line["amount"] for line in lines if "{rule.category}" in line["categories"]]) // 100'


def _given(results: Iterable[tuple[str, Any]]) -> Points:
    return {code: int(points) for code, points in results if points}


ENGINES = (
    Engine("zen_engine", "zen", _zen),
    Engine("rule_engine", "rule_engine", _rule_engine),
    Engine("simpleeval", "simpleeval", _simpleeval),
)
