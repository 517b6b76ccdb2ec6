"""The first three minutes with Kipic, in a real browser: from an empty page to a kept entry, a prompt and a summary."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Browser, Locator, Page, ViewportSize, async_playwright, expect

from tests.programs import ROOT, serving

PICTURES: Final = ROOT / "docs" / "pictures"
WIDE: Final[ViewportSize] = {"width": 1400, "height": 900}
NARROW: Final[ViewportSize] = {"width": 390, "height": 844}
SMALL: Final[ViewportSize] = {"width": 360, "height": 640}

PATIENCE_MS: Final = 30_000
MOST_TABS: Final = 60
"""Presses of Tab after which something can't be reached by keyboard, as far as anybody would try."""

ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)

FIRST: Final = "The walk to the allotment says more than the scan does"
SECOND: Final = 'Ask first 👩🏽‍⚕️ then <b>treat</b> & look: "מה חשוב לך" 🫁'
"""A family of code points, right to left, and HTML: it must come back as it was typed."""


@asynccontextmanager
async def _browser(path: Path) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS])
        try:
            yield browser
        finally:
            await browser.close()


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody before the page, who taps and types."""

    page: Page

    def said(self, words: str) -> Locator:
        return self.page.locator("[data-message-id]").filter(has_text=words).last

    async def hears(self, words: str) -> None:
        await expect(self.said(words)).to_be_visible(timeout=PATIENCE_MS)

    async def tap(self, label: str) -> None:
        buttons = self.page.get_by_test_id("choice")
        await buttons.get_by_text(label, exact=True).last.click(timeout=PATIENCE_MS)

    async def type(self, text: str) -> None:
        await self.page.get_by_test_id("text").fill(text)
        await self.page.get_by_test_id("send").click()

    async def jump(self, to: str) -> None:
        await self.page.get_by_test_id(f"jump-{to}").click()
        card = self.page.locator("#clock-card:not([aria-busy])")
        await expect(card).to_have_count(1, timeout=PATIENCE_MS)


async def _first_entry(hand: Hand) -> None:
    await hand.page.get_by_test_id("start").click()
    await hand.tap("Yes, keep it")
    await hand.tap("Don't ask me")
    await hand.tap("Salaried")
    await hand.tap("Done")
    await hand.tap("12:45")
    await hand.tap("Yes, now")
    await hand.hears("What knowledge did you create today")
    await hand.type(FIRST)
    await hand.hears("What about this person or place")
    await hand.type("She measures her days by it")
    await hand.hears("What will you do differently?")
    await hand.type("Ask what the person measures by")
    await hand.hears("Kept. Thank you.")
    await hand.tap("The patient")
    await hand.tap("Star it")


async def test_from_start_to_a_kept_entry_a_prompt_and_a_summary_by_tapping_and_typing(
    chromium_path: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    async with serving(folder=tmp_path) as url, _browser(chromium_path) as browser:
        page = await browser.new_page(viewport=WIDE)
        await page.goto(url)
        hand = Hand(page)
        await _first_entry(hand)
        await page.get_by_test_id("tab-stored").click()
        await expect(page.locator("#stored").get_by_text(FIRST).first).to_be_visible()

        await hand.jump("next_prompt")
        await expect(page.get_by_test_id("choice").get_by_text("Later…").last).to_be_visible()
        await hand.type(SECOND)
        await hand.hears("What about this person or place")
        await expect(hand.said(SECOND).locator(".words")).to_have_text(SECOND)
        await hand.type("/stop")
        await hand.hears("Stopped. What you said is kept.")
        await expect(page.locator("#stored").get_by_text(SECOND).first).to_be_visible()

        await hand.jump("month_end")
        await _summary_has_come(hand)
        await page.get_by_test_id("tab-timeline").click()
        if pytestconfig.getoption("--save-pictures"):
            await _save_pictures(page)


async def _summary_has_come(hand: Hand) -> None:
    """Message with the own titles, a card that is a picture, and a PDF that opens."""
    page = hand.page
    await hand.hears(FIRST)
    card = page.locator(".photo img").last
    await expect(card).to_be_visible(timeout=PATIENCE_MS)
    assert await card.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") > 0
    document = page.get_by_test_id("document").last
    await expect(document).to_be_visible(timeout=PATIENCE_MS)
    address = await document.get_attribute("href")
    assert address is not None
    opened = await page.request.get(str(await document.evaluate("(link) => link.href")))
    assert opened.headers["content-type"] == "application/pdf"
    assert (await opened.body()).startswith(b"%PDF-")


async def _save_pictures(page: Page) -> None:
    for name, size in (("phone-page", WIDE), ("phone-page-narrow", NARROW)):
        await page.set_viewport_size(size)
        if size is NARROW:
            await page.get_by_test_id("tab-chat").click()
        await page.locator("#log").evaluate("(log) => { log.scrollTop = log.scrollHeight; }")
        await page.screenshot(path=PICTURES / f"{name}.png")


async def test_the_walk_goes_by_keyboard_alone_and_nothing_overflows_at_360_pixels(
    chromium_path: Path, tmp_path: Path
) -> None:
    async with serving(folder=tmp_path) as url, _browser(chromium_path) as browser:
        page = await browser.new_page(viewport=SMALL)
        await page.goto(url)
        await expect(page.get_by_test_id("start")).to_be_visible()
        keys = Keys(page)
        await keys.press_on("Start")
        for label in ("Yes, keep it", "Don't ask me", "Salaried", "Done", "12:45", "Yes, now"):
            await keys.press_on(label)
        hand = Hand(page)
        for question, answer in (
            ("What knowledge did you create today", SECOND),
            ("What about this person or place", "x" * 400),
            ("What will you do differently?", "Ask what the person measures by"),
        ):
            await hand.hears(question)
            await keys.write(answer)
            await _require_no_overflow(page)
        await hand.hears("Kept. Thank you.")
        await keys.press_on("Star it")
        await expect(page.get_by_test_id("choice").get_by_text("✓ Star it")).to_be_visible()
        for view in ("Timeline", "Stored", "People, clock", "Chat"):
            await keys.press_on(view)
            await _require_no_overflow(page)


@dataclass(frozen=True, slots=True)
class Keys:
    """Somebody without a mouse."""

    page: Page

    async def press_on(self, label: str) -> None:
        """Go to the button by Tab, and press Enter."""
        button = self.page.get_by_role("button", name=label, exact=True).last
        await expect(button).to_be_visible(timeout=PATIENCE_MS)
        await self._go_to(button, label)
        await self.page.keyboard.press("Enter")

    async def write(self, text: str) -> None:
        await self._go_to(self.page.get_by_test_id("text"), "the message box")
        await self.page.keyboard.insert_text(text)
        await self.page.keyboard.press("Enter")

    async def _go_to(self, target: Locator, name: str) -> None:
        for _ in range(MOST_TABS):
            if await target.evaluate("(node) => node === document.activeElement"):
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"{name} can't be reached by Tab")


async def _require_no_overflow(page: Page) -> None:
    """Nothing is wider than the screen: on no view does the page scroll sideways."""
    widths = await page.evaluate(
        """() => [document.documentElement.scrollWidth, document.querySelector("#log").scrollWidth
             - document.querySelector("#log").clientWidth, innerWidth]"""
    )
    page_width, log_overflow, screen = widths
    assert page_width <= screen
    assert log_overflow <= 0
