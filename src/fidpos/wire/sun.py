"""Secure Unique NFC of an NTAG 424 DNA: a URL that the chip makes anew at each tap, and how it is checked.

The chip writes its UID, a counter and a code into the URL it carries (NXP AN12196, section 3; data sheet
NT4H2421Gx, section 9.3). UID and counter stand in clear:

    https://example.org/c?uid=041E3C8A2D6B80&ctr=000006&c=4B00064004B0B3D3

or encrypted under the meta key, with some bytes of the file beside them under the file key or not:

    https://example.org/c?e=FD91EC26...&enc=CEE9A53E...&c=ECC1E7F6C6C73BF6

Only AES mode; both UID and counter must be mirrored. Pure: keys are given, nothing is remembered. A right
code proves that the chip made the URL, not that it did so just now: that is the counter's part.
"""

import hmac
from dataclasses import dataclass, field

from fidpos.wire.card_crypto import BLOCK_BYTES, cmac, decrypt, encrypt

URL_LENGTH_MAX = 512

_UID_BYTES = 7
_COUNTER_BYTES = 3
_CODE_BYTES = 8
_HAS_UID_AND_COUNTER = 0xC0
_LENGTH_MASK = 0x0F
_KEY_ID_MAX = 0xFF
_CODE_PURPOSE = bytes.fromhex("3CC300010080")
_FILE_PURPOSE = bytes.fromhex("C33C00010080")


@dataclass(frozen=True, slots=True, kw_only=True)
class SunNames:
    """What the parameters of the merchant's URL are called.

    Attributes:
        picc: the encrypted UID and counter.
        file: the encrypted bytes of the file.
        key: id of the card's keys, in decimal; a URL without it is checked with the newest ones.
        code_from: the parameter with whose value the text begins that the code covers, up to the code itself;
            empty for the encrypted bytes of the file, or nothing where there are none.
    """

    uid: str = "uid"
    counter: str = "ctr"
    picc: str = "e"
    file: str = "enc"
    code: str = "c"
    key: str = "k"
    code_from: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tapped:
    """Which chip was tapped, and for the how many-th time."""

    uid: bytes
    counter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SunMessage:
    """A URL taken apart; nothing of it is proved yet.

    Attributes:
        plain: UID and counter where they stand in clear, else None.
        picc: the 16 encrypted bytes that hold them, else empty.
        file: encrypted bytes of the file, or empty.
        covered: the text that the code covers.
        evidence: the URL's query, all that the centre needs to check it.
    """

    plain: Tapped | None
    picc: bytes
    file: bytes
    code: bytes
    covered: bytes
    key_id: int | None
    evidence: str = field(repr=False)


def parse_sun(url: str, names: SunNames) -> SunMessage | None:
    """The message in a URL; None for any URL that is not made in this way."""
    if len(url) > URL_LENGTH_MAX or not url.isascii():
        return None
    query = url.partition("?")[2].partition("#")[0]
    values = _values(query)
    if values is None:
        return None
    plain, picc = _plain(values, names), _hex(values.get(names.picc, ""), BLOCK_BYTES)
    code = _hex(values.get(names.code, ""), _CODE_BYTES)
    file = _hex(values.get(names.file, ""))
    key_id = _key_id(values.get(names.key))
    if (plain is None) == (not picc) or not code or len(file) % BLOCK_BYTES or key_id == -1:
        return None
    return SunMessage(
        plain=plain,
        picc=picc,
        file=file,
        code=code,
        covered=_covered(query, names, has_file=bool(file)),
        key_id=key_id,
        evidence=query,
    )


def open_picc(meta_key: bytes, picc: bytes) -> Tapped | None:
    """UID and counter out of their encrypted form; None under another key (AN12196, section 3.4.2)."""
    data = decrypt(meta_key, picc)
    if data[0] & ~_LENGTH_MASK != _HAS_UID_AND_COUNTER or data[0] & _LENGTH_MASK != _UID_BYTES:
        return None
    counter = data[1 + _UID_BYTES : 1 + _UID_BYTES + _COUNTER_BYTES]
    return Tapped(uid=data[1 : 1 + _UID_BYTES], counter=int.from_bytes(counter, "little"))


def is_genuine(message: SunMessage, tapped: Tapped, file_key: bytes) -> bool:
    """Whether this chip made the code: every second byte of a CMAC under the tap's key (section 3.4.4)."""
    whole = cmac(cmac(file_key, _CODE_PURPOSE + _session(tapped)), message.covered)
    return hmac.compare_digest(whole[1::2], message.code)


def open_file(message: SunMessage, tapped: Tapped, file_key: bytes) -> bytes:
    """The bytes of the file that the chip encrypted into the URL (section 3.4.3); first see `is_genuine`."""
    key = cmac(file_key, _FILE_PURPOSE + _session(tapped))
    counter = tapped.counter.to_bytes(_COUNTER_BYTES, "little")
    return decrypt(key, message.file, iv=encrypt(key, counter.ljust(BLOCK_BYTES, b"\x00")))


def _session(tapped: Tapped) -> bytes:
    return tapped.uid + tapped.counter.to_bytes(_COUNTER_BYTES, "little")


def _values(query: str) -> dict[str, str] | None:
    """By name; None when a name stands there twice, since nobody could tell which one counts."""
    values: dict[str, str] = {}
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if name in values:
            return None
        values[name] = value
    return values


def _plain(values: dict[str, str], names: SunNames) -> Tapped | None:
    uid = _hex(values.get(names.uid, ""), _UID_BYTES)
    counter = _hex(values.get(names.counter, ""), _COUNTER_BYTES)
    return Tapped(uid=uid, counter=int.from_bytes(counter, "big")) if uid and counter else None


def _covered(query: str, names: SunNames, *, has_file: bool) -> bytes:
    first = names.code_from or (names.file if has_file else "")
    if not first:
        return b""
    marked = f"&{query}"
    begin, end = marked.find(f"&{first}="), marked.find(f"&{names.code}=")
    if begin < 0 or end < begin:
        return b""
    return marked[begin + len(first) + 2 : end + len(names.code) + 2].encode("ascii")


def _key_id(text: str | None) -> int | None:
    """-1 for what is no key id."""
    if text is None:
        return None
    if not (text.isdigit() and len(text) <= 3 and int(text) <= _KEY_ID_MAX):
        return -1
    return int(text)


def _hex(text: str, length: int | None = None) -> bytes:
    """Empty for what is not so many bytes in hex."""
    try:
        value = bytes.fromhex(text)
    except ValueError:
        return b""
    is_whole = len(text) == 2 * len(value) and (length is None or len(value) == length)
    return value if is_whole else b""
