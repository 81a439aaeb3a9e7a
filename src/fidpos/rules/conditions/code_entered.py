"""`code_entered`: the member brought the code of an offer."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss
from fidpos.rules.facts import plain_code
from fidpos.rules.fields import Items, Key
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeEntered:
    """One of `codes` was typed or scanned; capitals and spaces around it mean nothing.

    These are public codes, as on a leaflet. What is worth money to whoever guesses it is a voucher.
    """

    code: ClassVar[str] = "code_entered"

    codes: Annotated[tuple[Key, ...], Items(1, 200)]

    def compile(self, binding: Binding, /) -> Test:
        """The miss names no code: a trace is no place to learn one."""
        codes = frozenset(plain_code(code) for code in self.codes)
        binding.answer_to(codes)
        miss = Miss(self.code, None, "code")

        def test(working: Working) -> Miss | None:
            entered = working.facts.visit.codes
            return None if entered and any(plain_code(code) in codes for code in entered) else miss

        return test
