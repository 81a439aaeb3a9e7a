"""Where strokes go: on to the till, nowhere, or neither yet. Decides nothing by itself."""

from fidpos.readers.keystrokes.keys import KeyStroke, Ruling


class KeyGate:
    """Keeps what is undecided, and gathers what was decided until `take_ruling`.

    Strokes leave in the order in which they came, and the release of a key goes where its press went, so that
    the till never sees half of a key.
    """

    def __init__(self) -> None:
        self._held: list[KeyStroke] = []
        self._swallowed_down: set[int] = set()
        self._deliver: list[int] = []
        self._swallow: list[int] = []

    @property
    def is_holding(self) -> bool:
        """Whether a stroke is undecided."""
        return bool(self._held)

    def take_ruling(self, *, wait_ms: int | None) -> Ruling:
        """What was decided since the last time."""
        ruling = Ruling(deliver=tuple(self._deliver), swallow=tuple(self._swallow), wait_ms=wait_ms)
        self._deliver.clear()
        self._swallow.clear()
        return ruling

    def deliver(self, stroke: KeyStroke) -> None:
        """The stroke was a person's, and so is all that is held before it."""
        self._held.append(stroke)
        self.let_go()

    def hold(self, stroke: KeyStroke) -> None:
        """The stroke may be either's."""
        self._held.append(stroke)

    def swallow(self, stroke: KeyStroke) -> None:
        """The press was a scanner's; its release will be."""
        self._swallowed_down.add(stroke.scan_code)
        self._swallow.append(stroke.serial)

    def follow(self, stroke: KeyStroke) -> None:
        """A release, or the system's repeat of a key that is down, goes where the press went or will go."""
        if stroke.scan_code in self._swallowed_down and not self._is_press_held(stroke.scan_code):
            self._swallow.append(stroke.serial)
            if not stroke.pressed:
                self._swallowed_down.discard(stroke.scan_code)
        elif self._held:
            self._held.append(stroke)
        else:
            self._deliver.append(stroke.serial)

    def let_go(self) -> None:
        """What is held was typed."""
        for stroke in self._held:
            self._swallowed_down.discard(stroke.scan_code)
            self._deliver.append(stroke.serial)
        self._held.clear()

    def condemn(self) -> None:
        """What is held was a scanner's, except releases of keys that a person had pressed before."""
        held, self._held = self._held, []
        for stroke in held:
            if stroke.pressed:
                self.swallow(stroke)
            else:
                self.follow(stroke)

    def _is_press_held(self, scan_code: int) -> bool:
        return any(stroke.pressed and stroke.scan_code == scan_code for stroke in self._held)
