"""At first sight: what members bought, how they stand, month by month and shop by shop."""

from collections.abc import Sequence

from fidpos.server.backoffice.answer import Answer, Page
from fidpos.server.backoffice.asked import Asked as Request
from fidpos.server.backoffice.pages.figures.charts import Chart, bars, ring
from fidpos.server.backoffice.pages.figures.question import Question, question
from fidpos.server.backoffice.pages.figures.words import Words
from fidpos.server.db.figures.months import MonthShown, trend
from fidpos.server.db.figures.reading import by_shop, overview, with_card
from fidpos.server.services.figures.formulas import Ratio, Standings


def show(asked: Request) -> Answer:
    """The figures of the period beside those of the one before."""
    with asked.reading() as work:
        wanted = question(asked, work)
        found = overview(work, wanted.asked)
        months = trend(work, wanted.asked)
        context = {
            "q": wanted,
            "words": Words(asked.texts, wanted),
            "activity": found.activity,
            "before": found.before,
            "revenue": (Ratio(found.activity.revenue_minor, 1), Ratio(found.before.revenue_minor, 1)),
            "standings": found.standings,
            "with_card": with_card(work, wanted.asked),
            "by_shop": by_shop(work, wanted.asked),
            "shop_names": {each.id: each.name for each in wanted.shops},
            "months": months,
            "kept_at": max((each.kept_at for each in months if each.kept_at), default=None),
            "months_chart": _by_month(asked, wanted, months),
            "standings_chart": _standing(asked, found.standings),
        }
    return Page(template="figures/overview.html", context=context)


def _by_month(asked: Request, wanted: Question, months: Sequence[MonthShown]) -> Chart:
    labels = [asked.texts.value(each.month, "short_month") for each in months]
    name = f"{asked.texts.say('office.figures.turnover')} ({wanted.currency.code})"
    scale = 10**wanted.currency.exponent
    return bars(labels, name, [each.activity.revenue_minor / scale for each in months])


def _standing(asked: Request, found: Standings) -> Chart:
    labels = [asked.texts.say(f"office.figures.{name}") for name in ("active", "dormant", "lost")]
    return ring(labels, [found.active, found.dormant, found.lost])
