"""`label`: the member bears a label, such as `staff` or `press`."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fidpos.rules.binding import Binding
from fidpos.rules.condition import Test
from fidpos.rules.evaluation import Miss
from fidpos.rules.fields import Items, Key
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The member bears at least one of `labels`."""

    code: ClassVar[str] = "label"

    labels: Annotated[tuple[Key, ...], Items(1, 50)]

    def compile(self, _binding: Binding, /) -> Test:
        """Labels are the merchant's own words: there is no list to check them against."""
        labels = frozenset(self.labels)
        miss = Miss(self.code, None, ",".join(self.labels))

        def test(working: Working) -> Miss | None:
            return miss if labels.isdisjoint(working.facts.member.labels) else None

        return test
