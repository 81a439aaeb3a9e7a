"""The story of the demonstration, told through the till's real windows: each step acts, then waits.

The first act ends in the middle of a visit, where the power is cut. The second begins with a new process on
what the first left on disk.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from fidpos.bootstrap.demo.hands import SIMULATED, Hands
from fidpos.bootstrap.demo.shop import CASHIER, TECHNICIAN, Colleague
from fidpos.bootstrap.demo.tray import Part, StoryCard, story_cards
from fidpos.till.technician.view import TechnicianView, WizardStep
from fidpos.till.view import CheckoutView, Lamp, Panel, StatusLight, TillState
from fidpos.ui.player import Step
from fidpos.ui.presenters.keys import Key

_HELD_AGAIN_S = 3.0
"""A card that a reader missed, because it was being set up anew, is held there again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """What the story sees and does; `title` puts a step into words."""

    hands: Hands
    press: Callable[..., None]
    view: Callable[[], CheckoutView | None]
    lights: Callable[[], tuple[StatusLight, ...]]
    title: Callable[[str], str]

    def says(self, key: str) -> Callable[[], bool]:
        """Whether the banner or the question bears that key."""

        def said() -> bool:
            view = self.view()
            if view is None:
                return False
            shown = view.question or view.banner
            return shown is not None and shown.message.key == key

        return said

    def is_at(self, *states: TillState) -> Callable[[], bool]:
        """Whether the till stands there."""

        def stands() -> bool:
            view = self.view()
            return view is not None and view.state in states

        return stands

    def owes(self, minor: int) -> Callable[[], bool]:
        """Whether the preview is about that amount."""

        def previewed() -> bool:
            view = self.view()
            return view is not None and view.preview is not None and view.preview.amount.minor == minor

        return previewed

    def desk(self) -> TechnicianView:
        """What lies on the technician's desk; nothing while nobody is at it."""
        view = self.view()
        return (view.technician if view is not None else None) or TechnicianView()

    def wizard_is(self, step: WizardStep) -> Callable[[], bool]:
        """Whether the technician's wizard stands there."""

        def stands() -> bool:
            wizard = self.desk().wizard
            return wizard is not None and wizard.step is step

        return stands

    def wizard_has_read(self, reads: int) -> Callable[[], bool]:
        """Whether that many reads in a row, or more, were good."""

        def has_read() -> bool:
            wizard = self.desk().wizard
            return wizard is not None and wizard.reads_done >= reads

        return has_read


REGULAR_NAME = "Camille Lefèvre"


def first_act(at: Counter) -> Iterator[Step]:
    """From the start of the till to the power cut."""
    cards = {card.part: card for card in story_cards()}
    yield from _sign_in(at)
    yield from _regular(at, cards[Part.REGULAR])
    yield from _birthday_and_undo(at, cards[Part.PARENT])
    yield from _reward(at, cards[Part.SAVER])
    yield from _turned_away(at, cards)
    yield from _reader_lost(at)
    yield from _technician_comes(at, cards[Part.SAVER])
    yield from _in_the_middle(at, cards[Part.NEWCOMER])


def second_act(at: Counter) -> Iterator[Step]:
    """From the restart to the end of the visit that was cut."""
    yield from _sign_in(at, restored=True)
    yield _step(at, "restored_closed", lambda: at.press(Key.ENTER), _closed(at), shot="restored-closed")


def _sign_in(at: Counter, *, restored: bool = False) -> Iterator[Step]:
    prefix = "restored-" if restored else ""
    yield _step(at, "start", _nothing, at.is_at(TillState.LOCKED), shot=f"{prefix}lock")

    yield _name(at, CASHIER, "name", shot=f"{prefix}pin")
    then = TillState.READY if restored else TillState.IDLE
    yield _step(
        at, "restored" if restored else "pin", lambda: at.press(CASHIER.pin, Key.ENTER), at.is_at(then),
        shot="restored" if restored else "idle",
    )  # fmt: skip


def _name(at: Counter, who: Colleague, title: str, shot: str = "") -> Step:
    """Somebody chooses their own name on the lock screen."""

    def name() -> None:
        view = at.view()
        assert view is not None
        at.press(str(1 + [staff.staff_id for staff in view.staff_names].index(who.id)))

    def named() -> bool:
        view = at.view()
        return view is not None and view.sign_in is not None

    return _step(at, title, name, named, shot=shot)


def _regular(at: Counter, card: StoryCard) -> Iterator[Step]:
    yield _step(at, "chip", lambda: at.hands.present(card), at.is_at(TillState.MEMBER), shot="chip")
    yield _step(at, "amount", lambda: at.press("1240"), at.owes(1240), shot="amount")
    yield _step(at, "enter", lambda: at.press(Key.ENTER), _closed(at), shot="closed")


def _birthday_and_undo(at: Counter, card: StoryCard) -> Iterator[Step]:
    def present() -> None:
        at.hands.take_away()
        at.hands.present(card)

    yield _step(at, "contactless", present, at.is_at(TillState.MEMBER), shot="birthday")
    yield _step(at, "birthday", lambda: at.press("860"), at.owes(860), shot="birthday-amount")
    yield _step(at, "enter", lambda: at.press(Key.ENTER), _closed(at), shot="birthday-closed")
    undone = at.says("banner.visit_voided_balance")
    yield _step(at, "undo", lambda: at.press(Key.F8), undone, shot="undone")


def _reward(at: Counter, card: StoryCard) -> Iterator[Step]:
    def present() -> None:
        at.hands.take_away()
        at.hands.present(card)

    def is_open() -> bool:
        view = at.view()
        return view is not None and view.panel is Panel.REWARDS

    def is_chosen() -> bool:
        view = at.view()
        return view is not None and view.member is not None and any(o.chosen for o in view.member.offers)

    yield _step(at, "barcode", present, at.is_at(TillState.MEMBER), shot="barcode")
    yield _step(at, "reward_amount", lambda: at.press("1830"), at.owes(1830))
    yield _step(at, "rewards", lambda: at.press(Key.F5), is_open, shot="rewards")
    yield _step(at, "reward", lambda: at.press("3"), is_chosen, shot="reward-chosen")
    yield _step(at, "reward_back", lambda: at.press(Key.ENTER), lambda: not is_open(), shot="reward-ready")
    yield _step(at, "enter", lambda: at.press(Key.ENTER), _closed(at), shot="reward-closed")


def _turned_away(at: Counter, cards: dict[Part, StoryCard]) -> Iterator[Step]:
    for part, said in (
        (Part.UNKNOWN, "read.unknown"),
        (Part.BLOCKED, "read.card_blocked"),
        (Part.BANK, "read.bank_card"),
    ):

        def present(card: StoryCard = cards[part]) -> None:
            at.hands.take_away()
            at.hands.present(card)

        yield _step(at, part.value, present, at.says(said), shot=part.value)


def _reader_lost(at: Counter) -> Iterator[Step]:
    def all_well() -> bool:
        readers = [light for light in at.lights() if light.key.startswith("reader.")]
        return bool(readers) and all(light.lamp is Lamp.OK for light in readers)

    def find() -> None:
        at.hands.take_away()
        at.press(Key.F2, "lefevre cam")

    def found() -> bool:
        view = at.view()
        return view is not None and any(hit.name == REGULAR_NAME for hit in view.found or ())

    def lost() -> bool:
        return any(light.lamp is Lamp.WARNING for light in at.lights() if light.key.startswith("reader."))

    def unplug() -> None:
        at.hands.take_away()
        at.hands.unplug()

    yield _step(at, "unplugged", unplug, lost, shot="unplugged")
    yield _step(at, "found", find, found, shot="found")
    yield _step(at, "found_back", lambda: at.press(Key.ESCAPE), lambda: not found())
    yield _step(at, "plugged", at.hands.plug, all_well, shot="plugged")


def _technician_comes(at: Counter, card: StoryCard) -> Iterator[Step]:
    """The simulated reader is set up again and proven; the checkout is as it was."""

    def choose() -> None:
        at.press(str(1 + [line.reader for line in at.desk().devices].index(SIMULATED)))

    def is_chosen() -> bool:
        desk = at.desk()
        return bool(desk.devices) and desk.devices[desk.chosen].reader == SIMULATED

    def lists_readers() -> bool:
        return any(line.reader == SIMULATED for line in at.desk().devices)

    def present() -> None:
        at.hands.take_away()
        at.hands.present(card)

    yield _step(at, "lock", lambda: at.press(Key.F9), at.is_at(TillState.LOCKED))
    yield _name(at, TECHNICIAN, "technician_name")
    pin = TECHNICIAN.pin
    yield _step(at, "technician", lambda: at.press(pin, Key.ENTER), lists_readers)
    yield _step(at, "technician_reader", choose, is_chosen, shot="technician")
    yield _step(at, "wizard", lambda: at.press(Key.F3), at.wizard_is(WizardStep.PRESENT))
    read = _step(at, "wizard_card", present, at.wizard_is(WizardStep.RESULT), shot="wizard-result")
    yield replace(read, again_after_s=_HELD_AGAIN_S)
    yield _step(at, "wizard_save", lambda: at.press(Key.ENTER), at.wizard_is(WizardStep.TEST))
    for reads in (1, 2, 3):
        shot = "wizard-done" if reads == 3 else ""
        read = _step(at, f"wizard_read.{reads}", present, at.wizard_has_read(reads), shot=shot)
        yield replace(read, again_after_s=_HELD_AGAIN_S)
    yield _step(at, "lock", lambda: at.press(Key.F9), at.is_at(TillState.LOCKED))
    yield _name(at, CASHIER, "name")
    yield _step(at, "pin", lambda: at.press(CASHIER.pin, Key.ENTER), at.is_at(TillState.IDLE))


def _in_the_middle(at: Counter, card: StoryCard) -> Iterator[Step]:
    yield _step(at, "phone", lambda: at.hands.present(card), at.is_at(TillState.MEMBER), shot="phone")
    yield _step(at, "cut_amount", lambda: at.press("2340"), at.owes(2340), shot="before-the-cut")


def _closed(at: Counter) -> Callable[[], bool]:
    return at.says("banner.visit_closed")


def _nothing() -> None:
    """The step only waits."""


def _step(
    at: Counter, name: str, act: Callable[[], None], until: Callable[[], bool], *, shot: str = ""
) -> Step:
    return Step(title=at.title(f"demo.step.{name}"), act=act, until=until, shot=shot)
