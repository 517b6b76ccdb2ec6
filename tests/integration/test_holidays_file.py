"""The operator's file of one-off days: read at the start, its faults told with line and remedy."""

from datetime import date
from pathlib import Path

import pytest

from bot.adapters.content.holidays import read_holidays
from bot.domain.calendar import Nation
from bot.engine.errors import FlowFaults

ENGLAND, SCOTLAND = Nation.ENGLAND_AND_WALES, Nation.SCOTLAND


def written(folder: Path, text: str) -> Path:
    path = folder / "holidays.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder: Path, text: str) -> str:
    with pytest.raises(FlowFaults) as caught:
        read_holidays(written(folder, text))
    return str(caught.value)


def test_a_day_is_added_for_the_nations_that_are_named(tmp_path: Path) -> None:
    text = "- date: 2027-05-10\n  name: A day off\n  nations: [scotland]\n"
    days = read_holidays(written(tmp_path, text))
    assert days.name_of(date(2027, 5, 10), SCOTLAND) == "A day off"
    assert days.name_of(date(2027, 5, 10), ENGLAND) is None


def test_a_day_without_nations_is_for_all_and_a_later_line_wins(tmp_path: Path) -> None:
    text = (
        "- {date: 2027-05-10, name: A day off}\n"
        "- {date: 2027-05-10, name: Not there, nations: [scotland], holiday: false}\n"
    )
    days = read_holidays(written(tmp_path, text))
    assert days.name_of(date(2027, 5, 10), ENGLAND) == "A day off"
    assert days.name_of(date(2027, 5, 10), SCOTLAND) is None


def test_a_day_of_the_library_can_be_withdrawn(tmp_path: Path) -> None:
    christmas = date(2026, 12, 25)
    text = "- {date: 2026-12-25, name: Moved, holiday: false}\n"
    assert read_holidays(written(tmp_path, text)).name_of(christmas, ENGLAND) is None


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert read_holidays(written(tmp_path, "# none yet\n")).name_of(date(2026, 12, 25), ENGLAND)


def test_all_faults_are_told_with_line_and_remedy(tmp_path: Path) -> None:
    text = (
        "- date: 10.5.2027\n  name: A day off\n"
        "- date: 2027-05-11\n  nation: [scotland]\n"
        "- date: 2027-05-12\n  name: A day off\n  nations: [cornwall]\n"
    )
    told = faults(tmp_path, text)
    places = [
        "holidays.yaml, line 1",
        "holidays.yaml, line 3",
        "holidays.yaml, line 4",
        "holidays.yaml, line 7",
    ]
    remedies = ["write the date like 2027-05-10", "Add name: to that day.", "nations", "england_and_wales"]
    assert [words for words in places + remedies if words not in told] == []


def test_a_file_that_is_no_list_is_refused(tmp_path: Path) -> None:
    assert "each day begins with a dash" in faults(tmp_path, "date: 2027-05-10\n")
