"""A row whose cells are asked for by what their column is; what is wrong with each is gathered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from fidpos.server.services.importing.cells import CellFault, Unclear

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFault:
    """What is wrong with a cell, and which one it is; no word of what stands in it."""

    target: str
    fault: str


@dataclass(slots=True, kw_only=True)
class Cells:
    """The cells of one row.

    Attributes:
        faults: what was wrong so far.
    """

    values: Sequence[str]
    columns: Mapping[int, str]
    faults: list[RowFault] = field(default_factory=list)

    def text(self, target: str, *, at_most: int = 200) -> str:
        """What stands there; empty where no column is that."""
        found = next((column for column, name in self.columns.items() if name == target), None)
        said = " ".join(self.values[found].split()) if found is not None and found < len(self.values) else ""
        if len(said) > at_most:
            self.wrong(target, CellFault.TOO_LONG)
            return ""
        return said

    def read(
        self, target: str, reading: Callable[[str], Read], otherwise: Read, *, at_most: int = 200
    ) -> Read:
        """What the cell says; `otherwise` with a fault where that is not clear."""
        try:
            return reading(self.text(target, at_most=at_most))
        except Unclear as unclear:
            self.wrong(target, unclear.fault)
            return otherwise

    def wrong(self, target: str, fault: CellFault) -> None:
        """Something is wrong with the cell."""
        self.faults.append(RowFault(target=target, fault=fault.value))
