"""`fidpos till`: the terminal at the counter."""

from argparse import ArgumentParser, Namespace

from fidpos.cli.command import add_data_option, till_folder
from fidpos.texts.texts import Texts


def add_arguments(parser: ArgumentParser, texts: Texts) -> None:
    """Where its data is."""
    add_data_option(parser, texts)


def run(options: Namespace, _texts: Texts) -> int:
    """Until its window is closed."""
    from fidpos.bootstrap.till import run_till

    return run_till(till_folder(options).root, options.language)
