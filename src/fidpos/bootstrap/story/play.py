"""A story played on a real till without a screen, top to bottom: read this first.

The store, the rules and the use cases are those of the till at the counter; only the clock, the ids and the
cashier are the story's own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime

from fidpos.bootstrap.story.acts import act
from fidpos.bootstrap.story.codes import check_codes
from fidpos.bootstrap.story.differences import Difference, differences
from fidpos.bootstrap.story.format import Step, Story
from fidpos.bootstrap.story.stage import Stage, staged
from fidpos.bootstrap.story.state import StepState, done_by, state_after
from fidpos.bootstrap.story.values import instant_of, minor_of
from fidpos.bootstrap.story.words import said
from fidpos.domain.money import Currency, Money
from fidpos.rules.engine import compile_programme
from fidpos.rules.programme import Programme
from fidpos.texts.formats import LOCALES


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """One step that was played.

    Attributes:
        index: in the story, from 0.
        step: as the story says it.
        at: by the shop's clock.
        member: name of the member whose state it is.
        differences: from what the step expects; none when all is as expected.
    """

    index: int
    step: Step
    at: datetime
    member: str
    state: StepState
    differences: tuple[Difference, ...]
    currency: Currency

    @property
    def act(self) -> str:
        """What kind of step it is: the first field of it."""
        return fields(self.step)[0].name

    @property
    def name(self) -> str:
        """Of the visit, or of the member who is looked at."""
        name: str = getattr(self.step, self.act)
        return name

    @property
    def discount(self) -> Money:
        """What the step took off; see `format.Expected`."""
        return Money(minor_of(self.state.discount, self.currency), self.currency)

    @property
    def due(self) -> Money:
        """What remained to be paid; see `format.Expected`."""
        return Money(minor_of(self.state.due, self.currency), self.currency)


def play(programme: Programme, story: Story, *, language: str = "fr") -> Iterator[StepResult]:
    """Play the story, step by step; the shop is closed when the last one was taken.

    Args:
        programme: in force from the first step to the last.
        story: as `reading.story_from_json` gives it.
        language: of the messages in the states.

    Raises:
        ProgrammeError: the programme is refused as a whole.
        InvalidValue: the story names what the programme does not have.
        StoreError: the temporary folder does not take the store.
    """
    check_codes(story, programme)
    with staged(story, compile_programme(programme)) as stage:
        yield from play_on(stage, story, language)


def play_on(stage: Stage, story: Story, language: str) -> Iterator[StepResult]:
    """The steps, on a stage that is set for this story."""
    for index, step in enumerate(story.steps):
        yield _played(stage, index, step, language)


def _played(stage: Stage, index: int, step: Step, language: str) -> StepResult:
    stage.clock.at = instant_of(step.at, stage.identity.calendar)
    stage.new_id.begin(f"steps[{index}]")
    done = done_by(stage, act(stage, step))
    state = state_after(stage, done, language)
    spoken = (
        [sentence for each in LOCALES for sentence in said(done.evaluation, each)] if done.evaluation else []
    )
    return StepResult(
        index=index,
        step=step,
        at=stage.identity.calendar.local(stage.clock.now()),
        member=stage.name_of(done.member_id),
        state=state,
        differences=differences(step.expect, state, path=f"steps[{index}].expect", messages=spoken),
        currency=stage.identity.currency,
    )
