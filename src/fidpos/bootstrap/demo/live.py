"""The demonstration with a display: the till in a window, and the tray of virtual cards beside it."""

from fidpos import paths
from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.demo.hands import CARDS, Hands, PcscHands, TrayHands
from fidpos.bootstrap.demo.register import pair
from fidpos.bootstrap.demo.tray import Presentation, StoryCard, story_cards
from fidpos.bootstrap.till import assemble, leave, recorded
from fidpos.paths import TillFolder
from fidpos.settings.till_settings import Language, TillSettings
from fidpos.texts.texts import Texts
from fidpos.ui.app import show
from fidpos.ui.icons import Icons
from fidpos.ui.settings import UiSettings
from fidpos.ui.theme import Theme
from fidpos.ui.tray import Tray, TrayItem
from fidpos.ui.widgets.kit import Kit, Touch

_ICONS = {
    Presentation.APPLET: "cpu",
    Presentation.UID: "nfc",
    Presentation.BARCODE: "scan-barcode",
    Presentation.BANK: "credit-card",
}


class _TrayKeeper:
    """Does with the reader what is touched on the tray."""

    def __init__(self, hands: Hands, cards: tuple[StoryCard, ...]) -> None:
        self._hands = hands
        self._cards = cards
        self._is_plugged = True

    def on_touched(self, place: int) -> None:
        """A card is presented; below the cards: take it away, pull or put back the cable."""
        if place < len(self._cards):
            self._hands.take_away()
            self._hands.present(self._cards[place])
        elif place == len(self._cards):
            self._hands.take_away()
        else:
            self._is_plugged = not self._is_plugged
            (self._hands.plug if self._is_plugged else self._hands.unplug)()


def run_live(folder: TillFolder, language: Language, *, pcsc: bool) -> int:
    """Show till and tray until the till's window is closed; returns the exit status."""
    kind = PcscHands if pcsc else TrayHands
    settings = TillSettings(language=language, readers=kind.readers, cards=CARDS, register_link=True)
    clock = SystemClock()
    token = pair(folder, clock.now())
    with recorded(folder):
        program = assemble(folder, settings, clock, ui_settings=UiSettings(fullscreen=False))
        print(program.texts.say("demo.register", token=token), flush=True)
        ui, hands = program.ui, kind(program.reader)
        cards = story_cards()
        keeper = _TrayKeeper(hands, cards)
        tray = _tray(cards, program.texts)
        tray.touched.connect(keeper.on_touched)
        ui.window.closed.connect(ui.application.quit)
        ui.window.closed.connect(program.customer.close)
        show(ui, fullscreen=False)
        program.customer.follow_screens(ui.application, ui.window)
        tray.show_beside(ui.window)
        status = ui.application.exec()
        tray.close()
        hands.close()
        return leave(program, status)


def _tray(cards: tuple[StoryCard, ...], texts: Texts) -> Tray:
    resources = paths.resources_dir()
    kit = Kit(theme=Theme(), icons=Icons(resources), touch=Touch())
    items = [
        TrayItem(
            title=card.name or texts.say(f"demo.card.{card.part.value}"),
            detail=_detail(card, texts),
            icon=_ICONS[card.presentation],
        )
        for card in cards
    ]
    for name, icon in (("take_away", "x"), ("cable", "plug")):
        title, detail = texts.say(f"demo.{name}"), texts.say(f"demo.{name}.detail")
        items.append(TrayItem(title=title, detail=detail, icon=icon))
    return Tray(kit, texts.say("demo.tray"), texts.say("demo.tray.note"), items)


def _detail(card: StoryCard, texts: Texts) -> str:
    """What the card is for in the story, or how it is held out."""
    part = f"demo.part.{card.part.value}"
    return texts.say(part if texts.has(part) else f"demo.presentation.{card.presentation.value}")
