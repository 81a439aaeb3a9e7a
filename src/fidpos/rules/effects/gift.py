"""`gift`: a coffee on the house."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.effect import Act, Phase
from fidpos.rules.evaluation import GiftGranted
from fidpos.rules.fields import Length, Minor, Within
from fidpos.rules.titles import Titles
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """Something to hand over, beside the basket.

    Attributes:
        article: the register's own number, empty where it has none.
        worth_minor: what it is worth, only to compare the rules of a group that gives the best.
    """

    code: ClassVar[str] = "gift"
    phases: ClassVar[frozenset[Phase]] = frozenset(Phase)
    redeemable: ClassVar[bool] = True

    title: Titles
    article: Annotated[str, Length(0, 80)] = ""
    quantity: Annotated[int, Within(1, 100)] = 1
    worth_minor: Minor = 0

    def compile(self, binding: Binding, /) -> Act:
        """One record for each person."""
        owner = binding.owner

        def act(working: Working) -> str:
            gift = GiftGranted(
                source=owner,
                title=self.title,
                article=self.article,
                quantity=self.quantity,
                person=working.subject,
                worth_minor=self.worth_minor * self.quantity,
            )
            working.gifts.append(gift)
            return ""

        return act
