"""What the service's name for a reader says: `ACS ACR122U PICC Interface (1A2B) 00 00`.

The numbers at the end count readers and slots in the order in which they were plugged in, and change from one
plug to the next; pcsclite puts a serial number before them where there is one, Windows a single number.
"""

import re

_PLACE = re.compile(r"(?: \([0-9A-Za-z]+\))?(?: \d\d \d\d| \d+)$")


def model_of(reader: str) -> str:
    """The name without serial number and place: what two readers of one model share."""
    return _PLACE.sub("", reader)
