"""The merchant's card name and logo as the centre says them."""

import logging
from dataclasses import replace
from pathlib import Path

from fidpos.domain.shop import TillIdentity
from fidpos.settings.kinds import picture_of

_log = logging.getLogger(__name__)


def under_its_name(identity: TillIdentity, card_name: str) -> TillIdentity:
    """The till with this card name; with the one of its pairing where the centre says none."""
    return replace(identity, card_name=card_name) if card_name else identity


def keep_logo(file: Path, logo: str) -> bool:
    """Bring the file up to date, from which the window takes the logo; whether it is another one now.

    A till without its logo sells all the same: what the disk refuses is written to the log alone.

    Args:
        file: where it lies.
        logo: as the setting has it; empty for none.
    """
    try:
        before = file.read_bytes() if file.exists() else b""
        wanted = picture_of(logo) if logo else b""
        if before == wanted:
            return False
        if wanted:
            made = file.with_suffix(".new")
            made.write_bytes(wanted)
            made.replace(file)
        else:
            file.unlink(missing_ok=True)
    except OSError as fault:
        _log.warning("the logo could not be kept: %s", type(fault).__name__)
        return False
    return True
