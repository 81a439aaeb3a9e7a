"""Help and refusals of the command line in the language of the session.

What argparse says by itself is English; here its sentences have keys like all others.
"""

import re
import sys
from argparse import ArgumentParser, HelpFormatter
from collections.abc import Iterable
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn

from fidpos.cli.exit_code import ExitCode
from fidpos.texts.texts import Texts

if TYPE_CHECKING:
    from argparse import Action, _MutuallyExclusiveGroup

WRONG_USES = MappingProxyType(
    {
        "of": r"argument (?P<option>.+?): (?P<fault>.+)",
        "no_value": r"expected (?:one|at least one|\d+) arguments?",
        "no_choice": r"invalid choice: '?(?P<given>.*?)'? \(choose from (?P<choices>.+)\)",
        "no_type": r"invalid \S+ value: '(?P<given>.*)'",
        "ambiguous": r"ambiguous option: (?P<given>.+) could match (?P<choices>.+)",
        "not_with": r"not allowed with argument (?P<other>.+)",
        "surplus_value": r"ignored explicit argument '(?P<given>.*)'",
        "required": r"the following arguments are required: (?P<missing>.+)",
        "one_required": r"one of the arguments (?P<missing>.+) is required",
        "unknown": r"unrecognized arguments: (?P<given>.+)",
    }
)
"""Keys, after `cli.wrong.` in the translations, and the sentences of argparse that they stand for."""


def parser_speaking(texts: Texts) -> type[ArgumentParser]:
    """A class of parsers, since argparse makes the parsers of acts by the class of the one they belong to."""

    class Formatter(HelpFormatter):
        def add_usage(
            self,
            usage: str | None,
            actions: "Iterable[Action]",
            groups: "Iterable[_MutuallyExclusiveGroup]",
            prefix: str | None = None,
        ) -> None:
            said = texts.say("cli.usage_of") if prefix is None else prefix
            # Intermixed arguments bring along a usage that was cut after an English prefix.
            super().add_usage(usage and usage.lstrip(), actions, groups, said)

    class Parser(ArgumentParser):
        def __init__(self, prog: str, description: str = "") -> None:
            super().__init__(prog=prog, description=description, formatter_class=Formatter, add_help=False)
            self._positionals.title = texts.say("cli.what_is_named")
            self._optionals.title = texts.say("cli.options")
            self.add_argument("-h", "--help", action="help", help=texts.say("cli.option.help"))

        def error(self, message: str) -> NoReturn:
            self.print_usage(sys.stderr)
            self.exit(ExitCode.WRONG_USE, f"{self.prog}: {in_words(message, texts)}\n")

    return Parser


def in_words(message: str, texts: Texts) -> str:
    """What is wrong as a person reads it; a sentence of argparse that has no key stays as it is."""
    for key, sentence in WRONG_USES.items():
        said = re.fullmatch(sentence, message, re.DOTALL)
        if said is not None:
            values = said.groupdict()
            if key == "of":
                values["fault"] = in_words(values["fault"], texts)
                if "|" in values["option"]:  # The acts of a command, which the fault lists anyway.
                    return values["fault"]
            if "choices" in values:
                values["choices"] = values["choices"].replace("'", "")
            return texts.say(f"cli.wrong.{key}", **values)
    return message
