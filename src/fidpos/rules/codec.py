"""Programmes, facts and evaluations as JSON. What comes from outside is bounded before it is looked at.

The only module of `rules` that knows a library: msgspec reads and writes the JSON text.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec

from fidpos.domain.errors import InvalidValue, ProgrammeError
from fidpos.rules.binding import refusal
from fidpos.rules.decode import Refused, decode
from fidpos.rules.effect import Effect
from fidpos.rules.encode import encode
from fidpos.rules.evaluation import Evaluation
from fidpos.rules.facts import Anniversary, Facts
from fidpos.rules.programme import Programme
from fidpos.rules.repeated import refuse_repeated_fields

PROGRAMME_BYTES_MAX = 256 * 1024
FACTS_BYTES_MAX = 1024 * 1024
"""A basket of a thousand lines fits well; four times as much took a quarter of a second to refuse."""
FACTS_PARTS_MAX = 50_000
"""Brackets, braces and commas in facts, so that a text of lists within lists is refused before it is parsed.
Two thousand lines with every field fit."""
DEPTH_MAX = 30
"""Objects and lists within each other: a rule with ten nested conditions fits."""
VALUES_MAX = 20_000
"""Values in a programme, all levels together: three hundred rules of sixty values each fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Private:
    """The part of the facts that stands encrypted in an event."""

    anniversaries: tuple[Anniversary, ...] = ()
    age: int | None = None


def programme_from_json(raw: bytes) -> Programme:
    """Read a programme that comes from outside; `engine.compile_programme` then checks it as a whole.

    Raises:
        ProgrammeError: `params` holds the `path` of the first fault and the `reason`, a sentence.
    """
    try:
        return _programme(raw)
    except Refused as refused:
        raise refusal(refused.path, refused.reason) from refused


def faults_in_json(raw: bytes) -> Sequence[ProgrammeError]:
    """Every fault for which `programme_from_json` would refuse it; none where it is taken."""
    try:
        _programme(raw)
    except Refused as refused:
        return [refusal(each.path, each.reason) for each in refused.all]
    return ()


def programme_to_json(programme: Programme) -> bytes:
    """The programme as compact JSON: the same programme always gives the same bytes."""
    return msgspec.json.encode(encode(programme))


def facts_from_json(raw: bytes) -> Facts:
    """Read the facts that a visit was computed from.

    Raises:
        InvalidValue: they are not facts; `params` holds `path` and `reason`.
    """
    try:
        return decode(value_from_json(raw, FACTS_BYTES_MAX, FACTS_PARTS_MAX), Facts)
    except Refused as refused:
        raise _not_facts(refused) from refused


def facts_to_json(facts: Facts) -> bytes:
    """The facts as compact JSON, as stored with a visit: the same facts always give the same bytes."""
    return msgspec.json.encode(encode(facts))


def facts_apart(facts: Facts) -> tuple[bytes, bytes]:
    """The facts without birthdays and age, and those, as JSON; the latter empty when there are none."""
    member = facts.member
    if not member.anniversaries and member.age is None:
        return facts_to_json(facts), b""
    private = _Private(anniversaries=member.anniversaries, age=member.age)
    clear = replace(facts, member=replace(member, anniversaries=(), age=None))
    return facts_to_json(clear), msgspec.json.encode(encode(private))


def facts_together(clear: bytes, private: bytes) -> Facts:
    """The facts that `facts_apart` took apart.

    Raises:
        InvalidValue: a part is not what it should be; `params` holds `path` and `reason`.
    """
    facts = facts_from_json(clear)
    if not private:
        return facts
    try:
        opened = decode(_parsed(private), _Private)
    except Refused as refused:
        raise _not_facts(refused) from refused
    member = replace(facts.member, anniversaries=opened.anniversaries, age=opened.age)
    return replace(facts, member=member)


def evaluation_to_json(evaluation: Evaluation) -> bytes:
    """The evaluation as compact JSON: the same evaluation always gives the same bytes."""
    return msgspec.json.encode(encode(evaluation))


def effect_to_json(effect: Effect) -> bytes:
    """An effect by itself, as a voucher keeps it."""
    return msgspec.json.encode(encode(effect))


def effect_from_json(raw: bytes) -> Effect:
    """The effect that a voucher keeps.

    Raises:
        InvalidValue: it is none that this program knows; `params` holds `path` and `reason`.
    """
    try:
        return decode(_parsed(raw), Effect)  # type: ignore[type-abstract]  # a shape stands for the protocol
    except Refused as refused:
        raise _not_facts(refused) from refused


def value_from_json(raw: bytes, bytes_max: int, parts_max: int | None = None) -> object:
    """Any JSON value that comes from outside, for `decode.decode` to look at.

    Args:
        raw: the text.
        bytes_max: largest size that is looked at.
        parts_max: most `parts_in` it; None where bytes bound them well enough.

    Raises:
        Refused: too large, too many parts, nested too deeply, or no JSON.
    """
    if len(raw) > bytes_max:
        raise Refused(f"is larger than {bytes_max} bytes")
    if parts_max is not None and parts_in(raw) > parts_max:
        raise Refused(f"has more than {parts_max} brackets, braces and commas")
    return _parsed(raw)


def parts_in(raw: bytes) -> int:
    """Opening brackets and braces, and commas: a JSON text holds no more than one value more."""
    return sum(raw.count(part) for part in (b",", b"[", b"{"))


def _programme(raw: bytes) -> Programme:
    value = value_from_json(raw, PROGRAMME_BYTES_MAX)
    _check_size(value)
    refuse_repeated_fields(raw)
    return decode(value, Programme)


def _not_facts(refused: Refused) -> InvalidValue:
    detail = f"{refused.path} {refused.reason}"
    return InvalidValue(detail, path=refused.path, reason=refused.reason)


def _parsed(raw: bytes) -> object:
    try:
        value: object = msgspec.json.decode(raw)
    except RecursionError as error:
        raise Refused("is nested too deeply") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused(f"is not JSON: {error}") from error
    return value


def _check_size(value: object) -> None:
    """Walk level by level, so that neither depth nor count can exhaust anything."""
    count, depth, level = 0, 0, [value]
    while level:
        count += len(level)
        depth += 1
        if depth > DEPTH_MAX:
            raise Refused(f"is nested more than {DEPTH_MAX} levels deep")
        if count > VALUES_MAX:
            raise Refused(f"holds more than {VALUES_MAX} values")
        level = [child for parent in level for child in _children(parent)]


def _children(parent: object) -> list[object]:
    if isinstance(parent, dict):
        return list(parent.values())
    return parent if isinstance(parent, list) else []
