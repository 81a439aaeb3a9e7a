"""A contradiction in the database, with its place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

Key = TypeVar("Key")
Value = TypeVar("Value")


class Flaw(StrEnum):
    """What is wrong; stable codes."""

    EDITED = "edited"
    """A row of a journal is not the one that was hashed."""
    UNSIGNED = "unsigned"
    """A row of the centre's own journal does not bear the centre's signature."""
    CUT = "cut"
    """Rows of a journal are gone, or it does not end where it should."""
    UNREADABLE = "unreadable"
    """An event that was applied is none that this program knows."""
    NOT_BOOKED = "not_booked"
    """An event was applied, and what follows from it is not there."""
    NOT_TOLD = "not_told"
    """It is there, and no event tells it."""
    DIFFERS = "differs"
    """It is not what follows from the events."""
    UNEQUAL = "unequal"
    """The two sides of the books do not sum to nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One contradiction.

    Attributes:
        table: where.
        key: which row.
        told: what it should be, by the events.
        found: what it is.
    """

    merchant_id: UUID
    flaw: Flaw
    table: str
    key: str
    told: str = ""
    found: str = ""


Report = Callable[[Finding], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of one table that are compared; of one merchant."""

    merchant_id: UUID
    name: str
    report: Report

    def compare(
        self, told: Mapping[Key, Value], found: Mapping[Key, Value], *, nothing: Value | None = None
    ) -> None:
        """Report each key whose values differ.

        Args:
            told: by the events.
            found: in the table.
            nothing: a row with this value is as good as none.
        """
        for key, value in told.items():
            if key not in found:
                if value != nothing:
                    self.flaw(Flaw.NOT_BOOKED, key, told=value)
            elif found[key] != value:
                self.flaw(Flaw.DIFFERS, key, told=value, found=found[key])
        for key in found.keys() - told.keys():
            if found[key] != nothing:
                self.flaw(Flaw.NOT_TOLD, key, found=found[key])

    def flaw(self, flaw: Flaw, key: object, told: object = "", found: object = "") -> None:
        """Report one."""
        self.report(
            Finding(
                merchant_id=self.merchant_id,
                flaw=flaw,
                table=self.name,
                key=_text(key),
                told=_text(told),
                found=_text(found),
            )
        )


def _text(value: object) -> str:
    return " ".join(map(_text, value)) if isinstance(value, tuple) else str(value)
