"""A session that does what the test tells it, for everything between a key and the worker."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.domain.ids import MemberId, StaffId
from fidpos.domain.money import Money
from fidpos.till.task.acts import Act
from fidpos.till.technician.acts import TechnicianAct
from fidpos.till.view import CheckoutView, Shown
from fidpos.ui.gateway import OnView, OpenTill
from tests.helpers.sample_views import IDENTITY, IDLE

Answer = Callable[["ScriptedSession"], None]


@dataclass
class ScriptedSession:
    """Notes what it is asked; `answers` holds, by method, what it then does (publish, raise, wait).

    Attributes:
        asked: method and argument of each call, ticks left out.
        threads: names of the threads it was called on.
    """

    first: CheckoutView = IDLE
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, object]] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)
    closed: bool = False
    opening_error: Exception | None = None
    _on_view: OnView | None = None
    _view: CheckoutView = IDLE

    def open(self, on_view: OnView) -> OpenTill:
        """Stands where the store is opened."""
        if self.opening_error is not None:
            raise self.opening_error
        self._on_view = on_view
        self._view = self.first
        return OpenTill(session=self, identity=IDENTITY, view=self.first, close=self._close)

    def publish(self, view: CheckoutView) -> None:
        """Publish a view, as the session does at the end of each call."""
        assert self._on_view is not None, "the till is open"
        self._view = view
        self._on_view(view)

    def choose_staff(self, staff_id: StaffId) -> None:
        self._note("choose_staff", staff_id)

    def enter_pin(self, pin: str, staff_id: StaffId) -> None:
        self._note("enter_pin", (pin, staff_id))

    def lock(self) -> None:
        self._note("lock")

    def present(self, read: CardRead | RefusedRead) -> None:
        self._note("present", read)

    def set_amount(self, amount: Money | None) -> None:
        """The amount is part of the next view, whatever else happens."""
        self._note("set_amount", amount)
        self.publish(replace(self._view, amount=amount))

    def confirm(self, shown: Shown) -> None:
        self._note("confirm", shown)

    def back(self) -> None:
        self._note("back")

    def open_rewards(self) -> None:
        self._note("open_rewards")

    def choose_reward(self, number: int) -> None:
        self._note("choose_reward", number)

    def set_aside(self, number: int) -> None:
        self._note("set_aside", number)

    def open_codes(self) -> None:
        self._note("open_codes")

    def enter_code(self, text: str) -> None:
        self._note("enter_code", text)

    def remove_code(self, code: str) -> None:
        self._note("remove_code", code)

    def open_new_card(self) -> None:
        self._note("open_new_card")

    def choose_card_kind(self, number: int) -> None:
        self._note("choose_card_kind", number)

    def search(self, text: str) -> None:
        self._note("search", text)

    def pick_member(self, member_id: MemberId) -> None:
        self._note("pick_member", member_id)

    def close_search(self) -> None:
        self._note("close_search")

    def void_last(self) -> None:
        self._note("void_last")

    def in_task(self, act: Act) -> None:
        self._note("in_task", act)

    def at_desk(self, act: TechnicianAct) -> None:
        self._note("at_desk", act)

    def tick(self) -> None:
        """Time passes without a note."""

    def _note(self, method: str, argument: object = None) -> None:
        self.threads.add(threading.get_ident())
        self.asked.append((method, argument))
        answer = self.answers.get(method)
        if answer is not None:
            answer(self)

    def _close(self) -> None:
        self.closed = True
