"""A rewarded visit refunded in another shop: real tills, a real centre, the keys of the counter."""

from pathlib import Path

from fidpos.domain.card import CardToken, TokenKind
from fidpos.domain.ids import MemberId
from fidpos.domain.money import EUR, Money
from fidpos.readers.own_number import make_ean13
from fidpos.till.task.acts import ChooseLine, FillIn, GoOn, OpenTask, TaskKind
from fidpos.till.task.view import ListBody, PresentBody, ReviewBody
from fidpos.till.view import Message
from tests.helpers.centre_process import CentrePlace, CentreProcess, Network
from tests.helpers.corrector import REFUND, VOID
from tests.helpers.linked_till import LinkedTill, booked, pair_by_command
from tests.integration.link.conftest import PairedTill

CARD = CardToken(TokenKind.NUMBER, make_ean13("4711", 4243))


def said_by(till: LinkedTill) -> str:
    banner = till.view.banner
    return banner.message.key if banner is not None else ""


def rewarded(till: LinkedTill, network: Network) -> MemberId:
    """A member who bought for 200.00 in Lyon, then used a reward of 150 points on 20.00."""
    till.sign_in()
    member = till.enrol("Dupont", CARD)
    till.buy(member, 20_000)
    till.until(lambda: booked(network.place, network.merchant_id).visits == 1)
    till.attach(member)
    till.session.choose_reward(1)
    till.session.set_amount(Money(2_000, EUR))
    till.session.confirm()
    till.until(lambda: said_by(till).startswith("banner.visit_closed"))
    assert till.points(member) == 70
    till.until(lambda: booked(network.place, network.merchant_id).visits == 2)
    return member


def is_asking(till: LinkedTill) -> bool:
    task = till.view.task
    return task is not None and isinstance(task.body, PresentBody) and task.body.is_busy


def facts(till: LinkedTill) -> dict[str, object]:
    """By the label of each, what its value was made of."""
    task = till.view.task
    assert task is not None
    assert isinstance(task.body, ReviewBody)
    found = [(fact.label, fact.value) for fact in task.body.facts]
    return {
        label.key: value.params if isinstance(value, Message) else value
        for label, value in found
        if isinstance(label, Message)
    }


def review_latest(till: LinkedTill, *, is_heard: bool = True) -> None:
    """Shift+F8: the member's latest visit, all of it, the centre's word, the first reason."""
    till.session.in_task(OpenTask(kind=TaskKind.CORRECT))
    assert till.view.task is not None
    assert isinstance(till.view.task.body, ListBody)
    for number in (1, 1):
        till.session.in_task(ChooseLine(number=number))
    till.until(lambda: not is_asking(till))
    if not is_heard:
        assert till.view.task.place == "correct.elsewhere.asking"
        till.session.in_task(GoOn())
    till.session.in_task(ChooseLine(number=1))
    assert ("task.correct.fact.taken_back" in facts(till)) is is_heard


def refund_latest(till: LinkedTill, *, is_heard: bool = True) -> None:
    """The same, and Enter."""
    review_latest(till, is_heard=is_heard)
    till.session.in_task(GoOn())
    assert till.view.task is None
    assert said_by(till) == "task.correct.elsewhere.done"


def void_latest(till: LinkedTill) -> None:
    """Shift+F8 where it was recorded: the member's latest visit, undone, the first reason, Enter."""
    till.session.in_task(OpenTask(kind=TaskKind.CORRECT))
    for number in (1, VOID):
        till.session.in_task(ChooseLine(number=number))
    till.until(lambda: not is_asking(till))
    till.session.in_task(ChooseLine(number=1))
    till.session.in_task(GoOn())
    assert till.view.task is None


def hears(till: LinkedTill) -> str:
    """What is said after the next look at what became of refunds."""
    till.session._on.refund_watch._next_s = 0.0
    till.session.tick()
    return said_by(till)


def undone(till: LinkedTill, member: MemberId) -> int:
    return sum(each.voided for each in till.store.recent_visits(member, 9))


def met(till: LinkedTill, member: MemberId) -> None:
    """The card is held out in Paris, where nobody knows it yet."""
    till.sign_in()
    till.until(till.is_settled)

    def is_met() -> bool:
        """Who is long on the way, since other databases hold the feed back, holds the card out again."""
        if till.view.member is None and till.session._on.strangers._wanted is None:
            till.tap(CARD)
        till.session.tick()
        return till.view.member is not None

    till.until(is_met)
    assert till.view.member is not None
    assert till.view.member.member_id == member


def test_a_rewarded_visit_refunded_in_another_shop(paired_till: PairedTill, network: Network) -> None:
    there = paired_till("Till 1", shop="Lyon")
    with there:
        member = rewarded(there, network)
    with paired_till("Till 2", shop="Paris") as here:
        met(here, member)
        refund_latest(here)

        here.until(lambda: undone(here, member) == 1 and here.points(member) == 50)
    with there:
        there.until(lambda: undone(there, member) == 1 and there.points(member) == 50)


def test_what_was_asked_out_of_contact_is_refunded_once_the_centre_is_reached(
    place: CentrePlace, network: Network, tmp_path: Path
) -> None:
    with CentreProcess(place) as centre:
        port = centre.port
        for name, shop in (("Till 1", "Lyon"), ("Till 2", "Paris")):
            assert pair_by_command(tmp_path / name, centre.url, network, name=name, shop=shop) == 0
        with LinkedTill(tmp_path / "Till 1") as there:
            member = rewarded(there, network)
        here = LinkedTill(tmp_path / "Till 2")
        with here:
            met(here, member)
    with here:
        here.sign_in()
        here.tap(CARD)
        refund_latest(here, is_heard=False)
        assert here.points(member) == 70

        with CentreProcess(place, port=port):
            here.until(lambda: here.is_settled_by_asking() and here.points(member) == 50)

        assert undone(here, member) == 1


def test_a_refund_that_is_refused_at_last_is_told_where_it_was_asked_for(
    paired_till: PairedTill, network: Network
) -> None:
    there = paired_till("Till 1", shop="Lyon")
    with there:
        member = rewarded(there, network)
    with paired_till("Till 2", shop="Paris") as here:
        met(here, member)
        review_latest(here)
        with there:
            there.sign_in()
            there.attach(member)
            void_latest(there)
            here.until(lambda: undone(here, member) == 1)
        here.session.in_task(GoOn())
        assert said_by(here) == "task.correct.elsewhere.done"
        here.session.back()

        here.until(lambda: hears(here) == "banner.refund_refused")
        assert [each.is_refused for each in here.store.refund_requests.open()] == [True]


def test_two_shops_that_refund_one_visit_take_its_points_back_once(
    paired_till: PairedTill, network: Network
) -> None:
    there = paired_till("Till 1", shop="Lyon")
    with there:
        member = rewarded(there, network)
    with paired_till("Till 2", shop="Paris") as here:
        met(here, member)
        refund_latest(here)
        here.until(lambda: undone(here, member) == 1 and here.points(member) == 50)
        here.session.in_task(OpenTask(kind=TaskKind.CORRECT))
        here.session.in_task(ChooseLine(number=1))
        here.session.in_task(ChooseLine(number=1))

        task = here.view.task
        assert task is not None
        assert task.problem == Message(key="correction.already")
        assert here.points(member) == 50


def test_a_part_refunded_in_another_shop_is_not_paid_back_again_where_it_was_sold(
    paired_till: PairedTill, network: Network
) -> None:
    there = paired_till("Till 1", shop="Lyon")
    with there:
        there.sign_in()
        member = there.enrol("Dupont", CARD)
        there.buy(member, 10_000)
        there.until(lambda: booked(network.place, network.merchant_id).visits == 1)
    with paired_till("Till 2", shop="Paris") as here:
        met(here, member)
        here.session.in_task(OpenTask(kind=TaskKind.CORRECT))
        for number in (1, 2):
            here.session.in_task(ChooseLine(number=number))
        here.session.in_task(FillIn(key="amount", text="4000", move=1))
        here.until(lambda: not is_asking(here))
        here.session.in_task(ChooseLine(number=1))
        here.session.in_task(GoOn())
        here.until(lambda: here.points(member) == 60)
    with there:
        there.sign_in()
        there.until(lambda: there.points(member) == 60)
        there.until(there.is_settled)
        there.attach(member)
        there.session.in_task(OpenTask(kind=TaskKind.CORRECT))
        for number in (1, REFUND):
            there.session.in_task(ChooseLine(number=number))
        there.until(lambda: not is_asking(there))
        for number in (1, 1):
            there.session.in_task(ChooseLine(number=number))
        assert facts(there)["task.correct.fact.pay_back"] == {"amount": Money(6_000, EUR)}
        there.session.in_task(GoOn())
        assert said_by(there) == "task.correct.refund.done"
        assert there.points(member) == 0

        there.until(lambda: booked(network.place, network.merchant_id).points == 0)
        assert booked(network.place, network.merchant_id).quarantined == 0


def test_a_part_refunded_in_another_shop_is_known_out_of_contact_too(
    place: CentrePlace, network: Network, tmp_path: Path
) -> None:
    with CentreProcess(place) as centre:
        for name, shop in (("Till 1", "Lyon"), ("Till 2", "Paris")):
            assert pair_by_command(tmp_path / name, centre.url, network, name=name, shop=shop) == 0
        with LinkedTill(tmp_path / "Till 1") as there:
            there.sign_in()
            member = there.enrol("Dupont", CARD)
            there.buy(member, 10_000)
            there.until(lambda: booked(network.place, network.merchant_id).visits == 1)
        with LinkedTill(tmp_path / "Till 2") as here:
            met(here, member)
            here.session.in_task(OpenTask(kind=TaskKind.CORRECT))
            for number in (1, 2):
                here.session.in_task(ChooseLine(number=number))
            here.session.in_task(FillIn(key="amount", text="4000", move=1))
            here.until(lambda: not is_asking(here))
            here.session.in_task(ChooseLine(number=1))
            here.session.in_task(GoOn())
            here.until(lambda: here.points(member) == 60)
        with LinkedTill(tmp_path / "Till 1") as there:
            there.until(lambda: there.points(member) == 60)

    with LinkedTill(tmp_path / "Till 1") as there:
        there.sign_in()
        there.attach(member)
        there.session.in_task(OpenTask(kind=TaskKind.CORRECT))
        for number in (1, REFUND):
            there.session.in_task(ChooseLine(number=number))
        there.until(lambda: not is_asking(there))
        for number in (1, 1):
            there.session.in_task(ChooseLine(number=number))

        assert facts(there)["task.correct.fact.pay_back"] == {"amount": Money(6_000, EUR)}


def test_a_visit_of_which_a_part_came_back_elsewhere_is_undone_no_more_out_of_contact(
    place: CentrePlace, network: Network, tmp_path: Path
) -> None:
    with CentreProcess(place) as centre:
        for name, shop in (("Till 1", "Lyon"), ("Till 2", "Paris")):
            assert pair_by_command(tmp_path / name, centre.url, network, name=name, shop=shop) == 0
        with LinkedTill(tmp_path / "Till 1") as there:
            member = rewarded(there, network)
        with LinkedTill(tmp_path / "Till 2") as here:
            met(here, member)
            refund_latest(here)
            here.until(lambda: undone(here, member) == 1)
        with LinkedTill(tmp_path / "Till 1") as there:
            there.until(lambda: undone(there, member) == 1)

    with LinkedTill(tmp_path / "Till 1") as there:
        there.sign_in()
        there.attach(member)
        there.session.in_task(OpenTask(kind=TaskKind.CORRECT))
        for number in (1, VOID):
            there.session.in_task(ChooseLine(number=number))

        task = there.view.task
        assert task is not None
        assert task.problem == Message(key="correction.already")
