"""Keeps docs/security.md true: each row names the test that proves it, and each such test has its row.

A row is `| id | actor | abuse | what fidpos does | proof |`. The proof is a link to
`tests/abuse/test_<id>.py`, or `planned: <feature>` as long as the feature it concerns does not exist.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_TABLE = "docs/security.md"
_TESTS = "tests/abuse"
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_COLUMNS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One abuse; `proof` is the last cell as written."""

    id: str
    proof: str

    @property
    def test(self) -> str:
        """The file name of the test that proves it."""
        return f"test_{self.id.replace('-', '_')}.py"

    @property
    def is_planned(self) -> bool:
        """Whether the feature it concerns is still to come."""
        return re.fullmatch(r"planned: \S.*", self.proof) is not None

    @property
    def link(self) -> str:
        """What the proof has to be once the feature exists."""
        return f"[{self.test}](../{_TESTS}/{self.test})"


def find_gaps(root: Path) -> list[str]:
    """One sentence per row without its proof, and per test without its row."""
    rows = list(read_rows((root / _TABLE).read_text(encoding="utf-8")))
    tests = {path.name for path in (root / _TESTS).glob("test_*.py")}
    proven = {row.test for row in rows if row.proof == row.link}
    gaps = [f"{_TABLE}: {gap}" for row in rows for gap in _gaps_of(row, tests)]
    twice = sorted({row.id for row in rows if [other.id for other in rows].count(row.id) > 1})
    gaps += [f"{_TABLE}: the id {id!r} is used twice" for id in twice]
    gaps += [f"{_TESTS}/{name}: no row of {_TABLE} links to it" for name in sorted(tests - proven)]
    return gaps if rows else [f"{_TABLE}: no row found"]


def read_rows(text: str) -> Iterator[Row]:
    """The rows of the table with an id; its head and rule are passed over."""
    for line in text.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) == _COLUMNS and cells[0] != "id" and not set(cells[0]) <= {"-", ":", " "}:
            yield Row(id=cells[0].strip("`"), proof=cells[-1])


def _gaps_of(row: Row, tests: set[str]) -> Iterator[str]:
    if not _ID.fullmatch(row.id):
        yield f"the id {row.id!r} is not of the form lower-case-words"
    if row.is_planned:
        if row.test in tests:
            yield f"{row.id} is marked planned, yet {_TESTS}/{row.test} exists"
    elif row.proof != row.link:
        yield f"{row.id} has the proof {row.proof!r}, neither {row.link} nor 'planned: <feature>'"
    elif row.test not in tests:
        yield f"{row.id} links to {_TESTS}/{row.test}, which does not exist"
