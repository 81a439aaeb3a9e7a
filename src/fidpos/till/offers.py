"""What F5 offers: vouchers, rewards in reach, gifts to choose, rewards too dear, and those not given now."""

from collections.abc import Iterator, Mapping

from fidpos.domain.ids import RedemptionId
from fidpos.domain.money import Currency, Money
from fidpos.domain.visit import GiftPick
from fidpos.rules.evaluation import OfferState, VoucherOffer, VoucherState
from fidpos.rules.facts import VoucherHeld
from fidpos.rules.programme import Programme, RewardDef
from fidpos.till.close_visit import ReadyVisit
from fidpos.till.view import Message, OfferKind, RewardOffer
from fidpos.till.why import why
from fidpos.till.work import Work

_KEPT = frozenset({OfferState.NOTHING_DUE, OfferState.NOT_ELIGIBLE})
"""One that was chosen stays chosen, whatever became of it: the cashier lets it go."""

_WAITS = frozenset({VoucherState.TOO_EARLY, VoucherState.EXPIRED, VoucherState.PURCHASE_TOO_SMALL})


def offers(ready: ReadyVisit, programme: Programme, language: str) -> tuple[RewardOffer, ...]:
    """In the order of their numbers, which changes as little as can be during a visit."""
    currency = Currency.of(programme.currency)
    rewards = _rewards(ready, programme, currency, language)
    not_now = [offer for offer in rewards if offer.obstacle is not None]
    open_now = [offer for offer in rewards if offer.obstacle is None]
    in_reach = [offer for offer in open_now if offer.cost <= ready.file.points(offer.counter)]
    too_dear = [offer for offer in open_now if offer not in in_reach]
    return (
        *_vouchers(ready, currency, language),
        *in_reach,
        *_gifts(ready, language),
        *too_dear,
        *not_now,
    )


def with_offer(
    work: Work, offer: RewardOffer, rewards: Mapping[str, RewardDef], redemption_id: RedemptionId
) -> Work:
    """The work with what was chosen, or without it when it was chosen before."""
    match offer.kind:
        case OfferKind.VOUCHER:
            assert offer.voucher_id is not None
            return work.with_voucher(offer.voucher_id)
        case OfferKind.GIFT:
            return work.with_gift(GiftPick(source=offer.code, option=offer.option))
        case OfferKind.REWARD:
            return work.with_reward(rewards[offer.code], redemption_id)


def _rewards(ready: ReadyVisit, programme: Programme, currency: Currency, language: str) -> list[RewardOffer]:
    """By cost; one whose condition does not hold says why."""
    chosen = {redemption.reward for redemption in ready.draft.redemptions}
    titles = {reward.code: reward.title.of(language) for reward in programme.rewards}
    shown = [
        RewardOffer(
            code=offer.reward,
            title=titles[offer.reward],
            counter=offer.counter,
            cost=offer.cost,
            missing=offer.missing if offer.state is OfferState.TOO_FEW_POINTS else 0,
            chosen=offer.applied > 0 or (offer.reward in chosen and offer.state in _KEPT),
            obstacle=why(offer.miss, currency) if offer.miss is not None else None,
        )
        for offer in ready.evaluation.offers
    ]
    return sorted(shown, key=lambda offer: offer.cost)


def _vouchers(ready: ReadyVisit, currency: Currency, language: str) -> Iterator[RewardOffer]:
    standing = {offer.id: offer for offer in ready.evaluation.voucher_offers}
    for voucher in ready.facts.vouchers:
        offer = standing[voucher.id]
        yield RewardOffer(
            code=voucher.source,
            title=voucher.title.of(language),
            counter="",
            cost=0,
            missing=0,
            chosen=voucher.id in ready.draft.vouchers,
            kind=OfferKind.VOUCHER,
            voucher_id=voucher.id,
            until=voucher.valid_until,
            obstacle=_obstacle(voucher, offer, currency) if offer.state in _WAITS else None,
        )


def _obstacle(voucher: VoucherHeld, offer: VoucherOffer, currency: Currency) -> Message:
    params: dict[str, object] = {
        "from": voucher.valid_from,
        "until": voucher.valid_until or voucher.valid_from,
        "missing": Money(offer.missing_minor, currency),
    }
    return Message(key=f"voucher.{offer.state.value}", params=params)


def _gifts(ready: ReadyVisit, language: str) -> Iterator[RewardOffer]:
    """Each gift of those that the visit gives one of; the one it gives now counts as chosen."""
    chosen = {gift.source: gift for gift in ready.evaluation.gifts if gift.options}
    for source, gift in chosen.items():
        for option, title in gift.options:
            yield RewardOffer(
                code=source,
                title=title.of(language),
                counter="",
                cost=0,
                missing=0,
                chosen=option == gift.option,
                kind=OfferKind.GIFT,
                option=option,
            )
