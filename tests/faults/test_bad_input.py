"""Odd texts, odd taps and odd updates: stored right or refused kindly; never a crash, never a lost answer."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.app.stage import Stage
from bot.ports import UnitOfWork
from tests.behind import kept_by, open_run_of, participant_of
from tests.phone import Line, Phone
from tests.raw_updates import Raw, chat_of, tap, text, update, user

# The bot silences this one for itself, but pytest sets the filters anew for each test.
pytestmark = pytest.mark.filterwarnings("ignore:Please use 'Bot")

LONGEST = "Ask first. " * 372 + "Done"
EMOJI = "👩🏽‍⚕️👨‍👩‍👧‍👦 held on 🏴󠁧󠁢󠁷󠁬󠁳󠁿 ‍ é ﷽ 🫁"
RIGHT_TO_LEFT = "שאלתי מה חשוב לה, והתוכנית السؤال الأول changed"
MARKED_UP = "<b>treat</b> & <script>alert(1)</script> </i> &amp; {{ 7*7 }} {% raw %} _a_ *b* `c`"

OLD_BUTTON = "That question has moved on."
HOLD_ENDED = "I no longer hold that text. You can send it again."


async def _standing(stage: Stage, person: int) -> tuple[str, int, bytes] | None:
    """Where somebody's open run stands, all but the time at which it was last touched."""
    run = await open_run_of(stage, person)
    return None if run is None else (run.id, run.turn, run.state)


async def _take(stage: Stage, *batch: Raw) -> None:
    """Hand raw updates to the receiver and wait until all that they cause is sent."""
    await stage.program.receiver.take(batch)
    await stage.program.receiver.drain()
    await stage.program.sender.settled()


async def _parked(stage: Stage) -> int:
    return len(await stage.program.parts.store.read(lambda uow: uow.updates.parked()))


@pytest.mark.parametrize("said", [LONGEST, EMOJI, RIGHT_TO_LEFT, MARKED_UP])
async def test_an_answer_is_kept_as_it_was_typed(said: str, ada: Phone, stage: Stage) -> None:
    assert len(said) <= 4096
    await ada.asks("/today", "What knowledge did you create today")
    await ada.asks(said, "What about this person or place")
    await ada.asks(said, "What will you do differently?")
    await ada.say("/stop")
    await ada.hears("Stopped. What you said is kept.")
    (entry,) = await kept_by(stage, ada.person)
    assert (entry.what, entry.so_what) == (said, said)


@pytest.mark.parametrize("said", [LONGEST, EMOJI, RIGHT_TO_LEFT, MARKED_UP])
async def test_a_text_out_of_the_blue_is_kept_as_it_was_typed(said: str, ada: Phone, stage: Stage) -> None:
    asked = await ada.asks(said, "Keep this as a reflection?")
    await ada.tap("Keep it", on=asked.id)
    await ada.reads(asked.id, "Kept in your portfolio.")
    (entry,) = await kept_by(stage, ada.person)
    assert entry.what == said


async def test_control_characters_and_tricks_of_direction_are_left_out(ada: Phone, stage: Stage) -> None:
    await ada.asks("/today", "What knowledge did you create today")
    await _take(
        stage, text(ada.person, "Wait\x00 \x1b[31ma\x07 lit\u202etle\u2066\ufeff,\r\nthen\task\x85again")
    )
    (entry,) = await kept_by(stage, ada.person)
    assert entry.what == "Wait [31ma little,\nthen ask\nagain"


async def test_a_text_of_nothing_but_controls_is_no_answer(ada: Phone, stage: Stage) -> None:
    await ada.asks("/today", "What knowledge did you create today")
    before = await open_run_of(stage, ada.person)
    await _take(stage, text(ada.person, "\x00\x01 \u202e\ufeff"))
    assert await open_run_of(stage, ada.person) == before
    assert await kept_by(stage, ada.person) == []


@pytest.mark.parametrize("name", ["<b>Ada</b> & {{ 7*7 }}", "Ada\x00\u202eadA\n", "👩🏽‍⚕️" * 30, "", "עדה"])
async def test_a_name_can_be_anything(name: str, line: Line, stage: Stage) -> None:
    phone = await line.newcomer("Somebody")
    await phone.say("/start")
    consent = await phone.hears("I am Kipic")
    data = consent.data_of("Yes, keep it")
    assert data is not None
    await _take(stage, tap(phone.person, data, message_id=consent.id, name=name))
    await phone.hears("If I ever ask how you are")
    participant = await participant_of(stage, phone.person)
    assert participant is not None
    kept = participant.profile["first_name"]
    assert "\x00" not in kept
    assert "\u202e" not in kept
    assert kept == kept.strip()
    assert name.startswith(kept) or kept == "AdaadA"
    await phone.say("/stop")
    await phone.asks("/today", "What knowledge did you create today")
    await phone.asks("A plain thought", "What about this person or place")
    asked = await phone.asks("/summary", "Which month?")
    await phone.tap(asked.labels[0])
    await phone.until(lambda chat: next((True for one in chat if one.document), None), "the PDF")


async def test_a_tap_on_an_old_keyboard_says_so_and_changes_nothing(ada: Phone, stage: Stage) -> None:
    question = await ada.asks("/today", "What knowledge did you create today")
    data = question.data_of("Nothing obvious")
    assert data is not None
    await ada.asks("The first answer", "What about this person or place")
    before = await open_run_of(stage, ada.person)
    assert await ada.press(question.id, data) == OLD_BUTTON
    assert await open_run_of(stage, ada.person) == before
    await ada.asks("The second answer", "What will you do differently?")
    (entry,) = await kept_by(stage, ada.person)
    assert (entry.what, entry.so_what) == ("The first answer", "The second answer")


async def test_two_taps_at_once_count_once(ada: Phone, stage: Stage) -> None:
    asked = await ada.asks("A thought that I kept by a nervous finger", "Keep this as a reflection?")
    data = asked.data_of("Keep it")
    assert data is not None
    await _take(stage, *(tap(ada.person, data, message_id=asked.id) for _ in range(3)))
    await ada.reads(asked.id, "Kept in your portfolio.")
    assert len(await kept_by(stage, ada.person)) == 1

    await ada.asks("/reflect", "What would you like to think about?")
    await ada.tap("Ten-second day")
    question = await ada.hears("Ten seconds: today was mostly")
    choices = [question.data_of(label) for label in ("Put together", "Put to use")]
    await _take(stage, *(tap(ada.person, data or "", message_id=question.id) for data in choices))
    chat = await ada.chat()
    assert sum("One word for it?" in one.text for one in chat) == 1
    (_, entry) = await kept_by(stage, ada.person)
    assert entry.tags.pillars == ("integration",)


async def test_the_same_update_twice_counts_once(ada: Phone, stage: Stage) -> None:
    await ada.asks("/today", "What knowledge did you create today")
    answer = text(ada.person, "Said once, delivered twice")
    await _take(stage, answer, answer)
    await _take(stage, answer)
    (entry,) = await kept_by(stage, ada.person)
    assert (entry.what, entry.so_what) == ("Said once, delivered twice", "")


async def test_forged_taps_touch_nobodys_words(ada: Phone, ben: Phone, stage: Stage) -> None:
    bens = await ben.asks("/today", "What knowledge did you create today")
    adas = await ada.asks("/today", "What knowledge did you create today")
    own_run, own_turn = (adas.data_of("Nothing obvious") or "").split(":")[1:3]
    before = [await _standing(stage, phone.person) for phone in (ada, ben)]
    forged = [
        bens.data_of("Nothing obvious") or "",
        (bens.data_of("Nothing obvious") or "").replace("r:", "p:").rpartition(":")[0] + ":skip",
        f"r:{own_run}:{own_turn}:-1",
        f"r:{own_run}:{own_turn}:99",
        f"r:{own_run}:{own_turn}:" + "9" * 24,
        f"r:{own_run}:{own_turn}:²",
        f"r:{own_run}:-{own_turn}:0",
        f"r:{own_run}:0{own_turn}:0",
        f"r:{own_run}",
        f"r:{own_run}:{own_turn}",
        f"p:{own_run}:burn",
        "",
        ":",
        "r",
        "r:::",
        "h::mask",
        "k:nothing:keep",
        "d:-5",
        "d:²",
        "d:" + "9" * 24,
        "f:welcome",
        "f:../../etc/passwd",
        "s:2026-13",
        "s:9999-12",
        "s:0001-01",
        "s:review:nothing",
        "w:0:0",
        "\x00" * 64,
        "ÿ" * 32,
        "r:" + "👩" * 15,
        "'; DROP TABLE entry; --",
    ]
    parked = await _parked(stage)
    for data in forged:
        await _take(stage, tap(ada.person, data, message_id=adas.id))
    assert await _parked(stage) == parked
    assert [await _standing(stage, phone.person) for phone in (ada, ben)] == before
    await ada.asks("My own answer", "What about this person or place")
    await ben.asks("Ben's own answer", "What about this person or place")


async def test_anothers_held_text_is_out_of_reach(ada: Phone, ben: Phone, stage: Stage) -> None:
    asked = await ben.asks("A thought of Ben's own", "Keep this as a reflection?")
    data = asked.data_of("Keep it") or ""
    await _take(stage, tap(ada.person, data), tap(ada.person, data.replace("keep", "drop")))
    assert await kept_by(stage, ada.person) == []
    await ben.tap("Keep it", on=asked.id)
    await ben.reads(asked.id, "Kept in your portfolio.")


BIG = 2**63
"""The first number that no database column holds."""


def _strange_updates(person: int) -> list[Raw]:
    chat, sender = chat_of(person), user(person)
    return [
        update(),
        update(poll={"id": "1"}),
        update(message_reaction={"chat": chat, "user": sender}),
        update(something_new={"chat": chat, "from": sender}),
        update(message=None),
        update(message=[]),
        update(message={}),
        update(message={"chat": chat}),
        update(message={"message_id": 5, "from": sender, "text": "no chat"}),
        update(message={"message_id": "5", "chat": chat, "from": sender, "text": "a number in quotes"}),
        update(message={"message_id": 5, "chat": {**chat, "id": str(person)}, "text": "a chat in quotes"}),
        update(message={"message_id": 5, "chat": {**chat, "id": None}, "text": "no id"}),
        update(message={"message_id": 5, "chat": {**chat, "id": BIG}, "text": "a chat beyond 64 bits"}),
        update(message={"message_id": BIG, "chat": chat, "from": sender, "text": "a message beyond 64 bits"}),
        update(message={"message_id": 5, "chat": {"id": person}, "from": sender, "text": "no type"}),
        update(message={"message_id": 5, "chat": chat, "from": sender, "text": None}),
        update(message={"message_id": 5, "chat": chat, "from": sender, "text": 7}),
        update(
            message={"message_id": 5, "chat": chat, "from": sender, "new_chat_title": "A service message"}
        ),
        update(edited_message={"message_id": 5, "chat": chat, "from": sender}),
        update(
            edited_message={"message_id": 987_654_321, "chat": chat, "from": sender, "text": "never seen"}
        ),
        update(callback_query={}),
        update(callback_query={"id": "1"}),
        update(callback_query={"id": "2", "from": sender}),
        update(callback_query={"id": "3", "from": {"id": "x"}, "data": "r:1:1:1"}),
        update(callback_query={"id": 4, "from": sender, "data": "r:1:1:1"}),
        update(my_chat_member={}),
        update(my_chat_member={"chat": chat, "from": sender}),
        update(my_chat_member={"chat": chat, "from": sender, "new_chat_member": "kicked"}),
        {"message": {"message_id": 5, "chat": chat, "text": "no number"}},
        {"update_id": "7", "message": {"message_id": 5, "chat": chat, "text": "a number in quotes"}},
        {"update_id": BIG, "message": {"message_id": 5, "chat": chat, "text": "beyond 64 bits"}},
    ]


async def test_updates_of_unknown_type_or_shape_are_passed_over_and_the_others_go_on(
    ada: Phone, ben: Phone, stage: Stage
) -> None:
    await ada.asks("/today", "What knowledge did you create today")
    await ben.asks("/today", "What knowledge did you create today")
    parked = await _parked(stage)
    answer, other = text(ada.person, "Among the strange ones"), text(ben.person, "Beside the strange ones")
    await _take(stage, answer, *_strange_updates(ada.person), other)
    assert await _parked(stage) == parked
    await ada.hears("What about this person or place")
    await ben.hears("What about this person or place")
    assert [one.what for one in await kept_by(stage, ada.person)] == ["Among the strange ones"]
    assert [one.what for one in await kept_by(stage, ben.person)] == ["Beside the strange ones"]


async def test_a_poison_update_is_parked_its_person_told_and_the_others_go_on(
    ada: Phone, ben: Phone, stage: Stage
) -> None:
    await ada.asks("/today", "What knowledge did you create today")
    await ben.asks("/today", "What knowledge did you create today")
    run = await open_run_of(stage, ada.person)
    assert run is not None

    def put(state: bytes) -> Callable[[UnitOfWork], None]:
        return lambda uow: uow.runs.save([replace(run, state=state)])

    await stage.program.parts.store.transact(put(b"this is no state"))
    before = await _parked(stage)
    poison, good = text(ada.person, "This one trips"), text(ben.person, "This one does not")
    await _take(stage, poison, good, text(ada.person, "/help"))
    await ada.hears("I could not work with that last message.")
    await ada.hears("What I do")
    await ben.hears("What about this person or place")
    parked = await stage.program.parts.store.read(lambda uow: uow.updates.parked())
    assert len(parked) == before + 1
    assert b"This one trips" in parked[-1].payload
    assert [one.what for one in await kept_by(stage, ben.person)] == ["This one does not"]
    await stage.program.parts.store.transact(put(run.state))
    await ada.asks("This one does not trip", "What about this person or place")
    assert [one.what for one in await kept_by(stage, ada.person)] == ["This one does not trip"]
