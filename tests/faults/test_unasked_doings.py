"""What people do besides answering: they edit, block, add to groups and send what isn't words."""

import pytest

from bot.app.stage import Stage
from bot.domain.people import ParticipantStatus
from tests.behind import kept_by, participant_of
from tests.phone import Line, Phone

# The bot silences this one for itself, but pytest sets the filters anew for each test.
pytestmark = pytest.mark.filterwarnings("ignore:Please use 'Bot")

NHS_NUMBER = "943 476 5919"
"""A number with a right check digit, from the range that is set aside for tests."""


async def _everything_is_done(phone: Phone) -> None:
    """Whatever was sent before this command has been dealt with: a chat's updates go in order."""
    await phone.asks("/help", "What I do")


async def test_a_kept_answer_follows_the_edit_of_its_message(ada: Phone, stage: Stage) -> None:
    await ada.asks("/today", "What knowledge did you create today")
    said = await ada.say("The first wording")
    await ada.hears("What about this person or place")
    await ada.edit(said, "The better wording")
    await ada.hears("Changed in your portfolio too.")
    (entry,) = await kept_by(stage, ada.person)
    assert (entry.what, entry.title) == ("The better wording", "The better wording")


async def test_an_edit_that_changed_nothing_is_ignored(ada: Phone, stage: Stage) -> None:
    await ada.asks("/today", "What knowledge did you create today")
    said = await ada.say("The only wording")
    await ada.hears("What about this person or place")
    count = len(await ada.chat())
    await ada.edit(said, "The only wording")
    await _everything_is_done(ada)
    assert len(await ada.chat()) == count + 2
    assert [one.what for one in await kept_by(stage, ada.person)] == ["The only wording"]


async def test_an_edited_text_that_is_held_is_kept_in_its_new_wording(ada: Phone, stage: Stage) -> None:
    said = await ada.say("A thuoght out of the blue")
    first = await ada.hears("Keep this as a reflection?")
    await ada.edit(said, "A thought out of the blue")
    second = await ada.hears("Keep this as a reflection?")
    assert second.id != first.id
    assert await ada.tap("Keep it", on=first.id) == "I no longer hold that text. You can send it again."
    await ada.tap("Keep it", on=second.id)
    await ada.reads(second.id, "Kept in your portfolio.")
    assert [one.what for one in await kept_by(stage, ada.person)] == ["A thought out of the blue"]


async def test_a_reflection_follows_the_edit_of_its_message(ada: Phone, stage: Stage) -> None:
    said = await ada.say("A thought out of the blue")
    await ada.tap("Keep it")
    await ada.until(lambda chat: next((True for one in chat if "Kept in" in one.text), None), "the keeping")
    await ada.edit(said, "A thought out of a clear sky")
    await ada.hears("Changed in your portfolio too.")
    assert [one.what for one in await kept_by(stage, ada.person)] == ["A thought out of a clear sky"]


async def test_an_edit_with_an_identifier_in_it_leaves_the_old_wording(ada: Phone, stage: Stage) -> None:
    await ada.asks("/today", "What knowledge did you create today")
    said = await ada.say("She counts in walks")
    await ada.hears("What about this person or place")
    await ada.edit(said, f"She ({NHS_NUMBER}) counts in walks")
    told = await ada.hears("so I kept the earlier wording")
    assert NHS_NUMBER not in told.text
    assert [one.what for one in await kept_by(stage, ada.person)] == ["She counts in walks"]


async def test_blocking_stops_messages_and_unblocking_lets_them_in_again(ada: Phone, stage: Stage) -> None:
    await ada.block()
    await ada.unblock()
    await ada.block()
    await _until_status(ada, stage, ParticipantStatus.BLOCKED)
    await ada.unblock()
    await _everything_is_done(ada)
    await _until_status(ada, stage, ParticipantStatus.ACTIVE)


async def _until_status(phone: Phone, stage: Stage, status: ParticipantStatus) -> None:
    """What Ben says after it is taken in after it: updates come in order."""
    other = await phone.line.newcomer("Somebody else")
    await other.asks("/start", "I am Kipic")
    participant = await participant_of(stage, phone.person)
    assert participant is not None
    assert participant.status is status


async def test_a_group_is_left_at_once(ada: Phone, line: Line) -> None:
    before = {group["id"] for group in (await line.get("state"))["groups"]}
    await ada.send("group")
    await _everything_is_done(ada)
    groups = (await line.get("state"))["groups"]
    (group,) = (group for group in groups if group["id"] not in before)
    changed = line.changes[group["id"]]
    if not group["left"]:
        await changed.wait()
    assert next(one for one in (await line.get("state"))["groups"] if one["id"] == group["id"])["left"]


@pytest.mark.parametrize(
    ("kind", "refusal"),
    [
        ("photo", "I can't take pictures"),
        ("voice", "I can't take voice messages"),
        ("document", "I can't take files"),
        ("location", "I don't take locations"),
        ("contact", "I don't take contacts"),
        ("sticker", "I only take typed words"),
        ("forward", "I don't take forwarded messages"),
    ],
)
async def test_what_is_not_typed_is_refused_kindly_and_nothing_of_it_is_stored(
    kind: str, refusal: str, ada: Phone, line: Line, stage: Stage
) -> None:
    await ada.asks("/today", "What knowledge did you create today")
    await ada.send(kind)
    await ada.hears(refusal)
    assert await kept_by(stage, ada.person) == []
    assert [one for one in await line.get("record?method=getFile") if one["chat_id"] == ada.person] == []
    await ada.asks("The words themselves", "What about this person or place")
    assert [one.what for one in await kept_by(stage, ada.person)] == ["The words themselves"]


async def test_nothing_is_stored_of_people_who_did_not_consent(line: Line, stage: Stage) -> None:
    phone = await line.newcomer("A Stranger")
    await phone.asks("Hello, is anybody there?", "I am Kipic")
    await phone.asks("/today", "I am Kipic")
    await phone.send("photo")
    await phone.hears("I am Kipic")
    await phone.tap("No, thank you")
    await phone.hears("Nothing was kept.")
    assert await participant_of(stage, phone.person) is None
    await phone.asks("/start", "I am Kipic")
