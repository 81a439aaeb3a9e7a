"""A QR code as rows of modules, for the screen to paint in whole pixels.

The encoder brings a good part of the standard library along: it is imported when the first code is drawn.
"""


def qr_rows(text: str) -> tuple[bytes, ...]:
    """1 for each dark module, without the quiet zone; nothing for a text that no code holds.

    Level M: 15 % of the code may be hidden by a finger or a reflection.
    """
    if not text:
        return ()
    import segno

    try:
        code = segno.make_qr(text, error="m", boost_error=False)
    except segno.DataOverflowError:
        return ()
    return tuple(bytes(row) for row in code.matrix)
