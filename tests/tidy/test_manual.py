"""The manual's table of reads is the one in the code."""

from pathlib import Path

from fidpos.till.reads import TABLE, Answer, Seen

MANUAL = Path(__file__).parents[2] / "docs" / "manual.md"


def table_of_the_manual() -> dict[str, list[str]]:
    lines = MANUAL.read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("| presented"))
    rows = [line for line in lines[start:] if line.startswith("| ")][: 2 + len(Seen)]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    return {row[0].split("`")[1] if "`" in row[0] else row[0]: row[1:] for row in cells}


def test_the_manual_shows_every_cell_as_the_till_answers_it() -> None:
    shown = table_of_the_manual()

    for seen in Seen:
        answers = [row.get(seen) for row in TABLE.values()]
        assert shown[seen.value] == [given.value if given else "" for given in answers], seen


def test_the_manual_explains_every_answer() -> None:
    text = MANUAL.read_text(encoding="utf-8")

    assert [given for given in Answer if f"- **{given.value}**" not in text] == []
