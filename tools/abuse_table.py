"""Keeps docs/security.md true: each row names the tests that prove it, and each abuse test is named by a row.

A row is `| id | actor | abuse | what fidpos does | proof |`. The proof is made of links, each to a file in
`tests/abuse/` and, where that file serves several rows, to one test in it:

    [test_pin_search.py](../tests/abuse/test_pin_search.py)
    [test_cashier.py::test_three_visits_a_day](../tests/abuse/test_cashier.py)

What is still to come stands behind them, or alone, as `planned: <feature>`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_TABLE = "docs/security.md"
_TESTS = "tests/abuse"
_COLUMNS = 5
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LINK = re.compile(r"\[(?P<file>test_\w+\.py)(?:::(?P<test>test_\w+))?\]\(\.\./tests/abuse/(?P=file)\)")
_PLANNED = re.compile(r"planned: \S.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One abuse; `proof` is the last cell as written."""

    id: str
    proof: str

    @property
    def links(self) -> list[tuple[str, str | None]]:
        """The file, and the test in it where one is named, of each link."""
        return [(link["file"], link["test"]) for link in _LINK.finditer(self.proof)]

    @property
    def is_well_formed(self) -> bool:
        """Whether the proof is links, then perhaps what is planned, and not neither."""
        rest = _LINK.sub("", self.proof).strip()
        return _PLANNED.fullmatch(rest) is not None if rest else bool(self.links)


def find_gaps(root: Path) -> list[str]:
    """One sentence per row without its proof, and per test without its row."""
    rows = list(read_rows((root / _TABLE).read_text(encoding="utf-8")))
    ids = [row.id for row in rows]
    linked = {file for row in rows for file, _ in row.links}
    tests = {path.name for path in (root / _TESTS).glob("test_*.py")}
    gaps = [f"{_TABLE}: {gap}" for row in rows for gap in _gaps_of(row, root / _TESTS)]
    gaps += [f"{_TABLE}: the id {name!r} is used twice" for name in sorted(set(ids)) if ids.count(name) > 1]
    gaps += [f"{_TESTS}/{name}: no row of {_TABLE} links to it" for name in sorted(tests - linked)]
    return gaps if rows else [f"{_TABLE}: no row found"]


def read_rows(text: str) -> Iterator[Row]:
    """The rows of the table with an id; its head and rule are passed over."""
    for line in text.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) == _COLUMNS and cells[0] != "id" and not set(cells[0]) <= {"-", ":", " "}:
            yield Row(id=cells[0].strip("`"), proof=cells[-1])


def _gaps_of(row: Row, tests: Path) -> Iterator[str]:
    if not _ID.fullmatch(row.id):
        yield f"the id {row.id!r} is not of the form lower-case-words"
    if not row.is_well_formed:
        yield f"{row.id} has the proof {row.proof!r}, neither a link to {_TESTS}/ nor 'planned: <feature>'"
    for file, test in row.links:
        if not (tests / file).is_file():
            yield f"{row.id} links to {_TESTS}/{file}, which does not exist"
        elif test and f"def {test}(" not in (tests / file).read_text(encoding="utf-8"):
            yield f"{row.id} names {test}, which is not in {_TESTS}/{file}"
