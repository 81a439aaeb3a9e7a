"""The contract of a condition: typed arguments that compile, once, to a test over the facts.

One file each under `conditions/`; `registry` knows them by code. See docs/adding-a-rule.md.
"""

from collections.abc import Callable
from typing import ClassVar, Protocol

from fidpos.rules.binding import Binding
from fidpos.rules.evaluation import Miss
from fidpos.rules.working import Working

Test = Callable[[Working], Miss | None]
"""None when the condition holds, otherwise why it does not. Pure: it changes nothing it sees."""


class Condition(Protocol):
    """A frozen dataclass whose fields are the arguments."""

    code: ClassVar[str]
    """The value of `type` in a programme."""

    def compile(self, binding: Binding, /) -> Test:
        """Check the arguments against the programme and declare the history they need.

        Raises:
            ProgrammeError: an argument names what the programme does not have.
        """
        ...
