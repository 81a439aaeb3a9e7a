"""The technician's scene of the demonstration: a reader is set up again, and the centre is looked at."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from fidpos.bootstrap.demo.counter import Counter, name_oneself, step
from fidpos.bootstrap.demo.hands import SIMULATED
from fidpos.bootstrap.demo.shop import CASHIER, TECHNICIAN
from fidpos.bootstrap.demo.tray import StoryCard
from fidpos.till.technician.view import Page, PairingStep, WizardStep
from fidpos.till.view import TillState
from fidpos.ui.player import Step
from fidpos.ui.presenters.keys import Key
from fidpos.wire.sync.pairing_code import PublicKeys, new_code, scanned

_HELD_AGAIN_S = 3.0
"""A card that a reader missed, because it was being set up anew, is held there again."""

_MISTYPED_CODE = "02g4k9m27zq0r5v8c3n1t6xa"


def technician_comes(at: Counter, card: StoryCard) -> Iterator[Step]:
    """The simulated reader is set up again and proven, the centre looked at; the checkout is as it was."""
    yield step(at, "lock", lambda: at.press(Key.F9), at.is_at(TillState.LOCKED))
    yield name_oneself(at, TECHNICIAN, "technician_name")
    pin = TECHNICIAN.pin
    yield step(at, "technician", lambda: at.press(pin, Key.ENTER), _lists_readers(at))
    yield from _sets_up_a_reader(at, card)
    yield from _looks_at_the_centre(at)
    yield step(at, "lock", lambda: at.press(Key.F9), at.is_at(TillState.LOCKED))
    yield name_oneself(at, CASHIER, "name")
    yield step(at, "pin", lambda: at.press(CASHIER.pin, Key.ENTER), at.is_at(TillState.IDLE))


def _lists_readers(at: Counter) -> Callable[[], bool]:
    return lambda: any(line.reader == SIMULATED for line in at.desk().devices)


def _sets_up_a_reader(at: Counter, card: StoryCard) -> Iterator[Step]:
    def choose() -> None:
        at.press(str(1 + [line.reader for line in at.desk().devices].index(SIMULATED)))

    def is_chosen() -> bool:
        desk = at.desk()
        return bool(desk.devices) and desk.devices[desk.chosen].reader == SIMULATED

    def present() -> None:
        at.hands.take_away()
        at.hands.present(card)

    yield step(at, "technician_reader", choose, is_chosen, shot="technician")
    yield step(at, "wizard", lambda: at.press(Key.F3), at.wizard_is(WizardStep.PRESENT))
    read = step(at, "wizard_card", present, at.wizard_is(WizardStep.RESULT), shot="wizard-result")
    yield replace(read, again_after_s=_HELD_AGAIN_S)
    yield step(at, "wizard_save", lambda: at.press(Key.ENTER), at.wizard_is(WizardStep.TEST))
    for reads in (1, 2, 3):
        shot = "wizard-done" if reads == 3 else ""
        read = step(at, f"wizard_read.{reads}", present, at.wizard_has_read(reads), shot=shot)
        yield replace(read, again_after_s=_HELD_AGAIN_S)
    yield step(at, "wizard_end", lambda: at.press(Key.ENTER), at.page_is(Page.DEVICES))


def _looks_at_the_centre(at: Counter) -> Iterator[Step]:
    """The shop has none, and it is not real: the pairing is begun, and refused at the end."""

    def is_refused() -> bool:
        pairing = at.desk().pairing
        return pairing is not None and pairing.problem is not None

    def asks_for(asked: PairingStep) -> Callable[[], bool]:
        def asks() -> bool:
            pairing = at.desk().pairing
            return pairing is not None and pairing.step is asked

        return asks

    yield step(at, "centre", lambda: at.press(Key.F10), at.page_is(Page.CENTRE), shot="centre")
    yield step(at, "pairing", lambda: at.press(Key.F2), at.page_is(Page.PAIRING), shot="pairing")
    yield step(
        at, "pairing_refused", lambda: at.press(_MISTYPED_CODE, Key.ENTER), is_refused, shot="pairing-refused"
    )
    keys = PublicKeys(identity=bytes(32), box=bytes(32))
    code = scanned(new_code(1, keys, "https://centre.example"))
    name = asks_for(PairingStep.NAME)
    read = step(at, "pairing_scanned", lambda: at.hands.scan(code), name, shot="pairing-name")
    yield replace(read, again_after_s=_HELD_AGAIN_S)
    yield step(at, "pairing_asked", lambda: at.press(Key.ENTER), is_refused, shot="pairing-demonstration")
    yield step(at, "pairing_left", lambda: at.press(Key.ESCAPE, Key.ESCAPE), at.page_is(Page.CENTRE))
