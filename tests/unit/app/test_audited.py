"""The audit log on a terminal: when, who, what, and the ids that go with it."""

from dataclasses import replace

import click

from bot.app.overview import audited
from bot.domain.roles import Act, AuditLine
from tests.cohort_samples import an_audit_line, cohort_id
from tests.samples import NOW, person_id


def shown(*lines: AuditLine) -> list[str]:
    found = audited.lines(lines, zone="Europe/London", year=NOW.year)
    return [click.unstyle(line) for line in found]


def test_every_act_has_words() -> None:
    assert set(audited.ACTS) == set(Act)


def test_a_line_tells_when_who_and_what() -> None:
    line = an_audit_line(cohort_id=cohort_id(1), facts={"link": "abc"})
    first, second = shown(line)
    assert first.endswith(f"{person_id(3)} became a tutor")
    assert second == f"    whom={person_id(1)}  cohort={cohort_id(1)}  link=abc"


def test_a_line_of_another_year_says_which() -> None:
    line = an_audit_line()
    earlier = replace(line, at=NOW.replace(year=NOW.year - 1))
    assert str(NOW.year) not in shown(line)[0].partition("  ")[0]
    assert str(NOW.year - 1) in shown(earlier)[0].partition("  ")[0]


def test_an_empty_log_says_so() -> None:
    assert shown() == ["Nothing has been noted yet."]
