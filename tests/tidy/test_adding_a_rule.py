"""docs/adding-a-rule.md is followed to the letter: its condition, its JSON and its tests work as printed."""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from fidpos.rules.codec import programme_from_json
from fidpos.rules.engine import compile_programme, evaluate
from fidpos.rules.registry import CONDITIONS
from tests.unit.rules.build import facts

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "adding-a-rule.md").read_text(encoding="utf-8")
CONDITION, TESTS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
(RULE,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)


@contextmanager
def run_as_module(name: str, source: str, **given: object) -> Iterator[ModuleType]:
    module = ModuleType(name)
    vars(module).update(given)
    sys.modules[name] = module  # A dataclass looks its own module up.
    exec(compile(source, name, "exec"), vars(module))
    yield module
    del sys.modules[name]


@pytest.fixture
def round_amount(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The page's condition, listed in the registry for the length of a test."""
    with run_as_module("round_amount_of_the_page", CONDITION) as module:
        kind = vars(module)["RoundAmount"]
        monkeypatch.setitem(CONDITIONS, kind.code, kind)
        yield kind


def test_the_page_s_rule_is_read_and_evaluated(round_amount: Any) -> None:
    programme = {
        "version": 1,
        "name": "Club",
        "currency": "EUR",
        "counters": [{"code": "points", "title": {"fr": "Points", "en": "Points"}}],
        "rules": [json.loads(RULE)],
    }

    compiled = compile_programme(programme_from_json(json.dumps(programme).encode()))

    assert isinstance(compiled.programme.rules[0].when, round_amount)
    assert evaluate(compiled, facts(1940)).trace[0].miss is not None


def test_the_page_s_own_tests_pass(round_amount: Any) -> None:
    with run_as_module("tests_of_the_page", TESTS, RoundAmount=round_amount) as module:
        found = [value for name, value in vars(module).items() if name.startswith("test_")]
        for test in found:
            test()

        assert len(found) == 3


def test_every_file_that_the_page_names_exists_but_the_two_it_adds() -> None:
    named = set(re.findall(r"`((?:src|tests)/[\w/]+\.py)`", PAGE))

    missing = {name for name in named if not (ROOT / name).exists()}

    assert missing == {
        "src/fidpos/rules/conditions/round_amount.py",
        "tests/unit/rules/conditions/test_round_amount.py",
    }
