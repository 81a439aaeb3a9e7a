"""What segments are asked within: the merchant's currency, programme, shops and rhythm."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import LiteralString

from fidpos.domain.ids import ShopId
from fidpos.domain.money import Currency
from fidpos.rules.titles import Titles
from fidpos.server.db.currency import currency_of
from fidpos.server.db.programme_now import programme_now
from fidpos.server.db.work import Work
from fidpos.server.services.segments.segment import Rhythm

_SHOPS: LiteralString = "SELECT id, name FROM shops ORDER BY closed_at IS NOT NULL, name, id"
_TIERS: LiteralString = "SELECT DISTINCT tier FROM members WHERE tier IS NOT NULL ORDER BY tier"
_RHYTHM: LiteralString = "SELECT dormant_days, lost_days FROM figure_settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentSetting:
    """As it stands now.

    Attributes:
        counter: the programme's first one; empty without a programme.
        tiers: with their names, the lowest first; behind them those that the programme has no more.
        shops: with their names, those closed last.
    """

    currency: Currency
    counter: str
    tiers: Sequence[tuple[str, Titles]]
    shops: Mapping[ShopId, str]
    rhythm: Rhythm


def read(work: Work, shops: Set[ShopId] | None) -> SegmentSetting:
    """The setting, with these shops, or all of them."""
    rhythm = work.run(_RHYTHM).fetchone()
    programme = programme_now(work, work.clock.now())
    named = {tier.code: tier.title for tier in programme.tiers} if programme else {}
    held = work.run(_TIERS).fetchall()
    return SegmentSetting(
        currency=currency_of(work),
        counter=programme.counters[0].code if programme and programme.counters else "",
        tiers=list((named | {code: named.get(code, Titles(fr=code, en=code)) for (code,) in held}).items()),
        shops={ShopId(id_): name for id_, name in work.run(_SHOPS) if shops is None or ShopId(id_) in shops},
        rhythm=Rhythm(dormant_days=rhythm[0], lost_days=rhythm[1]) if rhythm is not None else Rhythm(),
    )
