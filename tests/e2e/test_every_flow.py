"""Every shipped flow, played on a phone-sized page by the real bot, up to the end of its transcript."""

import asyncio
import html
import re
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page, expect

from bot.engine.transcript import TRANSCRIPT_SUFFIX, Transcript, load_transcript
from tests.browser import NARROW, Hand, browser_at
from tests.programs import ROOT, serving

FLOWS: Final = ROOT / "flows"
_PROFILE: Final = frozenset({"first_name", "now", "trigger"})
_OWN_DAYS: Final = "<i>I ask on"
_HEARS_MS: Final = 6_000
_SERVICE: Final = ("I'llaskon", "Keepthisasareflection?", "Thequestionaboveisstillopen.")


def _main(folder: Path) -> Transcript:
    """The transcript `answered`, else the first that asks nothing a new phone lacks and lets no time pass."""
    files = sorted(
        folder.glob(f"*{TRANSCRIPT_SUFFIX}"),
        key=lambda file: (not file.name.startswith(("answered", "nothing.")), file.name),
    )
    read = [load_transcript(file.read_text(), file.name) for file in files]
    return next(
        one
        for one in read
        if (folder.name == "settings" or one.given.keys() <= _PROFILE)
        and one.ends == "completed"
        and not any(key in line for line in one.script for key in ("after", "edit"))
    )


def _plain(words: str) -> str:
    return re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]+>", "", words)))


async def _play(page: Page, url: str, flow: str, transcript: Transcript) -> None:
    fetched = await (await page.request.get(f"{url}/play/workshop/flows/{flow}")).json()
    kept = f"{flow}/{transcript.file}"
    files = {n: t for n, t in fetched["files"].items() if not n.endswith(TRANSCRIPT_SUFFIX) or n == kept}
    people = (await (await page.request.get(f"{url}/play/state")).json())["people"]
    seen = await page.locator(".from-bot").count()
    asked = {"flow": flow, "files": files, "person": people[0]["id"]}
    begun = await page.request.post(f"{url}/play/workshop/play", data=asked)
    assert begun.ok, await begun.text()
    hand = Hand(page)
    for line in transcript.script:
        seen = await _take(hand, line, seen)
    await _ends(page, f"{url}/play/people/{people[0]['id']}/standing?flow={flow}")


async def _ends(page: Page, address: str) -> None:
    """The bot says itself that the run has come to its end."""
    async with asyncio.timeout(_HEARS_MS / 1000):
        while ((await (await page.request.get(address)).json())["standing"] or {}).get(
            "status"
        ) != "completed":
            await page.wait_for_timeout(20)


async def _take(hand: Hand, line: Any, seen: int) -> int:  # noqa: ANN401 - a line of any kind
    key = next(iter(line))
    if key == "bot":
        said = hand.page.locator(".from-bot").nth(seen)
        await expect(said).to_be_attached(timeout=_HEARS_MS)
        words = _plain(await said.locator(".words").text_content() or "")
        if words.startswith(_SERVICE):  # what the bot says besides its flows
            return await _take(hand, line, seen + 1)
        # The days of the phone's owner are not the transcript's.
        expected = _plain(line["bot"].partition(_OWN_DAYS)[0])
        assert words == expected or (_OWN_DAYS in line["bot"] and words.startswith(expected))
        return seen + 1
    if key == "tap":
        await (
            hand.page.get_by_test_id("choice")
            .get_by_text(line["tap"], exact=True)
            .last.click(timeout=_HEARS_MS)
        )
    elif key == "do":
        await hand.type(f"/{line['do']}")
    elif key == "ada":
        await hand.type(line["ada"])
    return seen


async def test_every_shipped_flow_runs_to_its_end_on_a_phone(chromium_path: Path, tmp_path: Path) -> None:
    async with serving(folder=tmp_path) as url, browser_at(chromium_path) as browser:
        page = await browser.new_page(viewport=NARROW, reduced_motion="reduce")
        await page.goto(url)
        for folder in sorted(file.parent for file in FLOWS.glob("*/flow.yaml")):
            await _play(page, url, folder.name, _main(folder))
