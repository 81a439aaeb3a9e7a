"""`message`: a sentence for the cashier or the member."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.effect import Act, Phase
from fidpos.rules.evaluation import Audience
from fidpos.rules.evaluation import Message as Sentence
from fidpos.rules.titles import Titles
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The merchant's own words, shown plain."""

    code: ClassVar[str] = "message"
    phases: ClassVar[frozenset[Phase]] = frozenset(Phase)
    redeemable: ClassVar[bool] = False

    text: Titles
    audience: Audience = Audience.CASHIER

    def compile(self, binding: Binding, /) -> Act:
        """One record for each person."""
        owner = binding.owner

        def act(working: Working) -> str:
            working.messages.append(
                Sentence(audience=self.audience, source=owner, text=self.text, person=working.subject)
            )
            return ""

        return act
