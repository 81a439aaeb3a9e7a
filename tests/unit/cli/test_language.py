"""In which language the command line speaks."""

import pytest

from fidpos.cli.language import language_of


@pytest.mark.parametrize(
    ("arguments", "environ", "language"),
    [
        ([], {}, "fr"),
        ([], {"LANG": "C.UTF-8"}, "fr"),
        ([], {"LANG": "de_CH.UTF-8"}, "fr"),
        ([], {"LANG": "en_GB.UTF-8"}, "en"),
        ([], {"LC_ALL": "fr_FR.UTF-8", "LANG": "en_GB.UTF-8"}, "fr"),
        ([], {"LC_ALL": "", "LANG": "en_GB.UTF-8"}, "en"),
        ([], {"FIDPOS_LANGUAGE": "en", "LANG": "fr_FR"}, "en"),
        ([], {"FIDPOS_LANGUAGE": "xx", "LANG": "en"}, "en"),
        (["till", "--language", "en"], {"FIDPOS_LANGUAGE": "fr"}, "en"),
        (["till", "--language=en"], {}, "en"),
        (["till", "--language"], {}, "fr"),
        (["till", "--language", "xx"], {"LANG": "en"}, "en"),
    ],
)
def test_the_nearest_word_counts(arguments: list[str], environ: dict[str, str], language: str) -> None:
    assert language_of(arguments, environ) == language
