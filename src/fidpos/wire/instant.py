"""Instants as they travel: with their offset from UTC, or the message is refused."""

from datetime import datetime
from typing import Annotated

import msgspec

Instant = Annotated[datetime, msgspec.Meta(tz=True)]
"""Aware: one without an offset is at no known time, and cannot be compared with any other."""
