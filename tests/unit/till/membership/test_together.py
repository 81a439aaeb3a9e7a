"""Two members who want to collect together, or turn out to be one: agreed here, done by the centre."""

from fidpos.till.task.acts import FillIn
from fidpos.wire.member_events import Joining, JoiningAgreed
from tests.helpers.counter import BERENICE, INES, MALO, PAUL, counter
from tests.helpers.file_desk import FileDesk, file_of, key_of

CARD = MALO.cards[0].token.value


def together(number: int = 1) -> FileDesk:
    desk = file_of(CARD)
    desk.begin("together")
    desk.choose(number)
    return desk


def test_a_couple_agrees_by_both_cards_and_a_manager() -> None:
    desk = together()
    desk.at.tap(BERENICE.cards[0].token.value)
    desk.enter()
    desk.approve()

    told = desk.last
    assert isinstance(told, JoiningAgreed)
    assert (told.member_id, told.other_id) == (MALO.member.id, BERENICE.member.id)
    assert (told.joining, told.staff_id, told.asked_by) == (Joining.POOL, PAUL.id, INES.id)


def test_points_do_not_move_before_the_centre_moves_them() -> None:
    desk = together()
    desk.at.tap(BERENICE.cards[0].token.value)
    desk.enter()
    desk.approve()

    assert (desk.at.points(MALO), desk.at.points(BERENICE)) == (520, 120)
    assert desk.at.said == "task.member.done.pool"


def test_the_other_member_is_found_by_name_too() -> None:
    desk = together()
    desk.at.session.in_task(FillIn("search", "bér"))
    desk.choose(1)

    assert desk.lead == "task.member.lead.agree"


def test_nobody_collects_with_themselves() -> None:
    desk = together()
    desk.at.tap(CARD)

    assert desk.problem == "task.member.problem.same_member"


def test_two_files_of_one_person_are_reported() -> None:
    desk = together(2)
    desk.at.tap(BERENICE.cards[0].token.value)
    desk.enter()
    desk.approve()

    told = desk.last
    assert isinstance(told, JoiningAgreed)
    assert told.joining is Joining.SAME_PERSON


def test_to_part_is_offered_to_those_who_share_an_account_alone() -> None:
    desk = file_of(CARD)
    desk.begin("together")

    assert [key_of(line.title) for line in desk.lines] == [
        "task.member.joining.pool",
        "task.member.joining.same_person",
    ]


def test_a_hostile_search_finds_nobody_and_breaks_nothing() -> None:
    desk = together()
    for text in ("%_'", "\x00", "\N{RIGHT-TO-LEFT OVERRIDE}", "x" * 10_000, "🙂🙂"):
        desk.at.session.in_task(FillIn("search", text))
        assert desk.lines == ()


def test_the_look_ups_of_the_search_are_counted() -> None:
    at = counter()
    desk = file_of(CARD, at)
    desk.begin("together")
    desk.choose(1)
    for _ in range(40):
        at.session.in_task(FillIn("search", BERENICE.member.profile.phone))

    assert at.said == "search.throttled"
