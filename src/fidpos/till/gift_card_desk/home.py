"""What can be done with gift cards, one digit each; a sale that was cut short comes first."""

from collections.abc import Callable

from fidpos.domain.errors import StoreCorrupt
from fidpos.till.gift_card_desk.balance import open_balance
from fidpos.till.gift_card_desk.blocking import open_blocking
from fidpos.till.gift_card_desk.checking import CheckPage
from fidpos.till.gift_card_desk.giving_back import open_giving_back
from fidpos.till.gift_card_desk.handing_over import HandOverPage
from fidpos.till.gift_card_desk.reloading import open_reload
from fidpos.till.gift_card_desk.replacing import open_replacing
from fidpos.till.gift_card_desk.sale import OnSale, cards_on_sale, is_in_doubt, total_of
from fidpos.till.gift_card_desk.undoing import open_undoing, open_undoing_reload
from fidpos.till.gift_card_desk.walk import Page, Walk
from fidpos.till.task.acts import ChooseLine, TaskAct
from fidpos.till.task.view import Line, ListBody, TaskView
from fidpos.till.view import Lamp, Message

_ACTS: tuple[tuple[str, str, Callable[[Walk], Page]], ...] = (
    ("balance", "search", open_balance),
    ("reload", "plus", open_reload),
    ("block", "lock", open_blocking),
    ("replace", "credit-card", open_replacing),
    ("undo", "undo-2", open_undoing),
    ("undo_reload", "undo-2", open_undoing_reload),
    ("give_back", "corner-down-left", open_giving_back),
)


class HomePage(Page):
    """The list."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._place = walk.place("home")
        self._cards: tuple[OnSale, ...] = ()

    def entered(self) -> None:
        """Whether a sale was cut short; one that cannot be read any more stays worth nothing."""
        store = self._walk.bench.station.store
        try:
            self._cards = cards_on_sale(store)
        except StoreCorrupt:
            self._cards = ()
            store.drop_gift_sale()
            self._walk.object_to("task.gift.unreadable")

    def view(self) -> TaskView:
        """As it stands."""
        return TaskView(
            place=self._place,
            title=Message(key="task.gift.title"),
            lead=Message(key="task.gift.home.lead"),
            body=ListBody(lines=tuple(line for line, _ in self._choices())),
            help="task.gift.home.help",
        )

    def act(self, act: TaskAct) -> None:
        """A line."""
        choices = self._choices()
        if isinstance(act, ChooseLine) and 1 <= act.number <= len(choices):
            choices[act.number - 1][1]()

    def _choices(self) -> list[tuple[Line, Callable[[], None]]]:
        walk, first = self._walk, self._begun()
        begun = [first] if first is not None else []
        return [
            *begun,
            (
                Line(
                    title=Message(key="task.gift.home.sell"),
                    detail=Message(key="task.gift.home.sell.detail"),
                    icon="gift",
                    is_open=first is None,
                ),
                lambda: walk.sell() if first is None else None,
            ),
            *(_act(walk, name, icon, opens) for name, icon, opens in _ACTS),
        ]

    def _begun(self) -> tuple[Line, Callable[[], None]] | None:
        """The sale that the till stopped in, or that somebody left."""
        walk, cards = self._walk, self._cards
        if not cards:
            return None
        in_doubt = is_in_doubt(cards)
        name = "doubt" if in_doubt else "sold"
        line = Line(
            title=Message(key=f"task.gift.home.{name}"),
            detail=Message(key=f"task.gift.home.{name}.detail"),
            aside=Message(key="task.gift.money", params={"amount": total_of(cards)}),
            icon="gift",
            lamp=Lamp.WARNING if in_doubt else Lamp.OK,
        )
        return line, lambda: walk.go(CheckPage(walk) if in_doubt else HandOverPage(walk, cards))


def _act(walk: Walk, name: str, icon: str, opens: Callable[[Walk], Page]) -> tuple[Line, Callable[[], None]]:
    line = Line(
        title=Message(key=f"task.gift.{name}.title"),
        detail=Message(key=f"task.gift.home.{name}.detail"),
        icon=icon,
    )
    return line, lambda: walk.go(opens(walk))
