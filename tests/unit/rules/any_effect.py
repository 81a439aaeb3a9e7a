"""Any effect that a rule may have, by phase, and any that points may buy."""

from datetime import date

from hypothesis import strategies as st

from fidpos.rules.bounds import Bounds
from fidpos.rules.effect import Effect, Phase
from fidpos.rules.effects.add_to_earned import AddToEarned
from fidpos.rules.effects.alert import Alert
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.amount_off_per_block import AmountOffPerBlock
from fidpos.rules.effects.amount_off_units import AmountOffUnits
from fidpos.rules.effects.buy_x_get_y import BuyXGetY
from fidpos.rules.effects.cashback import Cashback
from fidpos.rules.effects.count import Count
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.rules.effects.earn_per_amount import By, EarnPerAmount
from fidpos.rules.effects.earn_per_line import EarnPerLine
from fidpos.rules.effects.earn_per_unit import EarnPerUnit
from fidpos.rules.effects.free_article import FreeArticle
from fidpos.rules.effects.gift import Gift
from fidpos.rules.effects.gift_choice import GiftChoice, GiftOption
from fidpos.rules.effects.message import Message
from fidpos.rules.effects.multiply_earned import MultiplyEarned
from fidpos.rules.effects.percent_off import PercentOff
from fidpos.rules.effects.percent_off_units import PercentOffUnits
from fidpos.rules.effects.service import Service
from fidpos.rules.effects.tier_down import TierDown
from fidpos.rules.effects.tier_up import TierUp
from fidpos.rules.effects.unit_price import UnitPrice
from fidpos.rules.effects.voucher import Voucher
from fidpos.rules.evaluation import Audience
from fidpos.rules.expiry import ExpiryKind, LotExpiry
from fidpos.rules.policy import EarningBase
from fidpos.rules.scope import Scope, Selection
from fidpos.rules.units import Pick
from tests.unit.rules.build import TITLE

MONEY = "credit"
"""Code of the counter that counts money."""

COUNTERS = st.sampled_from(["points", "stamps"])
KEYS = st.sets(st.sampled_from(["bread", "drinks", "sale"]), max_size=2).map(lambda keys: tuple(sorted(keys)))
bounds = st.builds(
    lambda low, width: Bounds(at_least=low, at_most=low + width), st.integers(0, 5000), st.integers(0, 9000)
)
selections = st.builds(
    Selection, categories=KEYS, labels=KEYS, tax_rates_ppm=st.sampled_from([(), (), (55_000,)])
)
scopes = st.builds(
    Scope,
    only=selections,
    excluding=selections,
    full_price=st.booleans(),
    earning=st.booleans(),
    unit_price=st.none() | bounds,
)

counts = st.integers(1, 500)
_cap = st.none() | st.integers(1, 2000)
_few = st.integers(1, 4)
_units = {"scope": scopes, "cap_minor": _cap, "consumes": st.booleans(), "on_consumed": st.booleans()}
_lines = {"scope": scopes, "consumes": st.booleans(), "on_consumed": st.booleans()}

_gifts: st.SearchStrategy[Effect] = st.one_of(
    st.builds(Gift, title=st.just(TITLE), quantity=st.integers(1, 3), worth_minor=st.integers(0, 900)),
    st.builds(Service, title=st.just(TITLE), worth_minor=st.integers(0, 900)),
    st.just(
        GiftChoice(options=tuple(GiftOption(code=code, title=TITLE) for code in ("coffee", "tea", "cake")))
    ),
)
discounts: st.SearchStrategy[Effect] = st.one_of(
    st.builds(PercentOff, share_ppm=st.integers(1, 1_000_000), cap_minor=_cap, **_lines),
    st.builds(AmountOff, amount_minor=st.integers(1, 3000), **_lines),
    st.builds(
        PercentOffUnits, share_ppm=st.integers(1, 1_000_000), pick=st.sampled_from(Pick), n=_few, **_units
    ),
    st.builds(AmountOffUnits, amount_minor=st.integers(1, 900), pick=st.sampled_from(Pick), n=_few, **_units),
    st.builds(UnitPrice, price_minor=st.integers(0, 900), units_max=st.none() | _few, **_units),
    st.builds(
        BuyXGetY,
        buy=_few,
        get=_few,
        given=st.none() | scopes,
        groups_max=st.none() | _few,
        share_ppm=st.integers(1, 1_000_000),
        **_units,
    ),
    st.builds(BuyXGetY, buy=_few, same_article=st.just(True), groups_max=st.none() | _few, **_units),
    st.builds(FreeArticle, units_max=_few, **_units),
)
_cap_points = st.none() | st.integers(1, 300)
_earnings: st.SearchStrategy[Effect] = st.one_of(
    st.builds(
        EarnPerAmount,
        counter=COUNTERS,
        points=counts,
        per_minor=counts,
        by=st.sampled_from(By),
        scope=scopes,
        base=st.none() | st.sampled_from(EarningBase),
        cap_points=_cap_points,
    ),
    st.builds(EarnPerUnit, counter=COUNTERS, points=counts, scope=scopes, cap_points=_cap_points),
    st.builds(EarnPerLine, counter=COUNTERS, points=counts, scope=scopes, cap_points=_cap_points),
    st.builds(Cashback, counter=st.just(MONEY), share_ppm=st.integers(1, 1_000_000), scope=scopes),
    st.builds(EarnFixed, counter=COUNTERS, points=counts),
    st.builds(MultiplyEarned, counter=COUNTERS, factor_ppm=st.integers(1_000_000, 4_000_000)),
    st.builds(AddToEarned, counter=COUNTERS, points=counts),
)
_vouchers: st.SearchStrategy[Effect] = st.builds(
    Voucher,
    title=st.just(TITLE),
    effect=st.one_of(discounts, _gifts),
    valid_after_days=st.integers(0, 30),
    expiry=st.just(LotExpiry()) | st.builds(LotExpiry, kind=st.just(ExpiryKind.DAYS), count=counts),
    least_minor=st.integers(0, 3000),
)
_words: st.SearchStrategy[Effect] = st.one_of(
    _gifts,
    st.builds(Message, text=st.just(TITLE), audience=st.sampled_from(Audience)),
    st.builds(Alert, text=st.just(TITLE), on=st.dates(date(2026, 1, 1), date(2027, 12, 31))),
    st.builds(Count),
)
_move = {"tier": st.sampled_from(["", "silver", "gold"]), "months": st.none() | st.integers(0, 24)}
_moves: st.SearchStrategy[Effect] = st.one_of(st.builds(TierUp, **_move), st.builds(TierDown, **_move))

EFFECTS_OF = {
    Phase.LINE: st.one_of(discounts, _words),
    Phase.BASKET: st.one_of(discounts, _words),
    Phase.EARNING: st.one_of(_earnings, _words, _moves),
    Phase.AFTER: st.one_of(_words, _moves, _vouchers),
}
bought_with_points = st.one_of(
    discounts, _gifts, _vouchers, st.builds(AmountOffPerBlock, amount_minor=counts, scope=scopes)
)
used_later = st.one_of(discounts, _gifts)
"""What a voucher may give."""
