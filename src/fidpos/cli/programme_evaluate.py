"""`fidpos programme evaluate`: what a programme gives for the facts of one visit, and why, as JSON.

The same two files give the same bytes, in any process and on any machine.
"""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from fidpos.cli.exit_code import ExitCode
from fidpos.cli.programme_files import add_programme_option, read_file, read_programme, say_refused
from fidpos.domain.errors import InvalidValue, ProgrammeError
from fidpos.texts.texts import Texts

if TYPE_CHECKING:
    from fidpos.rules.facts import Facts


def add_arguments(parser: ArgumentParser, texts: Texts) -> None:
    """The two files."""
    add_programme_option(parser, texts)
    parser.add_argument(
        "--facts", type=Path, required=True, metavar="FILE", help=texts.say("cli.programme.facts")
    )


def run(options: Namespace, texts: Texts) -> int:
    """Print the evaluation on one line."""
    from fidpos.rules.codec import FACTS_BYTES_MAX, evaluation_to_json, facts_from_json
    from fidpos.rules.engine import evaluate

    try:
        compiled = read_programme(options.programme)
        facts = facts_from_json(read_file(options.facts, FACTS_BYTES_MAX))
        _check_year(facts)
    except ProgrammeError as error:
        return say_refused("bad", error, texts)
    except InvalidValue as error:
        return say_refused("bad_facts", error, texts)
    print(evaluation_to_json(evaluate(compiled, facts)).decode())
    return ExitCode.DONE


def _check_year(facts: "Facts") -> None:
    from fidpos.rules.fields import YEARS

    if facts.visit.business_day.year not in YEARS:
        reason = f"must lie between {YEARS[0]} and {YEARS[-1]}"
        raise InvalidValue(reason, path="visit.business_day", reason=reason)
