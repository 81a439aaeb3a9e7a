"""`gift_choice`: a coffee, a tea or a pastry, as the member likes."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fidpos.domain.errors import InvalidValue
from fidpos.rules.binding import Binding
from fidpos.rules.effect import Act, Phase
from fidpos.rules.evaluation import Alternative, GiftGranted
from fidpos.rules.fields import Code, Items, Length, Minor
from fidpos.rules.titles import Titles
from fidpos.rules.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftOption:
    """One gift among several.

    Attributes:
        article: the register's own number, empty where it has none.
    """

    code: Code
    title: Titles
    article: Annotated[str, Length(0, 80)] = ""
    worth_minor: Minor = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftChoice:
    """One gift of several, the first one until the member has chosen (`Facts.chosen`)."""

    code: ClassVar[str] = "gift_choice"
    phases: ClassVar[frozenset[Phase]] = frozenset(Phase)
    redeemable: ClassVar[bool] = True

    options: Annotated[tuple[GiftOption, ...], Items(2, 20)]

    def __post_init__(self) -> None:
        """Refuse two options of one code.

        Raises:
            InvalidValue: nobody could tell them apart.
        """
        if len({option.code for option in self.options}) < len(self.options):
            raise InvalidValue("each option needs a code of its own")

    def compile(self, binding: Binding, /) -> Act:
        """One record for each person."""
        owner = binding.owner
        by_code = {option.code: option for option in self.options}
        options = tuple(Alternative(option.code, option.title) for option in self.options)

        def act(working: Working) -> str:
            wanted = (each.option for each in working.facts.chosen if each.source == owner)
            option = by_code[next((code for code in wanted if code in by_code), options[0].option)]
            working.gifts.append(
                GiftGranted(
                    source=owner,
                    title=option.title,
                    article=option.article,
                    person=working.subject,
                    worth_minor=option.worth_minor,
                    option=option.code,
                    options=options,
                )
            )
            return ""

        return act
