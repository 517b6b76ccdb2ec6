"""QR codes of links, for a screen or a sheet of paper in a room."""

from io import BytesIO
from typing import Final

import segno

SCALE: Final = 10
"""Pixels of one module: large enough to be read off a projected slide."""

BORDER: Final = 4
"""Modules of quiet zone around it, as ISO/IEC 18004 asks for."""


class SegnoQrCodes:
    """Keeps the promises of the `QrCodes` port; a code takes a few milliseconds."""

    def png(self, text: str) -> bytes:
        """The QR code of a text, as PNG; the same text gives the same bytes."""
        picture = BytesIO()
        segno.make_qr(text, error="m").save(picture, kind="png", scale=SCALE, border=BORDER)
        return picture.getvalue()
