"""Which consents stand: the latest word counts, and of a child only what a parent agreed to.

Whether a parent was needed is judged for the day on which it was said, by the birthday that is known today: a
birthday that is put right later changes what counts, growing older does not. See docs/decisions/0034.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from fidpos.domain.age_of_consent import age_of_consent
from fidpos.domain.clock import ShopCalendar
from fidpos.domain.member import Channel, Profile, clean_name


class Word(NamedTuple):
    """What was said of one channel; `by_parent` where a parent agreed for a child."""

    at: datetime
    channel: Channel
    granted: bool
    by_parent: bool = False


def needs_parent(profile: Profile, day: date, alone_from: int) -> bool:
    """Whether a parent decides on that day; nobody's does whose year of birth is unknown.

    Who was born on 29 February grows older on the 28th in years without it.

    Args:
        profile: of the member.
        day: on which they are asked.
        alone_from: `age_of_consent` of the shop.
    """
    if profile.birthday is None or profile.birth_year is None:
        return False
    return day < profile.birthday.in_year(profile.birth_year + alone_from)


def counts(word: Word, profile: Profile, calendar: ShopCalendar) -> bool:
    """Whether somebody may be written to on the strength of it, unless they said otherwise since."""
    day = calendar.business_day(word.at)
    return word.granted and (word.by_parent or not needs_parent(profile, day, age_of_consent(calendar.zone)))


def standing(words: Iterable[Word], profile: Profile, calendar: ShopCalendar) -> frozenset[Channel]:
    """The channels for which a consent stands.

    Args:
        words: oldest first; of two of one instant, the withdrawal comes last.
        profile: of the member, as it is known today.
        calendar: of the shop.
    """
    latest = {word.channel: word for word in words}
    return frozenset(channel for channel, word in latest.items() if counts(word, profile, calendar))


def parent_name(raw: str) -> str:
    """The name of a parent as it is kept; empty where nobody is named, by a mere digit for instance."""
    name = clean_name(raw)
    return name if any(sign.isalpha() for sign in name) else ""
