"""`member`: an offer to one member, or to a few."""

from uuid import UUID

from fidpos.domain.ids import MemberId
from fidpos.rules.conditions.member import Member
from fidpos.rules.evaluation import Miss
from tests.unit.rules.build import facts, miss_of, with_member

ADA, BEA = MemberId(UUID(int=7)), MemberId(UUID(int=8))
FOR_ADA = Member(members=(ADA,))


def test_the_one_who_is_named_has_the_offer() -> None:
    assert miss_of(FOR_ADA, with_member(facts(100), id=ADA)) is None


def test_nobody_else_has_it_and_the_miss_names_nobody() -> None:
    assert miss_of(FOR_ADA, with_member(facts(100), id=BEA)) == Miss("member", None, "member")


def test_a_member_of_whom_the_id_is_not_known_has_it_not() -> None:
    assert miss_of(FOR_ADA, facts(100)) == Miss("member", None, "member")
