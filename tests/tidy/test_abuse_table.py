"""The abuse table and its tests hold each other: a gap on either side is found and named."""

from pathlib import Path

import pytest

from tools.abuse_table import find_gaps, read_rows

ROOT = Path(__file__).parents[2]
HEAD = "| id | actor | abuse | what fidpos does | proof |\n| --- | --- | --- | --- | --- |\n"
LINK = "[test_own_card.py](../tests/abuse/test_own_card.py)"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "tests" / "abuse").mkdir(parents=True)
    return tmp_path


def write(project: Path, *rows: str, tests: tuple[str, ...] = ()) -> list[str]:
    table = HEAD + "".join(f"| {row} |\n" for row in rows)
    (project / "docs" / "security.md").write_text(table)
    for name in tests:
        (project / "tests" / "abuse" / name).touch()
    return find_gaps(project)


def test_a_row_with_its_test_and_a_planned_row_are_in_order(project: Path) -> None:
    rows = (f"own-card | cashier | a | b | {LINK}", "later | thief | a | b | planned: gift cards")

    assert write(project, *rows, tests=("test_own_card.py",)) == []


def test_a_row_whose_test_is_missing_is_found(project: Path) -> None:
    [gap] = write(project, f"own-card | cashier | a | b | {LINK}")

    assert "own-card links to tests/abuse/test_own_card.py, which does not exist" in gap


def test_a_test_without_a_row_is_found(project: Path) -> None:
    [gap] = write(project, "later | thief | a | b | planned: gift cards", tests=("test_own_card.py",))

    assert gap == "tests/abuse/test_own_card.py: no row of docs/security.md links to it"


def test_a_row_still_marked_planned_beside_its_test_is_found(project: Path) -> None:
    gaps = write(project, "own-card | cashier | a | b | planned: visits", tests=("test_own_card.py",))

    assert "own-card is marked planned, yet tests/abuse/test_own_card.py exists" in gaps[0]


@pytest.mark.parametrize("proof", ["", "planned:", "see the code", "[x](../tests/abuse/test_other.py)"])
def test_a_row_whose_proof_is_something_else_is_found(project: Path, proof: str) -> None:
    gaps = write(project, f"own-card | cashier | a | b | {proof}")

    assert "neither [test_own_card.py]" in gaps[0]


def test_an_id_used_twice_or_badly_formed_is_found(project: Path) -> None:
    gaps = write(project, *["Own Card | a | b | c | planned: x"] * 2)

    assert any("not of the form" in gap for gap in gaps)
    assert any("used twice" in gap for gap in gaps)


def test_a_table_without_rows_is_found(project: Path) -> None:
    assert write(project) == ["docs/security.md: no row found"]


def test_every_row_of_the_real_table_is_read() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ")]

    assert len(list(read_rows(text))) == len(lines) - 2
