"""`/plan`: what people mean to do, looked through, ticked off and changed by taps and by the next text."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.domain.cutting import units_of
from bot.domain.ids import RunId
from bot.domain.incoming import ButtonTapped, CommandSent
from bot.domain.listing import PAGE_SIZE
from bot.domain.plans import PlanItem, PlanPart, PlanStatus
from bot.services import phrases, plan_phrases
from tests.samples import a_plan_item, sample_id
from tests.surgery import Doctor, Surgery

TUESDAY = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
LEARNING = "An hour with Dana and ten ECGs"
MOST_DATA = 64
"""Bytes of callback data that Telegram takes."""


@pytest.fixture
def surgery() -> Surgery:
    return Surgery(TUESDAY)


@pytest.fixture
def ada(surgery: Surgery) -> Doctor:
    return surgery.doctor().joins()


def says_a_need(doctor: Doctor) -> None:
    """Go through flow 13: something to learn, in two weeks."""
    doctor.types("/pun")
    doctor.types("Somebody to read an ECG with")
    doctor.taps("A skill")
    doctor.types(LEARNING)
    doctor.taps("In two weeks")


def has(doctor: Doctor, *items: PlanItem) -> None:
    """Put items into the doctor's plan, each of a run that is not known any more."""
    own = [replace(one, participant_id=doctor.record.id) for one in items]
    doctor.surgery.store.run(lambda uow: uow.plans.save(own))


def plan(doctor: Doctor) -> list[PlanItem]:
    return list(doctor.surgery.see(lambda uow: uow.plans.of(doctor.record.id)))


def items_shown(doctor: Doctor) -> list[str]:
    return [label for label, data in doctor.last.buttons if data.startswith("n:open:")]


def labels(doctor: Doctor) -> list[str]:
    return [label for label, _ in doctor.last.buttons]


def opens(doctor: Doctor, title: str = "An hour with Dana") -> None:
    doctor.types("/plan")
    doctor.taps(title)


def changes(doctor: Doctor, part: str) -> None:
    opens(doctor)
    doctor.taps(plan_phrases.CHANGE)
    doctor.taps(part)


def test_an_empty_plan_says_how_to_begin(ada: Doctor) -> None:
    ada.types("/plan")
    assert (ada.last.text, ada.last.buttons) == (plan_phrases.NO_PLAN, [])


def test_the_list_shows_open_items_newest_first_and_no_words_in_its_text(ada: Doctor) -> None:
    has(
        ada,
        a_plan_item(901, need="First"),
        a_plan_item(902, need="", step="Second", by=None, status=PlanStatus.STARTED),
        a_plan_item(903, need="Third", status=PlanStatus.DONE),
    )
    ada.types("/plan")
    assert ada.last.text == "<b>Your plan</b>\n2 items"
    assert items_shown(ada) == ["▸ Second", "1 Apr · First"]
    ada.taps(plan_phrases.SETTLED)
    assert items_shown(ada) == ["✓ 1 Apr · Third"]
    assert ada.last.method == "editMessageText"


def test_all_items_are_met_once_by_turning_pages(ada: Doctor) -> None:
    has(ada, *(a_plan_item(900 + number, need=f"Need {number}", by=None) for number in range(20)))
    ada.types("/plan")
    met = items_shown(ada)
    assert len(met) == PAGE_SIZE
    while any(label.endswith("›") for label in labels(ada)):
        ada.taps("›")
        met += items_shown(ada)
    assert met == [f"Need {number}" for number in reversed(range(20))]


def test_an_item_shows_its_parts_where_it_comes_from_and_when_it_is_asked_about(ada: Doctor) -> None:
    says_a_need(ada)
    opens(ada)
    assert ada.last.text == (
        f"<b>{LEARNING}</b>\nopen · by 17 March 2026\n\n"
        f"<i>From “{title_of(ada, 'unmet_need')}”, 3 March 2026</i>\n<i>I ask again on Tue 17 Mar.</i>"
    )
    ada.taps(phrases.SEE_ENTRY)
    assert "Somebody to read an ECG with" in ada.last.text


def title_of(doctor: Doctor, flow: str) -> str:
    return doctor.surgery.means.flows.current(flow).title


def test_all_parts_have_their_headings_and_come_out_as_typed(ada: Doctor) -> None:
    words: dict[str, Any] = {part: f"<b>{part} & more</b>" for part in PlanPart}
    has(ada, a_plan_item(901, **words))
    opens(ada, "need & more")
    for part in (PlanPart.STEP, PlanPart.BARRIER, PlanPart.SUCCESS):
        heading = f"<b>{plan_phrases.PARTS[part]}</b>"
        assert f"{heading}\n&lt;b&gt;{part} &amp; more&lt;/b&gt;" in ada.last.text
    assert ada.last.text.count("need &amp; more") == 1
    assert ada.last.text.endswith("\n\n<i>Since 2 March 2026</i>")  # its run is not known any more


def test_a_long_item_is_read_in_pages(ada: Doctor) -> None:
    words: dict[str, Any] = dict.fromkeys(PlanPart, "x" * 4_000)
    has(ada, a_plan_item(901, **words))
    opens(ada, "xxx")
    shown = [ada.last.text]
    while any(label.startswith("More (") for label in labels(ada)):
        ada.taps("More (")
        shown += [ada.last.text]
    assert all(units_of(text) <= 4_096 for text in shown)
    assert "".join(shown).count("x") >= 4 * 4_000


def test_it_is_started_done_and_reopened_by_taps(ada: Doctor) -> None:
    says_a_need(ada)
    opens(ada)
    ada.taps(plan_phrases.STARTED)
    assert plan(ada)[0].status is PlanStatus.STARTED
    assert plan_phrases.STARTED not in labels(ada)
    ada.taps(plan_phrases.DONE)
    assert plan(ada)[0].status is PlanStatus.DONE
    assert "done on 3 March 2026" in ada.last.text
    assert "I ask again" not in ada.last.text
    ada.taps(plan_phrases.REOPEN)
    assert plan(ada)[0].status is PlanStatus.OPEN
    assert "I ask again on Tue 17 Mar." in ada.last.text


def test_the_list_knows_what_was_changed_in_the_same_batch(surgery: Surgery, ada: Doctor) -> None:
    says_a_need(ada)
    done = ButtonTapped(callback_id="tap", message_id=None, data=f"n:set:{plan(ada)[0].id}:open:done")
    surgery.receive(ada.update(done), ada.update(CommandSent(message_id=9_000, name="plan")))
    assert ada.last.text == plan_phrases.NOTHING_OPEN


def test_what_was_dropped_is_no_longer_asked_about(surgery: Surgery, ada: Doctor) -> None:
    says_a_need(ada)
    opens(ada)
    ada.taps(plan_phrases.DROP)
    before = len(ada.phone)
    surgery.pass_time(timedelta(days=21))
    assert not [one for one in ada.phone[before:] if LEARNING in one.text]
    ada.types("/plan")
    assert ada.last.text == plan_phrases.NOTHING_OPEN
    ada.taps(plan_phrases.SETTLED)
    assert items_shown(ada) == [f"✗ 17 Mar · {LEARNING}"]


def test_a_second_tap_on_done_leaves_the_day_on_which_it_was_done(surgery: Surgery, ada: Doctor) -> None:
    says_a_need(ada)
    opens(ada)
    done = ada.last.data_of(plan_phrases.DONE)
    ada.taps_data(done, message_id=ada.last.id)
    surgery.clock.set(TUESDAY + timedelta(days=2))
    ada.taps_data(done, message_id=ada.last.id)
    assert plan(ada)[0].changed_at == TUESDAY


def test_the_next_text_is_the_new_wording_of_a_part_and_check_ins_quote_it(
    surgery: Surgery, ada: Doctor
) -> None:
    says_a_need(ada)
    changes(ada, "Need")
    assert ada.last.text == phrases.WRITE_WORDING.format(part="Need")
    ada.types("Ten ECGs by myself")
    assert ada.last.text == plan_phrases.CHANGED
    assert plan(ada)[0].need == "Ten ECGs by myself"
    ada.taps(plan_phrases.SEE_ITEM)
    assert ada.last.text.startswith("<b>Ten ECGs by myself</b>")
    surgery.pass_time(datetime(2026, 3, 17, 12, 45, tzinfo=UTC))
    assert any("Ten ECGs by myself" in one.text for one in ada.phone if one.method == "sendMessage")


def test_a_new_wording_goes_through_the_screen(ada: Doctor) -> None:
    says_a_need(ada)
    changes(ada, "Smallest step")
    ada.types("Ring 07700 900123 on Monday")
    assert plan(ada)[0].step == ""
    ada.taps(phrases.STORE_MASKED)
    assert "07700" not in plan(ada)[0].step
    assert plan(ada)[0].step.startswith("Ring ")


def test_a_part_can_be_emptied_unless_nothing_is_left_to_call_it_by(ada: Doctor) -> None:
    has(ada, a_plan_item(901, need="An hour with Dana", step=""))
    changes(ada, "Need")
    assert phrases.EMPTY_IT not in labels(ada)
    assert ada.taps_data(f"n:clear:{sample_id(901)}:open:need") == phrases.OLD_BUTTON
    has(ada, a_plan_item(901, need="An hour with Dana", step="Ring her"))
    changes(ada, "Smallest step")
    ada.taps(phrases.EMPTY_IT)
    assert (plan(ada)[0].need, plan(ada)[0].step) == ("An hour with Dana", "")


def test_a_wording_that_is_left_as_it_was_is_not_waited_for(ada: Doctor) -> None:
    says_a_need(ada)
    changes(ada, "Need")
    ada.taps(phrases.LEAVE_IT)
    ada.types("A new thought")
    assert ada.last.text == phrases.KEEP_THIS
    assert plan(ada)[0].need == LEARNING


@pytest.mark.parametrize(
    ("label", "day"),
    [
        (plan_phrases.IN_TWO_WEEKS, date(2026, 3, 17)),
        (plan_phrases.IN_SIX_WEEKS, date(2026, 4, 14)),
        (plan_phrases.END_OF_MONTH, date(2026, 3, 31)),
        (plan_phrases.NO_DAY, None),
    ],
)
def test_the_day_is_changed_by_a_tap(ada: Doctor, label: str, day: date | None) -> None:
    says_a_need(ada)
    changes(ada, plan_phrases.BY_WHEN)
    ada.taps(label)
    assert plan(ada)[0].by == day


def test_on_the_last_day_of_a_month_its_end_is_the_next_month_s(surgery: Surgery, ada: Doctor) -> None:
    says_a_need(ada)
    surgery.clock.set(datetime(2026, 3, 31, 9, 0, tzinfo=UTC))
    changes(ada, plan_phrases.BY_WHEN)
    ada.taps(plan_phrases.END_OF_MONTH)
    assert plan(ada)[0].by == date(2026, 4, 30)


def test_the_day_can_be_typed_and_what_is_no_day_is_asked_for_again(ada: Doctor) -> None:
    says_a_need(ada)
    changes(ada, plan_phrases.BY_WHEN)
    ada.types("when I can")
    assert ada.last.text == plan_phrases.DAY_UNCLEAR
    ada.taps(plan_phrases.ANOTHER_DAY)
    ada.types("yesterday")
    assert ada.last.text == plan_phrases.DAY_UNCLEAR
    ada.taps(plan_phrases.ANOTHER_DAY)
    ada.types("30 April")
    assert plan(ada)[0].by == date(2026, 4, 30)


def test_the_check_in_of_that_day_moves_with_it(surgery: Surgery, ada: Doctor) -> None:
    says_a_need(ada)
    changes(ada, plan_phrases.BY_WHEN)
    ada.taps(plan_phrases.IN_SIX_WEEKS)
    assert "I ask again on Tue 14 Apr." in ada.last.text
    asked = "as your own need"
    surgery.pass_time(datetime(2026, 4, 14, 11, 44, tzinfo=UTC))  # 12:44 in London's summer
    assert not [one for one in ada.phone if asked in one.text]
    surgery.pass_time(datetime(2026, 4, 14, 11, 45, tzinfo=UTC))
    assert [LEARNING in one.text for one in ada.phone if asked in one.text] == [True]


def test_a_check_in_whose_time_has_come_is_not_moved_any_more(surgery: Surgery, ada: Doctor) -> None:
    says_a_need(ada)
    surgery.clock.set(datetime(2026, 3, 17, 12, 50, tzinfo=UTC))
    changes(ada, plan_phrases.BY_WHEN)
    ada.taps(plan_phrases.IN_SIX_WEEKS)
    surgery.tick()
    assert [one for one in ada.phone if "as your own need" in one.text]


def test_what_is_settled_is_reopened_before_it_is_changed(ada: Doctor) -> None:
    says_a_need(ada)
    changes(ada, "Need")
    wanted = [f"n:{verb}:{plan(ada)[0].id}:open" for verb in ("change", "part", "clear", "by")]
    settled = replace(plan(ada)[0], status=PlanStatus.DONE)
    has(ada, settled)
    ada.types("Something else")
    assert ada.last.text == plan_phrases.IS_SETTLED
    assert [ada.taps_data(f"{data}:need") for data in wanted] == [plan_phrases.IS_SETTLED] * 4
    assert plan(ada) == [settled]


def test_a_need_that_was_chosen_in_a_development_plan_leads_back_to_where_it_came_from(ada: Doctor) -> None:
    says_a_need(ada)
    ada.types("/pdp")
    ada.taps(LEARNING)
    for _ in range(5):
        ada.taps("Skip")
    need, chosen = plan(ada)
    assert (need.from_id, chosen.from_id) == (None, need.id)
    ada.types("/plan")
    ada.taps_data(f"n:open:{chosen.id}:open", message_id=ada.last.id)
    ada.taps(plan_phrases.FROM.format(title=LEARNING))
    assert "by 17 March 2026" in ada.last.text


def test_a_need_that_was_chosen_and_then_said_anew_comes_from_nowhere(ada: Doctor) -> None:
    says_a_need(ada)
    ada.types("/pdp")
    ada.taps(LEARNING)
    ada.types("/back")
    ada.taps("Something else")
    ada.types("Leading a meeting")
    for _ in range(5):
        ada.taps("Skip")
    assert [(one.need, one.from_id) for one in plan(ada)] == [(LEARNING, None), ("Leading a meeting", None)]


def test_a_need_that_was_a_starred_entry_leads_back_to_the_entry(ada: Doctor) -> None:
    ada.types("/today")
    ada.types("A slower start to the long list")
    ada.taps("Skip")
    ada.taps("Skip")
    ada.taps("Star it")
    ada.types("/pdp")
    ada.taps("A slower start to the long list")
    for _ in range(5):
        ada.taps("Skip")
    (chosen,) = plan(ada)
    assert chosen.from_id == ada.entries[0].id
    opens(ada, "A slower start")
    ada.taps("From: ")
    assert "2026 · " in ada.last.text
    assert "★ starred" in ada.last.text


def test_somebody_else_s_item_is_as_unknown_as_one_that_never_was(surgery: Surgery, ada: Doctor) -> None:
    says_a_need(ada)
    (item,) = plan(ada)
    eve = surgery.doctor("Eve").joins()
    for item_id in (item.id, sample_id(999)):
        for rest in (
            "open:{}:open",
            "set:{}:open:done",
            "part:{}:open:need",
            "clear:{}:open:step",
            "by:{}:open:2w",
        ):
            shown = len(eve.phone)
            assert eve.taps_data("n:" + rest.format(item_id)) == plan_phrases.PLAN_GONE
            assert len(eve.phone) == shown
    assert plan(ada) == [item]
    eve.taps_data(f"n:list:open:{item.id}")
    assert LEARNING not in str(eve.phone)


@pytest.mark.parametrize(
    "data",
    [
        "n:",
        "n:open",
        "n:list",
        "n:list:all",
        "n:xyzzy:{}:open",
        "n:set:{}:open:lost",
        "n:part:{}:open:status",
    ],
)
def test_buttons_that_never_were_do_nothing(ada: Doctor, data: str) -> None:
    says_a_need(ada)
    (item,) = plan(ada)
    assert ada.taps_data(data.format(item.id)) == phrases.OLD_BUTTON
    assert plan(ada) == [item]


def test_every_button_fits_telegram(ada: Doctor) -> None:
    has(
        ada,
        *(a_plan_item(900 + number, run_id=RunId(sample_id(number)), need=LEARNING) for number in range(20)),
    )
    opens(ada)
    ada.taps(plan_phrases.CHANGE)
    ada.taps(plan_phrases.BY_WHEN)
    ada.taps(phrases.LEAVE_IT)
    ada.taps(plan_phrases.CHANGE)
    ada.taps("What will show")
    sent = [data for one in ada.phone for _, data in one.buttons]
    assert max(len(data.encode()) for data in sent) <= MOST_DATA
