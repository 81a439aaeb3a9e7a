"""Cards for the printer: one PDF each in a folder of the till, for this user alone, until the next start."""

import errno
import logging
import os
import secrets
from pathlib import Path

from fidpos.domain.errors import StoreError, StoreFull, StoreReadOnly
from fidpos.domain.shop import TillIdentity

log = logging.getLogger(__name__)

CARD_COLOUR = "#2450D8"
"""Of the card that the till's screen shows."""

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_OURS = {errno.EACCES, errno.EPERM, errno.EROFS}
_PRIVATE = 0o600


class CardPrinter:
    """Makes the files, and takes away those that an earlier run left.

    Args:
        folder: made when the first card is.
        identity: whose names stand on the cards.
    """

    def __init__(self, folder: Path, identity: TillIdentity) -> None:
        self._folder = folder
        self._identity = identity

    def clear(self) -> None:
        """Remove what was made before: whoever wanted it on paper has it."""
        try:
            for file in self._folder.glob("card-*"):
                file.unlink()
        except OSError as fault:
            log.warning("cards of an earlier run could not be removed: %s", type(fault).__name__)

    def print_card(self, number: str) -> str:
        """Write one card; gives the path of a file that is whole, and whose name says four digits at most.

        Raises:
            StoreError: it cannot be written; no file is left behind.
        """
        path = self._folder / f"card-{number[-4:]}-{secrets.token_hex(4)}.pdf"
        content = self._content(number)
        draft = path.with_suffix(".new")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                _write(draft, content)
                draft.replace(path)
            finally:
                draft.unlink(missing_ok=True)
        except OSError as fault:
            raise _refusal(fault, path) from fault
        return str(path)

    def _content(self, number: str) -> bytes:
        # Most tills never print a card: the libraries that draw one are loaded with the first.
        from fidpos.printing.card_pdf import CardDesign, member_card

        design = CardDesign(
            merchant_name=self._identity.merchant_name,
            card_name=self._identity.card_name,
            colour=CARD_COLOUR,
        )
        return member_card(design, number)


def _write(draft: Path, content: bytes) -> None:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _refusal(fault: OSError, path: Path) -> StoreError:
    detail = f"cannot write {path}"
    if fault.errno in _FULL:
        return StoreFull(detail)
    if fault.errno in _NOT_OURS:
        return StoreReadOnly(detail, path=str(path.parent))
    return StoreError(detail)
