"""The messages of an evaluation as a person reads them."""

from functools import cache

from fidpos import paths
from fidpos.rules.evaluation import Evaluation, Message
from fidpos.texts.texts import Texts


def said(evaluation: Evaluation, language: str) -> tuple[str, ...]:
    """The merchant's own sentences and the engine's, in one language."""
    return tuple(_sentence(message, language) for message in evaluation.messages)


def _sentence(message: Message, language: str) -> str:
    if message.text is not None:
        return message.text.of(language)
    return _texts(language).say(f"reason.{message.key}", **dict(message.params))


@cache
def _texts(language: str) -> Texts:
    return Texts.load(paths.resources_dir() / "translations", language)
