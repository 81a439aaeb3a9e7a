"""What became of the rows of a file: how many were good, there already or refused, and why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from fidpos.server.services.importing.row import RowFault

_SHOWN_MAX = 5


class Standing(StrEnum):
    """Why a row that says all that it has to is not taken in."""

    ERASED = "erased"
    """The person was forgotten since: a file of before does not bring them back."""
    TWICE = "twice"
    """The number stands in an earlier row of the file."""
    NUMBER_TAKEN = "number_taken"
    """Somebody else has the number, who was not taken in from a file."""
    CARD_TAKEN = "card_taken"
    """The card is another member's."""
    CARD_TWICE = "card_twice"
    """The card stands in an earlier row of the file, with somebody else."""
    NO_OTHER = "no_other"
    """Whose account is shared stands in no earlier row."""
    CONTRADICTS = "contradicts"
    """The centre's books refuse it."""


@dataclass(slots=True, kw_only=True)
class Outcome:
    """Counts as rows go by.

    Attributes:
        doubled: they are there already, and stay as they are.
    """

    good: int = 0
    doubled: int = 0
    refused: int = 0
    _faults: Counter[RowFault] = field(default_factory=Counter)
    _rows: dict[RowFault, list[int]] = field(default_factory=dict)

    def refuse(self, number: int, faults: Sequence[RowFault]) -> None:
        """The row is not taken, for all of these."""
        self.refused += 1
        for fault in faults:
            self._faults[fault] += 1
            rows = self._rows.setdefault(fault, [])
            if len(rows) < _SHOWN_MAX:
                rows.append(number)

    def were_taken(self, rows: int) -> None:
        """So many of those that are there already were taken in by runs of the same job before."""
        rows = min(rows, self.doubled)
        self.good += rows
        self.doubled -= rows

    def result(self) -> Mapping[str, object]:
        """As a job keeps it: numbers of rows, and never what stands in them."""
        faults = [
            {"target": fault.target, "fault": fault.fault, "count": count, "rows": self._rows[fault]}
            for fault, count in self._faults.most_common()
        ]
        counts = {"good": self.good, "doubled": self.doubled, "refused": self.refused}
        return {**counts, "faults": faults}


def standing(why: Standing, target: str = "number") -> tuple[RowFault, ...]:
    """A row that is refused as a whole."""
    return (RowFault(target=target, fault=why.value),)
