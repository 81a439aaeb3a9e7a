"""Gift cards by mail: the address stands in the journal under the card's own key, and nowhere else."""

import pytest

from fidpos.domain.errors import StoreFull
from fidpos.domain.gift_card import GiftCard
from fidpos.till.centre_link import CentreStanding, LinkState, NoLink
from fidpos.till.task.view import ReviewBody
from fidpos.wire.codec import encode
from fidpos.wire.gift_card_events import GiftCardMailAsked
from fidpos.wire.sealed import open_address
from tests.helpers.counter import INES
from tests.helpers.gift_desk import GiftDesk, gift_desk
from tests.helpers.memory_store import MemoryStore


class PairedLink(NoLink):
    def standing(self) -> CentreStanding:
        return CentreStanding(state=LinkState.OFFLINE)


@pytest.fixture
def desk() -> GiftDesk:
    made = gift_desk(link=PairedLink())
    made.sell()
    return made


def asked(desk: GiftDesk) -> list[GiftCardMailAsked]:
    return [event for event in desk.at.store.events if isinstance(event, GiftCardMailAsked)]


def address_in(desk: GiftDesk, card: GiftCard, event: GiftCardMailAsked) -> str:
    assert isinstance(desk.at.store, MemoryStore)
    return open_address(desk.at.store.gift_cards.keys[card.id], card.id, event.sealed)


def test_the_address_is_sealed_with_the_card(desk: GiftDesk) -> None:
    [card] = desk.cards()
    desk.key("f7")
    desk.fill("Mamie@Example.org ")

    [event] = asked(desk)
    assert (event.gift_card_id, event.staff_id, event.language) == (card.id, INES.id, "fr")
    assert address_in(desk, card, event) == "mamie@example.org"
    assert b"mamie" not in encode(event).lower()


def test_the_sale_is_on_the_screen_again_and_says_where_it_goes(desk: GiftDesk) -> None:
    desk.key("f7")
    desk.fill("mamie@example.org")

    body = desk.view.body
    assert desk.step == "done"
    assert isinstance(body, ReviewBody)
    assert body.facts[-1].value == "m•••@example.org"


def test_every_card_of_the_sale_goes_to_the_address() -> None:
    desk = gift_desk(link=PairedLink())
    desk.put_on_sale()
    desk.key("f2")
    desk.put_on_sale()
    desk.enter()
    desk.fill("T1")
    desk.key("f7")
    desk.fill("mamie@example.org")

    assert [event.gift_card_id for event in asked(desk)] == [card.id for card in desk.cards()]


@pytest.mark.parametrize(
    "text", ["", "mamie", "a@b", "x" * 10_000, "🎁@example.org", "a@x.org\0", "<b>@example.org", "' OR 1=1"]
)
def test_what_is_no_address_is_not_asked_for(desk: GiftDesk, text: str) -> None:
    desk.key("f7")
    desk.fill(text)

    assert (desk.step, desk.problem) == ("mail", "task.gift.mail.malformed")
    assert asked(desk) == []


def test_a_disk_that_was_full_is_asked_again_under_the_same_id(desk: GiftDesk) -> None:
    desk.key("f7")
    desk.at.break_disk(StoreFull("full"))
    desk.fill("mamie@example.org")
    assert (desk.step, asked(desk)) == ("mail", [])
    desk.at.mend_disk()
    desk.fill("mamie@example.org")

    assert len(asked(desk)) == 1


def test_a_till_without_a_centre_sends_no_mail() -> None:
    desk = gift_desk()
    desk.sell()
    desk.key("f7")

    assert desk.step == "done"
