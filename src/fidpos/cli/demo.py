"""`fidpos demo`: the till on a believable shop made from a seed, beside a tray of virtual cards."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from fidpos.texts.texts import Texts

SIZES = ("1366x768", "1024x768")
"""Of the till's window in the pictures: the two at which it must look right."""


def add_arguments(parser: ArgumentParser, texts: Texts) -> None:
    """How large the shop is, and how the story is played."""
    parser.add_argument("--members", type=int, default=5_000, metavar="N", help=texts.say("cli.demo.members"))
    parser.add_argument("--seed", type=int, default=1, metavar="N", help=texts.say("cli.demo.seed"))
    parser.add_argument("--out", type=Path, metavar="DIR", help=texts.say("cli.demo.out"))
    parser.add_argument("--size", choices=SIZES, default=SIZES[0], help=texts.say("cli.demo.size"))
    parser.add_argument("--pcsc", action="store_true", help=texts.say("cli.demo.pcsc"))
    parser.add_argument("--data", type=Path, metavar="DIR", help=texts.say("cli.demo.data"))


def run(options: Namespace, texts: Texts) -> int:
    """Until its windows are closed, or its story is told."""
    options.language = texts.language
    from fidpos.ui.quick_imports import import_quickly

    import_quickly()
    from fidpos.bootstrap.demo.run import run_demo

    return run_demo(options)
