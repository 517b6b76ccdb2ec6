"""A tutor's message to many: written in the chat, tried, sent once, paused, cancelled, reminded of, and counted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.broadcasts import AnswerKind, Broadcast, BroadcastStatus, Timing
from bot.domain.cohorts import CohortStatus, EnrolmentStatus
from bot.domain.deliveries import Delivery, Outcome
from bot.domain.roles import Act
from bot.domain.schedules import ScheduleKind
from bot.ports import UnitOfWork
from bot.services import expanding, group_phrases, phrases, progress
from tests.classroom import Classroom
from tests.surgery import Doctor, Surgery

NOON = datetime(2026, 3, 3, 11, 0, tzinfo=UTC)


@pytest.fixture
def surgery() -> Surgery:
    return Surgery(NOON)


@pytest.fixture
def room(surgery: Surgery) -> Classroom:
    return Classroom(surgery)


def texts(doctor: Doctor) -> list[str]:
    return [one.text for one in doctor.phone]


def got(room: Classroom, words: str = "Bring a rule of thumb.") -> list[int]:
    """How often each of the people got it."""
    return [texts(one).count(words) for one in room.people]


def test_message_is_sent_to_everybody_of_the_cohort_within_twelve_taps(room: Classroom) -> None:
    taps = room.drafts()
    room.tutor.taps("Send…")
    room.tutor.taps("Yes, send")
    room.surgery.tick()
    assert taps + 2 <= 8
    assert got(room) == [1, 1, 1]
    assert texts(room.tutor).count("Bring a rule of thumb.") == 1  # the preview
    room.surgery.tick()
    assert room.broadcast.status is BroadcastStatus.SENT
    assert room.statuses() == ["sent"] * 3


@pytest.mark.parametrize(
    ("answer", "kind", "tapped"),
    [("0 to 10", AnswerKind.SCALE, "7"), ("1 to 5", AnswerKind.SCALE, "3")],
)
def test_answer_on_a_scale_is_kept_as_the_persons_own_and_counted(
    room: Classroom, answer: str, kind: AnswerKind, tapped: str
) -> None:
    assert room.sends(answer=answer).answer is kind
    ada = room.people[0]
    ada.taps(tapped)
    assert [entry.what for entry in ada.entries] == [tapped]
    assert [entry.title for entry in ada.entries] == [f"Bring a rule of thumb. – {tapped}"]
    assert sum(one.answered_at is not None for one in room.recipients) == 1


def test_line_of_text_is_kept_and_skipping_it_keeps_nothing(room: Classroom) -> None:
    room.sends(answer="A line of text")
    ada, ben, _ = room.people
    ada.types("Ask before you add")
    ben.taps("Skip")
    assert [entry.what for entry in ada.entries] == ["Ask before you add"]
    assert not ben.entries
    assert sum(one.answered_at is not None for one in room.recipients) == 1


def test_buttons_are_the_tutors_own(room: Classroom) -> None:
    tutor = room.tutor
    tutor.types("/broadcast")
    tutor.types("Did you use it?")
    tutor.taps("Buttons")
    tutor.types("Yes, & it helped\nNot yet\nNever will")
    for label in ("Now", "A day", "Send…", "Yes, send"):
        tutor.taps(label)
    room.surgery.tick()
    ada = room.people[0]
    assert [label for label, _ in ada.last.buttons][:3] == ["Yes, & it helped", "Not yet", "Never will"]
    ada.taps("Yes, & it helped")
    assert ada.entries[0].what == "Yes, & it helped"


def test_flow_of_the_library_follows_the_words(room: Classroom) -> None:
    tutor = room.tutor
    tutor.types("/broadcast")
    tutor.types("For Thursday:")
    tutor.taps("A flow")
    tutor.taps("Ten-second day")
    for label in ("Now", "A day", "Send…", "Yes, send"):
        tutor.taps(label)
    room.surgery.tick()
    ada = room.people[0]
    assert texts(ada)[-2] == "For Thursday:"
    ada.taps(ada.last.buttons[0][0])
    assert sum(one.answered_at is not None for one in room.recipients) == 1


def test_two_taps_on_send_send_it_once(room: Classroom) -> None:
    room.drafts()
    room.tutor.taps("Send…")
    card = room.tutor.last
    data = card.data_of("Yes, send")
    room.tutor.taps_data(data, message_id=card.id)
    assert room.tutor.taps_data(data, message_id=card.id) == group_phrases.DRAFT_GONE
    room.surgery.tick()
    assert got(room) == [1, 1, 1]


def test_another_tutor_cannot_send_the_draft_and_somebody_else_finds_no_button(room: Classroom) -> None:
    room.drafts()
    data = room.tutor.last.data_of("Send…")
    other = room.surgery.doctor("Tom").joins()
    assert other.taps_data(data, message_id=1) == phrases.OLD_BUTTON
    first, room.tutor = room.tutor, other
    room.opens("Autumn")
    assert other.taps_data(data.replace("send", "yes"), message_id=1) == group_phrases.NOT_YOURS
    room.tutor = first
    assert room.broadcast.status is BroadcastStatus.DRAFT


def test_cohort_without_anybody_is_told_of_before(surgery: Surgery) -> None:
    room = Classroom(surgery, size=0)
    room.drafts()
    room.tutor.taps("Send…")
    assert room.tutor.last.text == group_phrases.NOBODY
    assert room.broadcast.status is BroadcastStatus.DRAFT


def test_cohort_that_was_archived_meanwhile_is_told_of(room: Classroom) -> None:
    room.drafts()
    room.tutor.taps("Send…")
    archived = replace(room.cohort, status=CohortStatus.ARCHIVED)
    room.surgery.see(lambda uow: uow.cohorts.save([archived]))
    room.tutor.taps("Yes, send")
    assert "has ended" in room.tutor.last.text
    assert room.broadcast.status is BroadcastStatus.DRAFT


def test_tutor_who_was_removed_while_writing_sends_nothing(room: Classroom) -> None:
    room.drafts()
    record = room.tutor.record
    data = room.tutor.last.data_of("Send…").replace("send", "yes")
    room.surgery.see(lambda uow: uow.roles.remove_tutor(record.id))
    assert room.tutor.taps_data(data, message_id=1) == phrases.OLD_BUTTON
    assert room.broadcast.status is BroadcastStatus.DRAFT


def test_what_was_written_is_kept_as_a_draft_when_something_else_begins(room: Classroom) -> None:
    tutor = room.tutor
    tutor.types("/broadcast")
    tutor.types("Half a thought")
    tutor.taps("A line of text")
    tutor.types("/today")
    assert group_phrases.DRAFT_KEPT in texts(tutor)
    assert (room.broadcast.text, room.broadcast.answer) == ("Half a thought", AnswerKind.TEXT)
    tutor.types("/broadcasts")
    tutor.taps("Draft: Half a thought")
    tutor.taps("Change")
    tutor.taps("Leave the words as they are")
    for label in ("Not at all", "Now", "Send…", "Yes, send"):
        tutor.taps(label)
    room.surgery.tick()
    assert got(room, "Half a thought") == [1, 1, 1]
    assert len(drafts_of(room)) == 1


def drafts_of(room: Classroom) -> list[Broadcast]:
    author = room.tutor.record.id
    return list(room.surgery.see(lambda uow: uow.broadcasts.of(author, limit=10)))


def test_stopping_keeps_the_draft_and_handing_over_makes_one_only(room: Classroom) -> None:
    room.tutor.types("/broadcast")
    room.tutor.types("Half a thought")
    room.tutor.types("/stop")
    assert [one.text for one in drafts_of(room)] == ["Half a thought"]
    room.drafts()
    room.tutor.types("/today")
    assert len(drafts_of(room)) == 2


def test_change_that_is_stopped_half_way_leaves_all_but_the_words_as_it_was(room: Classroom) -> None:
    room.drafts(answer="0 to 10", timing="At each one's own time")
    (before,) = drafts_of(room)
    room.tutor.taps("Change")
    room.tutor.types("How sure were you?")
    room.tutor.taps("A line of text")
    room.tutor.types("/stop")
    assert drafts_of(room) == [replace(before, text="How sure were you?")]


def test_draft_that_is_thrown_away_is_not_listed_and_not_sent(room: Classroom) -> None:
    room.drafts()
    data = room.tutor.last.data_of("Send…")
    room.tutor.taps("Throw away")
    assert room.tutor.taps_data(data, message_id=1) == group_phrases.DRAFT_GONE
    room.tutor.types("/broadcasts")
    assert room.tutor.last.text == group_phrases.NO_BROADCASTS


def test_text_that_identifies_somebody_is_held_back(room: Classroom) -> None:
    room.tutor.types("/broadcast")
    room.tutor.types("Ring Mrs Jones on 07700 900123")
    assert any(label == phrases.STORE_MASKED for label, _ in room.tutor.last.buttons)
    assert not drafts_of(room)


def test_test_send_comes_to_the_author_alone_and_counts_nowhere(room: Classroom) -> None:
    room.drafts(answer="0 to 10")
    room.tutor.taps("Test-send to me")
    room.tutor.taps("7")
    room.surgery.tick()
    assert got(room) == [0, 0, 0]
    assert not room.tutor.entries
    assert not room.recipients


def test_buttons_of_the_preview_do_nothing(room: Classroom) -> None:
    room.drafts(answer="0 to 10")
    assert room.tutor.taps("7") == group_phrases.DRAFT_LOOK
    assert room.tutor.taps(phrases.LATER) == group_phrases.DRAFT_LOOK


def test_at_each_ones_own_time_it_waits_for_their_slot_and_working_day(surgery: Surgery) -> None:
    room = Classroom(surgery, size=2)
    room.sends(timing="At each one's own time")
    assert got(room) == [0, 0]
    surgery.pass_time(datetime(2026, 3, 3, 12, 45, tzinfo=UTC))
    assert got(room) == [1, 1]


def test_at_a_time_it_waits_for_that_and_a_time_that_has_passed_is_refused(room: Classroom) -> None:
    tutor = room.tutor
    for _ in range(2):
        tutor.types("/broadcast")
        tutor.types("Bring a rule of thumb.")
        for label in ("Not at all", "On a day", "Today", "18:30", "Send…"):
            tutor.taps(label)
        if room.broadcast.timing is Timing.AT and len(drafts_of(room)) == 1:
            tutor.taps("Yes, send")
            room.surgery.tick()
            assert got(room) == [0, 0, 0]
            room.surgery.pass_time(datetime(2026, 3, 3, 18, 30, tzinfo=UTC))
            assert got(room) == [1, 1, 1]
    assert tutor.last.text == group_phrases.TOO_LATE_TO_SEND


def test_who_is_on_leave_gets_it_later_and_who_blocked_not_and_the_numbers_account_for_all(
    surgery: Surgery,
) -> None:
    room = Classroom(surgery, size=12)
    room.people[0].types("/pause until 6 March")
    room.people[1].blocks()
    room.drafts()
    room.tutor.taps("Who gets it")
    assert room.tutor.last.text == group_phrases.WHO.format(
        people="12 people", now="up to 12", later="fewer than 5", missed="fewer than 5"
    )
    room.tutor.taps("Send…")
    room.tutor.taps("Yes, send")
    surgery.tick()
    surgery.pass_time(timedelta(days=2))
    found = room.numbers()
    assert (found.sent, found.held, found.out_of_reach, found.to_come) == (10, 1, 1, 0)
    assert found.audience == 12
    assert room.broadcast.status is BroadcastStatus.SENT
    assert room.people[0].phone[-1].text != "Bring a rule of thumb."


def test_who_is_away_until_it_is_over_does_not_count_as_still_to_come(surgery: Surgery) -> None:
    room = Classroom(surgery)
    room.people[0].types("/pause 4w")
    room.sends(timing="At each one's own time", is_delivered=False)
    surgery.tick()
    found = room.numbers()
    assert (found.held, found.to_come) == (1, 2)


def test_of_very_few_people_the_dry_run_tells_nothing_and_can_be_sent_from(room: Classroom) -> None:
    room.drafts()
    room.tutor.taps("Who gets it")
    assert room.tutor.last.text == group_phrases.WHO_FEW
    room.tutor.taps("Send…")
    room.tutor.taps("Yes, send")
    room.surgery.tick()
    assert got(room) == [1, 1, 1]


def test_of_few_people_no_exact_number_is_told(surgery: Surgery) -> None:
    room = Classroom(surgery, size=6)
    room.people[0].blocks()
    room.drafts()
    room.tutor.taps("Who gets it")
    told = room.tutor.last.text
    assert "fewer than 10 people" in told
    assert not set("123456") & set(told.replace("10", ""))
    room.tutor.taps("Send…")
    room.tutor.taps("Yes, send")
    surgery.tick()
    surgery.tick()
    progress_text = next(one.text for one in reversed(room.tutor.phone) if "Out of reach" in one.text)
    assert "Sent: half or more" in progress_text
    assert "Out of reach: fewer than half" in progress_text


def test_somebody_who_blocks_in_the_middle_is_out_of_reach(room: Classroom) -> None:
    gone = room.people[0].chat_id
    room.surgery.outcome_of = lambda one: Outcome.BLOCKED if one.chat_id == gone else Outcome.SENT
    room.sends()
    room.surgery.tick()
    assert room.statuses() == ["sent", "sent", "undeliverable"]
    assert room.broadcast.status is BroadcastStatus.SENT


def test_what_may_have_arrived_is_uncertain_and_not_sent_again(room: Classroom) -> None:
    doubted = room.people[0].chat_id
    room.surgery.outcome_of = lambda one: Outcome.UNKNOWN if one.chat_id == doubted else Outcome.SENT
    room.sends()
    room.surgery.pass_time(timedelta(hours=3))
    assert room.statuses() == ["sent", "sent", "uncertain"]


def test_pause_holds_what_has_not_gone_out_and_go_on_brings_it(room: Classroom) -> None:
    room.sends(is_delivered=False)
    data = f"b:{{}}:{room.broadcast.id}"
    room.tutor.taps_data(data.format("pause"), message_id=1)
    room.surgery.deliver_nothing = False
    room.surgery.tick()
    assert got(room) == [0, 0, 0]
    assert room.broadcast.status is BroadcastStatus.PAUSED
    room.tutor.taps_data(data.format("on"), message_id=1)
    room.surgery.tick()
    assert got(room) == [1, 1, 1]


@pytest.mark.parametrize("is_expanded", [True, False])
def test_what_stays_paused_until_its_time_is_over_ends_and_its_author_is_told(
    surgery: Surgery, *, is_expanded: bool
) -> None:
    room = Classroom(surgery, size=12)
    room.sends(answer="A line of text", is_delivered=False)
    room.tutor.taps_data(f"b:pause:{room.broadcast.id}", message_id=1)
    surgery.deliver_nothing = False
    surgery.see(lambda uow: uow.broadcasts.save([replace(room.broadcast, is_expanded=is_expanded)]))
    stood = []
    for later in (timedelta(hours=23), timedelta(days=40)):
        surgery.clock.set(NOON + later)
        surgery.tick()
        stood.append(room.broadcast.status)
    assert stood == [BroadcastStatus.PAUSED, BroadcastStatus.CANCELLED]
    assert (room.numbers().to_come, room.numbers().taken_back) == (0, 12)
    assert group_phrases.STATUS_LAPSED in room.tutor.last.text
    (noted,) = [
        one
        for one in surgery.see(lambda uow: uow.roles.audited(limit=9))
        if one.act is Act.BROADCAST_CANCELLED
    ]
    assert noted.actor_id is None
    room.tutor.taps_data(f"b:on:{room.broadcast.id}", message_id=1)
    surgery.tick()
    assert sum(got(room, "Bring a rule of thumb.")) == 0


def test_what_its_author_cancelled_is_not_said_to_have_stayed_paused(room: Classroom) -> None:
    room.sends(answer="A line of text", is_delivered=False)
    for verb in ("pause", "end"):
        room.tutor.taps_data(f"b:{verb}:{room.broadcast.id}", message_id=1)
    assert group_phrases.STATUS_LAPSED not in room.tutor.last.text


def test_the_newest_cohorts_come_first_and_archived_ones_are_not_to_choose(room: Classroom) -> None:
    for count in range(2, 28):
        room.opens("A" * count)
    ended = replace(room.opens("B" * 30), status=CohortStatus.ARCHIVED)
    room.surgery.see(lambda uow: uow.cohorts.save([ended]))
    room.tutor.types("/broadcast")
    room.tutor.types("Bring a rule of thumb.")
    labels = [label.lstrip("☐ ") for label, _ in room.tutor.last.buttons]
    assert labels[:2] == ["A" * 27, "A" * 26]
    assert not any(label.startswith("B") for label in labels)


def test_cancel_takes_back_what_has_not_gone_out_and_nobody_answers_what_they_never_got(
    room: Classroom,
) -> None:
    room.sends(answer="A line of text", is_delivered=False)
    room.tutor.taps_data(f"b:end:{room.broadcast.id}", message_id=1)
    room.surgery.deliver_nothing = False
    room.surgery.tick()
    assert got(room) == [0, 0, 0]
    assert room.statuses() == ["withdrawn"] * 3
    assert room.broadcast.status is BroadcastStatus.CANCELLED
    ada = room.people[0]
    ada.types("Something of my own")
    assert ada.last.text == phrases.KEEP_THIS
    room.tutor.taps_data(f"b:on:{room.broadcast.id}", message_id=1)
    assert room.broadcast.status is BroadcastStatus.CANCELLED


def test_what_is_still_to_come_of_a_tutor_who_is_removed_does_not_go_out(room: Classroom) -> None:
    surgery, tutor = room.surgery, room.tutor
    operator = surgery.doctor("Olu").joins()
    surgery.means = replace(surgery.means, operators=frozenset({operator.chat_id}))
    room.sends(timing="At each one's own time")
    operator.taps_data(f"a:really:{tutor.record.id}", message_id=1)
    surgery.pass_time(datetime(2026, 3, 4, 18, 0, tzinfo=UTC))
    assert got(room) == [0, 0, 0]
    assert room.statuses() == ["withdrawn"] * 3
    assert room.broadcast.status is BroadcastStatus.CANCELLED
    assert group_phrases.TUTOR_NO_MORE in texts(tutor)
    last = surgery.see(lambda uow: uow.roles.audited(limit=9))
    (cancelled,) = [one for one in last if one.act is Act.BROADCAST_CANCELLED]
    assert cancelled.actor_id == operator.record.id


def test_those_who_have_not_answered_are_reminded_once_on_a_later_day(room: Classroom) -> None:
    tutor = room.tutor
    tutor.types("/broadcast")
    tutor.types("Did you use it?")
    for label in ("A line of text", "Now", "Two days", "Send…", "Yes, send"):
        tutor.taps(label)
    room.surgery.tick()
    room.people[0].types("Yes")
    data = f"b:remind:{room.broadcast.id}"
    assert tutor.taps_data(data, message_id=1) == group_phrases.REMINDED
    assert tutor.taps_data(data, message_id=1) == group_phrases.REMINDED_BEFORE
    room.surgery.pass_time(datetime(2026, 3, 4, 12, 45, tzinfo=UTC))
    assert got(room, "Did you use it?") == [1, 2, 2]


def test_recipients_are_written_in_chunks_and_nobody_twice(room: Classroom) -> None:
    room.drafts()
    room.tutor.taps("Send…")
    room.tutor.taps("Yes, send")
    chunks = 0
    while room.surgery.see(
        lambda uow: expanding.expand(uow, means=room.surgery.means, now=room.surgery.clock.now(), limit=1)
    ):
        chunks += 1
    assert chunks == 4  # the last one finds nobody behind
    again = replace(room.broadcast, is_expanded=False, expanded_to=None)
    room.surgery.see(lambda uow: uow.broadcasts.save([again]))
    room.surgery.tick()
    assert got(room) == [1, 1, 1]
    people = [one.record.id for one in room.people]
    held = room.surgery.see(lambda uow: uow.schedules.of(people))
    brought = [[one for one in held[person] if one.kind is ScheduleKind.BROADCAST] for person in people]
    assert list(map(len, brought)) == [1, 1, 1]


def test_message_that_shows_how_it_goes_is_edited_only_while_it_changes(room: Classroom) -> None:
    room.sends(answer="A line of text", timing="At each one's own time")
    before = len(room.tutor.phone)

    def beat() -> None:
        now = room.surgery.clock.now()
        room.surgery.see(lambda uow: progress.refresh(uow, means=room.surgery.means, now=now))

    beat()
    room.surgery.deliver()
    edits = len(room.tutor.phone) - before
    beat()
    beat()
    room.surgery.deliver()
    assert len(room.tutor.phone) - before == edits


def test_report_is_a_file_of_totals(surgery: Surgery) -> None:
    room = Classroom(surgery, size=10)
    room.sends(answer="0 to 10")
    room.people[0].taps("7")
    files: list[bytes] = []
    deliver = surgery.outcome_of

    def keep(delivery: Delivery) -> Outcome:
        files.extend(one.content for one in surgery.see(lambda uow: uow.outbox.documents(delivery.id)))
        return deliver(delivery)

    surgery.outcome_of = keep
    room.tutor.taps("Report as a file")
    (file,) = files
    lines = file.decode().splitlines()
    assert lines[:3] == ["what,people", "audience,10", "sent,10"]
    assert "answered,1" in lines
    assert lines[-1] == "2026-03-03 11:00,10,fewer than 5"
    assert "Doctor" not in file.decode()


def test_unfinished_draft_of_two_cohorts_goes_to_nobody_until_one_is_chosen(room: Classroom) -> None:
    room.opens("The other one")
    room.tutor.types("/broadcast")
    room.tutor.types("Half a thought")
    room.tutor.types("/stop")
    room.tutor.types("/broadcasts")
    room.tutor.taps("Draft: Half a thought")
    assert f"To: {group_phrases.AUDIENCE_UNSET}" in room.tutor.last.text
    room.tutor.taps("Send…")
    assert room.tutor.last.text == group_phrases.AUDIENCE_TO_CHOOSE


def test_only_those_who_have_not_answered_get_the_next_one(room: Classroom) -> None:
    room.sends(answer="A line of text")
    room.people[0].types("Ask before you add")
    room.surgery.pass_time(timedelta(days=2))
    room.tutor.types("/broadcast")
    room.tutor.types("Still time to answer.")
    for label in ("Not answered: Bring a rule", "Not at all", "Now", "Send…", "Yes, send"):
        room.tutor.taps(label)
    room.surgery.tick()
    assert got(room, "Still time to answer.") == [0, 1, 1]


def test_somebody_of_two_cohorts_gets_it_once(room: Classroom) -> None:
    other = room.opens("The other one")
    room.enrols(room.people[0], other)
    room.tutor.types("/broadcast")
    room.tutor.types("Bring a rule of thumb.")
    for label in ("Spring", "The other one", "Done", "Not at all", "Now", "Send…", "Yes, send"):
        room.tutor.taps(label)
    room.surgery.tick()
    assert got(room) == [1, 1, 1]


def test_operator_writes_to_everybody(surgery: Surgery) -> None:
    room = Classroom(surgery, size=2)
    olga = surgery.doctor("Olga").joins()
    surgery.means = replace(surgery.means, operators=frozenset({olga.chat_id}))
    olga.types("/broadcast")
    olga.types("Kipic moves on Sunday.")
    for label in ("Everybody", "Done", "Not at all", "Now", "Send…", "Yes, send"):
        olga.taps(label)
    surgery.tick()
    assert got(room, "Kipic moves on Sunday.") == [1, 1]
    assert texts(room.tutor).count("Kipic moves on Sunday.") == 1


def test_whoever_is_no_tutor_finds_no_command(surgery: Surgery) -> None:
    ada = surgery.doctor().joins()
    for command in ("/broadcast", "/broadcasts"):
        ada.types(command)
        assert ada.last.text == phrases.UNKNOWN_COMMAND


def test_prompt_that_waits_is_not_interrupted_by_a_broadcast(room: Classroom) -> None:
    ada = room.people[0]
    ada.types("/today")
    room.sends()
    assert got(room) == [0, 1, 1]
    room.surgery.pass_time(timedelta(hours=2))
    assert got(room) == [1, 1, 1]


def test_prompt_that_falls_due_while_writing_waits_and_then_leaves_a_draft(surgery: Surgery) -> None:
    room = Classroom(surgery, size=1)
    surgery.clock.set(datetime(2026, 3, 3, 12, 40, tzinfo=UTC))
    room.tutor.types("/broadcast")
    room.tutor.types("Half a thought")
    surgery.pass_time(datetime(2026, 3, 3, 12, 50, tzinfo=UTC))
    assert "How shall they answer?" in room.tutor.last.text
    surgery.pass_time(datetime(2026, 3, 3, 14, 0, tzinfo=UTC))
    assert group_phrases.DRAFT_KEPT in texts(room.tutor)
    assert [one.text for one in drafts_of(room)] == ["Half a thought"]


def test_cohort_that_is_gone_while_it_is_sent_leaves_a_report_that_accounts_for_all(room: Classroom) -> None:
    room.sends(timing="At each one's own time")
    leaving = [one.record.id for one in room.people[:2]]

    def leave(uow: UnitOfWork) -> None:
        held = uow.cohorts.enrolments_of(leaving)
        now = room.surgery.clock.now()
        uow.cohorts.enrol(
            [
                replace(one, status=EnrolmentStatus.LEFT, left_at=now)
                for theirs in held.values()
                for one in theirs
            ]
        )

    room.surgery.see(leave)
    room.surgery.pass_time(timedelta(hours=3))
    assert room.statuses() == ["held", "held", "sent"]
    assert room.numbers().audience == 3
    assert room.broadcast.status is BroadcastStatus.SENT
