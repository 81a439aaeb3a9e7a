"""What the visitor wants to see: months, shop and segment, read from the address; and its form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from fidpos.domain.ids import ShopId
from fidpos.domain.money import Currency, Money
from fidpos.rules.programme import Programme
from fidpos.server.backoffice.answer import NotHere
from fidpos.server.backoffice.asked import Asked as Request
from fidpos.server.backoffice.rendering import url
from fidpos.server.db.currency import currency_of
from fidpos.server.db.figures.asked import Asked
from fidpos.server.db.figures.settings import read_settings
from fidpos.server.db.programme_now import newest_programme, programme_then
from fidpos.server.db.segment_query import Asking, SegmentQuery
from fidpos.server.db.segments import plan_for_sums, saved_segment, saved_segments
from fidpos.server.db.work import Work
from fidpos.server.register import Shop
from fidpos.server.services.figures.as_segment import Around
from fidpos.server.services.figures.period import Period, latest, month_after, month_of
from fidpos.server.services.figures.settings import PPM, FigureSettings
from fidpos.server.services.figures.whom import FigureList, Whom
from fidpos.server.services.segments.segment import EVERYBODY, Rhythm

MONTHS_OFFERED = 36
USUAL_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A page's question, and what its form offers.

    Attributes:
        asked: for the database.
        shop: the only one; None for all that the visitor sees.
        shops: those that they may choose.
        segments: id and name.
        programme: the newest; None before the first.
        then: the one in force at the end of the period, whose control group is compared.
        around: for criteria that say the same as a figure.
    """

    asked: Asked
    currency: Currency
    shop: Shop | None
    shops: Sequence[Shop]
    segment_id: UUID | None
    segments: Sequence[tuple[UUID, str]]
    programme: Programme | None
    then: Programme | None
    around: Around

    def money(self, minor: int) -> Money:
        """In the merchant's currency."""
        return Money(minor, self.currency)

    @property
    def query(self) -> Mapping[str, object]:
        """For addresses of other pages that are asked the same."""
        period = self.asked.period
        return {
            "from": f"{period.first:%Y-%m}",
            "to": f"{period.last:%Y-%m}",
            "shop": self.shop.id if self.shop else None,
            "segment": self.segment_id,
        }

    def url(self, path: str, **more: object) -> str:
        """An address below `/figures`, asked the same but for what is said besides."""
        return url(f"/figures{path}", **{**self.query, **more})

    def url_of_month(self, path: str, month: date) -> str:
        """The same of one month."""
        return url(f"/figures{path}", **{**self.query, "from": f"{month:%Y-%m}", "to": f"{month:%Y-%m}"})

    def url_of_shop(self, shop_id: ShopId) -> str:
        """At a glance, the same of one shop."""
        return url("/figures", **{**self.query, "shop": shop_id})

    def list_of(self, whom: Whom) -> FigureList:
        """The members behind a figure that is asked the same."""
        return FigureList(
            whom=whom,
            period=self.asked.period,
            today=self.asked.today,
            shop=self.shop.id if self.shop else None,
            control_ppm=self.asked.control_ppm,
        )

    @property
    def months(self) -> list[date]:
        """Those that can be chosen, the latest first, and those that were."""
        this = month_of(self.asked.today)
        offered = {month_after(this, -count) for count in range(MONTHS_OFFERED)}
        return sorted({*offered, self.asked.period.first, self.asked.period.last}, reverse=True)


def question(request: Request, work: Work) -> Question:
    """Read from the address; what it leaves out is the usual.

    Raises:
        NotHere: a shop or a segment that is not theirs.
    """
    today = request.now().astimezone(request.zone).date()
    with request.books.register.pages(request.visitor.merchant_id) as pages:
        shops = [each for each in pages.shops() if request.sees(each.id)]
    shop = _shop(request, shops)
    chosen = request.visitor.shops if shop is None else frozenset({shop.id})
    programme = newest_programme(work)
    settings = _worth(read_settings(work), programme)
    segment_id = _id(request, "segment")
    asking = Asking(
        today=today,
        counter=programme.counters[0].code if programme and programme.counters else "",
        shops=request.visitor.shops,
        rhythm=Rhythm(dormant_days=settings.dormant_days, lost_days=settings.lost_days),
    )
    query = _segment(request, work, segment_id, asking)
    period = _period(request.query, today)
    then = programme_then(work, _end(request, period), shop.id if shop else None)
    return Question(
        asked=Asked(
            period=period,
            today=today,
            settings=settings,
            control_ppm=then.control_ppm if then else 0,
            shops=chosen,
            segment=query.members if query else None,
            segment_values=query.values if query else {},
        ),
        currency=currency_of(work),
        shop=shop,
        shops=shops,
        segment_id=segment_id,
        segments=[(each.id, each.name) for each in saved_segments(work, request.visitor.person_id)],
        programme=programme,
        then=then,
        around=Around(
            settings=settings,
            counter=asking.counter,
            segment=query.segment if query else EVERYBODY,
        ),
    )


def _end(request: Request, period: Period) -> datetime:
    """The period's last instant, or now while it lasts."""
    next_day = datetime.combine(period.ends_on + timedelta(days=1), time(), request.zone)
    return min(request.now(), next_day - timedelta(microseconds=1))


def _period(query: Mapping[str, str], today: date) -> Period:
    """What was chosen; the other way round where it ends before it begins."""
    usual = latest(today, USUAL_MONTHS)
    first, last = _month(query.get("from"), usual.first), _month(query.get("to"), usual.last)
    last = min(max(first, last), usual.last)
    first = max(min(first, last), month_after(last, 1 - MONTHS_OFFERED))
    return Period(first=first, last=last)


def _month(said: str | None, usual: date) -> date:
    try:
        return date.fromisoformat(f"{said}-01") if said else usual
    except ValueError:
        return usual


def _shop(request: Request, shops: Sequence[Shop]) -> Shop | None:
    shop_id = _id(request, "shop")
    if shop_id is None:
        return None
    found = next((each for each in shops if each.id == ShopId(shop_id)), None)
    if found is None:
        raise NotHere("no shop of theirs")
    return found


def _segment(request: Request, work: Work, segment_id: UUID | None, asking: Asking) -> SegmentQuery | None:
    if segment_id is None:
        return None
    saved = saved_segment(work, segment_id, request.visitor.person_id)
    if saved is None:
        raise NotHere("no segment of theirs")
    plan_for_sums(work)
    return SegmentQuery(saved.segment, asking)


def _worth(settings: FigureSettings, programme: Programme | None) -> FigureSettings:
    """What a point is worth stands in the programme, unless the merchant counts otherwise here."""
    known = {each.code: each.worth_minor * PPM for each in programme.counters} if programme else {}
    return replace(settings, point_worth_ppm={**known, **settings.point_worth_ppm})


def _id(request: Request, name: str) -> UUID | None:
    said = request.query.get(name)
    if not said:
        return None
    try:
        return UUID(said)
    except ValueError:
        raise NotHere("no id") from None
