"""Who checks PINs at a till: by its own pepper while it is alone, by the merchant's once it has a centre."""

from fidpos.sync.kept_pairing import Kept
from fidpos.till.ports import PinChecker
from fidpos.vault.keys import TillKeys
from fidpos.vault.pins import ArgonPins


def pins_of(keys: TillKeys, kept: Kept) -> PinChecker:
    """For everybody whom this till may know: the merchant's people, and those from before it was paired."""
    paired = [each for each in (kept.pairing, kept.former) if each is not None]
    peppers = [each.welcome.pin_pepper for each in paired]
    if not paired or any(each.has_own_staff for each in paired):
        peppers.append(keys.pin_pepper)
    checkers = [ArgonPins(pepper) for pepper in dict.fromkeys(peppers)]
    return checkers[0] if len(checkers) == 1 else EitherPins(checkers)


class EitherPins:
    """A PIN under any of several peppers. Each is tried every time: how long it takes tells nothing."""

    def __init__(self, checkers: list[ArgonPins]) -> None:
        self._checkers = checkers

    def matches(self, pin_hash: str, pin: str) -> bool:
        """Whether the PIN is the one that was hashed."""
        answers = [checker.matches(pin_hash, pin) for checker in self._checkers]
        return any(answers)
