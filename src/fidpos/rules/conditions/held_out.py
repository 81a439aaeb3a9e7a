"""`held_out`: the member is in the control group, to whom an offer is not made."""

from dataclasses import dataclass
from typing import ClassVar

from fidpos.domain.control_group import is_held_out
from fidpos.rules.binding import Binding
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """The member is drawn into the programme's control group; a rule leaves them out with `none`.

    A member without an id is in no group.
    """

    code: ClassVar[str] = "held_out"

    def compile(self, binding: Binding, /) -> Test:
        """Needs a programme that has such a group."""
        control_ppm = binding.control_group()
        miss = Miss(self.code, None, "drawn")

        def test(working: Working) -> Miss | None:
            member_id = working.facts.member.id
            return None if member_id is not None and is_held_out(member_id, control_ppm) else miss

        return test
