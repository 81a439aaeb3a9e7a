"""`service`: the delivery, the hem or the gift wrapping, on the house."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.effect import Act, Phase
from fidpos.rules.evaluation import GiftGranted, GiftKind
from fidpos.rules.fields import Minor
from fidpos.rules.titles import Titles
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Something to do for the member.

    Attributes:
        worth_minor: what it is worth, only to compare the rules of a group that gives the best.
    """

    code: ClassVar[str] = "service"
    phases: ClassVar[frozenset[Phase]] = frozenset(Phase)
    redeemable: ClassVar[bool] = True

    title: Titles
    worth_minor: Minor = 0

    def compile(self, binding: Binding, /) -> Act:
        """One record for each person."""
        owner = binding.owner

        def act(working: Working) -> str:
            working.gifts.append(
                GiftGranted(
                    source=owner,
                    title=self.title,
                    person=working.subject,
                    worth_minor=self.worth_minor,
                    kind=GiftKind.SERVICE,
                )
            )
            return ""

        return act
