"""The name or phone number being typed to find a member, and which of the results Enter would pick."""

from dataclasses import dataclass, replace

from fidpos.ui.presenters.keys import Key, Press

TEXT_MAX = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchEntry:
    """Text typed so far and the chosen line, counted from 0."""

    text: str = ""
    line: int = 0

    def typed(self, press: Press) -> "SearchEntry":
        """The entry after a press; itself when the press types nothing or there is no room."""
        if press.key is Key.BACKSPACE:
            return replace(self, text=self.text[:-1], line=0) if self.text else self
        text = (self.text + press.text).lstrip()
        if not press.text or not press.text.isprintable() or len(text) > TEXT_MAX:
            return self
        return replace(self, text=text, line=0)

    def moved(self, by: int, results: int) -> "SearchEntry":
        """The next or previous line, staying within the results."""
        return replace(self, line=max(0, min(self.line + by, results - 1)))
