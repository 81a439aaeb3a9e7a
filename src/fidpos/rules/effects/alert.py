"""`alert`: the private sale begins in three days."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.effect import NOTHING, Act, Phase
from fidpos.rules.evaluation import Audience, Message
from fidpos.rules.fields import Within
from fidpos.rules.titles import Titles
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """The merchant's own words about a day that is near, shown with that day until it has passed.

    Attributes:
        on: the day.
        days_before: from how many days before it on.
    """

    code: ClassVar[str] = "alert"
    phases: ClassVar[frozenset[Phase]] = frozenset(Phase)
    redeemable: ClassVar[bool] = False

    text: Titles
    on: date
    days_before: Annotated[int, Within(0, 366)] = 7
    audience: Audience = Audience.CASHIER

    def compile(self, binding: Binding, /) -> Act:
        """One ready record."""
        message = Message(audience=self.audience, source=binding.owner, text=self.text, on=self.on)

        def act(working: Working) -> str:
            if not 0 <= (self.on - working.day).days <= self.days_before:
                return NOTHING
            if message not in working.messages:
                working.messages.append(message)
            return ""

        return act
