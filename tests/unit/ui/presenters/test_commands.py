"""Each command asks exactly one thing of the session."""

from unittest.mock import Mock, call
from uuid import UUID

import pytest

from fidpos.domain.card import Refusal, RefusedRead
from fidpos.domain.ids import MemberId, StaffId
from fidpos.domain.money import EUR, Money
from fidpos.till.view import Message, Question, QuestionKind, Shown
from fidpos.ui.presenters import commands as c

READ = RefusedRead(driver="d", device="one", sequence=1, monotonic_s=0.0, reason=Refusal.BAD_READ)
FIVE = Money(500, EUR)
STAFF, MEMBER = StaffId(UUID(int=1)), MemberId(UUID(int=2))
ASKED = Question(kind=QuestionKind.OTHER_MEMBER, message=Message(key="question.other_member"))
SHOWN = Shown(question=ASKED, member_id=MEMBER)


@pytest.mark.parametrize(
    ("command", "asked"),
    [
        (c.ChooseStaff(STAFF), call.choose_staff(STAFF)),
        (c.EnterPin("123456", STAFF), call.enter_pin("123456", STAFF)),
        (c.SetAmount(FIVE), call.set_amount(FIVE)),
        (c.ChooseReward(3), call.choose_reward(3)),
        (c.SetAside(2), call.set_aside(2)),
        (c.OpenCodes(), call.open_codes()),
        (c.EnterCode("AUTOMNE"), call.enter_code("AUTOMNE")),
        (c.RemoveCode("AUTOMNE"), call.remove_code("AUTOMNE")),
        (c.Search("lef"), call.search("lef")),
        (c.PickMember(MEMBER), call.pick_member(MEMBER)),
        (c.Present(READ), call.present(READ)),
        (c.Confirm(SHOWN), call.confirm(SHOWN)),
        (c.Back(), call.back()),
        (c.OpenRewards(), call.open_rewards()),
        (c.OpenNewCard(), call.open_new_card()),
        (c.ChooseCardKind(2), call.choose_card_kind(2)),
        (c.CloseSearch(), call.close_search()),
        (c.VoidLast(), call.void_last()),
        (c.Lock(), call.lock()),
        (c.Tick(), call.tick()),
    ],
)
def test_a_command_asks_one_thing(command: c.Command, asked: object) -> None:
    session = Mock(spec=c.Session)

    c.perform(session, command)

    assert session.mock_calls == [asked]


def test_a_pin_shows_in_no_repr() -> None:
    assert "123456" not in repr(c.EnterPin("123456", STAFF))
