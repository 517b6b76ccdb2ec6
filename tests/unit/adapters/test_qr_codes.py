"""Invitations as pictures: square, with a quiet zone, large enough, and the same each time."""

import struct

import pytest
import segno

from bot.adapters.documents.qr_codes import BORDER, SCALE, SegnoQrCodes

LINK = "https://t.me/kipic_bot?start=" + "aB3-" * 8


def size_of(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return int(width), int(height)


def test_a_link_becomes_a_square_png_with_its_quiet_zone() -> None:
    png = SegnoQrCodes().png(LINK)
    assert png.startswith(b"\x89PNG")
    modules = segno.make_qr(LINK, error="m").symbol_size(border=0)[0]
    assert size_of(png) == ((modules + 2 * BORDER) * SCALE,) * 2


def test_the_same_link_gives_the_same_bytes_and_another_one_others() -> None:
    codes = SegnoQrCodes()
    assert codes.png(LINK) == codes.png(LINK)
    assert codes.png(LINK) != codes.png(LINK[:-1])


@pytest.mark.parametrize("length", [1, 64, 300])
def test_links_of_any_length_that_we_make_fit(length: int) -> None:
    assert SegnoQrCodes().png("x" * length)
