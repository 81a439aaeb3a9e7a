"""A whole programme in words, part by part: what its page shows, and what two versions are compared by."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fidpos.rules.history import HistoryQuery
from fidpos.rules.policy import Policies
from fidpos.rules.programme import CounterDef, GroupDef, RewardDef, Rule, Safeguards, TierDef
from fidpos.rules.shape import Record
from fidpos.server.backoffice.programme.spot import Scene, Spot, in_words, title_of
from fidpos.server.backoffice.programme.tree import Node, items, record
from fidpos.server.backoffice.programme.words import Wording

PARTS = (
    *("name", "counters", "tiers", "tier_basis", "groups", "rules", "rewards", "policies", "safeguards"),
    "control_ppm",
)
"""In the order in which a programme is told."""
_SAID = frozenset({"code", "title", "when", "effects", "effect", "cost", "counter", "phase", "priority"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One part in words.

    Attributes:
        code: names it; empty for a part that is one whole.
        index: in its list.
        says: in one sentence; empty where the facts say it all.
        facts: what is not as usual beyond that, by name.
    """

    part: str
    code: str = ""
    index: int = 0
    title: str
    says: str = ""
    facts: Sequence[tuple[str, str]] = ()


def told_programme(scene: Scene) -> Mapping[str, Sequence[Told]]:
    """Every part in words, by field of the programme."""
    body = record(scene.body)
    return {part: list(_told(scene, part, body.get(part))) for part in PARTS}


def told_section(scene: Scene, part: str, value: Node) -> str:
    """One part, as it is edited, in one sentence."""
    wording = Wording(scene=scene)
    if part == "rules":
        return wording.rule(value)
    if part == "rewards":
        return wording.reward(value)
    if part == "name":
        return str(value or "")
    shown = _told(scene, part, [value] if part == "counters" else value)
    return " · ".join(", ".join(_lines(scene, told)) for told in shown)


def _lines(scene: Scene, told: Told) -> list[str]:
    facts = [
        scene.texts.say("office.programme.says.fact", label=label, value=words) for label, words in told.facts
    ]
    return [each for each in (told.title, told.says, *facts) if each]


def _told(scene: Scene, part: str, value: Node) -> Iterator[Told]:
    wording = Wording(scene=scene)
    match part:
        case "name":
            yield Told(part=part, title=str(value or ""))
        case "rules" | "rewards" | "counters" | "tiers" | "groups":
            kind = _KINDS[part]
            for index, each in enumerate(items(value)):
                said = record(each)
                says = (
                    wording.rule(each) if kind is Rule else wording.reward(each) if kind is RewardDef else ""
                )
                yield Told(
                    part=part,
                    code=str(said.get("code") or ""),
                    index=index,
                    title=title_of(said, scene.texts.language),
                    says=says,
                    facts=wording.facts(kind, each, besides=_SAID),
                )
        case "tier_basis" if value is not None:
            spot = Spot(scene=scene, owner=in_words(HistoryQuery), field=part, beside={})
            yield Told(part=part, title="", says=wording.told(Record(HistoryQuery), value, spot))
        case "control_ppm" if isinstance(value, int) and value:
            share = scene.texts.value(value, "percent")
            says = scene.texts.say("office.programme.says.control_ppm", share=share)
            yield Told(part=part, title="", says=says)
        case "policies":
            spots = {name: _policy(scene, name, each) for name, each in record(value).items()}
            yield Told(part=part, title="", facts=list(spots.values()))
        case "safeguards":
            yield Told(part=part, title="", facts=wording.facts(Safeguards, value))


def _policy(scene: Scene, name: str, value: Node) -> tuple[str, str]:
    spot = Spot(scene=scene, owner=in_words(Policies), field=name, beside={})
    shown = str(value).lower() if isinstance(value, bool) else value
    return spot.label, scene.texts.say(f"policy.{name}.{shown}")


_KINDS = {"rules": Rule, "rewards": RewardDef, "counters": CounterDef, "tiers": TierDef, "groups": GroupDef}
