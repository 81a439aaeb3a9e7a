"""`fidpos demo`: the till on a believable shop made from a seed, beside a tray of virtual cards."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from fidpos.texts.texts import Texts


def add_arguments(parser: ArgumentParser, texts: Texts) -> None:
    """How large the shop is, and how the story is played."""
    parser.add_argument("--members", type=int, default=5_000, metavar="N", help=texts.say("cli.demo.members"))
    parser.add_argument("--seed", type=int, default=1, metavar="N", help=texts.say("cli.demo.seed"))
    parser.add_argument("--out", type=Path, metavar="DIR", help=texts.say("cli.demo.out"))
    parser.add_argument("--pcsc", action="store_true", help=texts.say("cli.demo.pcsc"))
    parser.add_argument("--data", type=Path, metavar="DIR", help=texts.say("cli.demo.data"))


def run(options: Namespace, _texts: Texts) -> int:
    """Until its windows are closed, or its story is told."""
    from fidpos.bootstrap.demo.run import run_demo

    return run_demo(options)
