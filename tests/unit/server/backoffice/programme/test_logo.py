"""A logo is drawn anew, and nothing of the file itself goes on."""

import base64
from io import BytesIO

import pytest
from PIL import Image

from fidpos.domain.errors import InvalidValue
from fidpos.server.backoffice.programme.logo import SENT_BYTES_MAX, SIDE_MAX, drawn_anew
from fidpos.settings.till_settings import LOGO_BYTES_MAX
from tests.helpers.pictures import jpeg, noise, png


def test_what_somebody_left_in_the_file_is_gone() -> None:
    made = base64.b64decode(drawn_anew(BytesIO(png(600, 300, note="<script>made by Zoé</script>"))))

    with Image.open(BytesIO(made)) as picture:
        assert (picture.format, picture.size, picture.info) == ("PNG", (256, 128), {})
        assert picture.getpixel((5, 5)) == (200, 30, 30, 255)
    assert b"script" not in made


def test_a_picture_that_packs_badly_gets_smaller_until_it_fits() -> None:
    assert len(base64.b64decode(drawn_anew(BytesIO(noise())))) <= LOGO_BYTES_MAX


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        jpeg(),
        png()[:60],
        png(SIDE_MAX + 1, 1),
        png() + bytes(SENT_BYTES_MAX),
    ],
    ids=["nothing", "svg", "jpeg", "cut off", "too wide", "too long"],
)
def test_what_is_no_usable_png_is_refused(sent: bytes) -> None:
    with pytest.raises(InvalidValue):
        drawn_anew(BytesIO(sent))
