"""A real browser before the playground's page, and the hands of somebody who uses it, for tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, Locator, Page, ViewportSize, async_playwright, expect

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


@asynccontextmanager
async def browser_at(path: Path) -> AsyncIterator[Browser]:
    """The browser of this path, until it is no longer needed."""
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


@dataclass(frozen=True, slots=True)
class Keys:
    """Somebody without a mouse."""

    page: Page

    async def press_on(self, label: str) -> None:
        """Go to the button by Tab, and press Enter."""
        button = self.page.get_by_role("button", name=label, exact=True).last
        await expect(button).to_be_visible(timeout=PATIENCE_MS)
        await self.go_to(button, label)
        await self.page.keyboard.press("Enter")

    async def write(self, text: str) -> None:
        await self.go_to(self.page.get_by_test_id("text"), "the message box")
        await self.page.keyboard.insert_text(text)
        await self.page.keyboard.press("Enter")

    async def go_to(self, target: Locator, name: str) -> None:
        """Go somewhere by Tab; Escape first, since in the editor Tab indents."""
        for _ in range(MOST_TABS):
            if await target.evaluate("(node) => node === document.activeElement"):
                return
            if await self.page.evaluate("document.activeElement.id") == "editor-text":
                await self.page.keyboard.press("Escape")
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"{name} can't be reached by Tab")


async def require_no_overflow(page: Page) -> None:
    """Nothing is wider than the screen: on no view does the page scroll sideways."""
    widths = await page.evaluate(
        """() => [document.documentElement.scrollWidth, document.querySelector("#log").scrollWidth
             - document.querySelector("#log").clientWidth, innerWidth]"""
    )
    page_width, log_overflow, screen = widths
    assert page_width <= screen
    assert log_overflow <= 0
