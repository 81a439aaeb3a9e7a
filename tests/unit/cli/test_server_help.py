"""What `fidpos server` can do, and with which values, is told by its own help, in either language."""

from argparse import Action, ArgumentParser, _SubParsersAction
from collections.abc import Iterator

import pytest

from fidpos.cli import server, till
from fidpos.cli.command import Command
from fidpos.paths import resources_dir
from fidpos.texts.texts import Texts


def told(parser: ArgumentParser, path: str) -> Iterator[tuple[str, str | None]]:
    """Each act and each value below, with its help."""
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            yield from acts_of(action, path)
        else:
            yield f"{path} {action.metavar or action.dest}", action.help


def acts_of(group: "_SubParsersAction[ArgumentParser]", path: str) -> Iterator[tuple[str, str | None]]:
    helps: dict[str, Action] = {each.dest: each for each in group._choices_actions}
    for name, parser in group.choices.items():
        yield f"{path} {name}", helps[name].help if name in helps else None
        yield from told(parser, f"{path} {name}")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("command", [server, till], ids=["server", "till"])
def test_every_act_and_every_value_says_what_it_is(command: Command, language: str) -> None:
    texts = Texts.load(resources_dir() / "translations", language)
    parser = ArgumentParser(prog="fidpos")
    command.add_arguments(parser, texts)

    silent = [name for name, said in told(parser, "fidpos") if not said or said.startswith("cli.")]
    assert silent == []
