"""In which language the command line speaks: as told, else as the session does, else French."""

from collections.abc import Mapping, Sequence

from fidpos.texts.formats import LOCALES

USUAL = "fr"
_OPTION = "--language"
_SESSION_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def language_of(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """One of the product's languages; looked for before the arguments are parsed, whose errors it tells."""
    for wanted in (_option(arguments), environ.get("FIDPOS_LANGUAGE", "")):
        if wanted in LOCALES:
            return wanted
    session = next((value for name in _SESSION_VARIABLES if (value := environ.get(name))), "")
    language = session[:2].lower()
    return language if language in LOCALES else USUAL


def _option(arguments: Sequence[str]) -> str:
    for index, argument in enumerate(arguments):
        if argument.startswith(f"{_OPTION}="):
            return argument.removeprefix(f"{_OPTION}=")
        if argument == _OPTION and index + 1 < len(arguments):
            return arguments[index + 1]
    return ""
