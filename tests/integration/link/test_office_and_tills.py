"""An owner at the pages of a real centre and real tills of hers: each sees what the other does."""

from collections.abc import Iterator
from uuid import UUID

import msgspec
import pytest

from fidpos.bootstrap.given import with_given
from fidpos.domain.authority import Authority
from fidpos.domain.card import CardToken, TokenKind
from fidpos.domain.gift_card import GiftCardPolicy, GiftCardState
from fidpos.domain.ids import GiftCardId, MemberId, uuid7
from fidpos.domain.member import Member, MemberStatus
from fidpos.domain.money import EUR, Money
from fidpos.readers.own_number import make_ean13
from fidpos.settings.till_settings import TillSettings
from fidpos.till.centre_link import Trouble
from fidpos.till.gift_cards import GiftCardWork, Moved, make_gift_card, sell_gift_cards
from fidpos.till.task.view import PresentBody
from tests.helpers.centre_process import CentreProcess, Network
from tests.helpers.corrector import REFUND, Corrector
from tests.helpers.counter import PIN
from tests.helpers.linked_till import LinkedTill, booked
from tests.helpers.office_place import Client
from tests.helpers.operating import operating
from tests.helpers.pictures import png
from tests.helpers.programme_drafts import body_of, draft_of, published
from tests.helpers.real_owner import owner_signed_in
from tests.integration.link.conftest import PairedTill

CARD = CardToken(TokenKind.NUMBER, make_ean13("4711", 4244))
NEW_PIN = "739164"


@pytest.fixture
def owner(
    centre: CentreProcess,
    network: Network,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Client]:
    with owner_signed_in(centre, operating("office", network, monkeypatch, capsys)) as client:
        yield client


def does(owner: Client, path: str, **said: str) -> None:
    """The owner sends a form, which is taken."""
    answer = owner.post(path, None, **said)
    assert answer.status_code == 303, answer.text


def sold(till: LinkedTill, minor: int) -> GiftCardId:
    """A gift card that somebody paid for at the till."""
    now = till.backstage.clock.now()
    work = GiftCardWork(
        store=till.store,
        policy=GiftCardPolicy(),
        authority=Authority(asked_by=next(one for one in till.store.staff() if one.name == "Paul")),
        at=now,
        new_id=lambda: uuid7(now),
    )
    card_id = GiftCardId(work.new_id())
    make_gift_card(work, gift_card_id=card_id, face=Money(minor, EUR))
    assert isinstance(sell_gift_cards(work, [card_id], "T-1"), Moved)
    return card_id


def refunded(till: LinkedTill) -> None:
    """All of the latest visit, by the keys of the counter."""
    desk = Corrector(till)
    desk.open(desk.last_visit())
    desk.line(REFUND)
    till.until(lambda: not isinstance(desk.view.body, PresentBody))
    for _ in ("all of it", "the first reason"):
        desk.line(1)
    desk.enter()
    assert not desk.is_open


def member_of(till: LinkedTill, member_id: MemberId) -> Member:
    """As the till knows them."""
    member = till.store.member(member_id)
    assert member is not None
    return member


def state_of(till: LinkedTill, card_id: GiftCardId) -> GiftCardState:
    """As the till knows it."""
    card = till.store.gift_card(card_id)
    assert card is not None
    return card.state


def is_locked(till: LinkedTill) -> bool:
    """Whether the centre has told it so; a pause after a failure ends now."""
    if till.standing.trouble is Trouble.REVOKED:
        return True
    till.link.try_now()
    return False


def tier_shown(till: LinkedTill) -> str:
    """What the screen calls the tier of whoever comes."""
    till.tap(CARD)
    shown = till.view.member
    assert shown is not None
    till.session.back()
    return shown.tier_title


def settings_of(till: LinkedTill) -> TillSettings:
    """What it goes by when it is started again."""
    return with_given(TillSettings(), till.store.database, till.folder.settings, {})


def test_what_the_office_does_is_seen_at_the_tills(
    paired_till: PairedTill, network: Network, owner: Client
) -> None:
    with paired_till("Till 1") as till:
        till.sign_in()
        zoe = till.enrol("Dupont", CARD)
        till.buy(zoe, 20_000)
        card = sold(till, 3_000)
        till.until(lambda: booked(network.place, network.merchant_id).visits == 1)
        till.until(till.is_settled_by_asking)
        (visit,) = till.store.recent_visits(zoe, 9)
        _points_and_visits(owner, till, zoe, visit.id)
        _who_they_are(owner, till, zoe)
        _gift_cards(owner, till, card)
        _programme_and_settings(owner, till, network)
        _staff(owner, till)
        _no_more(owner, till, zoe)
    with paired_till("Till 2", shop="Paris") as other:
        does(owner, f"/shops/{other.identity.shop_id}/close")
        other.until(lambda: is_locked(other))


def _points_and_visits(owner: Client, till: LinkedTill, zoe: MemberId, visit: UUID) -> None:
    """Read on the screen of a till at which she stands."""
    till.attach(zoe)
    given = {"direction": "give", "counter": "points", "amount": "7", "reason": "goodwill"}
    does(owner, f"/members/{zoe}/points", **given)
    till.until(lambda: till.view.member is not None and till.view.member.points == 207)
    does(owner, f"/members/{zoe}/visits/{visit}/correct", new_amount="100.00", reason="mistake")
    till.until(lambda: till.view.member is not None and till.view.member.points == 107)
    till.session.back()


def _who_they_are(owner: Client, till: LinkedTill, zoe: MemberId) -> None:
    """What she is called by the office, and whether she is served."""
    does(owner, f"/members/{zoe}/labels", labels="Choir")
    till.until(lambda: "choir" in member_of(till, zoe).labels)
    does(owner, f"/members/{zoe}/block", reason="abuse")
    till.until(lambda: member_of(till, zoe).status is MemberStatus.BLOCKED)
    till.tap(CARD)
    assert till.view.member is None
    does(owner, f"/members/{zoe}/serve", reason="other")
    till.until(lambda: member_of(till, zoe).status is MemberStatus.ACTIVE)


def _gift_cards(owner: Client, till: LinkedTill, card: GiftCardId) -> None:
    does(owner, f"/gift-cards/{card}/freeze", reason="lost")
    till.until(lambda: state_of(till, card) is GiftCardState.FROZEN)
    does(owner, f"/gift-cards/{card}/thaw", reason="cleared")
    till.until(lambda: state_of(till, card) is GiftCardState.ACTIVE)


def _programme_and_settings(owner: Client, till: LinkedTill, network: Network) -> None:
    """A tier is called otherwise from the next visit on; the card too, at once."""
    path = draft_of(owner, "1")
    body = msgspec.json.encode(body_of(owner, path)).replace(b'"Bronze"', b'"Cuivre"')
    assert owner.post(f"{path}/json", {"file": ("p.json", body)}).status_code == 303
    assert published(owner, path).status_code == 303
    till.until(lambda: tier_shown(till) == "Cuivre")
    does(owner, "/programme/card", card_name="Carte Soleil")
    assert owner.post("/programme/logo", {"logo": ("us.png", png())}).status_code == 303
    till.until(lambda: till.identity.card_name == "Carte Soleil" and till.folder.logo.exists())
    does(owner, "/settings/auto_lock_min", place=str(network.merchant_id), value="9")
    till.until(lambda: settings_of(till).auto_lock_min == 9)


def _staff(owner: Client, till: LinkedTill) -> None:
    """The former PIN opens nothing any more."""
    paul = next(one for one in till.store.staff() if one.name == "Paul")
    shop = str(till.identity.shop_id)
    said = {"name": "Paul", "role": "manager", "shops": shop, "pin": NEW_PIN, "pin_again": NEW_PIN}
    does(owner, f"/staff/{paul.id}", **said)
    till.until(lambda: paul not in till.store.staff())
    till.session.lock()
    for pin, opens in ((PIN, False), (NEW_PIN, True)):
        till.session.choose_staff(paul.id)
        till.session.enter_pin(pin)
        assert (till.view.staff is not None) == opens


def _no_more(owner: Client, till: LinkedTill, zoe: MemberId) -> None:
    """Who is erased is found no more; a till that is locked is not served."""
    does(owner, f"/members/{zoe}/erase", typed_name="Essai Dupont")
    till.until(lambda: not member_of(till, zoe).profile.family_name)
    till.tap(CARD)
    assert till.view.member is None
    does(owner, f"/shops/tills/{till.identity.till_id}/lock")
    till.until(lambda: is_locked(till))


def test_what_a_till_does_is_seen_in_the_office(paired_till: PairedTill, owner: Client) -> None:
    with paired_till("Till 1") as till:

        def shows(path: str, text: str) -> None:
            till.link.try_now()
            till.until(lambda: text in owner.get(path).text)

        till.sign_in()
        zoe = till.enrol("Dupont", CARD)
        shows(f"/members/{zoe}", "Dupont")
        till.buy(zoe, 20_000)
        shows(f"/members/{zoe}/visits", "200,00\u00a0€")
        shows(f"/gift-cards/{sold(till, 3_000)}", "30,00\u00a0€")
        till.until(till.is_settled_by_asking)
        refunded(till)
        shows(f"/members/{zoe}/visits", "remboursé 200,00\u00a0€")
