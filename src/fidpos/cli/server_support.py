"""`fidpos server support`: look into a merchant's data for a while, ask a till; see `bootstrap.support`."""

import json
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from fidpos.cli.acts import Acts
from fidpos.cli.operating import say_what_is_done
from fidpos.paths import ServerFolder
from fidpos.texts.texts import Texts
from fidpos.wire.sync.command import CommandKind

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from fidpos.bootstrap.support import Support
    from fidpos.server.db.access import Access
    from fidpos.server.db.commanding import Asked

WHOM = "support"
_ACTS = ("open", "close", "list", "ask", "asked", "fetch")


def add_acts(whom: "_SubParsersAction[ArgumentParser]", texts: Texts) -> None:
    """The acts, each with its values."""
    acts = Acts(whom, WHOM, texts)
    made = {name: acts.add(name, "till" if name == "ask" else "") for name in _ACTS}
    made["open"].add_argument("--reason", required=True, help=texts.say("cli.server.support_reason"))
    made["open"].add_argument(
        "--hours",
        type=_hours(texts),
        default=2,
        metavar="N",
        help=texts.say("cli.server.support_hours"),
    )
    made["ask"].add_argument("what", choices=tuple(CommandKind), help=texts.say("cli.server.support_what"))
    made["asked"].add_argument("--json", action="store_true", help=texts.say("cli.option.json"))
    made["fetch"].add_argument("id", metavar="ID", help=texts.say("cli.server.review_id"))
    made["fetch"].add_argument(
        "--to", type=Path, required=True, metavar="FILE", help=texts.say("cli.server.support_to")
    )


def act(folder: ServerFolder, options: Namespace, texts: Texts) -> int:
    """Do what is asked for and say what became of it."""
    from fidpos.bootstrap.support import Support

    return say_what_is_done(folder, lambda operator: _said(Support(operator), options, texts), texts)


def _said(operator: "Support", options: Namespace, texts: Texts) -> Iterable[str]:
    from fidpos.bootstrap.whole_file import whole_file

    match options.act:
        case "open":
            operator.begin(options.merchant, options.reason, options.hours)
            return [texts.say("cli.server.support_opened", hours=options.hours)]
        case "close":
            operator.end(options.merchant)
            return [texts.say("cli.server.done")]
        case "list":
            return [_access(each) for each in operator.accesses(options.merchant)]
        case "ask":
            command = operator.ask(options.merchant, options.till, CommandKind(options.what))
            return [texts.say("cli.server.support_asked", id=str(command.id))]
        case "asked":
            found = operator.asked(options.merchant)
            as_json = [json.dumps([_as_json(each) for each in found])]
            return as_json if options.json else [_line(each, texts) for each in found]
        case _:
            attached = operator.fetch(options.merchant, options.id)
            with whole_file(options.to) as file:
                file.write(attached)
            return [texts.say("cli.server.support_fetched", bytes=len(attached), path=str(options.to))]


def _access(access: "Access") -> str:
    ended = access.ended_at or access.ends_at
    begun = access.begins_at.isoformat(timespec="minutes")
    return f"{begun} {ended.isoformat(timespec='minutes')} {access.reason}"


def _line(asked: "Asked", texts: Texts) -> str:
    at = asked.issued_at.isoformat(timespec="minutes")
    outcome = texts.say(f"cli.server.support.{asked.outcome or 'waiting'}")
    return f"{asked.id} {at} {asked.kind:<18} {outcome} {asked.detail}".rstrip()


def _as_json(asked: "Asked") -> dict[str, object]:
    return {
        "id": str(asked.id),
        "till_id": str(asked.till_id),
        "kind": asked.kind,
        "issued_at": asked.issued_at.isoformat(),
        "expires_at": asked.expires_at.isoformat(),
        "reported_at": asked.taken_at.isoformat() if asked.taken_at else None,
        "outcome": asked.outcome,
        "detail": asked.detail,
        "attached_bytes": asked.attached_bytes,
    }


def _hours(texts: Texts) -> Callable[[str], int]:
    def parsed(text: str) -> int:
        from fidpos.bootstrap.support import HOURS_MAX

        if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= HOURS_MAX:
            raise ArgumentTypeError(texts.say("cli.server.support_hours_wanted", most=HOURS_MAX))
        return int(text)

    return parsed
