"""Several updates of one person in one batch: each sees what the one before it changed."""

from bot.domain.incoming import BotBlocked, BotUnblocked, ButtonTapped, CommandSent, TextSent
from bot.domain.people import ParticipantStatus
from bot.domain.schedules import ScheduleKind
from tests.surgery import BOT, Surgery


def test_choosing_a_time_twice_in_one_batch_leaves_one_schedule_of_each_kind() -> None:
    surgery = Surgery()
    ada = surgery.doctor()
    ada.types("/start")
    for label in ("Yes, keep it", "Don't ask me", "Salaried", "Done"):
        ada.taps(label)
    surgery.receive(
        ada.update(TextSent(message_id=901, text="13:15")),
        ada.update(CommandSent(message_id=902, name="back", arguments="")),
        ada.update(TextSent(message_id=903, text="14:00")),
    )
    kept = surgery.see(lambda uow: uow.schedules.of([ada.record.id]))[ada.record.id]
    assert sorted(one.kind for one in kept) == [ScheduleKind.OWN, ScheduleKind.SUMMARY]
    assert {f"{one.next_slot:%H:%M}" for one in kept} == {"14:00"}


def test_two_consents_in_one_batch_make_one_participant() -> None:
    surgery = Surgery()
    ada = surgery.doctor()
    ada.types("/start")
    consent = ada.last.data_of("Yes, keep it")
    received = surgery.receive(
        *(ada.update(ButtonTapped(callback_id=tap, message_id=ada.last.id, data=consent)) for tap in "ab")
    )
    assert list(received.toasts) == ["a", "b"]
    people = surgery.store.tables.people.values()
    assert [(one.bot_id, one.chat_id) for one in people] == [(BOT, ada.chat_id)]
    assert len(surgery.store.tables.runs) == 1


def test_a_pause_outlives_a_block() -> None:
    surgery = Surgery()
    ada = surgery.doctor().joins()
    ada.types("/pause")
    surgery.receive(ada.update(BotBlocked()), ada.update(BotUnblocked()))
    assert (ada.record.status, ada.record.blocked_at) == (ParticipantStatus.PAUSED, None)
    ada.types("/resume")
    assert ada.record.status is ParticipantStatus.ACTIVE


def test_nothing_is_left_of_a_stranger_who_looked_in_and_went() -> None:
    surgery = Surgery()
    ada = surgery.doctor()
    ada.types("/start")
    ada.types("a few words about me")
    ada.taps("No, thank you")
    assert "Nothing was kept" in ada.last.text
    tables = surgery.store.tables
    kept = (tables.people, tables.runs, tables.holds, tables.parked)
    assert not any(kept)
    assert not any(one.params for one in tables.deliveries.values())
