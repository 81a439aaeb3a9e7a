"""Programmes and facts that nobody should send, each of which must be refused, and soon.

The largest that are let in at all are the slowest: what is larger is refused unread.
"""

import json
from collections.abc import Callable, Iterator
from typing import NamedTuple

from fidpos.rules.codec import (
    FACTS_BYTES_MAX,
    FACTS_PARTS_MAX,
    PROGRAMME_BYTES_MAX,
    facts_from_json,
    parts_in,
    programme_from_json,
)
from fidpos.rules.engine import compile_programme

Json = dict[str, object]

_ID = "00000000-0000-0000-0000-000000000001"
_TITLE: Json = {"fr": "Titre", "en": "Title"}
_PROGRAMME: Json = {
    "version": 1,
    "name": "Club",
    "currency": "EUR",
    "counters": [{"code": "points", "title": _TITLE}],
}
_VISIT: Json = {
    "id": _ID,
    "shop": _ID,
    "till": _ID,
    "at": "2026-11-22T14:32:05+01:00",
    "business_day": "2026-11-22",
}
_LINE: Json = {
    "amount_minor": 100,
    "article": "3017620422003",
    "categories": ["food", "bread", "sweet"],
    "labels": ["organic", "local"],
}
_HEAVY_LINE: Json = {"amount_minor": 100, "labels": [f"label{n}" for n in range(50)]}


class Attack(NamedTuple):
    """What is sent, and to whom."""

    name: str
    read: Callable[[bytes], object]
    raw: bytes


def attacks() -> Iterator[Attack]:
    """One at a time: some have twenty megabytes."""
    yield from _on_the_programme()
    yield from _on_the_facts()


def _on_the_programme() -> Iterator[Attack]:
    """Read and compiled, as one that arrives is."""
    yield Attack("10_megabytes", _programme, _programme_of(name="x" * 10_000_000))
    yield Attack("10000_deep", _programme, b"[" * 10_000 + b"]" * 10_000)
    yield Attack("brackets", _programme, b"[" * PROGRAMME_BYTES_MAX)
    yield Attack("digits", _programme, b'{"version":' + b"9" * 200_000 + b"}")
    yield Attack("huge_count", _programme, b"[" + b"1," * 100_000 + b"1]")
    yield Attack("same_code", _programme, _programme_of(rules=[_rule(0)] * 300))
    chain = [_rule(n, forbids=[f"rule_{m}" for m in range(n + 1, min(n + 51, 300))]) for n in range(299)]
    yield Attack("last_rule", _programme, _programme_of(rules=[*chain, _rule(299, forbids=["none"])]))
    members = {"type": "member", "members": [_ID] * 500}
    many = [_rule(n, when=members) for n in range(12)]
    yield Attack("many_members", _programme, _programme_of(rules=[*many, _rule(12, group="none")]))


def _on_the_facts() -> Iterator[Attack]:
    """The lists are nested so little that only their number hurts; the faults stand at the very end."""
    yield Attack("million_lines", facts_from_json, _facts_of([{"amount_minor": 1}] * 1_000_000))
    yield Attack("empty_lists", facts_from_json, b"[" + b"[]," * (FACTS_PARTS_MAX // 2 - 2) + b"[]]")
    yield Attack("crowded", facts_from_json, b"[" + b"[]," * (FACTS_BYTES_MAX // 3 - 2) + b"[]]")
    yield Attack("empty_lines", facts_from_json, _facts_of([{}] * (FACTS_PARTS_MAX // 2 - 200)))
    yield Attack("keys", facts_from_json, _many_keys())
    yield Attack("last_line", facts_from_json, _filled_with(_LINE))
    yield Attack("heavy_lines", facts_from_json, _filled_with(_HEAVY_LINE))


def _programme(raw: bytes) -> object:
    return compile_programme(programme_from_json(raw))


def _rule(number: int, **changes: object) -> Json:
    earn = {"type": "earn_fixed", "counter": "points", "points": 1}
    rule: Json = {"code": f"rule_{number}", "title": _TITLE, "phase": "earning", "effects": [earn]}
    return {**rule, "priority": number, **changes}


def _programme_of(**changes: object) -> bytes:
    return _bytes({**_PROGRAMME, **changes})


def _facts_of(lines: list[Json]) -> bytes:
    return _bytes({"visit": {**_VISIT, "lines": lines}, "member": {"enrolled_on": "2026-01-01"}})


def _filled_with(line: Json) -> bytes:
    """As many lines as fit, of which the last one is wrong."""
    raw = _bytes([line])
    count = min((FACTS_PARTS_MAX - 100) // parts_in(raw), (FACTS_BYTES_MAX - 1_000) // len(raw))
    return _facts_of([*[line] * count, {"amount_minor": "many"}])


def _many_keys() -> bytes:
    return _bytes({f"{n:07}": 1 for n in range(FACTS_PARTS_MAX - 2)})


def _bytes(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
