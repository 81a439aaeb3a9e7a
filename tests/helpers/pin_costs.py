"""What a PIN costs to hash and to check, in this process and in those that are `forked` from it.

At its full price each takes a sixth of a second of the processor; tests about something else need not pay it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from unittest.mock import patch

from fidpos.vault.pins import ArgonPins

CHEAP: Mapping[str, int] = {"memory_kib": 64, "passes": 1, "lanes": 1}


@contextmanager
def cheap_pins() -> Iterator[None]:
    """Within the block a PIN costs next to nothing; hashes from outside of it are not accepted there."""
    with patch.dict(_costs(), CHEAP):
        yield


def costs() -> Mapping[str, int]:
    """Those of this process."""
    return dict(_costs())


def set_costs(costs: Mapping[str, int]) -> None:
    """Those of whoever started this process."""
    _costs().update(costs)


def _costs() -> dict[str, int]:
    costs = ArgonPins.__init__.__kwdefaults__
    assert costs is not None
    return costs
