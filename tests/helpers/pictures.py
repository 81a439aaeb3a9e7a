"""Pictures as people send them."""

from io import BytesIO
from random import Random

from PIL import Image
from PIL.PngImagePlugin import PngInfo


def png(width: int = 64, height: int = 64, *, note: str = "") -> bytes:
    """A plain picture; with a note that its maker left inside."""
    inside = PngInfo()
    if note:
        inside.add_text("Comment", note)
    return _written(Image.new("RGBA", (width, height), (200, 30, 30, 255)), "PNG", pnginfo=inside)


def noise(side: int = 400) -> bytes:
    """A picture that packs badly."""
    return _written(Image.frombytes("RGB", (side, side), Random(3).randbytes(side * side * 3)), "PNG")


def jpeg() -> bytes:
    """A picture of another kind."""
    return _written(Image.new("RGB", (64, 64)), "JPEG")


def _written(picture: Image.Image, kind: str, **more: object) -> bytes:
    made = BytesIO()
    picture.save(made, kind, **more)
    return made.getvalue()
