"""Codes for those who never saw one: made of what a thing is called."""

import re
import unicodedata

CODE_MAX = 40


def slug(title: str) -> str:
    """`Café offert !` is `cafe_offert`; empty where nothing of the title can stand in a code."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    code = words if words[:1].isalpha() else f"n_{words}"
    return code[:CODE_MAX].strip("_") if words else ""


def unused(code: str, taken: frozenset[str]) -> str:
    """The code, or with a number behind it where it is taken."""
    found, number = code, 2
    while found in taken:
        tail = f"_{number}"
        found, number = code[: CODE_MAX - len(tail)] + tail, number + 1
    return found
