"""What a register hears of what the cashier does."""

from dataclasses import dataclass, field

from fidpos.till.register.watch import Happened, HappenedKind, RegisterWatch
from tests.helpers.counter import BERENICE, MALO, Counter, counter
from tests.helpers.registers import BREAD, JAM, TICKET, basket


@dataclass
class Watched:
    """A till and everything that its watch has said."""

    at: Counter = field(default_factory=counter)
    heard: list[Happened] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.watch = RegisterWatch(self.at.session.register, self.heard.append)

    @property
    def new(self) -> list[Happened]:
        """What is said now."""
        self.heard.clear()
        self.watch.look()
        return list(self.heard)


def of_ticket(*kinds: HappenedKind) -> list[Happened]:
    return [Happened(kind=kind, ticket=TICKET) for kind in kinds]


def test_nothing_is_said_while_nothing_happens() -> None:
    till = Watched()

    assert till.new == []


def test_a_member_is_said_with_or_without_a_ticket() -> None:
    till = Watched()
    till.at.tap_member(BERENICE)

    assert till.new == [Happened(kind=HappenedKind.MEMBER)]
    till.at.session.register.put(TICKET, basket(BREAD))
    assert till.new == []
    till.at.session.back()
    till.at.session.back()
    assert till.new == [*of_ticket(HappenedKind.VOIDED), Happened(kind=HappenedKind.MEMBER)]


def test_a_reward_is_said_and_a_basket_of_the_register_itself_is_not() -> None:
    till = Watched()
    till.at.tap_member(MALO)
    till.at.session.register.put(TICKET, basket(BREAD))
    till.watch.look()

    till.at.session.register.put(TICKET, basket(BREAD, JAM))
    assert till.new == []
    till.at.session.choose_reward(2)
    assert till.new == of_ticket(HappenedKind.REWARDS)


def test_enter_at_the_till_is_said_as_a_close_and_its_undoing_as_a_void() -> None:
    till = Watched()
    till.at.tap_member(BERENICE)
    till.at.session.register.put(TICKET, basket(BREAD))
    till.watch.look()

    till.at.session.confirm()
    assert till.new == [*of_ticket(HappenedKind.CLOSED), Happened(kind=HappenedKind.MEMBER)]
    till.at.session.void_last()
    assert till.new == of_ticket(HappenedKind.VOIDED)
    assert till.new == []


def test_a_lock_is_said_and_that_the_member_is_not_told_any_more() -> None:
    till = Watched()
    till.at.tap_member(BERENICE)
    till.at.session.register.put(TICKET, basket(BREAD))
    till.watch.look()

    till.at.session.lock()

    assert till.new == of_ticket(HappenedKind.MEMBER, HappenedKind.TILL)
