"""All that a screen is made of at one instant, and the small words that several presenters share."""

from dataclasses import dataclass
from datetime import date, datetime

from fidpos.domain.shop import TillIdentity
from fidpos.texts.texts import Texts
from fidpos.till.view import CheckoutView, StatusLight
from fidpos.ui.presenters.console import Console
from fidpos.ui.presenters.keys import Key, Press
from fidpos.ui.presenters.models import Accent, ButtonModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the presenters look at. `texts` shows instants in the shop's zone."""

    view: CheckoutView
    console: Console
    lights: tuple[StatusLight, ...]
    identity: TillIdentity
    now: datetime
    texts: Texts

    @property
    def today(self) -> date:
        """The day on the shop's calendar."""
        return self.identity.calendar.business_day(self.now)


_NAMED_KEYS = {
    Key.ENTER: "key.enter",
    Key.ESCAPE: "key.escape",
    Key.DELETE: "key.delete",
    Key.LEFT: "key.left",
    Key.RIGHT: "key.right",
    Key.SHIFT_F3: "key.shift_f3",
    Key.SHIFT_F8: "key.shift_f8",
}


def key_name(texts: Texts, key: Key) -> str:
    """What stands on the key, in words of the cashier's keyboard."""
    return texts.say(_NAMED_KEYS[key]) if key in _NAMED_KEYS else key.value.upper()


def button(
    texts: Texts,
    key: Key,
    label: str,
    *,
    icon: str = "",
    enabled: bool = True,
    accent: Accent = Accent.PLAIN,
) -> ButtonModel:
    """A button for a key that acts, with the key's name on it."""
    return ButtonModel(
        press=Press.of(key),
        label=label,
        key=key_name(texts, key),
        icon=icon,
        enabled=enabled,
        accent=accent,
    )


def initials(name: str) -> str:
    """First letters of the first and the last word: `Élodie Martin` is `ÉM`."""
    words = [word for word in name.split() if word[0].isalnum()]
    picked = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in picked).upper()


def counted(texts: Texts, amount: int, counter: str) -> str:
    """`500 points`; a counter whose unit has no word of its own shows the number alone."""
    unit = f"unit.{counter}"
    return texts.say(unit, count=amount) if texts.has(unit) else texts.value(amount)
