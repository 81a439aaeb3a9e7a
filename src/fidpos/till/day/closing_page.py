"""Closing a day: its figures, what the register says, then the journal's head."""

from dataclasses import replace
from datetime import date
from enum import StrEnum

from fidpos.domain.day import DayFigures, RegisterTotals
from fidpos.domain.ids import EventId
from fidpos.domain.money import Currency
from fidpos.till.day.book import Closing, DayBook
from fidpos.till.day.summary import compared, figure_facts, has_difference
from fidpos.till.station import Station
from fidpos.till.task.acts import FillIn, GoOn, PressKey, TaskAct
from fidpos.till.task.task import Bench
from fidpos.till.task.view import Fact, Field, FieldKind, FormBody, ReviewBody, TaskKey, TaskView
from fidpos.till.ticket.closing_ticket import closing_ticket, shown_hash
from fidpos.till.ticket.slip import Slips
from fidpos.till.view import Lamp, Message

_FIELDS = ("sales_minor", "tickets", "gift_sold_minor", "gift_spent_minor")
_DIGITS_MAX = 11
_PRINT = "f5"


class _Step(StrEnum):
    FIGURES = "figures"
    REGISTER = "register"
    REVIEW = "review"
    DONE = "done"


class ClosingPage:
    """One closing; its id is made with it, so that Enter twice closes once."""

    def __init__(self, bench: Bench, book: DayBook, day: date, slips: Slips) -> None:
        self._bench = bench
        self._slips = slips
        self._book = book
        self._day = day
        self._event_id = EventId(bench.station.new_id())
        self._step = _Step.FIGURES
        self._figures: DayFigures = book.figures(day)
        self._register = RegisterTotals()
        self._at = 0
        self._refused = ""
        self._closing: Closing | None = None

    def act(self, act: TaskAct) -> None:
        """Enter goes on; on the form each field is filled in."""
        match self._step, act:
            case _Step.FIGURES, GoOn():
                self._step = _Step.REGISTER
            case _Step.REGISTER, FillIn(key, text, move) if key in _FIELDS:
                self._fill(key, text, move)
            case _Step.REVIEW, GoOn():
                self._close()
            case _Step.DONE, GoOn():
                self._bench.end()
            case _Step.DONE, PressKey(key) if key == _PRINT and self._closing is not None:
                self._slips.print_all(closing_ticket(self._bench.station, self._closing))
            case _:
                """It means nothing here."""

    def back(self) -> bool:
        """One step back; what was closed stays closed."""
        match self._step:
            case _Step.REGISTER:
                self._step = _Step.FIGURES
            case _Step.REVIEW:
                self._step = _Step.REGISTER
            case _Step.FIGURES | _Step.DONE:
                return False
        return True

    def view(self) -> TaskView:
        """The step that is on."""
        steps = (_Step.FIGURES, _Step.REGISTER, _Step.REVIEW, _Step.DONE)
        step = self._step
        return TaskView(
            place=f"day.closing.{step.value}",
            title=Message(key="task.day.closing.title", params={"day": self._day}),
            lead=Message(key=f"task.day.closing.{step.value}"),
            steps=tuple(Message(key=f"task.day.closing.step.{each.value}") for each in steps),
            step=steps.index(step),
            body=self._body(),
            enter=None if step is _Step.REGISTER else Message(key=f"task.day.closing.enter.{step.value}"),
            keys=(TaskKey(key=_PRINT, label=Message(key="task.day.closing.print")),)
            if step is _Step.DONE
            else (),
            help="task.day.help",
        )

    def _body(self) -> FormBody | ReviewBody:
        match self._step:
            case _Step.REGISTER:
                return FormBody(fields=tuple(self._field(key) for key in _FIELDS), at=self._at)
            case _Step.DONE:
                return self._done()
            case _Step.REVIEW:
                differs = has_difference(self._figures, self._register)
                return ReviewBody(
                    facts=(*compared(self._figures, self._register, self._currency), *self._own()[:2]),
                    title=Message(key="task.day.closing.differs" if differs else "task.day.closing.agrees"),
                    detail=Message(key="task.day.closing.differs.hint") if differs else "",
                    lamp=Lamp.WARNING if differs else Lamp.OK,
                )
            case _:
                return ReviewBody(facts=self._own())

    @property
    def _currency(self) -> Currency:
        return self._bench.station.identity.currency

    def _own(self) -> tuple[Fact, ...]:
        station = self._bench.station
        return figure_facts(self._figures, station.programme, self._currency, station.language)

    def _done(self) -> ReviewBody:
        closing = self._closing
        assert closing is not None, "the step says so"
        head = closing.head
        return ReviewBody(
            title=Message(key="task.day.closed", params={"day": closing.day}),
            detail=Message(key="task.day.closed.made_up" if closing.made_up else "task.day.closed.detail"),
            lamp=Lamp.OK,
            facts=(
                Fact(
                    label=Message(key="task.day.head.seq"),
                    value=Message(key="value.number", params={"number": head.seq}),
                ),
                Fact(
                    label=Message(key="task.day.head"),
                    value=shown_hash(head.hash),
                    is_strong=True,
                ),
            ),
        )

    def _field(self, key: str) -> Field:
        value = getattr(self._register, key)
        return Field(
            key=key,
            label=Message(key=f"task.day.register.{key}"),
            kind=FieldKind.NUMBER if key == "tickets" else FieldKind.AMOUNT,
            text="" if value is None else str(value),
            fault=Message(key="task.day.register.no_figure") if key == self._refused else None,
            length_max=6 if key == "tickets" else _DIGITS_MAX,
            is_optional=True,
        )

    def _fill(self, key: str, text: str, move: int) -> None:
        """An empty field says nothing about the register; what is no figure is said at its field."""
        text = text.strip()
        self._refused = ""
        if text and not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS_MAX):
            self._refused, self._at = key, _FIELDS.index(key)
            return
        value = int(text) if text else None
        self._register = replace(self._register, **{key: value})
        self._at = max(0, _FIELDS.index(key) + move)
        if self._at >= len(_FIELDS):
            self._at, self._step = 0, _Step.REVIEW

    def _close(self) -> None:
        by = self._bench.staff.id
        self._closing = self._book.close(self._day, self._register, event_id=self._event_id, by=by)
        self._step = _Step.DONE


def is_closed(station: Station, day: date) -> bool:
    """Whether the day was closed.

    Raises:
        StoreError: the store cannot be read.
    """
    record = station.store.days.day(day)
    return record is not None and record.closed_at is not None
