"""The way through the assistant: steps upon each other, what was answered so far, and the way back."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from fidpos.till.first_run.ports import News, Place
from fidpos.till.first_run.shop import Begun, NewPerson, NewShop
from fidpos.till.task.acts import TaskAct
from fidpos.till.task.view import TaskView
from fidpos.till.view import Message

MARKS = ("names", "country", "people", "programme", "devices", "check")
"""The steps of making a shop, as the strip at the top shows them."""


class Step(Protocol):
    """One page of the assistant."""

    def view(self) -> TaskView:
        """As it stands."""
        ...

    def act(self, act: TaskAct) -> None:
        """A key or a touch; one that means nothing now changes nothing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Something that goes on elsewhere: what is heard is for it, and Esc asks it to end."""

    hear: Callable[[News], None]
    give_up: Callable[[], None]


@dataclass(slots=True, kw_only=True)
class Answers:
    """What was said of the shop so far; a step back forgets nothing.

    Attributes:
        names: texts of the first form.
        money: texts of the second, once a country was chosen.
        knows_people: see `Begun`.
    """

    merchant_code: str
    names: dict[str, str] = field(default_factory=dict)
    country: str = ""
    money: dict[str, str] = field(default_factory=dict)
    people: list[NewPerson] = field(default_factory=list)
    programme: str = ""
    knows_people: bool = False

    @classmethod
    def again(cls, begun: Begun) -> "Answers":
        """Those of a making that was broken off."""
        shop = begun.shop
        return cls(
            merchant_code=shop.merchant_code,
            names={
                "shop": shop.shop,
                "merchant": shop.merchant,
                "card": shop.card_name,
                "till": shop.till,
            },
            country=shop.country,
            money={"currency": shop.currency, "zone": shop.zone, "phone": shop.phone_country},
            people=list(shop.people),
            programme=shop.programme,
            knows_people=begun.knows_people,
        )

    @property
    def lacks_pin(self) -> int | None:
        """Place of the first person whose PIN has to be typed."""
        if self.knows_people:
            return None
        return next((place for place, each in enumerate(self.people) if not each.pin), None)

    def whole(self) -> NewShop:
        """Everything, once every step was taken."""
        return NewShop(
            merchant=self.names["merchant"],
            merchant_code=self.merchant_code,
            card_name=self.names["card"],
            shop=self.names["shop"],
            till=self.names["till"],
            country=self.country,
            currency=self.money["currency"],
            zone=self.money["zone"],
            phone_country=self.money["phone"],
            people=tuple(self.people),
            programme=self.programme,
        )


class Walk:
    """Where somebody is in the assistant.

    Args:
        place: the machine.

    Attributes:
        answers: see there.
        errand: what goes on, if anything.
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        self.answers = Answers(merchant_code=place.new_merchant_code())
        self.errand: Errand | None = None
        self._trail: list[Step] = []
        self._problem: Message | None = None
        self._hint: Message | None = None

    @property
    def step(self) -> Step:
        """The page that is on."""
        return self._trail[-1]

    def view(self) -> TaskView:
        """The page, with what stood in the way."""
        view = self.step.view()
        if self._problem is None:
            return view
        return replace(view, problem=self._problem, hint=self._hint)

    def go(self, step: Step) -> None:
        """The next page."""
        self.forget()
        self._trail.append(step)

    def put(self, step: Step) -> None:
        """This page in place of the one that is on: there is no way back to that."""
        self._trail.pop()
        self.go(step)

    def back(self) -> None:
        """Esc: what goes on is to end, or the page before; on the first one nothing."""
        if self.errand is not None:
            self.errand.give_up()
        elif len(self._trail) > 1:
            self.forget()
            self._trail.pop()

    def hear(self, news: News) -> None:
        """Something was done elsewhere."""
        if self.errand is not None:
            self.errand.hear(news)

    def say(self, problem: Message, hint: Message | None) -> None:
        """Something stood in the way; said until the next key."""
        self._problem, self._hint = problem, hint

    def forget(self) -> None:
        """A key was pressed."""
        self._problem = self._hint = None


def title() -> Message:
    """Of the assistant, on every page."""
    return Message(key="first_run.title")


def marks() -> tuple[Message, ...]:
    """The strip of steps."""
    return tuple(Message(key=f"first_run.mark.{each}") for each in MARKS)
