"""A new author on the page alone: from an empty bench to a published flow of five questions, without a terminal."""

import io
import re
import zipfile
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import FilePayload, Page, expect

from tests.browser import PATIENCE_MS, SMALL, WIDE, Hand, Keys, browser_at, require_no_overflow
from tests.programs import ROOT, serving

PICTURES: Final = ROOT / "docs" / "pictures"

FLOW: Final = """\
flow: hard_visit
title: A hard visit
seconds: 70
entry:
  activity: case_review
  title: "{{ visit }}"
  what: "{{ visit }}"
  now_what: "{{ next_time }}"
  status: {capture: visit, change_planned: next_time}
steps:
  - ask_text: visit
    text: Which visit stayed with you today?
    hint: No names, dates or places.
    skip: Not today
    go: {skip: another_day}
  - ask_choice: why
    text: What made it hard?
    choices:
      unsure: I was not sure
      time: There was no time
      upset: {label: Somebody was upset, go: heard}
  - ask_scale: sure
    text: How sure are you now of what you did?
    low: not at all
    high: quite
  - ask_yes_no: asked
    text: Have you talked it through with anybody?
    go: {yes: next_time, no: next_time}
  - ask_text: heard
    text: What did they need to hear?
    skip: true
  - ask_text: next_time
    text: What will you do the next time?
    skip: true
  - close: closing
    text: Kept. Thank you.
  - end: another_day
    text: That's fine. Another day.
"""
SLIP: Final = FLOW.replace("    text: What made it hard?", "    txet: What made it hard?")
SLIP_LINE: Final = 17
VISIT: Final = "The one at the end of the morning"


async def _open_workshop(page: Page, url: str) -> None:
    await page.goto(url)
    await page.get_by_test_id("tab-workshop").click()
    await expect(page.get_by_test_id("own-knowledge_today")).to_be_visible(timeout=PATIENCE_MS)


async def _is_lit(page: Page, step: str) -> None:
    lit = page.locator(f'#graph [data-step="{step}"].is-lit')
    await expect(lit).to_have_count(1, timeout=PATIENCE_MS)


async def test_a_new_author_comes_from_an_empty_bench_to_a_published_flow_on_the_page_alone(
    chromium_path: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    async with serving(folder=tmp_path) as url, browser_at(chromium_path) as browser:
        page = await browser.new_page(viewport=WIDE, reduced_motion="reduce")
        hand = Hand(page)
        await _open_workshop(page, url)
        await page.get_by_test_id("new-name").fill("Hard visit")
        await page.get_by_test_id("new-begin").click()
        await _has(page, "Nothing to mend.")
        await _mends_a_slip(page)
        await _plays_it(hand)
        if pytestconfig.getoption("--save-pictures"):
            await page.screenshot(path=PICTURES / "workshop.png")
        await _keeps_what_was_played(page)
        await _publishes_it(hand)


async def _has(page: Page, words: str) -> None:
    await expect(page.get_by_test_id("findings-sum")).to_have_text(words, timeout=PATIENCE_MS)


async def _mends_a_slip(page: Page) -> None:
    """A fault is shown with its line and remedy, leads there, and is gone when mended; a reload loses nothing."""
    editor = page.get_by_test_id("editor")
    await editor.fill(SLIP)
    finding = page.get_by_test_id("finding").filter(has_text="txet")
    await expect(finding).to_contain_text(f"flow.yaml, line {SLIP_LINE}, step why", timeout=PATIENCE_MS)
    await expect(finding).to_contain_text("Did you mean 'text'?")
    await page.reload()
    await expect(editor).to_have_value(SLIP, timeout=PATIENCE_MS)
    await finding.first.click()
    selected = "(box) => box.value.slice(box.selectionStart, box.selectionEnd)"
    assert await editor.evaluate(selected) == "    txet: What made it hard?"
    await page.keyboard.insert_text("    text: What made it hard?")
    await _has(page, "Nothing to mend.")
    await expect(editor).to_have_value(FLOW)


async def _plays_it(hand: Hand) -> None:
    """The draft runs in the real bot on the phone, also back and on again; the step where it stands is lit."""
    page = hand.page
    await page.get_by_test_id("try").click()
    await hand.hears("Which visit stayed with you today?")
    await _is_lit(page, "visit")
    await hand.type(VISIT)
    await hand.hears("What made it hard?")
    await hand.type("/back")
    await _is_lit(page, "visit")
    await hand.type(VISIT)
    await _is_lit(page, "why")
    await page.get_by_test_id("play-+1h").click()
    await expect(page.get_by_test_id("play-+1h")).not_to_have_attribute("aria-disabled", "true")
    await hand.tap("Somebody was upset")
    await _is_lit(page, "heard")
    await hand.type("That it was not their fault")
    await _is_lit(page, "next_time")


async def _keeps_what_was_played(page: Page) -> None:
    await Hand(page).type("Ask who is at home")
    await expect(page.get_by_test_id("standing")).to_have_text("It has come to its end.", timeout=PATIENCE_MS)
    await page.get_by_test_id("record-name").fill("upset")
    await page.get_by_test_id("record").click()
    editor = page.get_by_test_id("editor")
    await expect(editor).to_have_value(re.compile("ends: completed"), timeout=PATIENCE_MS)
    recorded = await editor.input_value()
    lines = (
        f'ada: "{VISIT}"',
        'do: "back"',
        'after: "1h"',
        'tap: "Somebody was upset"',
        'bot: "Kept. Thank you."',
    )
    assert all(line in recorded for line in lines), recorded
    proof = page.get_by_test_id("proof")
    await expect(proof).to_contain_text("upset comes out as written", timeout=PATIENCE_MS)
    await expect(proof).to_contain_text("Never met: sure  ·  asked  ·  another_day")


async def _publishes_it(hand: Hand) -> None:
    """What is published can be begun like any other flow, and lights up too."""
    page = hand.page
    await page.get_by_test_id("part-publish").click()
    await page.get_by_test_id("publish").click()
    await expect(page.get_by_test_id("published")).to_contain_text("Send /reflect", timeout=PATIENCE_MS)
    await hand.type("/reflect")
    await hand.tap("A hard visit")
    await page.get_by_test_id("part-play").click()
    await _is_lit(page, "visit")
    async with page.expect_download() as download:
        await page.get_by_test_id("part-publish").click()
        await page.get_by_test_id("download").click()
    with zipfile.ZipFile(await (await download.value).path()) as archive:
        assert archive.namelist() == ["hard_visit/flow.yaml", "hard_visit/upset.transcript.yaml"]
        assert archive.read("hard_visit/flow.yaml").decode() == FLOW


async def test_a_zip_is_taken_in_and_a_flow_that_the_bot_has_can_be_looked_at(
    chromium_path: Path, tmp_path: Path
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("my flows/hard_visit/flow.yaml", FLOW)
        archive.writestr("my flows/hard_visit/notes.yaml", "a: 1")
    parcel: FilePayload = {"name": "flows.zip", "mimeType": "application/zip", "buffer": packed.getvalue()}
    broken: FilePayload = {"name": "flows.zip", "mimeType": "application/zip", "buffer": b"PK no zip"}
    async with serving(folder=tmp_path) as url, browser_at(chromium_path) as browser:
        page = await browser.new_page(viewport=WIDE)
        await _open_workshop(page, url)
        said = page.locator("#workshop-said")
        await page.get_by_test_id("pick-files").set_input_files(broken)
        await expect(said).to_contain_text("This zip can't be read.", timeout=PATIENCE_MS)
        await page.get_by_test_id("pick-files").set_input_files(parcel)
        await expect(page.get_by_test_id("bench-flow")).to_have_value("hard_visit", timeout=PATIENCE_MS)
        await expect(said).to_contain_text("my flows/hard_visit/notes.yaml")
        await _has(page, "Nothing to mend.")
        await page.get_by_test_id("bench-begin").click()
        await page.get_by_test_id("own-knowledge_today").click()
        await expect(page.get_by_test_id("bench-flow")).to_have_value("knowledge_today", timeout=PATIENCE_MS)
        await page.get_by_test_id("part-test").click()
        await expect(page.get_by_test_id("proof")).to_contain_text(
            "comes out as written", timeout=PATIENCE_MS
        )


async def test_the_workshop_goes_by_keyboard_alone_and_nothing_overflows_at_360_pixels(
    chromium_path: Path, tmp_path: Path
) -> None:
    async with serving(folder=tmp_path) as url, browser_at(chromium_path) as browser:
        page = await browser.new_page(viewport=SMALL)
        await page.goto(url)
        await expect(page.get_by_test_id("start")).to_be_visible(timeout=PATIENCE_MS)
        keys = Keys(page)
        await keys.press_on("Workshop")
        await keys.go_to(page.get_by_test_id("new-name"), "the name of a new flow")
        await page.keyboard.insert_text("Evening line")
        await page.keyboard.press("Enter")
        await _has(page, "Nothing to mend.")
        await require_no_overflow(page)
        await keys.press_on("Play")
        await keys.press_on("Try it on the phone")
        hand = Hand(page)
        await hand.hears("Which moment of today would you keep?")
        await keys.press_on("Not today")
        await hand.hears("Another day.")
        await keys.press_on("Workshop")
        await expect(page.get_by_test_id("standing")).to_have_text(
            "It has come to its end.", timeout=PATIENCE_MS
        )
        await keys.press_on("Keep")
        for part in ("Publish", "Test", "Write"):
            await keys.press_on(part)
            await require_no_overflow(page)
        await expect(page.get_by_test_id("editor")).to_have_value(re.compile('tap: "Not today"'))
