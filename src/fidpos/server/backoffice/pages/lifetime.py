"""What members are worth: how it is spread, who is worth most, by which formula, and what the owner sets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from babel.numbers import format_decimal

from fidpos.domain.money import Currency, Money
from fidpos.server.backoffice.answer import Answer, NotHere, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.endpoint import Area, get, post
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.permission import Permission
from fidpos.server.backoffice.rendering import url
from fidpos.server.db import values_shown, valuing
from fidpos.server.db.currency import currency_of
from fidpos.server.db.values_shown import Kept, Tenth, Valued
from fidpos.server.jobs.valuing import KIND
from fidpos.server.services.figures.lifetime import MEMBERS_MIN, MONTHS_MAX, PPM, RETURNED_MIN, ValueSettings
from fidpos.texts.formats import LOCALES

START = "/figures/lifetime"
_BAR = "#2450D8"


@dataclass(frozen=True, slots=True, kw_only=True)
class TenthShown:
    """A tenth of the members.

    Attributes:
        share_ppm: of what all are worth together.
    """

    number: int
    members: int
    worth: Money
    least: Money
    share_ppm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryMargin:
    """A row of the settings: a category, what was sold of it, and its margin as it is typed."""

    number: int
    name: str
    sold: Money
    margin: str


def show(asked: Asked) -> Answer:
    """The newest computation."""
    shops = asked.visitor.shops
    with asked.reading() as work:
        currency = currency_of(work)
        tenths = _tenths(values_shown.tenths(work, shops), currency)
        alive = values_shown.alive(work, shops)
        best = values_shown.best(work, shops, _after(asked))
        context = {
            "kept": values_shown.latest_valuation(work),
            "sums": values_shown.sums(work, shops),
            "tenths": tenths,
            "alive": alive,
            "best": best,
            "money": lambda minor: Money(minor, currency),
            "tenths_chart": _bars(range(1, len(tenths) + 1), [each.share_ppm / 10_000 for each in tenths]),
            "alive_chart": _bars([f"{step * 10}–{step * 10 + 10} %" for step in range(10)], alive),
            "members_min": MEMBERS_MIN,
            "returned_min": RETURNED_MIN,
            "onwards": _onwards(best),
            "is_first": "worth" not in asked.query,
        }
    return Page(template="lifetime/show.html", context=context)


def settings(asked: Asked) -> Answer:
    """What the owner decides of margins and of the future."""
    with asked.reading() as work:
        found, kept = valuing.read_settings(work), values_shown.latest_valuation(work)
        currency = currency_of(work)
    language = asked.visitor.language
    context = {
        "margin": _percent(found.margin_ppm, language),
        "discount": _percent(found.discount_ppm, language),
        "months": str(found.months),
        "categories": _categories(found, kept, currency, language),
        "problems": {},
    }
    return Page(template="lifetime/settings.html", context=context)


def set_settings(asked: Asked) -> Answer:
    """They count at once: everything is computed anew."""
    form = Form(asked.fields, asked.visitor.language)
    with asked.work() as work:
        kept = values_shown.latest_valuation(work)
        rows = _categories(valuing.read_settings(work), kept, currency_of(work), asked.visitor.language)
        wanted = _typed(form, [row.name for row in rows])
        if wanted is None:
            return _with_problems(form, rows)
        valuing.write_settings(work, wanted)
        asked.write_down(work, "value_settings_changed", months=str(wanted.months))
        job_id = asked.books.jobs.ask(work, KIND, {}, asked.visitor.person_id)
    return Redirect(path=f"/jobs/{job_id}", said=Message(key="office.lifetime.being_computed"))


def compute(asked: Asked) -> Answer:
    """As of yesterday, now."""
    with asked.work() as work:
        asked.write_down(work, "value_computed")
        job_id = asked.books.jobs.ask(work, KIND, {}, asked.visitor.person_id)
    return Redirect(path=f"/jobs/{job_id}", said=Message(key="office.lifetime.being_computed"))


def _with_problems(form: Form, rows: Sequence[CategoryMargin]) -> Page:
    typed = [replace(row, margin=form.typed(f"margin-{row.number}")) for row in rows]
    names = ("margin", "discount", "months")
    context = {name: form.typed(name) for name in names}
    return Page(
        template="lifetime/settings.html",
        context={**context, "categories": typed, "problems": form.problems},
        status=422,
    )


def _typed(form: Form, names: Sequence[str]) -> ValueSettings | None:
    margin, discount = form.percent_ppm("margin"), form.percent_ppm("discount")
    months = form.integer("months", least=1, most=MONTHS_MAX)
    margins = {name: form.percent_ppm(f"margin-{number}", needed=False) for number, name in enumerate(names)}
    if not form.is_good or margin is None or discount is None or months is None:
        return None
    told = {name: ppm for name, ppm in margins.items() if ppm is not None}
    return ValueSettings(margin_ppm=margin, category_margins=told, discount_ppm=discount, months=months)


def _categories(
    found: ValueSettings, kept: Kept | None, currency: Currency, language: str
) -> list[CategoryMargin]:
    """Those that were sold of late and those that have a margin, in an order that does not change."""
    sold = kept.categories if kept is not None else {}
    names = sorted({*sold, *found.category_margins})
    return [
        CategoryMargin(
            number=number,
            name=name,
            sold=Money(sold.get(name, 0), currency),
            margin=_percent(found.category_margins.get(name), language),
        )
        for number, name in enumerate(names)
    ]


def _percent(ppm: int | None, language: str) -> str:
    """As it is typed."""
    if ppm is None:
        return ""
    return str(format_decimal(Decimal(ppm) / 10_000, format="0.####", locale=LOCALES[language]))


def _tenths(found: Sequence[Tenth], currency: Currency) -> list[TenthShown]:
    whole = sum(max(each.worth_minor, 0) for each in found) or 1
    return [
        TenthShown(
            number=each.number,
            members=each.members,
            worth=Money(each.worth_minor, currency),
            least=Money(each.least_minor, currency),
            share_ppm=max(each.worth_minor, 0) * PPM // whole,
        )
        for each in found
    ]


def _bars(labels: Sequence[object], figures: Sequence[float]) -> Mapping[str, object]:
    return {
        "type": "bar",
        "data": {
            "labels": [str(each) for each in labels],
            "datasets": [{"data": figures, "backgroundColor": _BAR}],
        },
        "options": {"plugins": {"legend": {"display": False}}, "scales": {"y": {"beginAtZero": True}}},
    }


def _after(asked: Asked) -> tuple[int, UUID] | None:
    """Where the list goes on: what the last page's link says."""
    if "worth" not in asked.query:
        return None
    try:
        return int(asked.query["worth"]), UUID(asked.query.get("after", ""))
    except ValueError:
        raise NotHere("no such page") from None


def _onwards(best: Sequence[Valued]) -> str | None:
    if len(best) < values_shown.SHOWN:
        return None
    return url(START, worth=best[-1].worth_minor, after=best[-1].member_id)


AREA = Area(
    name="lifetime",
    icon="trending-up",
    start=START,
    endpoints=(
        get(START, Permission.VIEW_FIGURES, show),
        get(f"{START}/settings", Permission.PUBLISH_PROGRAMME, settings),
        post(f"{START}/settings", Permission.PUBLISH_PROGRAMME, set_settings),
        post(f"{START}/compute", Permission.PUBLISH_PROGRAMME, compute),
    ),
)
