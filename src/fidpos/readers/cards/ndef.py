"""NDEF messages: read with suspicion, and made for the cards we write.

Sources: NFC Forum Data Exchange Format 1.0 (records, section 3.2), Text RTD 1.0, URI RTD 1.0, and Type 2
Tag Operation 1.2, section 2.3 (the TLV blocks of a tag's memory). What a tag says may be anything at all:
every length is checked against what is there, and nothing here raises on what was read.
"""

from dataclasses import dataclass
from enum import StrEnum

WELL_KNOWN = 0x01
"""Type name format of the records that the NFC Forum defines."""

_BEGIN, _END, _CHUNK, _SHORT, _HAS_ID = 0x80, 0x40, 0x20, 0x10, 0x08
_FORMAT_BITS = 0x07
_UNKNOWN = 0x05
_SHORT_PAYLOAD_MAX = 0xFF

_UTF_16 = 0x80
_LANGUAGE_LENGTH_BITS = 0x3F

_URI_STARTS = (
    *("", "http://www.", "https://www.", "http://", "https://", "tel:", "mailto:"),
    *(
        "ftp://anonymous:anonymous@",
        "ftp://ftp.",
        "ftps://",
        "sftp://",
        "smb://",
        "nfs://",
        "ftp://",
        "dav://",
    ),
    *("news:", "telnet://", "imap:", "rtsp://", "urn:", "pop:", "sip:", "sips:", "tftp:", "btspp://"),
    *("btl2cap://", "btgoep://", "tcpobex://", "irdaobex://", "file://", "urn:epc:id:", "urn:epc:tag:"),
    *("urn:epc:pat:", "urn:epc:raw:", "urn:epc:", "urn:nfc:"),
)
"""What the first byte of a URI record stands for (URI RTD 1.0, table 3)."""

_TLV_NULL, _TLV_MESSAGE, _TLV_END = 0x00, 0x03, 0xFE
_TLV_LONG = 0xFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record of a message; a part of a chunked one has the format "unknown"."""

    format: int
    type: bytes
    payload: bytes


class Search(StrEnum):
    """What a search for the message in a tag's memory says when it does not find it whole."""

    MORE = "more"
    """The answer stands in memory that was not yet read."""
    NONE = "none"
    BROKEN = "broken"
    """A block that ends beyond the tag's memory."""


def find_message(area: bytes, size: int) -> bytes | Search:
    """The first message in the TLV blocks of a tag.

    Blocks that say where lock bytes and reserved memory are (01, 02) are passed over like any other: on the
    tags that fidpos knows these stand behind the data.

    Args:
        area: the data area as far as it was read.
        size: its whole length, as the tag's capability container says.
    """
    at = 0
    while at < size:
        if at >= len(area):
            return Search.MORE
        tag = area[at]
        at += 1
        if tag == _TLV_NULL:
            continue
        if tag == _TLV_END:
            return Search.NONE
        start, end = _value_at(area, at)
        if start > len(area):
            return Search.MORE if start <= size else Search.BROKEN
        if end > size:
            return Search.BROKEN
        if tag == _TLV_MESSAGE:
            return area[start:end] if end <= len(area) else Search.MORE
        at = end
    return Search.NONE


def parse_message(message: bytes) -> tuple[Record, ...] | None:
    """The records of a message; None when it is cut short or contradicts itself."""
    records: list[Record] = []
    at = 0
    while at < len(message):
        header = message[at]
        found = _record_at(message, at)
        if found is None or bool(header & _BEGIN) is bool(records):
            return None
        record, at = found
        records.append(record)
        if bool(header & _END) is not (at == len(message)):
            return None
    return tuple(records)


def text_of(record: Record) -> str | None:
    """The text of a Text record, whatever its language; None for any other or a broken one."""
    if not _is_well_known(record, b"T") or not record.payload:
        return None
    status = record.payload[0]
    encoding = "utf-16-be" if status & _UTF_16 else "utf-8"
    return _decoded(record.payload[1 + (status & _LANGUAGE_LENGTH_BITS) :], encoding)


def uri_of(record: Record) -> str | None:
    """The whole URI of a URI record; None for any other or a broken one."""
    if not _is_well_known(record, b"U") or not record.payload or record.payload[0] >= len(_URI_STARTS):
        return None
    rest = _decoded(record.payload[1:], "utf-8")
    return None if rest is None else _URI_STARTS[record.payload[0]] + rest


def text_message(text: str) -> bytes:
    """A message of one Text record, in English for want of a language."""
    return _message(b"T", b"\x02en" + text.encode())


def uri_message(uri: str) -> bytes:
    """A message of one URI record, abbreviated as far as it goes."""
    code = max(
        (code for code, start in enumerate(_URI_STARTS) if uri.startswith(start)),
        key=lambda code: len(_URI_STARTS[code]),
    )
    return _message(b"U", bytes((code,)) + uri.removeprefix(_URI_STARTS[code]).encode())


def message_block(message: bytes) -> bytes:
    """The message as a TLV block, and the block that ends the data; it begins in the first data page."""
    length = len(message)
    size = bytes((length,)) if length < _TLV_LONG else bytes((_TLV_LONG,)) + length.to_bytes(2, "big")
    return bytes((_TLV_MESSAGE,)) + size + message + bytes((_TLV_END,))


def _value_at(area: bytes, at: int) -> tuple[int, int]:
    """Start and end of the value whose length stands at `at`; true once all before the start was read."""
    if area[at : at + 1] == bytes((_TLV_LONG,)):
        start = at + 3
        return start, start + int.from_bytes(area[at + 1 : start], "big")
    start = at + 1
    return start, start + int.from_bytes(area[at:start], "big")


def _record_at(message: bytes, at: int) -> tuple[Record, int] | None:
    """The record that begins there, and where it ends; None when it ends beyond the message."""
    header = message[at]
    length_end = at + (3 if header & _SHORT else 6)
    type_at = length_end + (1 if header & _HAS_ID else 0)
    if type_at > len(message):
        return None
    id_length = message[length_end] if header & _HAS_ID else 0
    type_end = type_at + message[at + 1]
    payload_at = type_end + id_length
    end = payload_at + int.from_bytes(message[at + 2 : length_end], "big")
    if end > len(message):
        return None
    form = _UNKNOWN if header & _CHUNK else header & _FORMAT_BITS
    return Record(format=form, type=message[type_at:type_end], payload=message[payload_at:end]), end


def _is_well_known(record: Record, kind: bytes) -> bool:
    return record.format == WELL_KNOWN and record.type == kind


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _message(kind: bytes, payload: bytes) -> bytes:
    length = len(payload)
    flags = _BEGIN | _END | WELL_KNOWN
    if length <= _SHORT_PAYLOAD_MAX:
        head = bytes((flags | _SHORT, len(kind), length))
    else:
        head = bytes((flags, len(kind))) + length.to_bytes(4, "big")
    return head + kind + payload
