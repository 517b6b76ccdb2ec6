"""What texts and conditions may read of a person as `profile.x`, worked out only when a flow asks for it."""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import Any, Final

from bot.domain.calendar import LIBRARY_ONLY, Nation, Session, Shift, Weekday, WeekPattern
from bot.domain.people import Participant
from bot.domain.programme import Programme
from bot.engine.vocabulary import ROTA_WEEKS
from bot.services import confirming, preferences
from bot.services.wording import slot_in_words


class Profile(Mapping[str, Any]):
    """A person's own words about themselves, and their choices as they stand, defaults included."""

    def __init__(
        self,
        participant: Participant,
        programme: Programme,
        *,
        cohort: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._participant = participant
        self._programme = programme
        self._cohort = cohort

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - a JSON value
        if name == "asked_on":
            return confirming.asked_on(self._participant, self._programme)
        if name == "cohort":
            return self._cohort()
        read = _CHOICES.get(name)
        return read(self._participant) if read else self._participant.profile[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**_CHOICES, "asked_on": None, "cohort": None, **self._participant.profile})

    def __len__(self) -> int:
        return len([*self])


def _pattern(participant: Participant) -> WeekPattern:
    return WeekPattern.of(preferences.working_week(participant, LIBRARY_ONLY))


def _named(days: Collection[Weekday]) -> list[str]:
    return [day.value for day in Weekday if day in days]


def _with_own_slot(participant: Participant) -> list[str]:
    usual = preferences.slot_of(participant)
    return _named([day for day, slot in preferences.slots_of(participant).items() if slot != usual])


def _rota(participant: Participant) -> list[list[str]]:
    return [_shifts(week) for week in preferences.weeks_of(participant)]


def _shifts(week: frozenset[Shift]) -> list[str]:
    in_order = (Shift(day, session) for day in Weekday for session in Session)
    return [shift.name for shift in in_order if shift in week]


def _week(number: int, participant: Participant) -> list[str]:
    """The shifts of a week from the first on; they come in turn."""
    weeks = _rota(participant)
    return weeks[(number - 1) % len(weeks)]


_CHOICES: Final[Mapping[str, Callable[[Participant], Any]]] = {
    "working_days": lambda one: _named(_pattern(one).days),
    "mornings": lambda one: _named(_pattern(one).mornings),
    "afternoons": lambda one: _named(_pattern(one).afternoons),
    "nights": lambda one: _named(_pattern(one).nights),
    "rota": _rota,
    **{name: partial(_week, number) for number, name in enumerate(ROTA_WEEKS, start=1)},
    "slots": _with_own_slot,
    "slot": lambda one: slot_in_words(preferences.slot_of(one)),
    "rhythm": lambda one: preferences.rhythm_of(one).value,
    "quiet": lambda one: confirming.quiet_in_words(preferences.quiet_hours(one)),
    "quiet_from": lambda one: slot_in_words(preferences.quiet_hours(one).begins),
    "quiet_until": lambda one: slot_in_words(preferences.quiet_hours(one).ends),
    "nation": lambda one: Nation(one.settings.get("nation") or Nation.ENGLAND_AND_WALES).value,
    "reaches": lambda one: [*preferences.reaches(one)],
    "timezone": lambda one: one.timezone,
}
