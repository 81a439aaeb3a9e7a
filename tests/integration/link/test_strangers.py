"""Cards that a till does not know: found at the centre, or met out of contact and made one there."""

from fidpos.domain.card import CardRead, CardToken, Medium, TokenKind, Trust
from fidpos.domain.ids import MemberId
from fidpos.domain.money import EUR, Money
from fidpos.localdb.newcomers import LocalNewcomers
from fidpos.readers.own_number import make_ean13
from tests.helpers.centre_process import Network
from tests.helpers.linked_till import LinkedTill, booked
from tests.integration.link.conftest import PairedTill

CARD = CardToken(TokenKind.NUMBER, make_ean13("4711", 4242))
READ = CardRead(
    driver="test",
    device="one",
    sequence=1,
    monotonic_s=0.0,
    medium=Medium.BARCODE,
    form="barcode/ean13",
    token=CARD,
    trust=Trust.COPYABLE,
)


def enrolled_with_card(till: LinkedTill, network: Network) -> MemberId:
    """A member with ten points, of whom the centre has heard."""
    till.sign_in()
    member = till.enrol("Dupont", CARD)
    till.buy(member, 1_000)
    till.until(lambda: booked(network.place, network.merchant_id).visits == 1)
    return member


def attached(till: LinkedTill) -> MemberId | None:
    """Whoever is at the counter, a second later."""
    till.session.tick()
    member = till.view.member
    return member.member_id if member is not None else None


def test_whoever_the_till_does_not_know_is_found_at_the_centre_and_attached(
    paired_till: PairedTill, network: Network
) -> None:
    with paired_till("Till 1", shop="Lyon") as there:
        member = enrolled_with_card(there, network)
    with paired_till("Till 2", shop="Paris") as here:
        here.sign_in()
        here.until(here.is_settled)
        before = here.store.member(member)

        here.session.present(READ)
        here.until(lambda: attached(here) == member)

        assert before is None


def test_whoever_was_met_by_a_card_alone_is_one_with_whose_card_it_is(
    paired_till: PairedTill, network: Network
) -> None:
    with paired_till("Till 1", shop="Lyon") as there:
        member = enrolled_with_card(there, network)
    with paired_till("Till 2", shop="Paris") as here:
        here.sign_in()
        LocalNewcomers(here.store, here.backstage.clock).meet(READ)
        here.session.present(READ)
        here.session.set_amount(Money(1_200, EUR))
        here.session.confirm()

        here.until(lambda: here.points(member) == 22)

        card = here.store.card(CARD)
        assert card is not None
        assert card.member_id == member
