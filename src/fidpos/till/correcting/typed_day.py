"""The day of a purchase as somebody types it from a ticket."""

from datetime import date, timedelta


def typed_day(typed: str, today: date) -> date | None:
    """Day and month, the latest there was, or with a year of two or four digits; None for no such day."""
    digits = "".join(sign for sign in typed if sign.isascii() and sign.isdigit())
    try:
        day, month = int(digits[:2]), int(digits[2:4])
        match len(digits):
            case 4:
                found = date(today.year, month, day)
                return found if found <= today + timedelta(days=1) else date(today.year - 1, month, day)
            case 6:
                return date(2000 + int(digits[4:]), month, day)
            case 8:
                return date(int(digits[4:]), month, day)
            case _:
                return None
    except ValueError:
        return None
