"""One's own entries on the phone's page, by taps and words alone: read, mend, tag, star, find, delete, bring back."""

from pathlib import Path
from typing import Final

from playwright.async_api import expect

from tests.browser import NARROW, PATIENCE_MS, Hand, browser_at, require_no_overflow
from tests.programs import serving

FIRST: Final = "The walk to the allotment says more than the scan does"
BUTTON: Final = "The walk to the"
"""As much of it as a button shows."""


async def _keep(hand: Hand) -> None:
    await hand.page.get_by_test_id("start").click()
    for label in ("Yes, keep it", "Don't ask me", "Salaried", "Done", "12:45", "Later"):
        await hand.tap(label)
    await hand.hears("/reflect starts one any time")
    for words in ("Explaining risk with beads", FIRST):
        await hand.type(words)
        await hand.tap("Keep it")
        await hand.hears("Kept in your portfolio.")


async def _open(hand: Hand, title: str) -> None:
    await hand.page.get_by_test_id("choice").get_by_text(title).last.click(timeout=PATIENCE_MS)


async def test_reading_mending_tagging_starring_finding_and_deleting_by_taps(
    chromium_path: Path, tmp_path: Path
) -> None:
    async with serving(folder=tmp_path) as url, browser_at(chromium_path) as browser:
        page = await browser.new_page(viewport=NARROW)
        await page.goto(url)
        hand = Hand(page)
        await _keep(hand)

        await hand.type("/entries")
        await hand.hears("2 entries")
        await _open(hand, BUTTON)
        await hand.hears("case review · private")
        await require_no_overflow(page)
        await hand.tap("☆ Star it")
        await hand.hears("★ starred")
        await hand.tap("For my portfolio")
        await hand.hears("★ starred · for my portfolio")

        await hand.tap("Tags")
        await hand.tap("Pillars")
        await hand.tap("learning")
        await hand.tap("‹ Back to the tags")
        await hand.hears("Pillar: learning")
        await hand.tap("‹ Back to the entry")

        await hand.tap("Edit")
        await hand.tap("So what")
        await hand.hears("Write the new wording")
        await hand.type("She measures her weeks by it")
        await hand.hears("Changed.")
        await hand.tap("See the entry")
        await hand.hears("She measures her weeks by it")
        await hand.tap("‹ Back to the list")

        await hand.type("/find explained")
        await hand.hears("1 entry")
        await _open(hand, "Explaining risk")
        await hand.tap("Delete")
        await hand.tap("Delete it")
        await hand.hears("You can bring it back until")
        await hand.tap("Bring it back")
        await hand.hears("Explaining risk with beads")
        await expect(page.get_by_test_id("choice").get_by_text("☆ Star it", exact=True).last).to_be_visible()
        await require_no_overflow(page)
