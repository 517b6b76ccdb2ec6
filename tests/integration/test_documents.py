"""The PDF and the card as files: the same bytes every time, every character with a glyph, words as typed."""

import asyncio
import io
import multiprocessing
import os
import signal
import struct
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import perf_counter

import orjson
import pytest
from pypdf import PdfReader

from bot.adapters.documents.data import card_data, portfolio_data
from bot.adapters.documents.press import Press
from bot.adapters.documents.printable import FONTS, is_right_to_left, paragraphs, printable
from bot.adapters.documents.render import Document, render
from bot.domain.entries import Entry
from bot.domain.ids import EntryId
from bot.domain.portfolio import MonthReport, SummaryPeriod, build_report
from tests.integration.sample_month import NASTY_LINES, PERIOD, SAMPLE_MONTH, sample_report

PNG_SIZE = struct.Struct(">8x4x4xII")
FONT_BYTES = 13_000_000
ROOT = Path(__file__).parents[2]


@pytest.fixture
async def press() -> AsyncIterator[Press]:
    made = Press()
    yield made
    await made.close()


def report_of(entries: Iterable[Entry], person_name: str = "Dr Ada Okafor") -> MonthReport:
    return build_report(entries, person_name=person_name, period=PERIOD, made_on=PERIOD.last)


def pdf_of(report: MonthReport) -> bytes:
    return render(Document.PORTFOLIO, orjson.dumps(portfolio_data(report)))


def card_of(report: MonthReport) -> bytes:
    return render(Document.CARD, orjson.dumps(card_data(report)))


def text_of(pdf: bytes) -> str:
    return " ".join("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


async def test_the_same_data_gives_the_same_bytes_here_and_in_workers(press: Press) -> None:
    other_press = Press()
    try:
        for made_here, make in ((pdf_of, "portfolio_pdf"), (card_of, "month_card")):
            in_workers = [await getattr(each, make)(sample_report()) for each in (press, other_press)]
            assert [made_here(sample_report()), made_here(sample_report())] == in_workers
    finally:
        await other_press.close()


async def test_a_worker_that_is_killed_costs_no_document(press: Press) -> None:
    before = await press.month_card(sample_report())
    for worker in multiprocessing.active_children():
        if worker.pid is not None:
            os.kill(worker.pid, signal.SIGKILL)

    assert await asyncio.gather(*(press.month_card(sample_report()) for _ in range(3))) == [before] * 3


ORPHANS = """
import asyncio, multiprocessing, os, signal
from bot.adapters.documents.press import Press
from tests.integration.sample_month import sample_report

async def main():
    press = Press()
    await press.month_card(sample_report())
    print(*(worker.pid for worker in multiprocessing.active_children()), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    asyncio.run(main())
"""


async def test_a_worker_leaves_when_its_program_is_killed(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(ORPHANS, "utf-8")
    killed = await asyncio.create_subprocess_exec(
        sys.executable,
        program,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    # The worker holds the pipe's other end too, so its output ends only when the worker has gone.
    output, _ = await asyncio.wait_for(killed.communicate(), timeout=30)

    assert killed.returncode == -signal.SIGKILL
    assert len(output.split()) == 1


async def test_a_closed_press_has_no_workers_and_takes_no_more() -> None:
    press = Press()
    await press.month_card(sample_report())
    await press.close()

    assert not multiprocessing.active_children()
    with pytest.raises(RuntimeError, match="closed"):
        await press.month_card(sample_report())


def test_a_usual_month_is_two_or_three_tagged_pages_with_title_date_and_author() -> None:
    reader = PdfReader(io.BytesIO(pdf_of(sample_report())))

    assert 2 <= len(reader.pages) <= 3
    assert reader.metadata is not None
    assert reader.metadata.title == "Reflective summary, October 2026"
    assert reader.metadata.author == "Dr Ada Okafor"
    assert str(reader.metadata.creation_date_raw).startswith("D:20261030")
    root = reader.root_object
    assert "'/Marked': True" in repr(root["/MarkInfo"])
    assert str(root["/Lang"]).lower() == "en-gb"


def test_every_entry_stands_in_the_pdf_word_for_word() -> None:
    text = text_of(pdf_of(sample_report()))

    for entry in SAMPLE_MONTH:
        for words in (entry.title, entry.what, entry.so_what, entry.now_what, entry.follow_up):
            assert " ".join(words.split()) in text


def test_the_card_is_a_picture_of_1080_by_1350() -> None:
    assert PNG_SIZE.unpack_from(card_of(sample_report())) == (1080, 1350)


def test_the_cards_data_hold_no_name_and_no_own_words() -> None:
    data = orjson.dumps(card_data(sample_report())).decode()

    assert "Okafor" not in data
    assert not any(entry.title in data for entry in SAMPLE_MONTH)


def test_markup_formulas_and_tags_are_printed_as_typed() -> None:
    entry = replace(SAMPLE_MONTH[0], title="A title", what="\n".join(NASTY_LINES[:2]))
    text = text_of(pdf_of(report_of([entry])))

    assert NASTY_LINES[0] in text
    assert "=SUM(A1) +44 -1 @home <b>html</b> &amp; https://example.org/" in text


def test_nasty_words_in_every_place_make_a_document() -> None:
    words = "\n".join(NASTY_LINES)
    entry = replace(SAMPLE_MONTH[2], title=words, what=words, so_what=words, now_what=words, follow_up=words)

    assert pdf_of(report_of([entry], person_name=words[:64])).startswith(b"%PDF")


@pytest.mark.parametrize("number", [1, 15, 60])
def test_any_number_of_entries_makes_a_document(number: int) -> None:
    month = [replace(SAMPLE_MONTH[n % 16], id=EntryId(f"{n:03d}")) for n in range(number)]

    assert f"{number} entr" in text_of(pdf_of(report_of(month))).replace(" y ", "y ")
    assert card_of(report_of(month))


def test_texts_of_the_greatest_length_flow_over_pages_and_none_is_lost() -> None:
    longest = ("so on and on " * 400)[:4_000] + "the very end"
    unbroken = "x" * 4_000 + "THEEND"
    entry = replace(SAMPLE_MONTH[2], what=longest, so_what=unbroken)
    reader = PdfReader(io.BytesIO(pdf_of(report_of([entry]))))

    text = "".join(page.extract_text() for page in reader.pages)
    assert "the very end" in " ".join(text.split())
    assert text.count("x") >= 4_000
    assert "THEEND" in text


def test_a_period_of_several_months_has_a_calendar_that_fits_the_card() -> None:
    period = SummaryPeriod(first=date(2026, 5, 1), last=date(2026, 10, 30))
    report = build_report(SAMPLE_MONTH, person_name="", period=period, made_on=period.last)

    assert PNG_SIZE.unpack_from(card_of(report)) == (1080, 1350)
    assert pdf_of(report).startswith(b"%PDF")


def test_an_entry_kept_outside_the_period_is_shown_all_the_same() -> None:
    early = replace(SAMPLE_MONTH[0], local_date=date(2026, 9, 29))

    assert "Days with entries: 29 Sep." in str(portfolio_data(report_of([early]))["calendar_alt"])
    assert early.title in text_of(pdf_of(report_of([early])))


@pytest.mark.parametrize(
    ("line", "rtl"),
    [("שלום abc", True), ("abc שלום", False), ("12/3 مرحبا", True), ("123 !", False), ("", False)],
)
def test_a_lines_direction_is_that_of_its_first_strong_character(line: str, *, rtl: bool) -> None:
    assert is_right_to_left(line) is rtl


def test_lines_become_paragraphs_and_control_characters_go() -> None:
    assert [line["text"] for line in paragraphs("one\r\n\n two\x00\x1b\u2028three\tfour\ufeff")] == [
        "one",
        "two",
        "three    four",
    ]


def test_a_character_that_no_face_has_is_named() -> None:
    assert printable("𒀀 \ue000 ok") == "[U+12000] [U+E000] ok"


def test_a_long_word_gets_places_to_break_but_no_other_change() -> None:
    assert printable("y" * 100).replace("\u200b", "") == "y" * 100
    assert "\u200b" in printable("y" * 100)
    assert printable("shorter words stay") == "shorter words stay"


def test_the_list_of_covered_characters_is_what_the_faces_have() -> None:
    covered: set[int] = set()
    for face in [*FONTS.glob("*.ttf"), *FONTS.glob("*.otf")]:
        covered.update(characters_of(face))
    listed = [
        number
        for line in (FONTS / "coverage.txt").read_text("ascii").split()
        for number in range(int(line.split("-")[0], 16), int(line.split("-")[1], 16) + 1)
    ]

    assert set(listed) <= covered
    assert {number for number in covered if is_text(number)} <= set(listed)


def test_every_character_of_the_nasty_lines_is_covered_or_named() -> None:
    left = {character for line in NASTY_LINES for character in printable(line)}
    covered = {chr(n) for face in [*FONTS.glob("*.ttf"), *FONTS.glob("*.otf")] for n in characters_of(face)}

    assert left - covered <= set("\u200b\u200d\u202c\u202e\u00ad\ufe0f") | {
        chr(n) for n in range(0xE0020, 0xE0080)
    }


def test_every_face_is_named_by_the_templates_and_their_size_stays_bounded() -> None:
    look = (FONTS.parent / "look.typ").read_text("utf-8")
    faces = [*FONTS.glob("*.ttf"), *FONTS.glob("*.otf")]

    for face in faces:
        family = face.stem.split("-")[0]
        assert family in look.replace(" ", "")
    assert sum(face.stat().st_size for face in faces) < FONT_BYTES


def is_text(number: int) -> bool:
    """Whether the character is for writing: no control, no private use, no noncharacter."""
    is_control = number < 0x20 or 0x7F <= number < 0xA0
    is_private = 0xE000 <= number < 0xF900 or number >= 0xF0000
    return not (is_control or is_private or number & 0xFFFE == 0xFFFE)


def characters_of(face: Path) -> Iterator[int]:
    """The code points that a face maps to a glyph, read from its `cmap` table (formats 4 and 12)."""
    data = face.read_bytes()
    tables = {data[at : at + 4]: at for at in range(12, 12 + 16 * struct.unpack_from(">H", data, 4)[0], 16)}
    start = struct.unpack_from(">I", data, tables[b"cmap"] + 8)[0]
    for n in range(struct.unpack_from(">H", data, start + 2)[0]):
        at = start + struct.unpack_from(">I", data, start + 4 + 8 * n + 4)[0]
        kind = struct.unpack_from(">H", data, at)[0]
        if kind == 4:
            yield from _segments(data, at)
        elif kind == 12:
            for group in range(struct.unpack_from(">I", data, at + 12)[0]):
                first, last, _ = struct.unpack_from(">III", data, at + 16 + 12 * group)
                yield from range(first, last + 1)


def _segments(data: bytes, at: int) -> Iterator[int]:
    count = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends, starts = at + 14, at + 16 + 2 * count
    deltas, offsets = starts + 2 * count, starts + 4 * count
    for n in range(count):
        first, last = (struct.unpack_from(">H", data, table + 2 * n)[0] for table in (starts, ends))
        delta, offset = (struct.unpack_from(">H", data, table + 2 * n)[0] for table in (deltas, offsets))
        for number in range(first, last + 1):
            where = offsets + 2 * n + offset + 2 * (number - first)
            glyph = struct.unpack_from(">H", data, where)[0] if offset else number
            if (glyph + (delta if glyph or not offset else 0)) & 0xFFFF and number != 0xFFFF:
                yield number


async def test_the_loop_is_not_held_up_while_a_document_is_made(press: Press) -> None:
    await press.month_card(sample_report())
    making = asyncio.ensure_future(press.portfolio_pdf(sample_report()))
    longest, before = 0.0, perf_counter()
    while not making.done():
        await asyncio.sleep(0)
        now = perf_counter()
        longest, before = max(longest, now - before), now

    assert longest < 0.1
