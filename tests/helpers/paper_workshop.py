"""A card workshop in which a test plays reader and printer."""

from dataclasses import dataclass, field

from fidpos.domain.card_writing import WriteProblem
from fidpos.domain.errors import StoreFull
from fidpos.till.new_card import PRINTED


@dataclass
class PaperWorkshop:
    """Draws the numbers it is given, in their order."""

    numbers: list[str]
    waiting: tuple[str, str] | None = None
    problems: list[WriteProblem | None] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    is_full: bool = False

    def kinds(self) -> tuple[str, ...]:
        return "applet", "ntag21x", PRINTED

    def draw_number(self) -> str:
        return self.numbers.pop(0)

    def begin(self, kind: str, number: str) -> None:
        self.waiting = kind, number

    def problem(self) -> WriteProblem | None:
        return self.problems.pop(0) if self.problems else None

    def stop(self) -> None:
        self.waiting = None

    def print_card(self, number: str) -> str:
        if self.is_full:
            raise StoreFull("no room")
        self.printed.append(number)
        return f"card-{number[-4:]}.pdf"
