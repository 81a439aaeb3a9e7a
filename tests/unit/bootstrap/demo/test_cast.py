"""The cast plays the same parts on every day, whatever the seed."""

from datetime import date, timedelta

import pytest

from fidpos.bootstrap.demo import cast
from fidpos.bootstrap.demo.cast import CAST, snapshots
from fidpos.bootstrap.demo.earning import Earning
from fidpos.bootstrap.demo.tray import Part, Presentation, StoryCard, story_cards
from fidpos.domain.card import CardStatus, Medium, Refusal
from fidpos.localdb.snapshot import MemberSnapshot
from fidpos.readers.own_number import NumberLayout, OwnNumber, parse
from fidpos.rules.programme import Programme

DAYS = [date(2026, 11, 22), date(2026, 12, 31), date(2027, 3, 1), date(2028, 2, 28), date(2028, 2, 29)]
LAYOUT = NumberLayout(merchant_code="4827")


@pytest.fixture(params=DAYS, ids=str)
def today(request: pytest.FixtureRequest) -> date:
    day: date = request.param
    return day


@pytest.fixture
def members(today: date, programme: Programme, earning: Earning) -> dict[str, MemberSnapshot]:
    return {each.member.profile.given_name: each for each in snapshots(today, programme, earning)}


def points(member: MemberSnapshot) -> int:
    return sum(lot.remaining for lot in member.lots)


def test_they_stand_at_the_first_positions_in_order() -> None:
    assert [figure.position for figure in CAST] == list(range(len(CAST)))


def test_the_same_day_gives_the_same_cast(today: date, programme: Programme, earning: Earning) -> None:
    assert list(snapshots(today, programme, earning)) == list(snapshots(today, programme, earning))


def test_camille_holds_a_chip_card_is_gold_and_comes_for_the_tenth_time(
    members: dict[str, MemberSnapshot],
) -> None:
    camille = members["Camille"]

    assert camille.member.profile.family_name == "Lefèvre"
    assert camille.member.tier is not None
    assert camille.member.tier.code == "or"
    assert camille.cards[0].medium is Medium.CHIP
    assert camille.lifetime[0].visits % 10 == 9
    assert points(camille) == 1_284


def test_her_husband_carries_a_contactless_card_of_hers(members: dict[str, MemberSnapshot]) -> None:
    camille = members["Camille"]

    holder = next(each for each in camille.member.profile.household if each.given_name == "Julien")
    assert camille.cards[1].holder_id == holder.id
    assert camille.cards[1].medium is Medium.CONTACTLESS


def test_thomas_has_a_child_whose_birthday_is_this_week(
    members: dict[str, MemberSnapshot], today: date
) -> None:
    child = members["Thomas"].member.profile.household[0]

    assert child.birthday is not None
    assert child.birthday.days_from(today) == 2
    assert members["Thomas"].cards[0].medium is Medium.CONTACTLESS


def test_aminata_can_pay_for_a_reward(members: dict[str, MemberSnapshot], programme: Programme) -> None:
    costs = [reward.cost for reward in programme.rewards]

    assert min(costs) <= points(members["Aminata"]) < max(costs)
    assert members["Aminata"].cards[0].medium is Medium.BARCODE


def test_hugos_card_is_blocked(members: dict[str, MemberSnapshot]) -> None:
    assert [card.status for card in members["Hugo"].cards] == [CardStatus.BLOCKED]


def test_ines_is_new(members: dict[str, MemberSnapshot], today: date) -> None:
    ines = members["Inès"]

    assert ines.member.enrolled_on == today - timedelta(days=1)
    assert (ines.days, ines.lots, ines.lifetime[0].visits) == ((), (), 0)


def test_nobody_else_celebrates_this_week(members: dict[str, MemberSnapshot], today: date) -> None:
    near = [
        (name, birthday.days_from(today))
        for name, each in members.items()
        for birthday in (
            each.member.profile.birthday,
            *(relative.birthday for relative in each.member.profile.household),
        )
        if birthday and abs(birthday.days_from(today)) <= 30
    ]

    assert near == [("Thomas", 2)]


def test_nothing_of_the_cast_has_expired(members: dict[str, MemberSnapshot], today: date) -> None:
    assert not any(lot.is_expired(today) for each in members.values() for lot in each.lots)


def test_each_card_of_the_tray_is_the_one_its_part_says(members: dict[str, MemberSnapshot]) -> None:
    owners = {card.token: name for name, each in members.items() for card in each.cards}
    by_part = {card.part: card for card in story_cards()}

    def owner(part: Part) -> str | None:
        token = by_part[part].token
        return owners.get(token) if token else None

    assert set(by_part) == set(Part)
    assert {part: owner(part) for part in Part} == {
        Part.REGULAR: "Camille",
        Part.PARENT: "Thomas",
        Part.SAVER: "Aminata",
        Part.SPOUSE: "Camille",
        Part.BLOCKED: "Hugo",
        Part.NEWCOMER: "Inès",
        Part.BADGE: None,
        Part.UNKNOWN: None,
        Part.SPARE: None,
        Part.STRANGER: None,
        Part.BANK: None,
    }


def test_cards_are_held_out_as_what_they_are() -> None:
    by_part: dict[Part, StoryCard] = {card.part: card for card in story_cards()}

    assert by_part[Part.REGULAR].presentation is Presentation.APPLET
    assert by_part[Part.PARENT].presentation is Presentation.UID
    assert by_part[Part.SAVER].presentation is Presentation.BARCODE
    assert by_part[Part.SPOUSE].name == cast.REGULAR.relatives[0][1]


def test_the_unknown_card_is_a_whole_number_of_ours_and_the_strangers_is_not_ours() -> None:
    by_part = {card.part: card.token for card in story_cards()}
    unknown, stranger = by_part[Part.UNKNOWN], by_part[Part.STRANGER]

    assert unknown is not None
    assert isinstance(parse(unknown.value, LAYOUT), OwnNumber)
    assert stranger is not None
    assert parse(stranger.value, LAYOUT) is Refusal.OTHER_MERCHANT
