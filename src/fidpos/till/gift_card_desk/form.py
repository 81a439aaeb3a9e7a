"""The fields of a step and what was filled in; and what of it may stand on a card or a ticket."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fidpos.domain.gift_card import TEXT_LENGTH_MAX, TICKET_LENGTH_MAX
from fidpos.domain.money import Currency, Money
from fidpos.till.task.acts import FillIn, TaskAct
from fidpos.till.view import Message

_DIGITS_MAX = 9


@dataclass(slots=True)
class Form:
    """Fields by their keys, filled in one after the other; `at` is the one that has the keys."""

    keys: tuple[str, ...]
    at: int = 0
    texts: dict[str, str] = field(default_factory=dict)
    faults: dict[str, Message] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """What was filled in."""
        return self.texts.get(key, "")

    def fill(self, act: TaskAct) -> bool:
        """Take what was typed; whether Enter on the last field says that all of it is to be taken."""
        if not isinstance(act, FillIn) or act.key not in self.keys:
            return False
        self.texts[act.key] = act.text
        self.faults.pop(act.key, None)
        target = self.keys.index(act.key) + act.move
        self.at = min(max(target, 0), len(self.keys) - 1)
        return target >= len(self.keys)

    def object_to(self, key: str, fault: Message) -> None:
        """The field cannot be taken as it is; the keys go there."""
        self.faults[key], self.at = fault, self.keys.index(key)

    def money(self, key: str, currency: Currency) -> Money | None:
        """The amount in minor units; None, with a fault, where none was typed."""
        text = self.text(key).strip()
        minor = int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS_MAX else 0
        if not minor:
            self.object_to(key, Message(key="gift_card.wrong_amount"))
            return None
        return Money(minor, currency)

    def words(self, key: str) -> str | None:
        """A text that can stand on a card, one line without invisible signs; None, with a fault, if not."""
        text = " ".join(self.text(key).split())
        if len(text) > TEXT_LENGTH_MAX:
            self.object_to(key, Message(key="task.gift.text.too_long", params={"most": TEXT_LENGTH_MAX}))
        elif not text.isprintable():
            self.object_to(key, Message(key="task.gift.text.unprintable"))
        else:
            return text
        return None

    def choice(self, key: str, options: Sequence[str]) -> str | None:
        """The option of the number that was chosen; None, with a fault, where none was."""
        text = self.text(key)
        number = int(text) if text.isascii() and text.isdigit() and len(text) == 1 else 0
        if 1 <= number <= len(options):
            return options[number - 1]
        self.object_to(key, Message(key="gift_card.needs_reason"))
        return None

    def ticket(self, key: str) -> str | None:
        """The number of a ticket of the register; None, with a fault, where it is none."""
        text = self.text(key).strip()
        if text and text.isprintable() and len(text.upper()) <= TICKET_LENGTH_MAX:
            return text
        self.object_to(key, Message(key="task.gift.ticket.malformed" if text else "gift_card.needs_ticket"))
        return None
