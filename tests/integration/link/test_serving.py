"""Tills that serve while they speak with their centre: what one records is known to all, and soon."""

from fidpos.till.centre_link import LinkState
from tests.helpers.centre_process import Network
from tests.helpers.linked_till import booked
from tests.integration.link.conftest import PairedTill

SOON_S = 2.0


def test_a_till_paired_by_command_is_ready_with_programme_and_staff(
    paired_till: PairedTill, network: Network
) -> None:
    with paired_till("Till 1", shop="Paris") as till:
        till.sign_in()
        till.until(lambda: till.standing.state is LinkState.UP_TO_DATE)

        identity = till.identity
        assert (identity.merchant_name, identity.shop_name, identity.till_name) == (
            "Maison Test",
            "Paris",
            "Till 1",
        )
        assert till.standing.clock_offset is not None
        assert [light.message.key for light in till.lights if light.key == "sync"] == [
            "light.sync.up_to_date"
        ]


def test_a_visit_that_is_closed_arrives_at_the_centre(paired_till: PairedTill, network: Network) -> None:
    with paired_till("Till 1") as till:
        till.sign_in()
        member = till.enrol("Dupont")
        till.buy(member, 1_200)
        till.until(lambda: booked(network.place, network.merchant_id).visits == 1)
        till.until(lambda: till.standing.waiting == 0)

        found = booked(network.place, network.merchant_id)
        assert (found.points, found.quarantined) == (12, 0)


def test_a_balance_earned_at_one_till_shows_at_another_within_two_seconds(paired_till: PairedTill) -> None:
    with paired_till("Till 1") as first, paired_till("Till 2") as second:
        first.sign_in()
        second.sign_in()
        member = first.enrol("Dupont")
        first.buy(member, 1_000)
        second.until(lambda: second.points(member) == 10)
        second.attach(member)
        shown = second.view.member
        assert shown is not None
        before = shown.points

        first.buy(member, 2_500)
        second.until(lambda: second.view.member is not None and second.view.member.points == 35, SOON_S)
        assert before == 10
