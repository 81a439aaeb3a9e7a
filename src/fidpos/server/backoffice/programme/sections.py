"""The parts of a programme that are edited each on a page of its own."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass

from fidpos.rules.encode import encode
from fidpos.rules.programme import Programme
from fidpos.rules.shape import Many, Shape, fields_of
from fidpos.server.backoffice.programme.spot import Scene, Spot, in_words
from fidpos.server.backoffice.programme.tree import Node, at, items, record

_SHAPES: Mapping[str, Shape] = {each.name: each.shape for each in fields_of(Programme)}
_USUAL: Mapping[str, Node] = {
    each.name: encode(each.default) for each in fields_of(Programme) if each.default is not MISSING
}
WHOLE = ("name", "tiers", "tier_basis", "groups", "policies", "safeguards", "control_ppm")
"""Edited as a whole."""
ITEMISED = ("counters", "rules", "rewards")
"""Lists whose items are edited one by one."""
NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a programme.

    Attributes:
        part: field of the programme.
        index: of an item; None for the whole part, and for one that is new.
        shape: of what is edited.
    """

    part: str
    index: int | None
    is_new: bool
    shape: Shape

    @property
    def path(self) -> str:
        """As it stands in an address: `rules.2`, `rules.new`, `tiers`."""
        if self.is_new:
            return f"{self.part}.{NEW}"
        return self.part if self.index is None else f"{self.part}.{self.index}"

    def value(self, body: Node) -> Node:
        """What is written there, or what is usual; None for what is new."""
        if self.is_new:
            return None
        written = at(body, self.path)
        return _USUAL.get(self.part) if written is None else written

    def spot(self, scene: Scene) -> Spot:
        """Where it stands."""
        return Spot(scene=scene, owner=in_words(Programme), field=self.part, beside=dict(record(scene.body)))


def section_at(path: str, body: Node) -> Section | None:
    """The part at a path; None where there is nothing of a programme."""
    part, _, rest = path.partition(".")
    if part in WHOLE and not rest:
        return Section(part=part, index=None, is_new=False, shape=_SHAPES[part])
    if part not in ITEMISED:
        return None
    shape = _SHAPES[part]
    assert isinstance(shape, Many)
    if rest == NEW:
        return Section(part=part, index=None, is_new=True, shape=shape.inner)
    if not rest.isdecimal() or len(rest) > 3 or int(rest) >= len(items(at(body, part))):
        return None
    return Section(part=part, index=int(rest), is_new=False, shape=shape.inner)
