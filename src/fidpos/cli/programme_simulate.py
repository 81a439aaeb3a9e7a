"""`fidpos programme simulate`: what a draft programme would have cost, who would win and who would lose.

The visits of a till, or of a merchant at the centre, are replayed under the draft and under the current
programme; nothing is written.
"""

import json
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fidpos.cli.exit_code import ExitCode
from fidpos.cli.programme_files import add_programme_option, read_programme, say_refused
from fidpos.domain.errors import ProgrammeError
from fidpos.domain.money import Currency, Money
from fidpos.texts.texts import Texts

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from fidpos.bootstrap.visit_source import OpenVisits
    from fidpos.rules.replay.report import ProgrammeFigures, SimulationReport

PROCESSES = range(1, 65)


def add_arguments(parser: ArgumentParser, texts: Texts) -> None:
    """The draft, the visits, what it is compared with, and for whom the answer is."""
    add_programme_option(parser, texts)
    parser.add_argument("--store", required=True, metavar="DIR", help=texts.say("cli.simulate.store"))
    parser.add_argument("--merchant", type=int, metavar="NUMBER", help=texts.say("cli.simulate.merchant"))
    parser.add_argument("--against", type=Path, metavar="FILE", help=texts.say("cli.simulate.against"))
    for bound in ("since", "until"):
        help_text = texts.say(f"cli.simulate.{bound}")
        parser.add_argument(f"--{bound}", type=_day(texts), metavar="DATE", help=help_text)
    parser.add_argument(
        "--processes", type=int, choices=PROCESSES, metavar="NUMBER", help=texts.say("cli.simulate.processes")
    )
    answer = parser.add_mutually_exclusive_group()
    answer.add_argument("--json", action="store_true", help=texts.say("cli.option.json"))
    answer.add_argument("--csv", action="store_true", help=texts.say("cli.simulate.csv"))


def _day(texts: Texts) -> Callable[[str], date]:
    def day(given: str) -> date:
        try:
            return date.fromisoformat(given)
        except ValueError as fault:
            raise ArgumentTypeError(texts.say("cli.simulate.day", given=given)) from fault

    return day


def run(options: Namespace, texts: Texts) -> int:
    """Simulate, and tell it on standard output; how far it is stands on standard error."""
    from fidpos.bootstrap.simulation import simulate_on
    from fidpos.cli.simulation_csv import csv_lines
    from fidpos.rules.replay.simulation import Period

    try:
        draft = read_programme(options.programme)
        current = read_programme(options.against) if options.against is not None else None
        with _visits(options) as open_visits:
            report = simulate_on(
                open_visits,
                draft,
                current,
                period=Period(since=options.since, until=options.until),
                processes=options.processes,
                progress=_bar(texts),
            )
    except ProgrammeError as error:
        return say_refused("bad", error, texts)
    if options.json:
        print(json.dumps(asdict(report), default=date.isoformat, ensure_ascii=False))
    elif options.csv:
        print("\n".join(csv_lines(report)))
    else:
        print("\n".join(sentences(report, texts)))
    return ExitCode.DONE


def _visits(options: Namespace) -> "AbstractContextManager[OpenVisits]":
    """What reads a till's store needs no PostgreSQL, and the other way round."""
    from fidpos.bootstrap.simulation import is_centre

    store: str = options.store
    if is_centre(store):
        from fidpos.bootstrap.centre_visits import centre_visits

        return centre_visits(store, os.environ, merchant=options.merchant)
    from fidpos.bootstrap.till_visits import till_visits

    return nullcontext(till_visits(Path(store).expanduser().absolute()))


def _bar(texts: Texts) -> Callable[[int, int], None]:
    """Shows each new percent on a terminal, and nothing elsewhere."""
    shown = -1

    def show(done: int, total: int) -> None:
        nonlocal shown
        percent = done * 100 // total if total else 100
        if percent == shown or not sys.stderr.isatty():
            return
        shown = percent
        said = texts.say("cli.simulate.progress", done=done, total=total)
        end = "\n" if done >= total else ""
        print(f"\r{'█' * (percent // 5):<20} {said}", end=end, file=sys.stderr, flush=True)

    return show


def sentences(report: "SimulationReport", texts: Texts) -> Iterator[str]:
    """What was found, in words and columns."""
    currency = Currency.of(report.currency)

    def money(minor: int) -> Money:
        return Money(minor, currency)

    if report.first_day is None or report.last_day is None:
        yield texts.say("cli.simulate.nothing", undone=report.undone)
        return
    yield texts.say(
        "cli.simulate.visits",
        visits=report.visits,
        members=report.members,
        first=report.first_day,
        last=report.last_day,
        amount=money(report.amount_minor),
    )
    if report.without_lines:
        codes = ", ".join(report.article_rules)
        yield texts.say("cli.simulate.without_lines", visits=report.without_lines)
        if codes:
            yield texts.say("cli.simulate.article_rules", codes=codes)
    if report.undone:
        yield texts.say("cli.simulate.undone", visits=report.undone)
    if report.refunded:
        yield texts.say("cli.simulate.refunded", visits=report.refunded, amount=money(report.refunded_minor))
    for name, figures in (("draft", report.draft), ("current", report.current)):
        yield ""
        yield from _programme(name, figures, currency, texts)
    yield ""
    yield texts.say("cli.simulate.difference", amount=money(report.difference_minor))
    for name, side in (("winners", report.winners), ("losers", report.losers)):
        yield texts.say(f"cli.simulate.{name}", members=side.members, amount=money(side.sum_minor))
    yield texts.say("cli.simulate.unchanged", members=report.unchanged, amount=money(report.noticed_minor))


def _programme(name: str, figures: "ProgrammeFigures", currency: Currency, texts: Texts) -> Iterator[str]:
    def money(minor: int) -> Money:
        return Money(minor, currency)

    cost = figures.cost
    yield texts.say(
        f"cli.simulate.{name}",
        name=figures.name,
        version=figures.version,
        cost=money(figures.cost_minor),
        share=figures.cost_ppm,
    )
    yield "    " + texts.say(
        "cli.simulate.parts",
        discounts=money(cost.discounts_minor),
        points=money(cost.points_minor),
        gifts=money(cost.gifts_minor),
        vouchers=money(cost.vouchers_minor),
    )
    yield "    " + texts.say("cli.simulate.redeemed", amount=money(cost.redeemed_minor))
    if figures.rewards_wanted:
        used = sum(reward.used for reward in figures.rewards)
        yield "    " + texts.say("cli.simulate.rewards", wanted=figures.rewards_wanted, used=used)
    for rule in figures.rules:
        yield "    " + texts.say(
            "cli.simulate.rule",
            code=rule.rule,
            fired=rule.fired,
            members=rule.members,
            cost=money(rule.cost_minor),
            winners=rule.winners,
            losers=rule.losers,
        )
    for tier in figures.tiers:
        yield "    " + texts.say(
            "cli.simulate.tier",
            code=tier.tier or texts.say("cli.simulate.no_tier"),
            members=tier.members,
            cost=money(tier.cost_minor),
            winners=tier.winners,
            losers=tier.losers,
        )
