"""`fidpos programme`: the acts as an integrator's script calls them; their answers are stable."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fidpos import paths
from fidpos.cli import main
from fidpos.cli.exit_code import ExitCode
from fidpos.cli.programme import ACTS
from tests.unit.bootstrap.story.club import CLUB, raw, step, visit

Output = pytest.CaptureFixture[str]

FACTS: dict[str, Any] = {
    "visit": {
        "id": "01900000-0000-7000-8000-000000000001",
        "shop": "01900000-0000-7000-8000-000000000002",
        "till": "01900000-0000-7000-8000-000000000003",
        "at": "2026-03-01T10:00:00+01:00",
        "business_day": "2026-03-01",
        "lines": [{"amount_minor": 12050}],
        "codes": ["SPRING"],
    },
    "member": {
        "enrolled_on": "2026-01-10",
        "labels": ["vip", "press", "staff"],
        "consents": ["sms", "email"],
    },
    "balances": [{"counter": "points", "amount": 75}],
    "requested": ["coffee"],
}


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIDPOS_LANGUAGE", "en")


@pytest.fixture
def programme(tmp_path: Path) -> str:
    return written(tmp_path / "programme.json", json.dumps(CLUB).encode())


def written(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return str(path)


def facts_file(tmp_path: Path, **changes: Any) -> str:
    return written(tmp_path / "facts.json", json.dumps({**FACTS, **changes}).encode())


def in_a_process(arguments: list[str], hash_seed: str) -> bytes:
    environ = {**os.environ, "PYTHONHASHSEED": hash_seed}
    program = [sys.executable, "-m", "fidpos", "programme", *arguments]
    return subprocess.run(program, env=environ, capture_output=True, check=True, timeout=60).stdout


def refusal(capsys: Output, arguments: list[str]) -> str:
    assert main(["programme", *arguments]) == ExitCode.REFUSED
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    return printed.err


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("act", ACTS)
def test_every_act_explains_itself(capsys: Output, act: str, language: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["programme", act, "--help", "--language", language])

    assert caught.value.code == ExitCode.DONE
    printed = capsys.readouterr().out
    usage = {"fr": "Usage\u00a0: ", "en": "usage: "}[language]
    assert printed.startswith(f"{usage}fidpos programme {act}")
    assert "cli." not in printed


def test_a_control_group_that_no_offer_leaves_out_is_told_about(tmp_path: Path, capsys: Output) -> None:
    file = written(tmp_path / "p.json", json.dumps({**CLUB, "control_ppm": 100_000}).encode())

    assert main(["programme", "check", file]) == ExitCode.DONE

    good, remark = capsys.readouterr().out.splitlines()
    assert good.startswith("Valid programme: Club")
    assert "no offer leaves them out" in remark


@pytest.mark.parametrize(
    "arguments", [[], ["burn"], ["evaluate"], ["play", "--programme", "x"], ["schema", "--of", "x"]]
)
def test_what_is_missing_or_unknown_is_wrong_use(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["programme", *arguments])

    assert caught.value.code == ExitCode.WRONG_USE


@pytest.mark.parametrize("what", ["programme", "facts", "story"])
def test_a_schema_is_printed_as_it_is_published(capsys: Output, what: str) -> None:
    assert main(["programme", "schema", "--of", what]) == ExitCode.DONE

    published = paths.resources_dir() / "schemas" / f"{what}.schema.json"
    assert capsys.readouterr().out == published.read_text(encoding="utf-8")


def test_the_schema_is_that_of_programmes_unless_told_otherwise(capsys: Output) -> None:
    assert main(["programme", "schema"]) == ExitCode.DONE
    assert json.loads(capsys.readouterr().out)["title"] == "fidpos programme"


def test_an_evaluation_is_printed_as_json_in_one_way_only(
    capsys: Output, programme: str, tmp_path: Path
) -> None:
    assert main(["programme", "evaluate", "--programme", programme, "--facts", facts_file(tmp_path)]) == 0

    printed = capsys.readouterr().out
    assert printed == (Path(__file__).parent / "evaluation.json").read_text(encoding="utf-8")
    assert list(json.loads(printed))[:3] == ["programme_version", "amount_minor", "discount_minor"]


def test_an_evaluation_has_the_same_bytes_in_every_process(programme: str, tmp_path: Path) -> None:
    arguments = ["evaluate", "--programme", programme, "--facts", facts_file(tmp_path)]

    assert in_a_process(arguments, "1") == in_a_process(arguments, "4242")


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"visit": {}}, "visit.id"),
        ({"member": {"enrolled_on": "yesterday"}}, "member.enrolled_on"),
        ({"balances": [{"counter": "points", "amount": 1.5}]}, "balances[0].amount"),
        ({"visit": FACTS["visit"] | {"business_day": "9999-12-31"}}, "visit.business_day"),
        ({"mood": "good"}, "mood"),
    ],
)
def test_facts_are_refused_with_path_and_sentence(
    capsys: Output, programme: str, tmp_path: Path, changes: dict[str, Any], place: str
) -> None:
    said = refusal(capsys, ["evaluate", "--programme", programme, "--facts", facts_file(tmp_path, **changes)])

    assert said.startswith(f"Facts refused, at {place}: ")


@pytest.mark.parametrize("act", ["check", "evaluate", "play"])
def test_a_bad_programme_is_refused_by_every_act(capsys: Output, tmp_path: Path, act: str) -> None:
    bad = written(tmp_path / "programme.json", json.dumps({**CLUB, "rules": [{}]}).encode())
    other = {"check": [bad], "evaluate": ["--facts", bad], "play": ["--story", bad]}[act]
    named = [] if act == "check" else ["--programme", bad]

    assert refusal(capsys, [act, *named, *other]).startswith("Programme refused, at rules[0].code: ")


@pytest.mark.parametrize(("act", "what"), [("evaluate", "facts"), ("play", "story")])
def test_a_file_that_cannot_be_read_is_named(
    capsys: Output, programme: str, tmp_path: Path, act: str, what: str
) -> None:
    missing = str(tmp_path / "missing.json")

    assert missing in refusal(capsys, [act, "--programme", programme, f"--{what}", missing])
    assert missing in refusal(capsys, [act, "--programme", missing, f"--{what}", programme])


def test_a_story_is_told_step_by_step_for_a_person(capsys: Output, programme: str, tmp_path: Path) -> None:
    told = raw(
        visit(amount="100.00"),
        visit("v2", "20.00", "2026-03-02T10:00", vouchers=["large"]),
        step("void", "v1", "2026-03-02T11:00"),
    )

    assert (
        main(["programme", "play", "--programme", programme, "--story", written(tmp_path / "s", told)]) == 0
    )

    assert capsys.readouterr().out.splitlines() == [
        "1 Mar 2026 10:00 · anne · visit v1",
        "    Due €100.00, discount €0.00",
        "    points: +100, balance 100",
        "    stamps: +1, balance 1",
        "    Vouchers given: large",
        "    Vouchers held: large",
        "    Rules: base, stamp, large",
        "    Message: Merci (en)",
        "2 Mar 2026 10:00 · anne · visit v2",
        "    Due €15.00, discount €5.00",
        "    points: +15, balance 115",
        "    stamps: +1, balance 2",
        "    Rules: base, stamp",
        "2 Mar 2026 11:00 · anne · void of v1",
        "    Due −€100.00, discount €0.00",
        "    points: −100, balance 15",
        "    stamps: −1, balance 1",
        "Steps played: 3. Not as expected: 0.",
    ]


def test_a_story_is_told_a_line_a_step_for_a_machine(capsys: Output, programme: str, tmp_path: Path) -> None:
    told = written(tmp_path / "s", raw(visit(), step("look", "bob")))

    assert main(["programme", "play", "--json", "--programme", programme, "--story", told]) == ExitCode.DONE

    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert list(first) == ["step", "at", "act", "name", "member", "state", "differences"]
    assert (first["act"], first["name"], first["at"]) == ("visit", "v1", "2026-03-01T10:00:00+01:00")
    assert second["state"]["balance"] == {"points": 0, "stamps": 0}


def test_a_story_has_the_same_bytes_in_every_process(programme: str, tmp_path: Path) -> None:
    told = raw(
        visit(amount="100"), visit("v2", at="2026-03-02T10:00", vouchers=["large"]), step("refund", "v2")
    )
    arguments = ["play", "--json", "--programme", programme, "--story", written(tmp_path / "s", told)]

    assert in_a_process(arguments, "1") == in_a_process(arguments, "4242")


def test_a_step_that_is_not_as_expected_ends_in_failure(
    capsys: Output, programme: str, tmp_path: Path
) -> None:
    told = written(tmp_path / "s", raw(visit(expect={"earned": {"points": 31}}), step("look", "anne")))

    assert main(["programme", "play", "--programme", programme, "--story", told]) == ExitCode.REFUSED

    lines = capsys.readouterr().out.splitlines()
    assert "    DIFFERENT, steps[0].expect.earned.points: wanted 31, got 30" in lines
    assert lines[-1] == "Steps played: 2. Not as expected: 1."


def test_a_refusal_of_the_till_is_told_by_its_reason(capsys: Output, programme: str, tmp_path: Path) -> None:
    told = written(tmp_path / "s", raw(visit(rewards=["five"], expect={"refused": "too_few_points"})))

    assert main(["programme", "play", "--programme", programme, "--story", told]) == ExitCode.DONE
    assert "    Refused by the till: too_few_points" in capsys.readouterr().out


def test_a_story_is_refused_with_path_and_sentence(capsys: Output, programme: str, tmp_path: Path) -> None:
    told = written(tmp_path / "s", raw(visit(rewards=["tea"])))

    said = refusal(capsys, ["play", "--programme", programme, "--story", told])
    assert said == "Story refused, at steps[0].rewards: no reward has the code 'tea'.\n"
