"""A segment as JSON, both ways: each node is an object whose `type` names its kind."""

from collections.abc import Mapping
from dataclasses import asdict, fields

import msgspec

from fidpos.server.services.segments.segment import (
    DEPTH_MAX,
    Among,
    Between,
    Bought,
    Condition,
    Dated,
    Group,
    Join,
    Marked,
    Node,
    SegmentRefused,
    Visiting,
    checked,
)

BYTES_MAX = 64 * 1024

_KINDS: Mapping[str, type[Condition]] = {
    "among": Among,
    "between": Between,
    "dated": Dated,
    "marked": Marked,
    "visiting": Visiting,
    "bought": Bought,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def segment_to_json(segment: Group) -> str:
    """The same text for the same segment."""
    return msgspec.json.encode(_told(segment), order="deterministic").decode()


def segment_from_json(text: str | bytes) -> Group:
    """The segment, within its bounds.

    Raises:
        SegmentRefused: it is none.
    """
    if len(text) > BYTES_MAX:
        raise SegmentRefused("too long")
    try:
        found = _read(msgspec.json.decode(text), DEPTH_MAX)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        raise SegmentRefused("not understood") from fault
    if not isinstance(found, Group):
        raise SegmentRefused("no group")
    return checked(found)


def _told(node: Node) -> dict[str, object]:
    if isinstance(node, Group):
        return {"type": "group", "join": node.join, "parts": [_told(part) for part in node.parts]}
    return {"type": _NAMES[type(node)], **asdict(node)}


def _read(told: object, deep: int) -> Node:
    if not isinstance(told, dict) or deep < 0:
        raise SegmentRefused("no node, or too deep")
    kind, rest = told.get("type"), {name: value for name, value in told.items() if name != "type"}
    if kind == "group":
        parts = rest.get("parts")
        if rest.keys() - {"join", "parts"} or not isinstance(parts, list):
            raise SegmentRefused("no group")
        join = msgspec.convert(rest.get("join"), Join)
        return Group(join=join, parts=tuple(_read(part, deep - 1) for part in parts))
    known = _KINDS.get(kind) if isinstance(kind, str) else None
    if known is None or rest.keys() - {each.name for each in fields(known)}:
        raise SegmentRefused("no such condition")
    return msgspec.convert(rest, known)
