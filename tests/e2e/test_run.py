"""`kipic run` as a process of its own against a Bot API server in another, on real time."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.adapters.system import SystemClock
from bot.domain.calendar import Nation, Weekday, bank_holidays, local_date, local_time
from bot.domain.entries import Entry, Source
from tests.keepsakes import entries_of, outbox_of, stored_in, words_of
from tests.phone import Line, Phone, line_to
from tests.programs import running_bot, serving

BOT_ID = 1
PROMPT_SECONDS = 240.0
"""Two minutes to the slot, the metronome's beat, and a slow machine."""

FIRST = "A smoker took up patches once the risk was beads in a jar"
SECOND = "She counts in allotment walks, not in units"
THIRD = "Keep the jar on the desk"


@pytest.fixture(scope="module")
async def line(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Line]:
    """A Bot API server standing alone, and its people's phones; each test has people and a bot of its own."""
    folder = tmp_path_factory.mktemp("server")
    async with serving("--server-only", folder=folder) as url, line_to(url) as there:
        yield there


async def _answer(phone: Phone) -> None:
    await phone.asks("/today", "What knowledge did you create today")
    await phone.asks(FIRST, "What about this person or place")
    await phone.asks(SECOND, "What will you do differently?")
    await phone.asks(THIRD, "Kept. Thank you.")


async def _kept(folder: Path, phone: Phone) -> list[Entry]:
    async with stored_in(folder / "data") as store:
        return (await store.read(entries_of([phone.person], bot_id=BOT_ID)))[phone.person]


async def test_a_doctor_signs_up_answers_and_gets_a_summary_and_sigterm_loses_nothing(
    line: Line, tmp_path: Path
) -> None:
    async with running_bot(line.url, folder=tmp_path, log_format="json") as bot:
        started = json.loads(await bot.says("bot.started"))
        async with line.session.get(started["health"]) as health:
            assert health.status == 200
        ada = await line.newcomer("Ada Okafor")
        await ada.onboard()
        await _answer(ada)
        await ada.tap("Evidence")
        await ada.tap("Star it")
        asked = await ada.asks("/summary", "Which month?")
        await ada.tap(asked.labels[0])
        await ada.hears(FIRST)
        await _card_and_pdf(ada)
        assert await bot.terminate() == 0
    assert "Traceback" not in bot.err
    (entry,) = await _kept(tmp_path, ada)
    assert words_of(entry) == [FIRST, SECOND, THIRD]
    assert entry.starred
    assert entry.tags.sources == (Source.EVIDENCE,)
    assert {one.status for one in outbox_of(tmp_path / "data", chat=ada.person)} == {"sent"}


async def _card_and_pdf(phone: Phone) -> None:
    """The picture and the file of a summary have come, and are what they say they are."""
    chat = await phone.until(lambda chat: chat if any(one.document for one in chat) else None, "the PDF")
    card = next(one.photo for one in chat if one.photo)
    pdf = next(one.document for one in chat if one.document)
    assert (await phone.line.file(card)).startswith(b"\x89PNG\r\n\x1a\n")
    content = await phone.line.file(pdf)
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")


async def test_a_restart_continues_the_open_question_and_takes_what_came_meanwhile(
    line: Line, tmp_path: Path
) -> None:
    ada = await line.newcomer("Ada Okafor")
    async with running_bot(line.url, folder=tmp_path) as bot:
        await ada.onboard()
        await ada.asks("/today", "What knowledge did you create today")
        await ada.asks(FIRST, "What about this person or place")
        assert await bot.terminate() == 0
    await ada.say(SECOND)
    async with running_bot(line.url, folder=tmp_path) as bot:
        await ada.hears("What will you do differently?")
        await ada.asks(THIRD, "Kept. Thank you.")
        assert await bot.terminate() == 0
    (entry,) = await _kept(tmp_path, ada)
    assert words_of(entry) == [FIRST, SECOND, THIRD]
    texts = [one.text for one in await ada.chat() if one.is_from_bot]
    assert len(texts) == len(set(texts)), "a message came twice"


@dataclass(slots=True)
class Wire:
    """What lies between the bot and its API server; it can be cut, as when a network goes."""

    url: str
    server: asyncio.Server | None = None
    address: tuple[str, int] = ("127.0.0.1", 0)
    ends: set[asyncio.StreamWriter] = field(default_factory=set)

    async def mend(self) -> None:
        host, port = self.address
        self.server = await asyncio.start_server(self._carry, host, port)
        self.address = self.server.sockets[0].getsockname()

    def cut(self) -> None:
        if self.server is not None:
            self.server.close()
        for writer in self.ends:
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = urlsplit(self.url)
        far_reader, far_writer = await asyncio.open_connection(there.hostname, there.port)
        both = {writer, far_writer}
        self.ends |= both
        with suppress(OSError):
            await asyncio.gather(_copy(reader, far_writer), _copy(far_reader, writer))
        self.ends -= both
        for one in both:
            one.transport.abort()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
    writer.close()


@asynccontextmanager
async def wire_to(url: str) -> AsyncIterator[Wire]:
    wire = Wire(url)
    await wire.mend()
    try:
        yield wire
    finally:
        wire.cut()


async def test_an_api_server_that_goes_away_is_waited_for_and_nothing_is_lost(
    line: Line, tmp_path: Path
) -> None:
    ada = await line.newcomer("Ada Okafor")
    async with wire_to(line.url) as wire:
        host, port = wire.address
        async with running_bot(f"http://{host}:{port}", folder=tmp_path) as bot:
            await ada.onboard()
            await ada.asks("/today", "What knowledge did you create today")
            wire.cut()
            await ada.say(FIRST)
            await bot.says("again_in=1.0")
            await wire.mend()
            await ada.hears("What about this person or place")
            await ada.asks(SECOND, "What will you do differently?")
            await ada.asks(THIRD, "Kept. Thank you.")
            assert await bot.terminate() == 0
    (entry,) = await _kept(tmp_path, ada)
    assert words_of(entry) == [FIRST, SECOND, THIRD]


async def test_lost_slow_and_failed_calls_lose_no_answer_and_double_only_what_was_in_doubt(
    line: Line, tmp_path: Path
) -> None:
    ada = await line.newcomer("Ada Okafor")
    async with running_bot(line.url, folder=tmp_path) as bot:
        await ada.onboard()
        failing = [
            {"method": "sendMessage", "kind": "lost", "times": 1},
            {"method": "sendMessage", "kind": "refuse", "times": 1},
            {"method": "sendMessage", "kind": "500", "times": 1},
            {"method": "sendMessage", "kind": "429", "times": 1, "retry_after": 1},
            {"method": "sendMessage", "kind": "hang", "times": 1, "seconds": 0.5},
            {"method": "getUpdates", "kind": "500", "times": 1},
            {"method": "getUpdates", "kind": "lost", "times": 1},
        ]
        await line.post("faults", rules=failing)
        await _answer(ada)
        await line.no_faults()
        assert await bot.terminate() == 0
    (entry,) = await _kept(tmp_path, ada)
    assert words_of(entry) == [FIRST, SECOND, THIRD]
    owed = outbox_of(tmp_path / "data", chat=ada.person)
    assert {one.status for one in owed} == {"sent"}
    calls = [one for one in await line.get("record") if one["chat_id"] == ada.person]
    doubts = sum(one.doubts for one in owed)
    assert len(owed) + 1 == len(calls), (
        "one call was carried out without an answer, so its message stands twice"
    )
    assert doubts == 3, "the lost answer, the refused connection and the 500 could each have been carried out"


@pytest.mark.faults
@pytest.mark.timeout(400)
async def test_the_question_comes_at_the_slot_two_minutes_ahead_and_its_answer_is_kept(
    line: Line, tmp_path: Path
) -> None:
    zone = _zone_at_noon(SystemClock().now())
    today = local_date(SystemClock().now(), zone)
    if today in bank_holidays(Nation.ENGLAND_AND_WALES, today.year):
        pytest.skip("nobody is asked on a bank holiday, and today is one")
    async with running_bot(line.url, folder=tmp_path, timezone=zone) as bot:
        ada = await line.newcomer("Ada Okafor")
        await ada.say("/start")
        await ada.tap("Yes, keep it")
        await ada.tap("Don't ask me")
        await ada.tap("Salaried")
        await _work_only_on(ada, Weekday.of(today))
        slot = local_time(SystemClock().now() + timedelta(minutes=2), zone)
        await ada.asks(f"{slot:%H:%M}", "All set.")
        await ada.tap("Later")
        await ada.hears("/reflect starts one any time")
        prompt = await ada.hears("What knowledge did you create today", seconds=PROMPT_SECONDS)
        arrived = local_time(SystemClock().now(), zone)
        assert (arrived.hour, arrived.minute) == (slot.hour, slot.minute)
        assert "Later…" in prompt.labels
        await ada.asks(FIRST, "What about this person or place")
        await ada.asks(SECOND, "What will you do differently?")
        await ada.asks(THIRD, "Kept. Thank you.")
        asked = await ada.asks("/summary", "Which month?")
        await ada.tap(asked.labels[0])
        await _card_and_pdf(ada)
        assert await bot.terminate() == 0
    (entry,) = await _kept(tmp_path, ada)
    assert words_of(entry) == [FIRST, SECOND, THIRD]


def _zone_at_noon(now: datetime) -> str:
    """A zone in which it is about noon, since slots lie between 06:00 and 22:00."""
    ahead = 12 - now.astimezone(UTC).hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


async def _work_only_on(phone: Phone, day: Weekday) -> None:
    question = await phone.hears("Which days do you work?")
    for name in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"):
        wanted = name.lower() == day.value
        shown = await phone.reads(question.id, "Which days")
        before, after = (name, f"✓ {name}") if wanted else (f"✓ {name}", name)
        if before in shown.labels:
            await phone.tap(before, on=question.id)
            await phone.offers(question.id, after)
    await phone.tap("Done", on=question.id)
    await phone.hears("When shall I ask?")
