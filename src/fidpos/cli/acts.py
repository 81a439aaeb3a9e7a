"""How the acts of `fidpos server` are declared: each with what it does, and on whom."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from fidpos.texts.texts import Texts

if TYPE_CHECKING:
    from argparse import _SubParsersAction

_Value = TypeVar("_Value")


class Acts:
    """The acts that go by one word; what each does stands in `cli.server.act.WHOM.NAME`."""

    def __init__(self, whom: "_SubParsersAction[ArgumentParser]", name: str, texts: Texts) -> None:
        self._name = name
        self._texts = texts
        says = texts.say(f"cli.server.{name}")
        self._acts = whom.add_parser(name, help=says, description=says).add_subparsers(
            dest="act", metavar="ACT", required=True
        )

    def add(self, act: str, named: str = "", *, of_merchant: bool = True) -> ArgumentParser:
        """One of them.

        Args:
            act: its word.
            named: what of the merchant is named as well: a shop, a till, a person.
            of_merchant: whether a merchant is named.
        """
        says = self._texts.say(f"cli.server.act.{self._name}.{act}")
        parser = self._acts.add_parser(act, help=says, description=says)
        if of_merchant:
            parser.add_argument(
                "merchant", type=int, metavar="MERCHANT", help=self._texts.say("cli.server.of_merchant")
            )
        if named:
            parser.add_argument(named, metavar=named.upper(), help=self._texts.say("cli.server.named"))
        return parser


def understood(parse: Callable[[str], _Value], wanted: str) -> Callable[[str], _Value]:
    """The same for an option; what it does not understand is refused with what is wanted."""

    def parsed(text: str) -> _Value:
        try:
            return parse(text)
        except ValueError:
            raise ArgumentTypeError(wanted) from None

    return parsed
