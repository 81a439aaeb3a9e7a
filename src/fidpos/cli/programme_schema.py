"""`fidpos programme schema`: the JSON Schema of a programme, or of what the other acts read."""

import json
from argparse import ArgumentParser, Namespace

from fidpos.cli.exit_code import ExitCode
from fidpos.texts.texts import Texts


def add_arguments(parser: ArgumentParser, texts: Texts) -> None:
    """Of what."""
    parser.add_argument(
        "--of",
        choices=("programme", "facts", "story"),
        default="programme",
        help=texts.say("cli.programme.schema_of"),
    )


def run(options: Namespace, _texts: Texts) -> int:
    """Print it, as `resources/schemas` has it."""
    from fidpos.bootstrap.story.reading import story_schema
    from fidpos.rules.schema import facts_schema, programme_schema

    made = {"programme": programme_schema, "facts": facts_schema, "story": story_schema}
    schema = made[options.of]()
    print(json.dumps(schema, ensure_ascii=False, indent=2))
    return ExitCode.DONE
