"""How the merchant counts: days, worth of points."""

from collections.abc import Sequence
from decimal import Decimal

from babel.numbers import format_decimal

from fidpos.domain.money import Currency
from fidpos.rules.programme import CounterDef
from fidpos.server.backoffice.answer import Answer, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.db.currency import currency_of
from fidpos.server.db.figures.settings import keep_settings, read_settings
from fidpos.server.db.programme_now import newest_programme
from fidpos.server.jobs.figures import REMAKE_SUMS
from fidpos.server.services.figures.settings import PPM, FigureSettings
from fidpos.texts.formats import LOCALES

_DAYS_MAX = 3_650
_SETTLE_MAX = 90
_PRICED = 100
"""Points of which the merchant says what they are worth together: one is often worth less than a cent."""
_NAMES = ("dormant_days", "lost_days", "settle_days")
_TEMPLATE = "figures/settings.html"


def show(asked: Asked) -> Answer:
    """What holds now."""
    with asked.reading() as work:
        found, programme = read_settings(work), newest_programme(work)
        currency = currency_of(work)
    counters = programme.counters if programme else ()
    typed = {
        "dormant_days": str(found.dormant_days),
        "lost_days": str(found.lost_days),
        "settle_days": str(found.settle_days),
    }
    for each in counters:
        worth_ppm = found.point_worth_ppm.get(each.code)
        minor = None if worth_ppm is None else worth_ppm * _PRICED // PPM
        typed[f"worth-{each.code}"] = (
            "" if minor is None else _amount(minor, currency, asked.visitor.language)
        )
    return Page(template=_TEMPLATE, context={"typed": typed, "problems": {}, "counters": counters})


def keep(asked: Asked) -> Answer:
    """They hold for every figure from now on; months that are kept stay as they are."""
    form = Form(asked.fields, asked.visitor.language)
    with asked.work() as work:
        programme = newest_programme(work)
        counters = programme.counters if programme else ()
        wanted = _wanted(form, counters, currency_of(work))
        if wanted is None:
            names = (*_NAMES, *(f"worth-{each.code}" for each in counters))
            typed = {name: form.typed(name) for name in names}
            context = {"typed": typed, "problems": form.problems, "counters": counters}
            return Page(template=_TEMPLATE, context=context, status=422)
        keep_settings(work, wanted)
        asked.write_down(
            work,
            "figure_settings_changed",
            dormant=str(wanted.dormant_days),
            lost=str(wanted.lost_days),
        )
    return Redirect(path="/figures", said=Message(key="office.figures.settings.kept"))


def remake(asked: Asked) -> Answer:
    """All sums again from the visits themselves, as a job."""
    with asked.work() as work:
        asked.write_down(work, "figure_sums_remade")
        job_id = asked.books.jobs.ask(work, REMAKE_SUMS.name, {}, asked.visitor.person_id)
    return Redirect(path=f"/jobs/{job_id}")


def _wanted(form: Form, counters: Sequence[CounterDef], currency: Currency) -> FigureSettings | None:
    dormant = form.integer("dormant_days", least=1, most=_DAYS_MAX)
    lost = form.integer("lost_days", least=2, most=_DAYS_MAX)
    settle = form.integer("settle_days", least=0, most=_SETTLE_MAX)
    worth = {each.code: form.money(f"worth-{each.code}", currency, needed=False) for each in counters}
    if dormant is not None and lost is not None and dormant >= lost:
        form.wrong("lost_days", "office.figures.settings.lost_after_dormant")
    if not form.is_good or dormant is None or lost is None or settle is None:
        return None
    return FigureSettings(
        dormant_days=dormant,
        lost_days=lost,
        settle_days=settle,
        point_worth_ppm={code: each.minor * PPM // _PRICED for code, each in worth.items() if each},
    )


def _amount(minor: int, currency: Currency, language: str) -> str:
    amount = Decimal(minor).scaleb(-currency.exponent)
    return str(format_decimal(amount, format="0.00", locale=LOCALES[language]))
