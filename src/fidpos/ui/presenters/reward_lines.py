"""Rewards as lines of a list: what they cost, whether the points reach, and what is missing."""

from fidpos.domain.money import PPM
from fidpos.texts.texts import Texts
from fidpos.till.view import RewardOffer
from fidpos.ui.presenters.keys import Press
from fidpos.ui.presenters.models import RewardLine
from fidpos.ui.presenters.scene import counted

NUMBERED = 9
"""Rewards that a digit can choose."""


def reward_lines(texts: Texts, offers: tuple[RewardOffer, ...]) -> tuple[RewardLine, ...]:
    """One line for each offer that has a number, affordable ones first as the session sorted them."""
    return tuple(_line(texts, place, offer) for place, offer in enumerate(offers[:NUMBERED], start=1))


def _line(texts: Texts, place: int, offer: RewardOffer) -> RewardLine:
    affordable = offer.missing == 0
    if offer.chosen:
        state = texts.say("reward.chosen")
    elif affordable:
        state = texts.say("reward.available")
    else:
        state = texts.say("reward.missing", missing=counted(texts, offer.missing, offer.counter))
    cost = counted(texts, offer.cost, offer.counter)
    return RewardLine(
        number=str(place),
        title=offer.title,
        cost=cost,
        state=state,
        terms=texts.say("reward.terms", cost=cost, state=state),
        progress_ppm=PPM if not offer.cost else max(0, (offer.cost - offer.missing) * PPM // offer.cost),
        affordable=affordable or offer.chosen,
        chosen=offer.chosen,
        press=Press.typing(str(place)),
    )
