"""A new card for the member at the counter, from F3 to the card in the customer's hand."""

import pytest

from fidpos.domain.card import CardToken, Medium, Refusal, TokenKind
from fidpos.domain.card_writing import WriteProblem
from fidpos.domain.errors import StoreFull
from fidpos.till.technician.acts import OpenDesk
from fidpos.till.view import TillState
from fidpos.till.workplace import Workplace
from fidpos.wire.events import CardLinked
from tests.helpers.counter import BERENICE, INES, MALO, NOUR, PAUL, Counter, counter
from tests.helpers.paper_workshop import PaperWorkshop

NEW, NEXT = "901234000000471197", "901234000000471294"
APPLET, PRINTED = 1, 3
BADGE = "9900000000101"


@pytest.fixture
def workshop() -> PaperWorkshop:
    return PaperWorkshop([NEW, NEXT])


@pytest.fixture
def at(workshop: PaperWorkshop) -> Counter:
    """Paul, who is a manager, with Bérénice's card on the counter."""
    made = counter(signed_in=False)
    made.workplace = Workplace(workshop=workshop)
    made.start()
    made.sign_in(PAUL)
    made.tap_member(BERENICE)
    return made


def links(at: Counter) -> list[CardLinked]:
    return [event for event in at.store.events if isinstance(event, CardLinked)]


def hint(at: Counter) -> str:
    """What to do next, as the banner says."""
    assert at.view.banner is not None
    return at.view.banner.detail.key if at.view.banner.detail is not None else ""


def owner(at: Counter, number: str) -> object:
    card = at.store.card(CardToken(TokenKind.NUMBER, number))
    return card.member_id if card is not None else None


def test_a_written_card_is_the_members_once_it_was_read_back(at: Counter, workshop: PaperWorkshop) -> None:
    at.session.open_new_card()
    at.session.choose_card_kind(APPLET)

    assert at.view.state is TillState.WRITING_CARD
    assert workshop.waiting == ("applet", NEW)
    assert owner(at, NEW) is None
    at.tap(NEW)
    assert owner(at, NEW) == BERENICE.member.id
    assert at.said == "banner.card_linked"
    assert at.view.state is TillState.MEMBER
    assert workshop.waiting is None


def test_the_new_card_finds_the_member_at_the_next_visit(at: Counter) -> None:
    at.session.open_new_card()
    at.session.choose_card_kind(APPLET)
    at.tap(NEW)
    at.session.back()
    at.tap(NEW)

    assert at.view.member is not None
    assert at.view.member.member_id == BERENICE.member.id


def test_a_card_pulled_too_soon_is_nobodys_and_goes_on_when_it_is_held_there_again(
    at: Counter, workshop: PaperWorkshop
) -> None:
    at.session.open_new_card()
    at.session.choose_card_kind(APPLET)
    workshop.problems = [WriteProblem.CUT_SHORT]
    at.show(Refusal.BAD_READ)

    assert at.said == "write.cut_short"
    assert owner(at, NEW) is None
    assert workshop.waiting == ("applet", NEW)
    at.tap(NEW)
    assert owner(at, NEW) == BERENICE.member.id


@pytest.mark.parametrize("problem", WriteProblem)
def test_whatever_stands_in_the_way_is_said_and_links_nothing(
    at: Counter, workshop: PaperWorkshop, problem: WriteProblem
) -> None:
    at.session.open_new_card()
    at.session.choose_card_kind(APPLET)
    workshop.problems = [problem]
    at.tap(NEW)

    assert at.said == f"write.{problem.value}"
    assert at.view.new_card is not None
    assert at.view.new_card.problem is problem
    assert links(at) == []


def test_another_number_than_the_one_that_waits_is_not_taken_for_it(at: Counter) -> None:
    at.session.open_new_card()
    at.session.choose_card_kind(APPLET)
    at.tap(NEXT)

    assert at.said == "new_card.numbered"
    assert links(at) == []


def test_a_card_made_beforehand_is_linked_once_no_kind_is_chosen_any_more(at: Counter) -> None:
    at.session.open_new_card()
    at.session.choose_card_kind(APPLET)
    at.tap(NEXT)
    at.session.open_new_card()
    at.session.open_new_card()
    at.tap(NEXT)

    assert owner(at, NEXT) == BERENICE.member.id


def test_a_card_that_says_no_number_was_not_written(at: Counter) -> None:
    at.session.open_new_card()
    at.session.choose_card_kind(APPLET)
    at.tap_token(CardToken(TokenKind.UID, "01020304"))

    assert at.said == "write.not_kept"
    assert links(at) == []


def test_a_printed_card_is_the_members_at_once_and_its_file_is_shown(
    at: Counter, workshop: PaperWorkshop
) -> None:
    at.session.open_new_card()
    at.session.choose_card_kind(PRINTED)

    assert workshop.printed == [NEW]
    assert at.view.document == "card-1197.pdf"
    assert owner(at, NEW) == BERENICE.member.id
    assert links(at)[0].medium is Medium.BARCODE


def test_a_disk_without_room_for_the_file_links_nothing(at: Counter, workshop: PaperWorkshop) -> None:
    workshop.is_full = True
    at.session.open_new_card()
    at.session.choose_card_kind(PRINTED)

    assert links(at) == []
    assert at.view.document == ""
    assert StoreFull.code in at.said


def test_a_card_made_beforehand_is_linked_as_it_is(at: Counter) -> None:
    at.session.open_new_card()
    at.tap(NEXT)

    assert owner(at, NEXT) == BERENICE.member.id


def test_a_blank_before_a_kind_was_chosen_asks_for_the_kind(at: Counter) -> None:
    at.session.open_new_card()
    at.show(Refusal.UNKNOWN_FORMAT)

    assert at.said == "new_card.choose_first"


def test_somebody_elses_card_is_never_linked(at: Counter) -> None:
    at.session.open_new_card()
    at.tap_member(MALO)
    at.tap_member(NOUR)
    at.tap_member(BERENICE)

    assert links(at) == []


def test_the_screen_forgets_what_was_wrong_once_a_card_comes_that_is_none_for_this(
    at: Counter, workshop: PaperWorkshop
) -> None:
    at.session.open_new_card()
    at.session.choose_card_kind(APPLET)
    workshop.problems = [WriteProblem.OTHER_KIND]
    at.tap(NEW)
    at.tap_member(MALO)

    assert at.said == "read.other_member"
    assert at.view.new_card is not None
    assert at.view.new_card.problem is None
    assert workshop.waiting == ("applet", NEW)


@pytest.mark.parametrize("refusal", [Refusal.BANK_CARD, Refusal.PHONE, Refusal.OTHER_MERCHANT])
def test_a_card_that_is_none_for_this_asks_for_a_blank_and_not_for_a_loyalty_card(
    at: Counter, refusal: Refusal
) -> None:
    at.session.open_new_card()
    at.show(refusal)

    assert at.said == f"read.{refusal.value}"
    assert hint(at) == "hint.new_card.blank"


def test_a_badge_or_the_members_own_card_asks_for_a_blank_as_well(at: Counter) -> None:
    at.session.open_new_card()

    at.tap_member(BERENICE)
    assert (at.said, hint(at)) == ("read.same_member", "hint.new_card.blank")
    at.tap(BADGE)
    assert (at.said, hint(at)) == ("new_card.end_first", "hint.new_card.blank")


def test_a_number_that_some_card_has_is_drawn_again(at: Counter, workshop: PaperWorkshop) -> None:
    workshop.numbers = [BERENICE.cards[0].token.value, NEXT]
    at.session.open_new_card()
    at.session.choose_card_kind(APPLET)

    assert workshop.waiting == ("applet", NEXT)


def test_at_the_technicians_desk_no_number_waits(at: Counter, workshop: PaperWorkshop) -> None:
    at.session.open_new_card()
    at.session.choose_card_kind(APPLET)
    at.session.at_desk(OpenDesk())

    assert at.view.state is TillState.TECHNICIAN
    assert workshop.waiting is None


@pytest.mark.parametrize("end", ["back", "open_new_card", "lock"])
def test_work_given_up_leaves_no_number_waiting(at: Counter, workshop: PaperWorkshop, end: str) -> None:
    at.session.open_new_card()
    at.session.choose_card_kind(APPLET)
    getattr(at.session, end)()

    assert workshop.waiting is None
    assert at.view.new_card is None


def test_the_amount_typed_before_is_there_afterwards(at: Counter) -> None:
    at.type_amount(1240)
    at.session.open_new_card()
    at.session.choose_card_kind(APPLET)
    at.tap(NEW)

    assert at.view.state is TillState.READY
    assert at.view.amount is not None
    assert at.view.amount.minor == 1240


def test_enter_and_digits_of_an_amount_do_nothing_while_a_card_is_made(at: Counter) -> None:
    at.type_amount(1240)
    at.session.open_new_card()
    at.session.confirm()

    assert at.view.state is TillState.WRITING_CARD
    assert at.store.last_visit_id() is None


def test_without_a_member_there_is_no_new_card(workshop: PaperWorkshop) -> None:
    at = counter()
    at.workplace = Workplace(workshop=workshop)
    at.session.open_new_card()

    assert at.view.new_card is None
    assert at.said == "banner.new_card_needs_member"


def test_a_till_that_makes_no_cards_still_links_those_made_beforehand() -> None:
    at = counter(signed_in=False)
    at.sign_in(PAUL)
    at.tap_member(BERENICE)
    at.session.open_new_card()

    assert at.view.new_card is not None
    assert at.view.new_card.kinds == ()
    at.session.choose_card_kind(1)
    at.tap(NEW)
    assert owner(at, NEW) == BERENICE.member.id


def test_a_cashier_hands_out_a_first_card_and_no_second_one(workshop: PaperWorkshop) -> None:
    at = counter()
    at.workplace = Workplace(workshop=workshop)
    at.start()
    at.sign_in(INES)
    at.tap_member(BERENICE)
    at.session.open_new_card()

    assert at.said == "banner.new_card_needs_manager"
    assert at.view.new_card is None
