"""A sale or a reload whose money is still whole is undone, on a manager's word; the register pays it back."""

from collections.abc import Sequence

from fidpos.domain.gift_card import GiftEntry, GiftMove
from fidpos.domain.ids import GiftEntryId
from fidpos.domain.money import Money
from fidpos.till.announce import Said
from fidpos.till.gift_card_desk.finding import FindPage, look_at
from fidpos.till.gift_card_desk.form import Form
from fidpos.till.gift_card_desk.known import Known, Need
from fidpos.till.gift_card_desk.letting_go import let_go
from fidpos.till.gift_card_desk.paying import ticket_field
from fidpos.till.gift_card_desk.walk import Page, Walk
from fidpos.till.gift_cards import GiftCardRefusal, Moved, void_load
from fidpos.till.task.acts import ChooseLine, TaskAct
from fidpos.till.task.view import Field, FieldKind, FormBody, Line, ListBody, TaskView
from fidpos.till.view import Message, Tone
from fidpos.wire.sync.gift_card_standing import GiftEntryState

REASONS = ("mistake", "changed_mind", "not_paid")
"""As the journal has them."""


def open_undoing(walk: Walk) -> Page:
    """Which card is it?"""
    return FindPage(walk, "undo", need=Need.TAKE, then=lambda known: _undo_sale(walk, known))


def open_undoing_reload(walk: Walk) -> Page:
    """Likewise; the card is looked at first, and the money of one reload set aside then."""
    return FindPage(walk, "undo_reload", need=Need.LOOK, then=lambda known: _choose_reload(walk, known))


def _undo_sale(walk: Walk, known: Known) -> Page | None:
    entries = walk.bench.station.store.gift_entries(known.card.id)
    sale = next((entry for entry in entries if entry.move is GiftMove.SOLD), None)
    if sale is not None and known.card.balance_minor == sale.amount_minor:
        return UndoPage(walk, known, sale)
    let_go(walk, known.hold)
    walk.refuse(GiftCardRefusal.WRONG_STATE)
    return None


def _choose_reload(walk: Walk, known: Known) -> Page | None:
    entries: Sequence[GiftEntry | GiftEntryState] = known.latest
    if not entries:
        entries = walk.bench.station.store.gift_entries(known.card.id)
    reloads = [
        entry
        for entry in reversed(entries)
        if entry.move is GiftMove.RELOADED and entry.amount_minor <= known.card.balance_minor
    ]
    if reloads:
        return ReloadsPage(walk, known, reloads)
    walk.refuse(GiftCardRefusal.WRONG_STATE)
    return None


class ReloadsPage(Page):
    """Which reload, of those whose money may still be on the card; the newest first."""

    def __init__(self, walk: Walk, known: Known, reloads: Sequence[GiftEntry | GiftEntryState]) -> None:
        self._walk = walk
        self._card = known.card
        number = known.number or walk.number_of(known.card.id)
        self._number = number.canonical
        self._reloads = tuple(reloads)
        self._place = walk.place("undo_reload")

    def view(self) -> TaskView:
        """A line for each."""
        currency = self._card.currency
        lines = tuple(
            Line(
                title=Message(key="task.gift.move.reloaded", params={"day": load.business_day}),
                detail=Message(key="task.gift.undo.on_ticket", params={"ticket": load.ticket}),
                aside=Message(key="task.gift.money", params={"amount": Money(load.amount_minor, currency)}),
            )
            for load in self._reloads
        )
        return TaskView(
            place=self._place,
            title=Message(key="task.gift.undo_reload.title"),
            lead=Message(key="task.gift.undo_reload.which.lead"),
            body=ListBody(lines=lines),
            help="task.gift.undo.help",
        )

    def act(self, act: TaskAct) -> None:
        """A digit chooses; that money alone is set aside."""
        if not isinstance(act, ChooseLine) or not 1 <= act.number <= len(self._reloads):
            return
        walk, load = self._walk, self._reloads[act.number - 1]
        look_at(
            walk,
            self._number,
            need=Need.TAKE,
            then=lambda known: _undo_reload(walk, known, load.id),
            wanted_minor=load.amount_minor,
        )


def _undo_reload(walk: Walk, known: Known, load_id: GiftEntryId) -> Page | None:
    entries = walk.bench.station.store.gift_entries(known.card.id)
    load = next((entry for entry in entries if entry.id == load_id), None)
    if load is not None and not any(entry.reverses == load_id for entry in entries):
        return UndoPage(walk, known, load)
    let_go(walk, known.hold)
    walk.refuse(GiftCardRefusal.WRONG_STATE)
    return None


class UndoPage(Page):
    """Why, and the register's document of the money that went back."""

    def __init__(self, walk: Walk, known: Known, load: GiftEntry) -> None:
        self._walk = walk
        self._known = known
        self._load = load
        self._name = "undo" if load.move is GiftMove.SOLD else "undo_reload"
        self._place = walk.place("undo")
        self._form = Form(keys=("reason", "ticket"))

    def view(self) -> TaskView:
        """As it stands."""
        params: dict[str, object] = {"amount": self._amount, "ticket": self._load.ticket}
        return TaskView(
            place=self._place,
            title=Message(key=f"task.gift.{self._name}.title"),
            lead=Message(key=f"task.gift.{self._name}.lead", params=params),
            body=FormBody(
                fields=(reason_field(self._form, REASONS), ticket_field(self._form)), at=self._form.at
            ),
            enter=Message(key=f"task.gift.{self._name}.enter"),
            help="task.gift.undo.help",
        )

    def act(self, act: TaskAct) -> None:
        """What was typed."""
        if not self._form.fill(act):
            return
        reason = self._form.choice("reason", REASONS)
        ticket = self._form.ticket("ticket")
        if reason is None or ticket is None:
            return
        known, load = self._known, self._load
        self._walk.attempt(
            lambda work: void_load(
                work, known.card.id, load.id, ticket=ticket, reason=reason, hold=known.hold
            ),
            self._undone,
            why=Message(key=f"task.gift.why.{self._name}", params={"amount": self._amount}),
        )

    def left(self) -> None:
        """What was set aside is let go, unless it was undone."""
        let_go(self._walk, self._known.hold)

    @property
    def _amount(self) -> Money:
        return Money(self._load.amount_minor, self._known.card.currency)

    def _undone(self, moved: Moved) -> None:
        del moved
        done = "undone" if self._load.move is GiftMove.SOLD else "reload_undone"
        message = Message(key=f"task.gift.{done}", params={"amount": self._amount})
        self._walk.finish(Said(tone=Tone.SUCCESS, message=message))


def reason_field(form: Form, reasons: Sequence[str]) -> Field:
    """Where one of the reasons is chosen by its digit."""
    return Field(
        key="reason",
        label=Message(key="task.gift.reason.label"),
        kind=FieldKind.CHOICE,
        text=form.text("reason"),
        fault=form.faults.get("reason"),
        options=tuple(Message(key=f"task.gift.why.{why}") for why in reasons),
    )
