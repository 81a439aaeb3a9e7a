"""The abuse table and its tests hold each other: a gap on either side is found and named."""

from pathlib import Path

import pytest

from tools.abuse_table import find_gaps, read_rows

ROOT = Path(__file__).parents[2]
HEAD = "| id | actor | abuse | what fidpos does | proof |\n| --- | --- | --- | --- | --- |\n"
WHOLE_FILE = "[test_cashier.py](../tests/abuse/test_cashier.py)"
ONE_TEST = "[test_cashier.py::test_own_card](../tests/abuse/test_cashier.py)"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "tests" / "abuse").mkdir(parents=True)
    return tmp_path


def gaps_of(project: Path, *rows: str, test: str | None = None) -> list[str]:
    """What is found in a table of `rows` (id and proof), beside a file that holds one `test`."""
    cells = [row.split(" ", maxsplit=1) for row in rows]
    table = HEAD + "".join(f"| {name} | cashier | a | b | {proof} |\n" for name, proof in cells)
    (project / "docs" / "security.md").write_text(table)
    if test:
        (project / "tests" / "abuse" / "test_cashier.py").write_text(f"def {test}() -> None: ...\n")
    return find_gaps(project)


@pytest.mark.parametrize(
    "proof", [WHOLE_FILE, ONE_TEST, f"{ONE_TEST} {WHOLE_FILE}", f"{ONE_TEST} planned: report"]
)
def test_a_row_with_its_test_is_in_order(project: Path, proof: str) -> None:
    assert gaps_of(project, f"own-card {proof}", test="test_own_card") == []


def test_a_row_may_wait_for_its_feature(project: Path) -> None:
    assert gaps_of(project, "own-card planned: gift cards") == []


def test_a_row_whose_file_is_missing_is_found(project: Path) -> None:
    [gap] = gaps_of(project, f"own-card {WHOLE_FILE}")

    assert "own-card links to tests/abuse/test_cashier.py, which does not exist" in gap


def test_a_row_whose_test_was_renamed_is_found(project: Path) -> None:
    [gap] = gaps_of(project, f"own-card {ONE_TEST}", test="test_another")

    assert "own-card names test_own_card, which is not in tests/abuse/test_cashier.py" in gap


def test_a_test_without_a_row_is_found(project: Path) -> None:
    [gap] = gaps_of(project, "later planned: gift cards", test="test_own_card")

    assert gap == "tests/abuse/test_cashier.py: no row of docs/security.md links to it"


@pytest.mark.parametrize(
    "proof",
    ["", "planned:", "see the code", f"{WHOLE_FILE} and more", "[test_a.py](../tests/unit/test_a.py)"],
)
def test_a_row_whose_proof_is_something_else_is_found(project: Path, proof: str) -> None:
    gaps = gaps_of(project, f"own-card {proof}", test="test_own_card")

    assert "neither a link to tests/abuse/ nor 'planned: <feature>'" in gaps[0]


def test_an_id_used_twice_or_badly_formed_is_found(project: Path) -> None:
    gaps = gaps_of(project, *["Own_Card planned: gift cards"] * 2)

    assert any("not of the form" in gap for gap in gaps)
    assert any("used twice" in gap for gap in gaps)


def test_a_table_without_rows_is_found(project: Path) -> None:
    assert gaps_of(project) == ["docs/security.md: no row found"]


def test_every_row_of_the_real_table_is_read() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ")]

    assert len(list(read_rows(text))) == len(lines) - 2
