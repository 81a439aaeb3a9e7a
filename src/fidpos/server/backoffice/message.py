"""A sentence by key, as the pages say it: see `fidpos.texts.texts.Said`."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What to say, in whatever language.

    Attributes:
        key: names the sentence.
        params: for its braces.
    """

    key: str
    params: Mapping[str, object] = field(default_factory=dict)
