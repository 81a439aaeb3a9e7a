"""Abuse: "I lost my card", says a stranger. A cashier alone gives nobody a second card for an account."""

from fidpos.domain.card import CardToken, TokenKind
from fidpos.till.workplace import Workplace
from tests.helpers.counter import MALO, PAUL, Counter, counter
from tests.helpers.paper_workshop import PaperWorkshop

NEW = "901234000000471197"


def found_by_name() -> Counter:
    at = counter(signed_in=False)
    at.workplace = Workplace(workshop=PaperWorkshop([NEW]))
    at.start()
    at.sign_in()
    at.session.search("Malo")
    at.session.pick_member(MALO.member.id)
    return at


def test_a_cashier_alone_gives_no_second_card_by_any_way() -> None:
    at = found_by_name()
    at.session.open_new_card()
    at.session.choose_card_kind(1)
    at.session.choose_card_kind(3)
    at.tap(NEW)

    assert at.store.card(CardToken(TokenKind.NUMBER, NEW)) is None
    assert at.said == "read.unknown"


def test_the_managers_hand_stands_in_the_journal() -> None:
    at = found_by_name()
    at.session.lock()
    at.sign_in(PAUL)
    at.session.open_new_card()
    at.session.choose_card_kind(1)
    at.tap(NEW)

    linked = at.store.events[-1]
    assert getattr(linked, "staff_id", None) == PAUL.id
