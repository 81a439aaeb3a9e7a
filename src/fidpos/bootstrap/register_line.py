"""A cash register on the command line, for demonstrations and for whoever writes the software of a real one.

It reads one command a line: a ticket is opened, lines are added, and the till is asked what comes off.
"""

import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

import msgspec

from fidpos.domain.errors import FidposError
from fidpos.domain.register_ticket import ticket_number
from fidpos.link.client import RegisterClient
from fidpos.link.messages import BasketAsked, ChangesTold, Line, ProblemTold, TicketTold, TillTold

WAIT_S = 20


class NotUnderstood(FidposError):
    """The register does not know such a command; `params` holds `line`."""

    code = "register_line_not_understood"


Told = TillTold | TicketTold | ChangesTold | ProblemTold


@dataclass(slots=True, kw_only=True)
class RegisterLine:
    """A register with one ticket at a time.

    Attributes:
        client: speaks to the till.
        day: the register's business day.
        currency: of its prices.
    """

    client: RegisterClient
    day: date
    currency: str
    _number: str = field(default="", init=False)
    _lines: list[Line] = field(default_factory=list, init=False)
    _last: int = field(default=0, init=False)

    def perform(self, line: str) -> Told | None:
        """One command; what the till answers, None where it was not asked.

        Raises:
            NotUnderstood: there is no such command, or not with such words.
            NoTill: no till answers.
        """
        try:
            words = shlex.split(line, comments=True)
        except ValueError as fault:
            raise NotUnderstood(f"not understood: {line}", line=line) from fault
        if not words:
            return None
        acts: dict[str, Callable[[list[str]], Told | None]] = {
            "open": self._open,
            "add": self._add,
            "ask": lambda _: self.client.look(self.day, self._number),
            "till": lambda _: self.client.till(),
            "close": lambda _: self._close(),
            "void": lambda _: self.client.void(self.day, self._number),
            "wait": lambda _: self._wait(),
        }
        act = acts.get(words[0])
        if act is None or (words[0] in {"add", "ask", "close", "void"} and not self._number):
            raise NotUnderstood(f"not understood: {line}", line=line)
        try:
            return act(words[1:])
        except (ValueError, IndexError) as fault:
            raise NotUnderstood(f"not understood: {line}", line=line) from fault

    def _open(self, words: list[str]) -> None:
        number = ticket_number(words[0])
        if not number.isascii() or not number:
            raise ValueError("no number")
        self._number, self._lines = number, []

    def _add(self, words: list[str]) -> TicketTold | ProblemTold:
        """`add 4.50 BREAD [category/path [brand [quantity]]]`."""
        amount, article, path, brand, quantity = [*words, *[""] * 5][:5]
        line = Line(
            amount_minor=_thousandths(amount, digits=2),
            article=article,
            categories=tuple(part for part in path.split("/") if part),
            brand=brand,
            quantity=_thousandths(quantity or "1", digits=3),
        )
        self._lines.append(line)
        return self.client.put(self.day, self._number, self._basket())

    def _close(self) -> TicketTold | ProblemTold:
        """With what the till says is due, as a register does that has just shown it."""
        shown = self.client.look(self.day, self._number)
        if isinstance(shown, ProblemTold):
            return shown
        return self.client.close(self.day, self._number, shown.due_minor)

    def _wait(self) -> ChangesTold | ProblemTold:
        told = self.client.changes(self._last, WAIT_S if self._last else 0)
        if isinstance(told, ChangesTold):
            self._last = told.last
        return told

    def _basket(self) -> BasketAsked:
        total = sum(line.amount_minor for line in self._lines)
        return BasketAsked(currency=self.currency, amount_minor=total, lines=tuple(self._lines))


def is_refusal(told: Told) -> bool:
    """Whether the till did not do it."""
    return isinstance(told, ProblemTold)


def in_words(told: Told) -> str:
    """The answer as JSON on one line, defaults left out."""
    fields = {name: value for name, value in msgspec.structs.asdict(told).items() if value not in _NOTHING}
    return msgspec.json.encode(fields).decode()


_NOTHING: tuple[object, ...] = (None, (), "")


def _thousandths(text: str, *, digits: int) -> int:
    """A plain decimal number, such as 4.50 with two digits, as an integer of its smallest unit."""
    sign, plain = (-1, text[1:]) if text.startswith("-") else (1, text)
    whole, _, part = plain.partition(".")
    if not (whole + part).isascii() or not (whole + part).isdigit() or len(part) > digits:
        raise ValueError(f"no number: {text}")
    return sign * int(whole + part.ljust(digits, "0"))


def register_at(
    url: str, token: str, *, day: date, currency: str, authorities: str | None = None
) -> RegisterLine:
    """A register that speaks to the till there."""
    client = RegisterClient(url=url, token=token, authorities=authorities)
    return RegisterLine(client=client, day=day, currency=currency)


def commands(lines: Iterable[str]) -> Iterable[str]:
    """Up to `quit`."""
    for line in lines:
        if line.strip() == "quit":
            return
        yield line
