"""What names a list behind a figure, as plain words for an address or a job, both ways."""

from collections.abc import Mapping
from dataclasses import fields

import msgspec

from fidpos.domain.errors import InvalidValue
from fidpos.server.services.figures.whom import (
    Best,
    Compared,
    Customers,
    Holding,
    InCell,
    Moved,
    OfCohort,
    RewardedBy,
    Whom,
    WithPoints,
)

KIND = "of"
"""The word that says which kind of list it is."""

_KINDS: Mapping[str, type[Whom]] = {
    "customers": Customers,
    "cell": InCell,
    "cohort": OfCohort,
    "best": Best,
    "rule": RewardedBy,
    "tier": Holding,
    "moved": Moved,
    "points": WithPoints,
    "compared": Compared,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def whom_to_words(whom: Whom) -> dict[str, str]:
    """The same words for the same list."""
    told = msgspec.to_builtins({each.name: getattr(whom, each.name) for each in fields(whom)})
    assert isinstance(told, dict)
    return {KIND: _NAMES[type(whom)], **{name: str(value) for name, value in told.items()}}


def whom_from_words(words: Mapping[str, str]) -> Whom:
    """The list; words that have nothing to do with it are left alone.

    Raises:
        InvalidValue: there is none.
    """
    kind = _KINDS.get(words.get(KIND, ""))
    if kind is None:
        raise InvalidValue("no such kind")
    said = {each.name: words[each.name] for each in fields(kind) if each.name in words}
    try:
        return msgspec.convert(said, kind, strict=False)
    except msgspec.ValidationError as fault:
        raise InvalidValue("not understood") from fault
