"""`fidpos programme play`: a story of visits, refunds and redemptions, played on a till of its own.

Nothing of any real till is read or touched. `docs/programmes.md` says what a story is.
"""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from fidpos.cli.exit_code import ExitCode
from fidpos.cli.programme_files import add_programme_option, read_file, read_programme, say_refused
from fidpos.domain.errors import InvalidValue, ProgrammeError
from fidpos.texts.texts import Texts

if TYPE_CHECKING:
    from fidpos.bootstrap.story.play import StepResult


def add_arguments(parser: ArgumentParser, texts: Texts) -> None:
    """The two files, and for whom the answer is."""
    add_programme_option(parser, texts)
    parser.add_argument(
        "--story", type=Path, required=True, metavar="FILE", help=texts.say("cli.programme.story")
    )
    parser.add_argument("--json", action="store_true", help=texts.say("cli.option.json"))


def run(options: Namespace, texts: Texts) -> int:
    """Say each step as soon as it was played; a step that differs from what it expects is a failure."""
    from fidpos.bootstrap.story.play import play
    from fidpos.bootstrap.story.reading import STORY_BYTES_MAX, story_from_json

    told = _json_line if options.json else _paragraph
    try:
        programme = read_programme(options.programme).programme
        story = story_from_json(read_file(options.story, STORY_BYTES_MAX))
        results = play(programme, story, language=texts.language)
        steps, differing = _tell(results, lambda result: told(result, texts))
    except ProgrammeError as error:
        return say_refused("bad", error, texts)
    except InvalidValue as error:
        return say_refused("bad_story", error, texts)
    if not options.json:
        print(texts.say("cli.play.end", steps=steps, differing=differing))
    return ExitCode.REFUSED if differing else ExitCode.DONE


def _tell(results: "Iterator[StepResult]", told: "Callable[[StepResult], str]") -> tuple[int, int]:
    """Print each; returns how many there were, and how many differ."""
    steps = differing = 0
    for result in results:
        print(told(result), flush=True)
        steps += 1
        differing += bool(result.differences)
    return steps, differing


def _json_line(result: "StepResult", _texts: Texts) -> str:
    """The fields of the state are those of an expectation, so that it can be pasted into the story."""
    line = {
        "step": result.index,
        "at": result.at.isoformat(),
        "act": result.act,
        "name": result.name,
        "member": result.member,
        "state": asdict(result.state),
        "differences": [asdict(difference) for difference in result.differences],
    }
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"))


def _paragraph(result: "StepResult", texts: Texts) -> str:
    """What a person wants to see of it: what did not move is left out."""
    head = texts.say(
        f"cli.play.{result.act}",
        on=result.at.date(),
        at=f"{result.at:%H:%M}",
        name=result.name,
        member=result.member,
    )
    return "\n".join([head, *(f"    {line}" for line in _lines(result, texts))])


def _lines(result: "StepResult", texts: Texts) -> Iterator[str]:
    state = result.state
    if state.refused:
        yield texts.say("cli.play.refused", reason=state.refused)
    if result.due or result.discount:
        yield texts.say("cli.play.money", due=result.due, discount=result.discount)
    for counter, balance in state.balance.items():
        moved = state.earned.get(counter, 0) - state.spent.get(counter, 0)
        yield texts.say("cli.play.counter", counter=counter, moved=moved, balance=balance)
    if state.tier:
        yield texts.say("cli.play.tier", tier=state.tier)
    lists = (
        ("vouchers_given", state.vouchers_given),
        ("vouchers_held", state.vouchers_held),
        ("gifts", state.gifts),
        ("fired", state.fired),
    )
    for name, codes in lists:
        if codes:
            yield texts.say(f"cli.play.{name}", codes=", ".join(codes))
    for message in state.messages:
        yield texts.say("cli.play.message", message=message)
    for difference in result.differences:
        yield texts.say(
            "cli.play.difference",
            path=difference.path,
            wanted=_plain(difference.wanted),
            got=_plain(difference.got),
        )


def _plain(value: object) -> str:
    """As it stands in JSON."""
    return json.dumps(value, ensure_ascii=False)
