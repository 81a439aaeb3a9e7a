"""What is wrong with a setting, under the domain's tree."""

from fidpos.domain.errors import FidposError


class SettingRefused(FidposError):
    """A setting that does not exist, may not be set there, or has an impossible value.

    `params` holds `place` (file and name, or the variable) and `reason`, a sentence by key.
    """

    code = "setting_refused"


class Wrong(ValueError):
    """Why a value is impossible; carries the key of a sentence and what fills it.

    Has the shape of a message, so that the texts module can put it into words inside another sentence.
    """

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params
