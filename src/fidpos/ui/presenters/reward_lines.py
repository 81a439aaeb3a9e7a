"""Rewards and effects as lines of a list: what they cost or give, and what is missing."""

from fidpos.domain.money import PPM
from fidpos.texts.texts import Texts
from fidpos.till.view import EffectLine, EffectState, OfferKind, RewardOffer
from fidpos.ui.presenters.keys import Press
from fidpos.ui.presenters.models import RewardLine
from fidpos.ui.presenters.scene import counted

NUMBERED = 9
"""Rewards that a digit can choose."""


def reward_lines(texts: Texts, offers: tuple[RewardOffer, ...]) -> tuple[RewardLine, ...]:
    """One line for each offer that has a number, affordable ones first as the session sorted them."""
    return tuple(_line(texts, place, offer) for place, offer in enumerate(offers[:NUMBERED], start=1))


def effect_lines(texts: Texts, effects: tuple[EffectLine, ...]) -> tuple[RewardLine, ...]:
    """Those whose conditions hold bear a digit; the nearest of the others say what is missing."""
    return tuple(_effect(texts, place, line) for place, line in enumerate(effects[:NUMBERED], start=1))


def _effect(texts: Texts, place: int, line: EffectLine) -> RewardLine:
    given = line.state is EffectState.APPLIED
    aside = line.state is EffectState.SET_ASIDE
    number = "" if line.state is EffectState.NOT_NOW else str(place)
    gives = texts.message(line.gives) if line.gives is not None else ""
    state = texts.say("effect.applied") if line.why is None else texts.message(line.why)
    return RewardLine(
        number=number,
        title=line.title,
        cost=gives,
        state=state,
        terms=texts.say("reward.terms", cost=gives, state=state) if gives else state,
        progress_ppm=0,
        affordable=given or aside,
        chosen=given,
        set_aside=aside,
        press=Press.typing(number),
    )


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
        terms=texts.message(offer.obstacle)
        if offer.obstacle is not None and not offer.chosen
        else texts.say("reward.terms", cost=cost, state=state),
        progress_ppm=_progress_ppm(offer),
        affordable=affordable or offer.chosen,
        chosen=offer.chosen,
        press=Press.typing(str(place)),
    )


def _progress_ppm(offer: RewardOffer) -> int:
    """How far the points reach; nothing for what no points would give now."""
    if offer.obstacle is not None:
        return 0
    return PPM if not offer.cost else max(0, (offer.cost - offer.missing) * PPM // offer.cost)


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
