"""A small report of a simulation, for tests of how it is told."""

from fidpos.rules.replay.report import CostFigures, Difference, ProgrammeFigures, SimulationReport

NO_COST = CostFigures(discounts_minor=0, points_minor=0, gifts_minor=0, vouchers_minor=0, redeemed_minor=0)
NOBODY = Difference(members=0, sum_minor=0)


def report(*, name: str) -> SimulationReport:
    """Of no visit, by programmes of that name."""
    figures = ProgrammeFigures(
        name=name,
        version=1,
        cost_minor=0,
        cost_ppm=0,
        cost=NO_COST,
        rewards_wanted=0,
        rules=(),
        rewards=(),
        tiers=(),
        counters=(),
    )
    return SimulationReport(
        currency="EUR",
        first_day=None,
        last_day=None,
        visits=0,
        members=0,
        amount_minor=0,
        recorded_discount_minor=0,
        without_lines=0,
        undone=0,
        refunded=0,
        refunded_minor=0,
        noticed_minor=100,
        difference_minor=0,
        winners=NOBODY,
        losers=NOBODY,
        unchanged=0,
        article_rules=(),
        draft=figures,
        current=figures,
    )
