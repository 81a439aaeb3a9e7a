"""A logo as somebody sends it, drawn anew: nothing of the file itself goes to the tills."""

import base64
from io import BytesIO
from typing import BinaryIO

from PIL import Image

from fidpos.domain.errors import InvalidValue
from fidpos.settings.till_settings import LOGO_BYTES_MAX

SENT_BYTES_MAX = 2 * 1024 * 1024
SIDE_MAX = 4_000
"""Pixels of what is sent: more would take a long time and much memory."""
_SIDES = (256, 192, 128, 96)
"""Of what goes to the tills; a smaller one where the file would be too large."""


def drawn_anew(sent: BinaryIO) -> str:
    """The picture as the setting `logo` holds it.

    Raises:
        InvalidValue: it is no PNG, or too large.
    """
    body = sent.read(SENT_BYTES_MAX + 1)
    if len(body) > SENT_BYTES_MAX:
        raise InvalidValue("too many bytes")
    try:
        with Image.open(BytesIO(body), formats=["PNG"]) as found:
            if max(found.size) > SIDE_MAX:
                raise InvalidValue("too many pixels")
            picture = found.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
        raise InvalidValue("no picture") from fault
    for side in _SIDES:
        picture.thumbnail((side, side))
        made = BytesIO()
        Image.frombytes("RGBA", picture.size, picture.tobytes()).save(made, "PNG", optimize=True)
        if made.tell() <= LOGO_BYTES_MAX:
            return base64.b64encode(made.getvalue()).decode()
    raise InvalidValue("too large, however small")
