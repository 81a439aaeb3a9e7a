"""`fidpos server member`: who was enrolled twice, two made one, somebody forgotten; see `member_office`."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from typing import TYPE_CHECKING

from fidpos.cli.acts import Acts
from fidpos.cli.operating import say_what_is_done
from fidpos.paths import ServerFolder
from fidpos.texts.texts import Texts

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from fidpos.bootstrap.member_office import MemberOffice
    from fidpos.server.office_port import Doubled

WHOM = "member"


def add_acts(whom: "_SubParsersAction[ArgumentParser]", texts: Texts) -> None:
    """The acts, each with its values."""
    acts = Acts(whom, WHOM, texts)
    duplicates = acts.add("duplicates")
    duplicates.add_argument("--json", action="store_true", help=texts.say("cli.option.json"))
    merge = acts.add("merge")
    merge.add_argument("keep", metavar="KEEP", help=texts.say("cli.server.member_named"))
    merge.add_argument("gone", metavar="GONE", help=texts.say("cli.server.member_named"))
    erase = acts.add("erase")
    erase.add_argument("member", metavar="MEMBER", help=texts.say("cli.server.member_named"))


def act(folder: ServerFolder, options: Namespace, texts: Texts) -> int:
    """Do what is asked for and say what became of it."""
    from fidpos.bootstrap.member_office import MemberOffice

    return say_what_is_done(
        folder, lambda operator: _said(MemberOffice(operator, folder), options, texts), texts
    )


def _said(operator: "MemberOffice", options: Namespace, texts: Texts) -> Iterable[str]:
    match options.act:
        case "duplicates":
            return _list(operator.duplicates(options.merchant), texts, as_json=options.json)
        case "merge":
            merged = operator.merge(options.merchant, options.keep, options.gone)
            return [texts.say("cli.server.member_merged", kept=str(merged.kept_id), gone=str(merged.gone_id))]
        case _:
            erased = operator.erase(options.merchant, options.member)
            return [texts.say("cli.server.member_erased", member=str(erased))]


def _list(found: "Iterable[Doubled]", texts: Texts, *, as_json: bool) -> Iterable[str]:
    pairs = list(found)
    if as_json:
        yield json.dumps([_as_json(pair) for pair in pairs])
        return
    for pair in pairs:
        yield f"{pair.first} {pair.second} {texts.say(f'likeness.{pair.likeness.value}')}"
    if not pairs:
        yield texts.say("cli.server.member_no_duplicates")


def _as_json(pair: "Doubled") -> dict[str, str]:
    return {
        "first": str(pair.first),
        "second": str(pair.second),
        "likeness": pair.likeness.value,
        "found_at": pair.found_at.isoformat(),
    }
