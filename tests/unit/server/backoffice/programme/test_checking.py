"""Why a draft is no programme yet is said in the reader's own language, whatever the reason."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import fidpos.rules
from fidpos.server.backoffice.programme.checking import Fault, checked, faults, said_plainly
from fidpos.server.backoffice.programme.tree import Node

RULES = Path(fidpos.rules.__file__).parent
_RAISES = {"refusal", "refuse", "Refused", "InvalidValue", "_at"}
_NOT_OF_PROGRAMMES = {"replay", "lasting.py", "facts.py"}


def _reasons() -> Iterator[str]:
    """Every reason that stands in the codec, the compiler and the parts of rules, with its gaps filled."""
    for file in sorted(RULES.rglob("*.py")):
        if _NOT_OF_PROGRAMMES & set(file.relative_to(RULES).parts):
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                parts = [node.value] if node.targets[0].id == "reason" else []
            elif isinstance(node, ast.Call):
                named = getattr(node.func, "id", getattr(node.func, "attr", ""))
                parts = node.args if named in _RAISES else []
            else:
                continue
            yield from (text for part in parts if " " in (text := _filled(part)))


def _filled(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    if not isinstance(part, ast.JoinedStr):
        return ""
    return "".join(map(_piece, part.values))


def _piece(part: ast.expr) -> str:
    if isinstance(part, ast.FormattedValue):
        return "'some'" if part.conversion == ord("r") else "7"
    return _filled(part)


def test_each_reason_of_the_codec_and_the_compiler_has_its_sentence() -> None:
    reasons = set(_reasons())

    assert len(reasons) > 60
    assert sorted(each for each in reasons if said_plainly(each).key.endswith(".other")) == []


def test_a_reason_that_nobody_knows_shows_no_words_of_engineers() -> None:
    message = said_plainly("the flux is not compensated")

    assert (message.key, dict(message.params)) == ("office.programme.fault.other", {})


@pytest.mark.parametrize(("currency", "name"), [(3, "form"), ("EURO", "code")])
def test_a_fault_is_told_where_it_stands(currency: object, name: str) -> None:
    fault = checked({"version": 1, "name": "Club", "currency": currency})

    assert isinstance(fault, Fault)
    assert (fault.path, fault.message.key) == ("currency", f"office.programme.fault.{name}")


def rule(code: str, **more: object) -> Node:
    points = {"type": "earn_fixed", "counter": "points", "points": 1}
    return {
        "code": code,
        "title": {"fr": "R", "en": "R"},
        "phase": "earning",
        "when": None,
        "effects": [points],
        **more,
    }


def body(*rules: Node) -> Node:
    counter = {"code": "points", "title": {"fr": "P", "en": "P"}}
    return {"version": 1, "name": "Club", "currency": "EUR", "counters": [counter], "rules": list(rules)}


def told(of: Node) -> list[tuple[str, str]]:
    return [(each.path, each.message.key.removeprefix("office.programme.fault.")) for each in faults(of)]


def test_a_programme_has_no_fault() -> None:
    assert told(body(rule("a"), rule("b"))) == []


def test_every_field_that_does_not_fit_is_told() -> None:
    wrong = rule("a", priority="high", effects=[{"type": "earn_fixed", "counter": "points", "points": 0}])

    assert told(body(wrong, rule("b", title="B"))) == [
        ("rules.0.effects.0.points", "bounds"),
        ("rules.0.priority", "whole"),
        ("rules.1.title", "form"),
    ]


def test_every_contradiction_of_the_whole_is_told() -> None:
    assert told(body(rule("a", group="gone"), rule("a", forbids=["nobody"]))) == [
        ("rules.1.code", "code_twice"),
        ("rules.0.group", "no_group"),
        ("rules.1.forbids.0", "no_rule"),
    ]


def test_of_each_rule_and_reward_a_name_that_nothing_bears_is_told() -> None:
    stamps = {"type": "earn_fixed", "counter": "stamps", "points": 1}
    silver = {"type": "tier", "tiers": ["silver"]}

    found = told(body(rule("a", effects=[stamps]), rule("b"), rule("c", when=silver)))

    assert [(path.split(".")[1], name) for path, name in found] == [("0", "no_counter"), ("2", "no_tier")]
