"""`fidpos server`: the centre; with an act, what its operators do and how it is looked after."""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from fidpos import paths
from fidpos.cli import (
    server_keys,
    server_letter,
    server_members,
    server_office,
    server_operations,
    server_publish,
    server_register,
    server_reviews,
    server_support,
)
from fidpos.cli.acts import understood
from fidpos.cli.exit_code import ExitCode
from fidpos.paths import Program, ServerFolder
from fidpos.texts.texts import Texts

DEFAULT_PORT = 8750
PORT_MAX = 65_535
_WHOM = (
    "merchant|shop|till|staff|office|programme|setting|member|review|support|letter|backup|restore|verify|keys"
    "|sql"
)
_ACTS = {
    **dict.fromkeys(server_operations.ACTS, server_operations.act),
    **dict.fromkeys(server_publish.WHOM, server_publish.act),
    server_members.WHOM: server_members.act,
    server_office.WHOM: server_office.act,
    server_reviews.WHOM: server_reviews.act,
    server_support.WHOM: server_support.act,
    server_letter.WHOM: server_letter.act,
    server_keys.WHOM: server_keys.act,
}


def add_arguments(parser: ArgumentParser, texts: Texts) -> None:
    """Where its data is and where it listens; or an operator's act."""
    parser.add_argument("--data", type=Path, metavar="DIR", help=texts.say("cli.server.data"))
    parser.add_argument(
        "--port",
        type=understood(_port, texts.say("cli.server.a_port")),
        default=DEFAULT_PORT,
        metavar="N",
        help=texts.say("cli.server.port"),
    )
    parser.add_argument("--bind", default="127.0.0.1", metavar="ADDRESS", help=texts.say("cli.server.bind"))
    parser.add_argument("--tls-cert", type=Path, metavar="FILE", help=texts.say("cli.server.tls_cert"))
    parser.add_argument("--tls-key", type=Path, metavar="FILE", help=texts.say("cli.server.tls_key"))
    parser.add_argument("--behind-proxy", action="store_true", help=texts.say("cli.server.behind_proxy"))
    parser.add_argument("--attended", action="store_true", help=texts.say("cli.server.attended"))
    acts = parser.add_subparsers(dest="whom", metavar=_WHOM)
    server_register.add_acts(acts, texts)
    server_office.add_acts(acts, texts)
    server_publish.add_acts(acts, texts)
    server_members.add_acts(acts, texts)
    server_reviews.add_acts(acts, texts)
    server_support.add_acts(acts, texts)
    server_letter.add_acts(acts, texts)
    server_keys.add_acts(acts, texts)
    server_operations.add_acts(acts, texts)


def run(options: Namespace, texts: Texts) -> int:
    """Serves until it is stopped; an act is done beside a running centre or without one."""
    folder = ServerFolder(paths.data_dir(Program.SERVER, options.data))
    if options.whom is not None:
        return _ACTS.get(options.whom, server_register.act)(folder, options, texts)
    if bool(options.tls_cert) != bool(options.tls_key):
        print(texts.say("cli.server.tls_both"))
        return ExitCode.WRONG_USE
    from fidpos.bootstrap.server import Place, end_when_left_alone, run_server
    from fidpos.server.api.serving import Certificate

    certificate = Certificate(chain=options.tls_cert, key=options.tls_key) if options.tls_cert else None
    place = Place(
        bind=options.bind,
        port=options.port,
        certificate=certificate,
        behind_proxy=options.behind_proxy,
    )

    if options.attended:
        end_when_left_alone()

    def serving(address: str) -> None:
        print(texts.say("cli.server.serving", address=address), flush=True)

    run_server(folder, place, os.environ, serving)
    return ExitCode.DONE


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= PORT_MAX:
        raise ValueError(text)
    return port
