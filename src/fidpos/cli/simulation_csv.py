"""A simulation as one table of comma-separated values, for a spreadsheet; amounts in minor units.

A cell that a spreadsheet would take for a formula begins with an apostrophe, as OWASP advises:
https://owasp.org/www-community/attacks/CSV_Injection
"""

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fidpos.rules.replay.report import ProgrammeFigures, SimulationReport

COLUMNS = (
    "programme",
    "part",
    "code",
    "times",
    "members",
    "cost_minor",
    "winners",
    "losers",
    "earned",
    "spent",
    "granted_minor",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Row = dict[str, str | int]


def csv_lines(report: "SimulationReport") -> Iterator[str]:
    """The heading, then a row for each part of the draft, then of the current programme."""
    yield ",".join(COLUMNS)
    for name, figures in (("draft", report.draft), ("current", report.current)):
        total: Row = {
            "part": "total",
            "code": figures.name,
            "times": report.visits,
            "members": report.members,
            "cost_minor": figures.cost_minor,
            "winners": report.winners.members,
            "losers": report.losers.members,
            "granted_minor": figures.cost.redeemed_minor,
        }
        for row in (total, *_parts(figures)):
            yield _line({"programme": name, **row})


def _parts(figures: "ProgrammeFigures") -> Iterator[Row]:
    for rule in figures.rules:
        yield {
            "part": "rule",
            "code": rule.rule,
            "times": rule.fired,
            "members": rule.members,
            "cost_minor": rule.cost_minor,
            "winners": rule.winners,
            "losers": rule.losers,
        }
    for reward in figures.rewards:
        yield {
            "part": "reward",
            "code": reward.reward,
            "times": reward.used,
            "spent": reward.spent,
            "granted_minor": reward.granted_minor,
        }
    for tier in figures.tiers:
        yield {
            "part": "tier",
            "code": tier.tier,
            "members": tier.members,
            "cost_minor": tier.cost_minor,
            "winners": tier.winners,
            "losers": tier.losers,
        }
    for counter in figures.counters:
        yield {"part": "counter", "code": counter.counter, "earned": counter.earned, "spent": counter.spent}


def _line(row: Row) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([_cell(row.get(column, "")) for column in COLUMNS])
    return line.getvalue()


def _cell(value: str | int) -> str | int:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
