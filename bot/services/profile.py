"""What texts and conditions may read of a person as `profile.x`, worked out only when a flow asks for it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from bot.domain.calendar import LIBRARY_ONLY, Nation, Weekday, WeekPattern
from bot.domain.people import Participant
from bot.domain.programme import Programme
from bot.services import confirming, preferences
from bot.services.wording import slot_in_words


class Profile(Mapping[str, Any]):
    """A person's own words about themselves, and their choices as they stand, defaults included."""

    def __init__(self, participant: Participant, programme: Programme) -> None:
        self._participant = participant
        self._programme = programme

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - a JSON value
        if name == "asked_on":
            return confirming.asked_on(self._participant, self._programme)
        read = _CHOICES.get(name)
        return read(self._participant) if read else self._participant.profile[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**_CHOICES, "asked_on": None, **self._participant.profile})

    def __len__(self) -> int:
        return len([*self])


def _pattern(participant: Participant) -> WeekPattern:
    return WeekPattern.of(preferences.working_week(participant, LIBRARY_ONLY))


def _named(days: frozenset[Weekday]) -> list[str]:
    return [day.value for day in Weekday if day in days]


_CHOICES: Final[Mapping[str, Callable[[Participant], Any]]] = {
    "working_days": lambda one: _named(_pattern(one).days),
    "mornings": lambda one: _named(_pattern(one).mornings),
    "afternoons": lambda one: _named(_pattern(one).afternoons),
    "nights": lambda one: _named(_pattern(one).nights),
    "slot": lambda one: slot_in_words(preferences.slot_of(one)),
    "rhythm": lambda one: preferences.rhythm_of(one).value,
    "quiet": lambda one: confirming.quiet_in_words(preferences.quiet_hours(one)),
    "quiet_from": lambda one: slot_in_words(preferences.quiet_hours(one).begins),
    "quiet_until": lambda one: slot_in_words(preferences.quiet_hours(one).ends),
    "nation": lambda one: Nation(one.settings.get("nation") or Nation.ENGLAND_AND_WALES).value,
    "reaches": lambda one: [*preferences.reaches(one)],
    "timezone": lambda one: one.timezone,
}
