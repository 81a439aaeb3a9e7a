"""`fidpos server backup|restore|verify|sql`: looking after a centre; see `bootstrap.centre_operations`."""

import json
import os
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from fidpos.cli.exit_code import ExitCode
from fidpos.paths import ServerFolder
from fidpos.texts.texts import Texts

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from fidpos.server.db.proof.finding import Finding

ACTS = ("backup", "restore", "verify", "sql")


def add_acts(whom: "_SubParsersAction[ArgumentParser]", texts: Texts) -> None:
    """The acts, each with its values."""
    acts = {name: whom.add_parser(name, help=texts.say(f"cli.server.{name}")) for name in ACTS}
    ways = acts["backup"].add_subparsers(dest="act", metavar="ACT", required=True)
    made = {
        name: ways.add_parser(name, help=texts.say(f"cli.server.act.backup.{name}"))
        for name in ("setup", "make", "list", "drill")
    }
    setup = made["setup"]
    setup.add_argument(
        "--to", type=Path, required=True, metavar="DIR", help=texts.say("cli.server.backup_to")
    )
    setup.add_argument(
        "--key", type=Path, required=True, metavar="FILE", help=texts.say("cli.server.backup_key")
    )
    acts["restore"].add_argument("file", type=Path, metavar="FILE", help=texts.say("cli.server.restore_file"))
    acts["restore"].add_argument(
        "--key", type=Path, required=True, metavar="FILE", help=texts.say("cli.server.restore_key")
    )
    acts["restore"].add_argument(
        "--replace", action="store_true", help=texts.say("cli.server.restore_replace")
    )
    acts["verify"].add_argument("--json", action="store_true", help=texts.say("cli.option.json"))


def act(folder: ServerFolder, options: Namespace, texts: Texts) -> int:
    """Do what is asked for and say what became of it."""
    if options.whom == "sql":
        from fidpos.server.db.administrator import preparation

        print(preparation(), end="")
        return ExitCode.DONE
    from fidpos.bootstrap.observed import observed

    folder.create()
    with observed(folder, "cli"):
        match options.whom:
            case "backup":
                return _backup(folder, options, texts)
            case "restore":
                return _restore(folder, options, texts)
            case _:
                return _verify(folder, options, texts)


def _backup(folder: ServerFolder, options: Namespace, texts: Texts) -> int:
    from fidpos.bootstrap.centre_operations import back_up, drill_newest, list_backups, set_up

    match options.act:
        case "setup":
            place = set_up(folder, options.to, options.key)
            print(texts.say("cli.server.backup_set_up", path=str(place.folder), file=str(options.key)))
        case "make":
            made = back_up(folder, os.environ)
            print(texts.say("cli.backup.made", path=str(made.path)))
        case "list":
            listed = list_backups(folder, os.environ)
            for each in listed.backups:
                print(texts.say("cli.backup.line", made_at=each.made_at, path=str(each.path)))
            if not listed.backups:
                print(texts.say("cli.backup.none"))
        case _:
            drilled = drill_newest(folder, os.environ)
            return _say(drilled.findings, texts)
    return ExitCode.DONE


def _restore(folder: ServerFolder, options: Namespace, texts: Texts) -> int:
    from fidpos.bootstrap.centre_operations import restore

    done = restore(folder, os.environ, options.file, options.key, replace=options.replace)
    print(texts.say("cli.server.restored", made_at=done.label.made_at))
    if done.kept is not None:
        print(texts.say("cli.server.restore_kept", name=done.kept))
    if done.begun.erased_again:
        print(texts.say("cli.restore.erased_again", members=done.begun.erased_again))
    print(texts.say("cli.server.restore_lost", made_at=done.label.made_at))
    if done.begun.lost:
        print(texts.say("cli.server.restore_lost_acts", count=done.begun.lost))
    return ExitCode.DONE


def _verify(folder: ServerFolder, options: Namespace, texts: Texts) -> int:
    from fidpos.bootstrap.centre_operations import verify

    findings: list[Finding] = []
    proven = verify(folder, os.environ, findings.append)
    if options.json:
        found = [{**asdict(each), "merchant_id": str(each.merchant_id)} for each in findings]
        print(json.dumps({"holds": not findings, **asdict(proven), "findings": found}))
        return ExitCode.DAMAGED if findings else ExitCode.DONE
    print(
        texts.say(
            "cli.server.verified",
            events=proven.events,
            accounts=proven.accounts,
            gift_cards=proven.gift_cards,
        )
    )
    return _say(findings, texts)


def _say(findings: "list[Finding] | tuple[Finding, ...]", texts: Texts) -> int:
    for each in findings:
        print(f"{each.merchant_id} {each.table} {each.flaw.value} {each.key} {each.told} / {each.found}")
    if findings:
        print(texts.say("cli.server.contradicts", contradictions=len(findings)))
        return ExitCode.DAMAGED
    print(texts.say("cli.server.holds"))
    return ExitCode.DONE
