"""What somebody said of a file that is taken in, as it stands in `imports.choices`."""

import msgspec

from fidpos.domain.errors import InvalidValue
from fidpos.server.services.importing.choices import Choices


def choices_to_json(choices: Choices) -> object:
    """As it is stored."""
    return msgspec.to_builtins(choices, str_keys=True)


def choices_from_json(stored: object) -> Choices:
    """What was stored.

    Raises:
        InvalidValue: it is no such thing.
    """
    try:
        return msgspec.convert(stored, Choices, strict=False)
    except msgspec.ValidationError as fault:
        raise InvalidValue(f"no choices of an import: {fault}") from fault
