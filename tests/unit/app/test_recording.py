"""What somebody did on their phone becomes a transcript that comes out as it is written."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.app.workshop.recording import Played, transcript_of
from bot.domain.ids import ParticipantId, RunId
from bot.domain.runs import Run
from bot.engine.playing import play_transcript
from bot.engine.run import Context, RunState, RunStatus, Wait
from bot.engine.transcript import Transcript
from bot.playground.people import Deed, Doing
from tests.unit.engine.conversations import flow_of

ADA = 710_001
BEGAN = datetime(2026, 7, 1, 17, 30, tzinfo=UTC)
FLOW = flow_of(
    """\
  - ask_text: line
    text: "What, {{ profile.role }}?"
    skip: true
  - ask_choices: kinds
    text: {rotate: [Which?, Which ones?]}
    choices: {a: A, b: B}
    skip: true
    give_up_after: 24h
    on_no_answer: thanks
  - ask_yes_no: sure
    text: Sure?
    if: course.week != 1
  - end: thanks
    text: Thanks.
"""
)
RUN = Run(
    id=RunId("RUN"),
    participant_id=ParticipantId("ADA"),
    flow=FLOW.name,
    version=FLOW.version,
    status=RunStatus.WAITING,
    turn=1,
    state=b"",
    started_at=BEGAN,
    updated_at=BEGAN,
)


def did(deed: Deed, words: str, *, after: timedelta = timedelta(), data: str = "", message: int = 1) -> Doing:
    return Doing(person_id=ADA, deed=deed, words=words, data=data, message_id=message, at=BEGAN + after)


def recorded(
    *doings: Doing,
    now: timedelta = timedelta(minutes=1),
    status: RunStatus = RunStatus.WAITING,
    occurrence: int = 0,
) -> Transcript:
    played = Played(
        run=replace(RUN, updated_at=BEGAN + now),
        state=RunState(
            flow=FLOW.name, version=FLOW.version, status=status, occurrence=occurrence, wait=Wait(step="line")
        ),
        flow=FLOW,
        context=Context(
            profile={"first_name": "Ada", "role": "registrar", "slot": "12:45"},
            course={"week": 2, "title": "Four weeks", "last_day": "2026-07-03"},
        ),
        timezone="Europe/London",
        doings=doings,
        edited={7: "line"},
        now=BEGAN + now,
    )
    transcript = transcript_of(played, FLOW, file="sample/played.transcript.yaml")
    assert play_transcript(FLOW, transcript) == []
    return transcript


def own_lines(transcript: Transcript) -> list[object]:
    bots = {"bot", "buttons", "saves", "rejects"}
    return [dict(line) for line in transcript.script if not bots & set(line)]


def test_it_begins_with_the_person_s_clock_and_only_with_what_the_flow_reads_of_them() -> None:
    assert recorded().given == {
        "first_name": "Ada",
        "now": "2026-07-01T18:30+01:00",
        "role": "registrar",
        "course": {"week": 2},
    }


def test_whose_turn_it_was_is_kept_where_wordings_take_turns() -> None:
    transcript = recorded(did(Deed.TEXT, "A line"), occurrence=3)
    assert transcript.given["occurrence"] == 3
    assert transcript.script[-1]["bot"] == "Which ones?"


def test_words_taps_and_controls_are_kept_in_their_order() -> None:
    transcript = recorded(
        did(Deed.TEXT, "A line"),
        did(Deed.TEXT, "/back"),
        did(Deed.TEXT, "/skip@kipic_playground_bot"),
        did(Deed.TAP, "A", data="r:RUN:4:0"),
        did(Deed.TAP, "Done", data="r:RUN:4:2"),
        did(Deed.TEXT, "yes"),
        status=RunStatus.COMPLETED,
    )
    assert own_lines(transcript)[:3] == [{"ada": "A line"}, {"do": "back"}, {"do": "skip"}]
    assert {"tap": "A"} in own_lines(transcript)


def test_time_that_passed_is_kept_but_not_the_time_of_reading_and_typing() -> None:
    transcript = recorded(
        did(Deed.TEXT, "A line", after=timedelta(minutes=9)),
        did(Deed.TAP, "Done", data="r:RUN:2:2", after=timedelta(hours=2, minutes=9, seconds=50)),
        now=timedelta(hours=5),
    )
    assert [line for line in transcript.script if "after" in line] == [{"after": "2h"}, {"after": "170m"}]


def test_silence_until_the_question_closes_is_the_end_of_the_transcript() -> None:
    transcript = recorded(
        did(Deed.TEXT, "A line"), now=timedelta(hours=24, seconds=9), status=RunStatus.COMPLETED
    )
    assert own_lines(transcript) == [{"ada": "A line"}, {"after": "24h"}]
    assert transcript.script[-1] == {"bot": "Thanks."}


def test_an_edited_message_edits_the_answer_that_it_holds() -> None:
    transcript = recorded(
        did(Deed.TEXT, "A line", message=7),
        did(Deed.EDIT, "Another line", message=7),
        did(Deed.EDIT, "Not of this run", message=8),
    )
    assert own_lines(transcript) == [{"ada": "A line"}, {"edit": {"answer": "line", "now": "Another line"}}]


def test_what_was_not_for_the_run_leaves_no_trace() -> None:
    transcript = recorded(
        did(Deed.TEXT, "Before it began", after=timedelta(minutes=-1)),
        did(Deed.TAP, "Another run's", data="r:OTHER:1:0"),
        did(Deed.TEXT, "A line"),
        did(Deed.TAP, "Skip", data="r:RUN:1:0"),  # an old button: the question has moved on
        did(Deed.TEXT, "Something of their own"),
        did(Deed.TEXT, "/reflect"),
        did(Deed.TEXT, "yes"),
    )
    assert own_lines(transcript) == [{"ada": "A line"}]
