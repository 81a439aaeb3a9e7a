"""Rewards as lines of a list: what they cost, whether the points reach, and what is missing."""

from fidpos.domain.money import PPM
from fidpos.texts.texts import Texts
from fidpos.till.view import OfferKind, RewardOffer
from fidpos.ui.presenters.keys import Press
from fidpos.ui.presenters.models import RewardLine
from fidpos.ui.presenters.scene import counted

NUMBERED = 9
"""Rewards that a digit can choose."""


def reward_lines(texts: Texts, offers: tuple[RewardOffer, ...]) -> tuple[RewardLine, ...]:
    """One line for each offer that has a number, affordable ones first as the session sorted them."""
    return tuple(_line(texts, place, offer) for place, offer in enumerate(offers[:NUMBERED], start=1))


def _line(texts: Texts, place: int, offer: RewardOffer) -> RewardLine:
    affordable = offer.missing == 0 and offer.obstacle is None
    if offer.chosen:
        state = texts.say("reward.chosen")
    elif affordable:
        state = texts.say("reward.available")
    elif offer.obstacle is not None:
        state = texts.say("reward.not_now")
    else:
        state = texts.say("reward.missing", missing=counted(texts, offer.missing, offer.counter))
    cost = _terms(texts, offer)
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


def _terms(texts: Texts, offer: RewardOffer) -> str:
    """What it costs; how long a voucher lasts."""
    match offer.kind:
        case OfferKind.REWARD:
            return counted(texts, offer.cost, offer.counter)
        case OfferKind.GIFT:
            return texts.say("reward.gift_choice")
        case OfferKind.VOUCHER if offer.until is not None:
            return texts.say("reward.voucher_until", until=offer.until)
        case OfferKind.VOUCHER:
            return texts.say("reward.voucher")
