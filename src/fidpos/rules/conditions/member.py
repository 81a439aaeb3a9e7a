"""`member`: an offer to one member, or to a few."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fidpos.domain.ids import MemberId
from fidpos.rules.binding import Binding
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss
from fidpos.rules.fields import Items
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """The member is one of `members`, by id; for more than a few, a label is better."""

    code: ClassVar[str] = "member"

    members: Annotated[tuple[MemberId, ...], Items(1, 500)]

    def compile(self, _binding: Binding, /) -> Test:
        """The miss names nobody."""
        members, miss = frozenset(self.members), Miss(self.code, None, "member")

        def test(working: Working) -> Miss | None:
            return None if working.facts.member.id in members else miss

        return test
