"""From a press to the picture: console, gateway and presenters, put together on the GUI thread."""

import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from fidpos.domain.clock import Clock
from fidpos.domain.shop import TillIdentity
from fidpos.texts.texts import Texts
from fidpos.till.view import CheckoutView, Message, Panel, Shown, StatusLight
from fidpos.ui.gateway import Answered, Dress, Gateway
from fidpos.ui.presenters.amount_entry import AmountEntry
from fidpos.ui.presenters.banner import banner_sound
from fidpos.ui.presenters.commands import Tick
from fidpos.ui.presenters.console import Console, Step, follow, hush, unclosed
from fidpos.ui.presenters.intake import Intake, Kept
from fidpos.ui.presenters.keys import Key, Press
from fidpos.ui.presenters.models import Sound
from fidpos.ui.presenters.press import pick_line, press
from fidpos.ui.presenters.scene import Scene
from fidpos.ui.presenters.screen import Screen, screen
from fidpos.ui.presenters.start import cannot_start, starting
from fidpos.ui.presenters.status import readers_in_trouble
from fidpos.ui.presenters.task.entry import takes_letters
from fidpos.ui.presenters.task.heard import asks_anew, heard_in_task
from fidpos.ui.presenters.technician.line_entry import takes_line
from fidpos.ui.settings import UiSettings

TICK_MS = 1000
BUSY_AFTER_MS = 300

PlaySound = Callable[[Sound], None]


class Desk(QObject):
    """Holds what is on screen. GUI thread only.

    Signals:
        screen_changed(object): `Screen`, when there is another picture to draw.
        document_made(str): path of a file to print, once for each.
        logo_changed(object): path of another logo, or None for the one that stands for it.
    """

    screen_changed = Signal(object)
    document_made = Signal(str)
    logo_changed = Signal(object)

    def __init__(
        self, gateway: Gateway, texts: Texts, clock: Clock, *, settings: UiSettings, play_sound: PlaySound
    ) -> None:
        super().__init__()
        self._gateway = gateway
        self._texts = texts
        self._clock = clock
        self._settings = settings
        self._play_sound = play_sound
        self._screen: Screen = starting(texts)
        self._identity: TillIdentity | None = None
        self._console: Console | None = None
        self._view: CheckoutView | None = None
        self._lights: tuple[StatusLight, ...] = ()
        self._document = ""
        self._intake = Intake()
        self._asked_s = float("-inf")
        self._is_opening = False
        self._is_ticking = False
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        self._late = QTimer(self, interval=BUSY_AFTER_MS, singleShot=True)
        self._late.timeout.connect(self._on_late)
        gateway.opened.connect(self._on_opened)
        gateway.cannot_open.connect(self._on_cannot_open)
        gateway.view_changed.connect(self._on_view)
        gateway.lights_changed.connect(self._on_lights)
        gateway.answered.connect(self._on_answered)
        gateway.spoken.connect(self._on_spoken)
        gateway.dressed.connect(self._on_dressed)

    @property
    def screen(self) -> Screen:
        """What is to be drawn now."""
        return self._screen

    @property
    def takes_text(self) -> bool:
        """Letters are being typed: accents may be composed."""
        view = self._view
        if view is None:
            return False
        is_line = view.technician is not None and takes_line(view.technician.pairing)
        return is_line or view.found is not None or view.panel is Panel.CODES or takes_letters(view.task)

    @property
    def is_answered(self) -> bool:
        """Whether the till has answered all that it was asked, a search too; a script waits for it."""
        is_searching = self._console is not None and self._console.searching
        return not is_searching and not self._intake.is_waiting

    def start(self) -> None:
        """Open the store, or try again."""
        if not self._is_opening:
            self._is_opening = True
            self._show(starting(self._texts))
            self._gateway.open()

    def stop(self) -> None:
        """No more ticks."""
        self._tick.stop()
        self._late.stop()

    def press(self, pressed: Press) -> None:
        """A key, or a touch of the button that bears it."""
        console, view = self._console, self._view
        if console is None or view is None:
            if pressed.key is Key.ENTER:
                self.start()
        elif self._intake.is_waiting:
            if not self._intake.keep(pressed, Shown.on(view)):
                self._play_sound(Sound.WARNING)
        elif pressed.key is Key.ENTER and time.monotonic() - self._asked_s < self._settings.answer_guard_s:
            self._play_sound(Sound.WARNING)
        else:
            self._take(press(console, view, pressed), by=pressed)

    def pick_line(self, line: int) -> None:
        """A line of a list was touched."""
        if self._console is None or self._view is None:
            return
        if self._intake.is_waiting:
            self._play_sound(Sound.WARNING)
        else:
            self._take(pick_line(self._console, self._view, line))

    def report(self, fault: Message) -> None:
        """Say an error, once; what is typed stays."""
        if self._console is not None and self._console.fault != fault:
            self._console = replace(self._console, fault=fault)
            self._play_sound(Sound.ERROR)
            self._draw()

    def _press_kept(self, kept: Kept) -> None:
        """A press whose turn has come."""
        if self._view is None or kept.is_meant_for(self._view):
            self.press(kept.press)
        else:
            self._play_sound(Sound.WARNING)

    def _take(self, step: Step, by: Press | None = None) -> None:
        self._console = step.console
        if step.refused:
            self._play_sound(Sound.WARNING)
        if step.command is not None:
            self._intake.sent(step.command, awaits=step.awaits, by=by)
            if step.awaits:
                self._late.start()
            self._gateway.post(step.command)
        self._draw()

    def _follow(self) -> None:
        """Let the entry follow the view, once nothing newer is under way."""
        if self._console is not None and self._view is not None:
            self._console = follow(self._console, self._view, settled=self._intake.is_settled)

    def _draw(self) -> None:
        if self._identity is None or self._console is None or self._view is None:
            return
        scene = Scene(
            view=self._view,
            console=self._console,
            lights=self._lights,
            identity=self._identity,
            now=self._clock.now(),
            texts=self._texts,
        )
        self._show(screen(scene))

    def _show(self, shown: Screen) -> None:
        if shown != self._screen:
            self._screen = shown
            self.screen_changed.emit(shown)

    def _hear(self, before: CheckoutView | None, view: CheckoutView) -> None:
        """A new banner sounds once, a question as a warning, a task as it goes."""
        task = before.task if before is not None else None
        if asks_anew(task, view.task):
            self._asked_s = time.monotonic()
        if view.question is not None and (before is None or before.question is None):
            self._asked_s = time.monotonic()
            self._play_sound(Sound.WARNING)
        elif view.banner is not None and (
            before is None or before.banner is None or before.banner.serial != view.banner.serial
        ):
            self._play_sound(banner_sound(view.banner.tone))
        elif (sound := heard_in_task(task, view.task)) is not None:
            self._play_sound(sound)

    @Slot(object)
    def _on_opened(self, identity: TillIdentity) -> None:
        self._is_opening = False
        self._identity = identity
        self._texts = self._texts.in_zone(identity.calendar.zone)
        self._console = Console(
            entry=AmountEntry(currency=identity.currency, style=self._settings.amount_style)
        )
        self._follow()
        self._tick.start()
        self._draw()

    @Slot(object)
    def _on_spoken(self, texts: Texts) -> None:
        self._texts = texts.in_zone(self._identity.calendar.zone) if self._identity is not None else texts
        self._draw()

    @Slot(object)
    def _on_dressed(self, dress: Dress) -> None:
        if self._identity is not None:
            self._identity = dress.identity
            self._draw()
        self.logo_changed.emit(dress.logo)

    @Slot(object)
    def _on_cannot_open(self, fault: Message) -> None:
        """There is no till, and what was open before is not drawn again."""
        self._is_opening = False
        self._tick.stop()
        self._identity = self._console = self._view = None
        self._play_sound(Sound.ERROR)
        self._show(cannot_start(self._texts, fault))

    @Slot(object)
    def _on_view(self, view: CheckoutView) -> None:
        before, self._view = self._view, view
        self._hear(before, view)
        self._follow()
        self._draw()
        if view.document and view.document != self._document:
            self._document = view.document
            self.document_made.emit(view.document)

    @Slot(object)
    def _on_lights(self, lights: tuple[StatusLight, ...]) -> None:
        known = {light.key for light in readers_in_trouble(self._lights)}
        self._lights = lights
        is_news = any(light.key not in known for light in readers_in_trouble(lights))
        if is_news and self._console is not None and self._view is not None:
            self._console = hush(self._console, self._view)
        self._draw()

    @Slot(object)
    def _on_answered(self, answered: Answered) -> None:
        self._intake.answered(answered.command)
        if self._view is not None:
            self._view = unclosed(self._view)
        if isinstance(answered.command, Tick):
            self._is_ticking = False
        if not self._intake.is_waiting:
            self._late.stop()
            self._set_busy(busy=False)
        self._follow()
        if answered.fault is not None:
            self.report(answered.fault)
        self._draw()
        while (kept := self._intake.next()) is not None:
            self._press_kept(kept)

    @Slot()
    def _on_tick(self) -> None:
        if not self._is_ticking:
            self._is_ticking = True
            self._gateway.post(Tick())
        self._draw()

    @Slot()
    def _on_late(self) -> None:
        self._set_busy(busy=True)
        self._draw()

    def _set_busy(self, *, busy: bool) -> None:
        if self._console is not None and self._console.busy is not busy:
            self._console = replace(self._console, busy=busy)
