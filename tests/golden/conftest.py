"""Pictures are drawn the same on every machine: scale and density pinned before Qt starts."""

import os

os.environ["QT_SCALE_FACTOR"] = "1"
os.environ["QT_FONT_DPI"] = "96"
