"""A cohort from its first link to its report, in a real browser: an operator, a tutor and three GPs, by taps and words."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser import NARROW, PATIENCE_MS, Hand, browser_at, require_no_overflow
from tests.phone import ADA, BEN, Line, Message, Phone, line_to
from tests.programs import ROOT, serving

DR_CHANDRA: Final = 710_003
ROBIN: Final = 710_004
CARA: Final = "Cara Lowe"
OTHERS: Final = tuple(
    f"Gill {name}" for name in ("Adams", "Brown", "Clark", "Davis", "Evans", "Frost", "Green")
)
"""With the three GPs they are ten: from ten people on a tutor is told exact numbers."""

MOST_TAPS: Final = 12
"""From `/broadcast` to sent (issue 5)."""

MOST_DAYS: Final = 8
"""Within these everybody's next working day has come, whatever holidays there are."""

WORDS: Final = "Which <b>rule of thumb</b> did you lean on this week, and what became of it?"
LINE: Final = "I ask what the scan would change before I ask for it"
ONBOARDING: Final = ("Yes, keep it", "Don't ask me", "Salaried", "Done", "12:45", "Later")

WEEKS: Final = (
    "What do you hope this week changes?",
    "Think of someone whose problem had no clear answer.",
    "Think of a patient with too much to go on.",
    "Outside patient sessions, what do you already do",
)
"""How the shipped course's four prompts begin."""

PICTURES: Final = ROOT / "docs" / "pictures"
SHOWN: Final = {"broadcast-preview": "tutor-preview", "trends": "cohort-trends"}
"""The pictures that the README shows, by their name there."""


@dataclass(slots=True)
class Room:
    """The page that everybody's phone is on, the same phones without a page, and where pictures of it go."""

    page: Page
    line: Line
    folder: Path
    saves_pictures: bool
    taps: int = 0
    invitation: str = ""
    others: Sequence[Phone] = field(default_factory=list)

    @property
    def hand(self) -> Hand:
        return Hand(self.page)

    async def give_to(self, name: str) -> None:
        """Somebody else takes the phone."""
        await self.page.get_by_test_id("tab-clock").click()
        await self.page.locator("#people .person", has_text=name).click()
        await expect(self.page.locator("#chat-as")).to_contain_text(name)

    async def opens_last_link(self, name: str) -> None:
        """The link that came last is sent to somebody, who taps it."""
        await self.page.locator("a.deep-link").last.click(timeout=PATIENCE_MS)
        await self.page.locator("#choosing .person", has_text=name).click()
        await expect(self.page.locator("#chat-as")).to_contain_text(name)

    async def tap(self, label: str) -> None:
        self.taps += 1
        await self.hand.tap(label)

    async def send(self, text: str) -> None:
        self.taps += 1
        await self.hand.type(text)

    async def jump(self, to: str) -> None:
        await self.page.get_by_test_id("tab-clock").click()
        await self.hand.jump(to)

    async def picture(self, name: str, *, of: Locator | None = None) -> None:
        """Nothing overflows on a narrow phone; a picture of its end, or of what begins at `of`, is kept."""
        await require_no_overflow(self.page)
        await self.page.mouse.move(0, 0)
        if of is None:
            await self.page.locator("#log").evaluate("(log) => { log.scrollTop = log.scrollHeight; }")
        else:
            await of.evaluate("(message) => message.scrollIntoView()")
        await self.page.locator("#toasts").evaluate("(toasts) => toasts.replaceChildren()")
        taken = await self.page.screenshot(path=self.folder / f"{name}.png")
        if self.saves_pictures and name in SHOWN:
            (PICTURES / f"{SHOWN[name]}.png").write_bytes(taken)

    def choice(self, label: str) -> Locator:
        return self.page.get_by_test_id("choice").get_by_text(label).last


async def _a_tutor_is_made(room: Room) -> None:
    hand = room.hand
    await room.line.phone(ROBIN).onboard()
    await room.give_to("Robin Price")
    await hand.type("/admin")
    await hand.tap("Make a tutor's link")
    await hand.hears("becomes a tutor")
    await room.opens_last_link("Dr Chandra")
    for label in ONBOARDING:
        await hand.tap(label)
    await hand.hears("You are a tutor now.")


async def _a_cohort_is_made(room: Room) -> None:
    hand = room.hand
    await hand.type("/cohorts")
    await hand.tap("New cohort")
    await hand.hears("What shall the cohort be called?")
    await hand.type("Spring <GPs> & friends")
    # The second Monday that is offered: it lies ahead whatever day and hour it is now.
    mondays = room.page.get_by_test_id("choice").get_by_text(re.compile(r"^Mon \d"))
    await mondays.nth(1).click(timeout=PATIENCE_MS)
    for label in ("My own", "20", "They go on from here"):
        await hand.tap(label)
    await hand.hears("point a phone's camera here to join")
    code = room.page.locator(".photo img").last
    assert await code.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") > 0
    room.invitation = str(await room.page.locator("a.deep-link").last.get_attribute("href"))
    await room.picture("cohort-qr")
    await hand.type("/cohorts")
    await room.choice("Spring").click(timeout=PATIENCE_MS)
    await hand.hears("Late joiners: go on from here")
    await room.picture("cohort-card")


async def _three_join_by_link(room: Room) -> None:
    hand = room.hand
    await room.page.get_by_test_id("tab-clock").click()
    await room.page.get_by_test_id("person-add").click()
    await room.page.get_by_test_id("asking-text").fill(CARA)
    await room.page.get_by_test_id("asking-does").click()
    await expect(room.page.locator("#chat-as")).to_contain_text(CARA)
    for name in ("Ada Okafor", "Ben Hughes", CARA):
        await room.give_to("Dr Chandra")
        await room.opens_last_link(name)
        for label in ONBOARDING:
            await hand.tap(label)
        await hand.hears("never who or what")
        await room.picture(f"join-{name.split()[0].lower()}")
        await hand.tap("Join")
        await hand.hears("You are in Spring <GPs> & friends")


async def _joins(room: Room, name: str) -> Phone:
    phone = await room.line.newcomer(name)
    await phone.onboard()
    await phone.asks(f"/join {room.invitation}", "never who or what")
    await phone.tap("Join")
    return phone


async def _four_weeks_pass(room: Room) -> None:
    """The second Monday begins them, so the sixth comes after them; each prompt waits for a day that has room for it."""
    for week in range(6):
        await room.jump("next_monday")
        for _ in range(2):
            await room.jump("tomorrow")
            await asyncio.gather(
                *(_answers_the_week(phone) for phone in room.others[: len(OTHERS) - week // 2])
            )
    await room.give_to("Ada Okafor")
    for question in WEEKS:
        await expect(room.page.locator("[data-message-id]").filter(has_text=question).first).to_be_attached()


async def _answers_the_week(phone: Phone) -> None:
    question = (await phone.chat())[-1]
    if not question.text.startswith(WEEKS):
        return
    first = question.labels[0]
    if first in {"Skip", "Not today"}:
        await phone.say("Somebody who was tired of waiting")
        return
    await phone.tap(first)
    if "Done" in question.labels:
        await phone.tap("Done")


async def _one_leaves_for_a_while_and_one_blocks(room: Room) -> None:
    await room.give_to("Ben Hughes")
    await room.hand.type("/pause 4w")
    await room.hand.hears("Enjoy the break.")
    await room.give_to(CARA)
    await room.page.get_by_test_id("block").click()
    await expect(room.page.get_by_test_id("unblock")).to_be_visible()


async def _the_tutor_broadcasts(room: Room) -> None:
    hand = room.hand
    await room.give_to("Dr Chandra")
    await hand.type("/broadcast")
    await hand.hears("What shall people read?")
    room.taps = 0
    await room.send(WORDS)
    await room.tap("For all")
    await room.tap("Buttons")
    await hand.hears("What do the buttons say?")
    await room.send("Strengthened\nBent\nBroken")
    await room.tap("At each one's own time")
    await room.tap("Two days")
    await hand.hears("They answer: with one of 3 buttons")
    await room.picture("broadcast-preview")
    await room.tap("Test-send to me")
    await hand.hears("This one comes to you alone")
    # The preview has the same buttons, but they do nothing: the one to tap is on the newest message.
    await expect(room.page.locator("[data-message-id]").last.get_by_test_id("choice").first).to_be_visible()
    await room.tap("Bent")
    await hand.hears("Thank you.")
    await room.tap("Who gets it")
    await hand.hears("of 10 people:")
    await hand.hears("not in time, or out of reach: fewer than 5")
    await room.picture("dry-run")
    await room.tap("Send…")  # below the dry run
    await hand.hears("(10 people)?")
    await room.tap("Yes, send")
    await hand.hears("Under way")
    assert room.taps <= MOST_TAPS
    await room.picture("progress")


async def _people_answer(room: Room) -> None:
    """It comes on the next day that has room for it, which needn't be the same for all; two never answer."""
    ada = room.line.phone(ADA)
    waiting = [ada, *room.others]
    for _ in range(MOST_DAYS):
        await room.jump("tomorrow")
        got = [phone for phone in waiting if await _asked(phone) is not None]
        waiting = [phone for phone in waiting if phone not in got]
        if ada in got:
            await room.give_to("Ada Okafor")
            await room.hand.tap("Bent")
            await room.hand.hears("Is there a line about it")
        await asyncio.gather(*(phone.tap("Strengthened") for phone in room.others[:5] if phone in got))
        if not waiting:
            return
    raise AssertionError(f"{len(waiting)} never got it")


async def _asked(phone: Phone) -> Message | None:
    return next((one for one in await phone.chat() if "Strengthened" in one.labels), None)


async def _a_line_is_shared(room: Room) -> None:
    hand = room.hand
    await room.give_to("Ada Okafor")
    await hand.tap("Share a line")
    await hand.hears("May I hand on the lines that you choose?")
    await hand.tap("Yes")
    await hand.hears("Which line would you share?")
    await hand.type(LINE)
    await hand.tap("Yes, without my name")
    await hand.hears("without your name")
    await room.give_to("Dr Chandra")
    await hand.type("/shared")
    await hand.hears(LINE)
    shared = await room.page.locator("[data-message-id]").last.inner_text()
    assert "Ada" not in shared
    await room.picture("shared-line")


async def _totals(message: Locator) -> dict[str, int]:
    words = await message.inner_text()
    return {name: int(count) for name, count in re.findall(r"^([A-Z][a-z ]+): (\d+)", words, re.MULTILINE)}


async def _the_report_accounts_for_all(room: Room) -> None:
    hand = room.hand
    await hand.type("/broadcasts")
    await hand.hears("Tap one to see how it went")
    await room.choice("Which rule of thumb").click()
    report = hand.said("Out of reach")
    await expect(report).to_contain_text("Answered: 6", timeout=PATIENCE_MS)
    totals = await _totals(report)
    assert totals.pop("Answered") == 6
    assert totals == {
        "Sent": 8,
        "Still to come": 0,
        "Not in time": 1,
        "Out of reach": 1,
        "Uncertain": 0,
        "Taken back": 0,
    }
    await room.picture("report")
    ends = {person: await _end(room.line, person) for person in (ADA, BEN, await _cara(room.line))}
    assert list(ends.values()) == [
        ("sent", "it was time; answered"),
        ("missed", "you were on leave"),
        ("skipped", "this chat was blocked"),
    ]


async def _cara(line: Line) -> int:
    people = (await line.get("state"))["people"]
    return next(int(one["id"]) for one in people if one["name"] == CARA)


async def _end(line: Line, person: int) -> tuple[str, str]:
    """What became of the broadcast for one person, as it stands in their own ledger."""
    rows = (await line.get(f"people/{person}/timeline"))["rows"]
    *_, last = (row for row in rows if row["what"].startswith("Broadcast"))
    return last["outcome"], last["reason"]


async def _the_tutor_sees_figures_and_trends(room: Room) -> None:
    hand = room.hand
    await room.jump("+1h")  # figures are renewed by a beat
    await room.give_to("Dr Chandra")
    await hand.tap("What they chose")
    await expect(hand.said("What people chose").locator(".words")).to_contain_text("Strengthened")
    await room.picture("figures")
    await hand.type("/cohorts")
    await room.choice("Spring").click(timeout=PATIENCE_MS)
    await hand.tap("Week by week")
    await hand.hears("how it goes")
    await room.picture("weeks", of=hand.said("how it goes"))
    await hand.tap("Trends as a picture")
    trends = hand.said("Spring <GPs> & friends, ").locator(".photo img")
    await expect(trends).to_be_visible(timeout=PATIENCE_MS)
    assert await trends.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") > 0
    await room.picture("trends")


async def test_a_cohort_from_its_first_link_to_a_report_that_accounts_for_all(
    chromium_path: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    async with (
        serving(folder=tmp_path) as url,
        browser_at(chromium_path) as browser,
        line_to(url) as line,
    ):
        page = await browser.new_page(viewport=NARROW, reduced_motion="reduce")
        await page.goto(url)
        room = Room(page, line, tmp_path, bool(pytestconfig.getoption("--save-pictures")))
        await _a_tutor_is_made(room)
        await _a_cohort_is_made(room)
        await _three_join_by_link(room)
        room.others = await asyncio.gather(*(_joins(room, name) for name in OTHERS))
        await _four_weeks_pass(room)
        await _one_leaves_for_a_while_and_one_blocks(room)
        await _the_tutor_broadcasts(room)
        await _people_answer(room)
        await _a_line_is_shared(room)
        await _the_report_accounts_for_all(room)
        await _the_tutor_sees_figures_and_trends(room)
