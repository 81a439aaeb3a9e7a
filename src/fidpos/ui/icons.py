"""Lucide icons and the merchant's logo as pixmaps: drawn in any colour, at any size, and kept."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_INHERITED = b"currentColor"


class Icons:
    """Pixmaps by name, colour and size. GUI thread only."""

    def __init__(self, resources: Path) -> None:
        self._folder = resources / "icons"
        self._sources: dict[Path, bytes] = {}
        self._drawn: dict[tuple[Path, str, int, float], QPixmap] = {}

    def pixmap(self, name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
        """A Lucide icon, `size` device-independent pixels wide and high."""
        return self._drawing(self._folder / "lucide" / f"{name}.svg", colour, size, ratio)

    def logo(self, file: Path | None, size: int, ratio: float = 1.0) -> QPixmap:
        """The merchant's logo, or the one that stands for it until the merchant brings one."""
        if file is None or file.suffix != ".png":
            return self._drawing(file or self._folder / "logo.svg", "", size, ratio)
        return self._picture(file, size, ratio) or self.logo(None, size, ratio)

    def _picture(self, file: Path, size: int, ratio: float) -> QPixmap | None:
        """As large as fits; None where it is no picture."""
        key = (file, "", size, ratio)
        if key not in self._drawn:
            picture, side = QPixmap(str(file)), round(size * ratio)
            if picture.isNull():
                return None
            fits = picture.scaled(
                side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            drawn = QPixmap(side, side)
            drawn.fill(Qt.GlobalColor.transparent)
            with QPainter(drawn) as painter:
                painter.drawPixmap((side - fits.width()) // 2, (side - fits.height()) // 2, fits)
            drawn.setDevicePixelRatio(ratio)
            self._drawn[key] = drawn
        return self._drawn[key]

    def _drawing(self, file: Path, colour: str, size: int, ratio: float) -> QPixmap:
        key = (file, colour, size, ratio)
        drawn = self._drawn.get(key)
        if drawn is None:
            drawn = self._drawn[key] = self._draw(file, colour, size, ratio)
        return drawn

    def _draw(self, file: Path, colour: str, size: int, ratio: float) -> QPixmap:
        source = self._sources.get(file)
        if source is None:
            source = self._sources[file] = file.read_bytes()
        pixmap = QPixmap(round(size * ratio), round(size * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer = QSvgRenderer(QByteArray(source.replace(_INHERITED, colour.encode())))
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        return pixmap
