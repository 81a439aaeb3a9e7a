"""`fidpos programme ACT`: what a merchant's integrator does with programmes. One file an act.

An act is a `Command` of its own; it imports the rules only when it runs.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from fidpos.cli.command import Command, add_language_option
from fidpos.texts.texts import Texts

ACTS: Mapping[str, str] = MappingProxyType(
    {
        act: f"cli.programme.{act}"
        for act in (
            "check",
            "schema",
            "evaluate",
            "play",
            "simulate",
        )
    }
)
"""Each act with the key of the sentence that says what it does; `programme_<act>` is its module."""


def add_arguments(parser: ArgumentParser, texts: Texts) -> None:
    """The acts, each with its own."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    for act, key in ACTS.items():
        sentence = texts.say(key)
        own = acts.add_parser(act, help=sentence, description=sentence)
        add_language_option(own, texts)
        _module(act).add_arguments(own, texts)


def run(options: Namespace, texts: Texts) -> int:
    """Do the one that is asked for."""
    return _module(options.act).run(options, texts)


def _module(act: str) -> Command:
    module: Command = import_module(f"fidpos.cli.programme_{act}")
    return module
