"""An answer to a pull from a centre that is newer than this till: what can be read of it is.

A kind of change that is not known yet, or a word that is not, must not hold up everything behind it. In the
place of what cannot be read stands a change of nothing, so that whoever applies them can tell.
"""

import msgspec

from fidpos.wire.sync.packing import Malformed, inflate, read
from fidpos.wire.sync.pull import Change, PullAnswer

NOTHING = Change()


def salvage(body: bytes) -> PullAnswer:
    """The answer in a packed body, with `NOTHING` for each change that this program cannot read.

    Raises:
        Malformed: it is no answer to a pull, whoever reads it.
        TooLarge: see `packing.inflate`.
    """
    try:
        fields = msgspec.json.decode(inflate(body), type=dict[str, msgspec.Raw])
        changes = msgspec.json.decode(fields.pop("changes", b"[]"), type=list[msgspec.Raw])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        raise Malformed(str(fault)) from fault
    answer = read(msgspec.json.encode(fields), PullAnswer)
    return msgspec.structs.replace(answer, changes=tuple(map(_change, changes)))


def _change(raw: msgspec.Raw) -> Change:
    try:
        return read(bytes(raw), Change)
    except Malformed:
        return NOTHING
