"""Why a till was not paired, on stderr; in the words of the technician's desk."""

import sys

from fidpos.cli.exit_code import ExitCode
from fidpos.texts.texts import Texts
from fidpos.till.centre_link import PairingRefused
from fidpos.till.centre_words import refusal_words


def say_refused(refused: PairingRefused, texts: Texts) -> int:
    """What happened, and what to do."""
    words = refusal_words(refused)
    said = [f"{texts.say(words.message.key, **words.message.params)}."]
    if words.hint is not None:
        said.append(texts.say(words.hint.key, **words.hint.params))
    print(f"fidpos: {' '.join(said)}", file=sys.stderr)
    return ExitCode.REFUSED
