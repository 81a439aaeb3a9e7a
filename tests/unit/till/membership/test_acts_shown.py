"""What was done in members' files stands in the journal of acts, for a manager to look at."""

from fidpos.till.task.acts import ChooseLine, OpenTask, TaskKind
from fidpos.till.task.view import ListBody
from fidpos.till.view import Lamp
from tests.helpers.counter import BERENICE, MALO, PAUL, counter
from tests.helpers.file_desk import FileDesk, file_of, key_of

CARD = MALO.cards[0].token.value


def acts_of(desk: FileDesk) -> tuple[str, ...]:
    desk.at.session.in_task(OpenTask(TaskKind.SHOP))
    number = next(
        place
        for place, line in enumerate(desk.lines, start=1)
        if not isinstance(line.title, str) and line.title.key == "task.shop.acts"
    )
    desk.at.session.in_task(ChooseLine(number))
    body = desk.view.body
    assert isinstance(body, ListBody)
    return tuple(key_of(line.title) for line in body.lines)


def by_a_manager() -> FileDesk:
    at = counter(signed_in=False)
    at.sign_in(PAUL)
    return file_of(CARD, at)


def test_a_lost_card_a_pool_and_a_block_are_listed_newest_first() -> None:
    desk = by_a_manager()
    desk.begin("lost_card")
    desk.choose(1)
    desk.back()
    desk.back()
    desk.begin("together")
    desk.choose(1)
    desk.at.tap(BERENICE.cards[0].token.value)
    desk.enter()
    desk.begin("block")
    desk.choose(1)
    desk.enter()

    assert acts_of(desk)[:3] == (
        "task.acts.member.blocked",
        "task.acts.member.pool",
        "task.acts.card.lost",
    )


def test_what_nobody_else_approved_is_marked() -> None:
    desk = by_a_manager()
    desk.begin("block")
    desk.choose(1)
    desk.enter()
    acts_of(desk)

    assert desk.lines[0].lamp is Lamp.WARNING
