"""`fidpos doctor`: whether this PC and this till are fit to serve; exit status 3 when something is not."""

import json
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fidpos.cli.command import add_data_option, observed_where_there_is_one, till_folder
from fidpos.cli.exit_code import ExitCode
from fidpos.texts.texts import Texts

if TYPE_CHECKING:
    from fidpos.till.technician.view import CheckLine

_SIGNS = {"ok": "+", "warning": "!", "off": "-", "busy": "-"}


def add_arguments(parser: ArgumentParser, texts: Texts) -> None:
    """Whose till, and for whom the answer is."""
    parser.add_argument("--json", action="store_true", help=texts.say("cli.option.json"))
    add_data_option(parser, texts)


def run(options: Namespace, texts: Texts) -> int:
    """Works beside a running till, and where there is none yet."""
    from fidpos.bootstrap.clock import SystemClock
    from fidpos.bootstrap.doctor import examine, is_fit

    folder = till_folder(options)
    with observed_where_there_is_one(folder):
        checks = examine(folder, SystemClock(), os.environ)
    if options.json:
        print(json.dumps(_told(checks, texts, is_fit=is_fit(checks)), indent=1, ensure_ascii=False))
    else:
        print("\n".join(_sentences(checks, texts)))
        print(texts.say("cli.doctor.fit" if is_fit(checks) else "cli.doctor.unfit"))
    return ExitCode.DONE if is_fit(checks) else ExitCode.DAMAGED


def _sentences(checks: "tuple[CheckLine, ...]", texts: Texts) -> Iterator[str]:
    for check in checks:
        yield f"{_SIGNS[check.lamp.value]} {texts.message(check.title):<30} {texts.message(check.message)}"
        if check.hint is not None:
            yield f"  {'':<30} {texts.message(check.hint)}"


def _told(checks: "tuple[CheckLine, ...]", texts: Texts, *, is_fit: bool) -> dict[str, object]:
    return {
        "fit": is_fit,
        "checks": [
            {
                "name": check.name,
                "title": texts.message(check.title),
                "state": check.lamp.value,
                "message": check.message.key,
                "sentence": texts.message(check.message),
                "hint": texts.message(check.hint) if check.hint is not None else "",
            }
            for check in checks
        ],
    }
