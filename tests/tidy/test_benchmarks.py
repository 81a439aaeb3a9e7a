"""The benchmarks' own parts: figures, their format, and that what is compared does the same work."""

import json

import pytest

from benchmarks.__main__ import main, names
from benchmarks.cases.fifty_rules import by_hand, programme, visit
from benchmarks.measure import side_by_side
from benchmarks.report import Figure, print_json, print_row
from benchmarks.rules_eval import outcome_of
from fidpos.rules.engine import compile_programme, evaluate


def test_a_time_meets_its_target_from_below_and_a_rate_from_above() -> None:
    time_us = Figure(name="a", value=25, unit="us", limit=10, target="<= 3")
    rate = Figure(name="b", value=25, unit="1/s", limit=10, target=">= 3")

    assert (time_us.ratio, time_us.is_met, rate.is_met) == (2.5, True, False)


def test_without_a_limit_the_value_itself_is_judged() -> None:
    assert Figure(name="a", value=60, unit="ms", target="<= 50").is_met is False
    assert Figure(name="a", value=60, unit="ms").is_met is None


def test_machines_read_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_json(Figure(name="a.p50", value=1.23456789, unit="us", limit=2, target="<= 3"))

    assert json.loads(capsys.readouterr().out) == {
        "name": "a.p50",
        "value": 1.2346,
        "unit": "us",
        "limit": 2.0,
        "ratio": 0.61728,
        "target": "<= 3",
    }


def test_people_read_a_row_that_says_when_a_target_is_missed(capsys: pytest.CaptureFixture[str]) -> None:
    print_row(Figure(name="a", value=4, unit="us", limit=1, target="<= 3"))

    assert capsys.readouterr().out.split() == ["a", "4", "us", "1", "4.00", "<=", "3", "missed"]


def test_both_sides_are_timed() -> None:
    pair = side_by_side(lambda: sum(range(100)), lambda: None, rounds=3, calls=10)

    assert pair.value_us > 0
    assert pair.limit_us > 0


def test_a_benchmark_is_named_after_its_module() -> None:
    assert names()["rules.eval"] == "rules_eval"


def test_an_unknown_benchmark_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["ruless"])

    assert "rules.eval" in capsys.readouterr().err


def test_fifty_rules_and_the_function_written_by_hand_agree() -> None:
    evaluation = evaluate(compile_programme(programme()), visit())

    assert (len(evaluation.trace), len(visit().visit.lines)) == (50, 20)
    assert outcome_of(evaluation) == by_hand(visit())
