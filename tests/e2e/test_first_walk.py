"""The first three minutes with Kipic, in a real browser: from an empty page to a kept entry, a prompt and a summary."""

from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Page, expect

from tests.browser import (
    NARROW,
    PATIENCE_MS,
    SMALL,
    WIDE,
    Hand,
    Keys,
    browser_at,
    require_no_overflow,
)
from tests.programs import ROOT, serving

PICTURES: Final = ROOT / "docs" / "pictures"

FIRST: Final = "The walk to the allotment says more than the scan does"
SECOND: Final = 'Ask first 👩🏽‍⚕️ then <b>treat</b> & look: "מה חשוב לך" 🫁'
"""A family of code points, right to left, and HTML: it must come back as it was typed."""


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
    async with serving(folder=tmp_path) as url, browser_at(chromium_path) as browser:
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
    async with serving(folder=tmp_path) as url, browser_at(chromium_path) as browser:
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
            await require_no_overflow(page)
        await hand.hears("Kept. Thank you.")
        await keys.press_on("Star it")
        await expect(page.get_by_test_id("choice").get_by_text("✓ Star it")).to_be_visible()
        for view in ("Timeline", "Stored", "People, clock", "Chat"):
            await keys.press_on(view)
            await require_no_overflow(page)
