"""What somebody types who means no good, or whose cat walks over the keyboard: one list for every field."""

from collections.abc import Mapping
from types import MappingProxyType

HOSTILE: Mapping[str, str] = MappingProxyType(
    {
        "nothing": "",
        "blanks": " \N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}",
        "emoji": "🙂👩‍👩‍👧‍👦🇫🇷",
        "ten thousand letters": "x" * 10_000,
        "ten thousand digits": "9" * 10_000,
        "ten thousand emoji": "🙂" * 10_000,
        "right to left": "\N{RIGHT-TO-LEFT OVERRIDE}anomyzne\N{POP DIRECTIONAL FORMATTING}\u2066\u2069\u200f",
        "accents upon accents": "e" + "\N{COMBINING ACUTE ACCENT}" * 60,
        "digits of elsewhere": "٣٤٥٦",
        "markup": "<b onclick=alert(1)>Marie</b><img src='https://example.invalid/a.png'>&lt;",
        "sql": "Robert'); DROP TABLE members; --",
        "format": "{name} {0.__class__} %s %(a)s ${x}",
        "sheet": "=cmd|'/C calc'!A0",
        "path": "../../etc/passwd",
        "controls": "Ma\x1b@\x1b[2J\x07\r\n\t\x7frie",
        "nul": "Ma\x00rie",
        "half a character": "Ma\ud83drie",
        "both halves astray": "\udc00\ud800",
        "no characters": "\ufeff\ufffe\U0010ffff",
        "bank card": "4970100000000005",
    }
)
"""By name. Some of it no keyboard types; a form is filled in by other means too."""
