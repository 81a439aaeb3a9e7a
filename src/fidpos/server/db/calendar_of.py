"""How a shop counts its days, from the row of the shop."""

from datetime import time
from zoneinfo import ZoneInfo

from fidpos.domain.clock import ShopCalendar


def calendar_of(zone: str, day_starts_minute: int) -> ShopCalendar:
    """From `shops.zone` and `shops.day_starts_minute`."""
    return ShopCalendar(zone=ZoneInfo(zone), day_starts_at=time(*divmod(day_starts_minute, 60)))
