"""A merchant's own words, in the two languages of the product."""

from dataclasses import dataclass

from fidpos.rules.fields import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Titles:
    """One text in French and in English; a screen shows it plain, never as markup."""

    fr: Text
    en: Text

    def of(self, language: str) -> str:
        """The text for a language such as `en` or `fr_CH`; French for any that is not English."""
        return self.en if language.startswith("en") else self.fr
