"""What a simulation says and draws: figures from rows."""

import csv
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from xml.etree import ElementTree as ET

import click

from bot.app.simulating.chance import Chance
from bot.app.simulating.invariants import check
from bot.app.simulating.marks import Became
from bot.app.simulating.picture import picture
from bot.app.simulating.report import as_csv, reasons, table, verdict
from bot.domain.schedules import DecisionKind, Reason
from tests.unit.app.simulated_rows import a_contact, a_decision, a_ledger, at

SKIPPED = {"decision": DecisionKind.SKIPPED, "sent_at": None, "flow": None, "ended_as": None}


def lines(found: list[str]) -> list[str]:
    return [" ".join(click.unstyle(line).split()) for line in found]


def test_the_table_counts_each_week() -> None:
    rows = [
        a_decision(2, answered_at=at(2, "13:25")),
        a_decision(5, reason=Reason.ON_LEAVE, **SKIPPED),
        a_decision(9, sent_at=None, ended_as="expired"),
    ]
    minutes = {at(2): 28, at(9): 3}
    assert lines(table(a_ledger(decided=rows, minutes=minutes)))[1:] == [
        "2 Mar own 2 1 1 100% 40 min 28",
        "9 Mar own 1 1 1 3",
        "all own 3 2 1 1 100% 40 min 28",
    ]


def test_reasons_are_counted() -> None:
    rows = [a_decision(2), a_decision(5), a_decision(9, reason=Reason.ON_LEAVE, **SKIPPED)]
    assert lines(reasons(a_ledger(decided=rows))) == ["own", "sent on time 2", "skipped on leave 1"]


def test_the_verdict_shows_the_first_rows_that_break_a_rule() -> None:
    ledger = a_ledger(contacts=[a_contact(day, number=1) for day in (7, 8)])
    found = lines(verdict(check(ledger)))
    place = found.index("2 nothing on a day that isn't worked")
    assert found[place + 1].startswith("person 1, Sat 07 Mar 12:45 UTC: prompt on 2026-03-07")
    assert "0 nothing on leave" in found


def test_the_csv_has_a_line_for_each_decision() -> None:
    ledger = a_ledger(decided=[a_decision(2, answered_at=at(2, "13:00")), a_decision(5, **SKIPPED)])
    asked, skipped = csv.DictReader(StringIO(as_csv(ledger)))
    assert (asked["person"], asked["date"], asked["reason"]) == ("1", "2026-03-02", "on_time")
    assert (asked["sent_at"], asked["minutes_to_answer"]) == ("2026-03-02T12:45:00Z", "15")
    assert (skipped["decision"], skipped["sent_at"], skipped["flow"]) == ("skipped", "", "")


def test_the_picture_is_well_formed_and_names_what_is_in_it() -> None:
    rows = [a_decision(2, answered_at=at(2, "13:00")), a_decision(5, reason=Reason.BANK_HOLIDAY, **SKIPPED)]
    drawn = picture(a_ledger(decided=rows), title="One & only", outages=[(at(9), at(9) + timedelta(hours=6))])
    texts = [element.text for element in ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314 - our own
    assert "One & only" in texts
    assert {Became.ANSWERED.value, Became.SKIPPED.value, "outage", "2 Mar", "9 Mar"} <= set(texts)
    assert Became.MISSED.value not in texts


def test_a_picture_of_many_people_draws_some_of_them() -> None:
    [ada] = a_ledger().people
    people = [replace(ada, number=number) for number in range(1, 501)]
    rows = [a_decision(2, number=person.number) for person in people]
    drawn = picture(a_ledger(people=people, decided=rows), title="Many")
    assert "one in 9 is drawn" in drawn
    assert len(drawn) < 100_000


def test_chance_depends_on_the_seed_and_the_question_alone() -> None:
    first, again, other = Chance(7), Chance(7), Chance(8)
    again.draw("anything else")
    assert first.draw("answers", 3) == again.draw("answers", 3)
    assert first.draw("answers", 3) != other.draw("answers", 3)
    assert first.draw("answers", 3) != first.draw("answers", 4)
