"""Values of the tills' settings as people read and type them: choices in words, amounts in the currency.

What is pushed and kept stays as a settings file says it, with amounts in minor units.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fidpos.domain.money import Currency, Money
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.programme.numbers import typed
from fidpos.server.backoffice.programme.spot import Unit
from fidpos.settings.declaration import Setting
from fidpos.settings.errors import Wrong
from fidpos.settings.kinds import Amount, Amounts
from fidpos.settings.written import choices_of
from fidpos.texts.texts import Texts

_BETWEEN = ";"
"""Between amounts: a comma stands before their decimals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingWords:
    """One language and one currency."""

    texts: Texts
    currency: Currency

    def told(self, setting: Setting, said: str) -> str:
        """In a sentence: `12,50 €`, `Oui`."""
        if self.is_money(setting):
            return " · ".join(self.texts.value(each) for each in self._amounts(said))
        keys = (f"office.settings.value.{setting.name}.{said}", f"office.settings.value.{said}")
        known = next((key for key in keys if choices_of(setting.kind) and self.texts.has(key)), None)
        return said if known is None else self.texts.say(known)

    def typed(self, setting: Setting, said: str) -> str:
        """In a field: `12,50`."""
        if not self.is_money(setting):
            return said
        language = self.texts.language
        return f"{_BETWEEN} ".join(
            typed(each.minor, Unit.MONEY, self.currency, language) for each in self._amounts(said)
        )

    def read(self, setting: Setting, typed_in: str) -> str:
        """What a field holds, as the setting's kind reads it.

        Raises:
            Wrong: no amount, or not such as the setting takes.
        """
        match setting.kind:
            case Amount(most=most):
                wrong = Wrong("office.settings.amount", most=self._money(most))
                return self._read(setting, [typed_in], wrong)
            case Amounts(count_max=count, most=most):
                parts = [part for part in typed_in.split(_BETWEEN) if part.strip()]
                wrong = Wrong("office.settings.amounts", count=count, most=self._money(most))
                return self._read(setting, parts, wrong)
            case _:
                return typed_in

    def is_money(self, setting: Setting) -> bool:
        """Whether it is one amount, or several."""
        return isinstance(setting.kind, Amount | Amounts)

    def is_list(self, setting: Setting) -> bool:
        """Whether there may be several amounts."""
        return isinstance(setting.kind, Amounts)

    def _read(self, setting: Setting, parts: Sequence[str], wrong: Wrong) -> str:
        forms = [Form({"amount": [part]}, self.texts.language) for part in parts]
        amounts = [form.money("amount", self.currency) for form in forms]
        said = ", ".join(str(amount.minor) for amount in amounts if amount is not None)
        try:
            setting.kind.from_text(said)
        except Wrong:
            raise wrong from None
        if None in amounts:
            raise wrong
        return said

    def _amounts(self, said: str) -> Sequence[Money]:
        return [self._money(int(part)) for part in said.split(",") if part.strip()]

    def _money(self, minor: int) -> Money:
        return Money(minor, self.currency)
