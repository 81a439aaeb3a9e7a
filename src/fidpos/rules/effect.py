"""The contract of an effect: typed arguments that compile, once, to an act on the evaluation in progress.

One file each under `effects/`; `registry` knows them by code. See docs/adding-a-rule.md.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:
    # Facts hold the effects of vouchers; what compiles and runs them reads facts.
    from fidpos.rules.binding import Binding
    from fidpos.rules.working import Working


class Phase(StrEnum):
    """When a rule runs; each phase sees what the ones before it gave."""

    LINE = "line"
    BASKET = "basket"
    EARNING = "earning"
    AFTER = "after"


NOTHING = "nothing"
"""What an act answers when it had nothing to give: no use of the rule is consumed."""

Act = Callable[["Working"], str]
"""Gives what the effect gives; answers empty, the name of the cap that made it less, or `NOTHING`."""


class Effect(Protocol):
    """A frozen dataclass whose fields are the arguments."""

    code: ClassVar[str]
    """The value of `type` in a programme."""
    phases: ClassVar[frozenset[Phase]]
    """Where a rule may use it."""
    redeemable: ClassVar[bool]
    """Whether a reward of the catalogue may give it."""

    def compile(self, binding: "Binding", /) -> Act:
        """Check the arguments against the programme.

        Raises:
            ProgrammeError: an argument names what the programme does not have.
        """
        ...
