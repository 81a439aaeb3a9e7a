"""About members: who came back, cohorts, the RFM grid and how revenue is spread."""

from fidpos.server.backoffice.answer import Answer, Page
from fidpos.server.backoffice.asked import Asked as Request
from fidpos.server.backoffice.pages.figures.charts import lines
from fidpos.server.backoffice.pages.figures.question import question
from fidpos.server.backoffice.pages.figures.words import Words
from fidpos.server.db.figures.months import kept_months
from fidpos.server.db.figures.reading import cohort_table, overview, rfm_grid
from fidpos.server.services.figures.formulas import Ratio
from fidpos.server.services.figures.spread import FIFTHS, pareto, share_of_best

BEST_PERCENT = 20


def loyalty(asked: Request) -> Answer:
    """Retention and attrition, and how members stand at the end of each month that is kept."""
    with asked.reading() as work:
        wanted = question(asked, work)
        found = overview(work, wanted.asked)
        months = list(kept_months(work, wanted.asked).values())
    say = asked.texts.say
    kept = [each.figures for each in months if each.figures is not None]
    chart = lines(
        [asked.texts.value(each.month, "short_month") for each in months],
        {
            say("office.figures.active"): [each.standings.active for each in kept],
            say("office.figures.new"): [each.standings.new for each in kept],
            say("office.figures.buyers"): [each.activity.buyers for each in kept],
        },
    )
    context = {
        "q": wanted,
        "words": Words(asked.texts, wanted),
        "loyalty": found.loyalty,
        "standings": found.standings,
        "months": months,
        "chart": chart,
    }
    return Page(template="figures/loyalty.html", context=context)


def cohorts(asked: Request) -> Answer:
    """Those who came for the first time in a month, and how many of them came in each later one."""
    with asked.reading() as work:
        wanted = question(asked, work)
        found = cohort_table(work, wanted.asked)
    context = {"q": wanted, "words": Words(asked.texts, wanted), "cohorts": found}
    return Page(template="figures/cohorts.html", context=context)


def spread(asked: Request) -> Answer:
    """The grid, and the real curve."""
    with asked.reading() as work:
        wanted = question(asked, work)
        grid = rfm_grid(work, wanted.asked)
    paid = [each for cell in grid.values() for each in cell.paid]
    curve = pareto(paid)
    name = asked.texts.say("office.figures.pareto.revenue")
    labels = [asked.texts.value(round(each.members_percent * 10_000), "percent") for each in curve]
    best, of_best, whole = share_of_best(paid, BEST_PERCENT)
    context = {
        "q": wanted,
        "words": Words(asked.texts, wanted),
        "grid": grid,
        "fifths": range(1, FIFTHS + 1),
        "most": max((each.members for each in grid.values()), default=1),
        "curve": curve,
        "best": best,
        "of_best": of_best,
        "best_share": Ratio(of_best, whole),
        "best_percent": BEST_PERCENT,
        "chart": lines(labels, {name: [each.revenue_percent for each in curve]}),
    }
    return Page(template="figures/customers.html", context=context)
