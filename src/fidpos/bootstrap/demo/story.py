"""The story of the demonstration, told through the till's real windows: each step acts, then waits.

The first act ends in the middle of a visit, where the power is cut. The second begins with a new process on
what the first left on disk.
"""

from collections.abc import Callable, Iterator

from fidpos.bootstrap.demo.correction_scene import goods_come_back, visit_is_corrected
from fidpos.bootstrap.demo.counter import Counter, name_oneself, step
from fidpos.bootstrap.demo.enrolment_scene import somebody_joins
from fidpos.bootstrap.demo.gift_card_scene import gift_card_lives
from fidpos.bootstrap.demo.member_scene import card_was_lost
from fidpos.bootstrap.demo.register_scene import register_rings
from fidpos.bootstrap.demo.shop import CASHIER
from fidpos.bootstrap.demo.shop_scene import day_ends
from fidpos.bootstrap.demo.technician_scene import technician_comes
from fidpos.bootstrap.demo.ticket_scene import ticket_is_printed
from fidpos.bootstrap.demo.tray import Part, StoryCard, story_cards
from fidpos.till.view import EffectState, Lamp, Panel, TillState
from fidpos.ui.player import Step
from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.models import CheckoutModel, HistoryModel

REGULAR_NAME = "Camille Lefèvre"


def first_act(at: Counter) -> Iterator[Step]:
    """From the start of the till to the power cut."""
    cards = {card.part: card for card in story_cards()}
    yield from _sign_in(at)
    yield from _regular(at, cards[Part.REGULAR])
    yield from _birthday_and_undo(at, cards[Part.PARENT])
    yield from _reward(at, cards[Part.SAVER])
    yield from register_rings(at, cards[Part.REGULAR])
    yield from somebody_joins(at)
    yield from gift_card_lives(at, cards[Part.SAVER])
    yield from ticket_is_printed(at)
    yield from visit_is_corrected(at)
    yield from goods_come_back(at)
    yield from card_was_lost(at, cards[Part.SPARE])
    yield from _turned_away(at, cards)
    yield from _reader_lost(at)
    yield from technician_comes(at, cards[Part.SAVER])
    yield from day_ends(at)
    yield from _in_the_middle(at, cards[Part.NEWCOMER])


def second_act(at: Counter) -> Iterator[Step]:
    """From the restart to the end of the visit that was cut."""
    yield from _sign_in(at, restored=True)
    yield step(at, "restored_closed", lambda: at.press(Key.ENTER), _closed(at), shot="restored-closed")


def _sign_in(at: Counter, *, restored: bool = False) -> Iterator[Step]:
    prefix = "restored-" if restored else ""
    yield step(at, "start", _nothing, at.is_at(TillState.LOCKED), shot=f"{prefix}lock")

    yield name_oneself(at, CASHIER, "name", shot=f"{prefix}pin")
    then = TillState.READY if restored else TillState.IDLE
    title, shot = ("restored", "restored") if restored else ("pin", "idle")
    yield step(at, title, lambda: at.press(CASHIER.pin, Key.ENTER), at.is_at(then), shot=shot)


def _regular(at: Counter, card: StoryCard) -> Iterator[Step]:
    def looks_back() -> bool:
        screen = at.screen()
        column = screen.column if isinstance(screen, CheckoutModel) else None
        return isinstance(column, HistoryModel) and any(line.chosen for line in column.visits.lines)

    yield step(at, "chip", lambda: at.hands.present(card), at.is_at(TillState.MEMBER), shot="chip")
    yield step(at, "amount", lambda: at.press("1240"), at.owes(1240), shot="amount")
    yield step(at, "enter", lambda: at.press(Key.ENTER), _closed(at), shot="closed")
    yield step(at, "why", lambda: at.press(Key.F4), looks_back, shot="why")
    yield step(at, "why_back", lambda: at.press(Key.ESCAPE), lambda: not looks_back())


def _birthday_and_undo(at: Counter, card: StoryCard) -> Iterator[Step]:
    def present() -> None:
        at.hands.take_away()
        at.hands.present(card)

    yield step(at, "contactless", present, at.is_at(TillState.MEMBER), shot="birthday")
    yield step(at, "birthday", lambda: at.press("860"), at.owes(860), shot="birthday-amount")
    yield step(at, "enter", lambda: at.press(Key.ENTER), _closed(at), shot="birthday-closed")
    undone = at.says("banner.visit_voided_balance")
    yield step(at, "undo", lambda: at.press(Key.F8), undone, shot="undone")


def _reward(at: Counter, card: StoryCard) -> Iterator[Step]:
    def present() -> None:
        at.hands.take_away()
        at.hands.present(card)

    def is_chosen() -> bool:
        view = at.view()
        return view is not None and view.member is not None and any(o.chosen for o in view.member.offers)

    yield step(at, "barcode", present, at.is_at(TillState.MEMBER), shot="barcode")
    yield step(at, "reward_amount", lambda: at.press("1830"), at.owes(1830))
    yield from _offers_aside(at)
    is_open, is_closed = at.lies_open(Panel.REWARDS), at.lies_open(None)
    yield step(at, "rewards", lambda: at.press(Key.F5), is_open, shot="rewards")
    yield step(at, "reward", lambda: at.press("3"), is_chosen, shot="reward-chosen")
    yield step(at, "reward_back", lambda: at.press(Key.ENTER), is_closed, shot="reward-ready")
    yield step(at, "enter", lambda: at.press(Key.ENTER), _closed(at), shot="reward-closed")


def _offers_aside(at: Counter) -> Iterator[Step]:
    """An offer is set aside and taken back; a code that nobody made is refused."""

    def is_aside() -> bool:
        view = at.view()
        return view is not None and any(line.state is EffectState.SET_ASIDE for line in view.effects)

    is_closed = at.lies_open(None)
    yield step(at, "effects", lambda: at.press(Key.F5, Key.F5), at.lies_open(Panel.EFFECTS))
    yield step(at, "effect_aside", lambda: at.press("1"), is_aside, shot="effects")
    yield step(at, "effect_back", lambda: at.press("1"), lambda: not is_aside())
    yield step(at, "effects_closed", lambda: at.press(Key.F5), is_closed)
    yield step(at, "codes", lambda: at.press(Key.F6), at.lies_open(Panel.CODES), shot="codes")
    unknown = at.says("code.unknown")
    yield step(at, "code_unknown", lambda: at.press("galette", Key.ENTER), unknown, shot="code-unknown")
    yield step(at, "codes_closed", lambda: at.press(Key.ESCAPE), is_closed)


def _turned_away(at: Counter, cards: dict[Part, StoryCard]) -> Iterator[Step]:
    for part, said in (
        (Part.UNKNOWN, "read.unknown"),
        (Part.BLOCKED, "read.card_blocked"),
        (Part.BANK, "read.bank_card"),
    ):

        def present(card: StoryCard = cards[part]) -> None:
            at.hands.take_away()
            at.hands.present(card)

        yield step(at, part.value, present, at.says(said), shot=part.value)


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

    yield step(at, "unplugged", unplug, lost, shot="unplugged")
    yield step(at, "found", find, found, shot="found")
    yield step(at, "found_back", lambda: at.press(Key.ESCAPE), lambda: not found())
    yield step(at, "plugged", at.hands.plug, all_well, shot="plugged")


def _in_the_middle(at: Counter, card: StoryCard) -> Iterator[Step]:
    yield step(at, "phone", lambda: at.hands.present(card), at.is_at(TillState.MEMBER), shot="phone")
    yield step(at, "cut_amount", lambda: at.press("2340"), at.owes(2340), shot="before-the-cut")


def _closed(at: Counter) -> Callable[[], bool]:
    return at.says("banner.visit_closed")


def _nothing() -> None:
    """The step only waits."""
