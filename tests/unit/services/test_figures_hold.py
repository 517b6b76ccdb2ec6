"""Over all sequences of joins, answers, edits and looks, nothing that tutors see tells what fewer than five people chose."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.ids import PostingId
from bot.services import figure_phrases, retention
from tests.classroom import Classroom
from tests.surgery import Doctor, Surgery

MONDAY_NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MOST_PEOPLE = 16
FEWEST = 5
FLOW = "Feedback, compliment, complaint"

BUTTONS = ("Alpha", "Beta", "Gamma")
CLOSED = {
    "What has come your way?": ("Patient feedback", "Colleague feedback", "Compliment", "Complaint"),
    "What was your first reaction?": ("Glad", "Surprised", "Stung", "It felt unfair", "Mixed"),
}
LABELS = {*BUTTONS, *(label for labels in CLOSED.values() for label in labels)}

QUESTION = re.compile(
    r"\n\n(?P<question>[^\n]+) \((?P<people>\d+) people\)\n<pre>(?P<bars>.*?)</pre>", re.DOTALL
)
BAR = re.compile(r"^(?P<label>.{16}) [█·]+ (?P<count>\d+)$", re.MULTILINE)

Shown = Mapping[str, tuple[int, Counter[str]]]
"""For each question how many people it is about, and how many of them chose what."""


@dataclass
class Group:
    """A cohort whose tutor asks, and looks again and again."""

    room: Classroom
    looks: dict[PostingId, list[Shown]] = field(default_factory=dict)
    typed: dict[tuple[str, PostingId], int] = field(default_factory=dict)
    postings: list[PostingId] = field(default_factory=list)

    @property
    def people(self) -> list[Doctor]:
        return [*self.room.people, self.room.tutor]

    def join(self) -> None:
        if len(self.room.people) < MOST_PEOPLE:
            name = f"Late {len(self.room.people)}"
            self.room.people.append(self.room.enrols(self.room.surgery.doctor(name).joins()))

    def ask(self, *, is_flow: bool) -> None:
        """A question with buttons, or a flow with several questions."""
        tutor = self.room.tutor
        tutor.types("/broadcast")
        tutor.types(f"Message {len(self.postings)}")
        if any("For all" in shown for shown, _ in tutor.last.buttons):
            tutor.taps("For all")
        tutor.taps("A flow" if is_flow else "Buttons")
        if is_flow:
            tutor.taps(FLOW)
        else:
            tutor.types("\n".join(BUTTONS))
        for label in ("Now", "Two days", "Send…", "Yes, send"):
            tutor.taps(label)
        self.room.surgery.tick()
        self.postings.append(self.room.broadcast.id)

    def answer(self, who: int, what: int) -> None:
        """Answer the open question, if there is one: a choice tapped or typed, words, or nothing."""
        person = self.people[who % len(self.people)]
        record = person.record
        run = self.room.surgery.see(lambda uow: uow.runs.open_of([record.id])).get(record.id)
        if run is None or run.posting_id is None:
            return
        question = next(one for one in reversed(person.phone) if any("r:" in data for _, data in one.buttons))
        labels = [label for label, _ in question.buttons if label in LABELS]
        if not labels:
            person.types("Something of my own")
        elif what == 0:
            skip = "Not today" if any(label == "Not today" for label, _ in question.buttons) else "Skip"
            person.taps_data(question.data_of(skip), message_id=question.id)
        elif what % 2:
            label = labels[what % len(labels)]
            person.taps_data(question.data_of(label), message_id=question.id)
        else:
            self.typed[record.id, run.posting_id] = person.types(labels[what % len(labels)])

    def answer_some(self, what: int) -> None:
        """Every third one answers what is open for them, few of them with nothing."""
        for who in range(what % 3, len(self.people), 3):
            self.answer(who, 1 + (what + 3 * who) % 9 if (what + who) % 8 else 0)

    def edit(self, who: int, what: int) -> None:
        """Change what was typed as an answer into another choice."""
        person = self.people[who % len(self.people)]
        for (record_id, _), message_id in self.typed.items():
            if record_id == person.record.id:
                person.edits(message_id, sorted(LABELS)[what % len(LABELS)])

    def delete(self, who: int) -> None:
        """Take the last entry out of the portfolio."""
        person = self.people[who % len(self.people)]
        for entry in person.entries[-1:]:
            self.room.surgery.store.run(
                lambda uow, entry=entry: uow.entries.delete(entry.id, at=self.room.surgery.clock.now())  # type: ignore[misc]  # a bound default
            )

    def pass_days(self, days: int) -> None:
        """Time goes by, and what is past its time goes."""
        surgery = self.room.surgery
        surgery.pass_time(timedelta(days=days))
        surgery.store.run(lambda uow: retention.tidy(uow, means=surgery.means, now=surgery.clock.now()))

    def count_and_look(self) -> None:
        self.room.surgery.count_answers()
        self.look()

    def look(self) -> None:
        """See everything that a tutor may see."""
        tutor = self.room.tutor
        tutor.taps_data(f"t:weeks:{self.room.cohort.id}")
        others = [tutor.last.text]
        for posting_id in self.postings:
            tutor.taps_data(f"b:see:{posting_id}")
            others.append(tutor.last.text)
            tutor.taps_data(f"t:chosen:{posting_id}")
            self.looks.setdefault(posting_id, []).append(shown_on(tutor.last.text))
        assert not any(label in text for text in others for label in LABELS)


def shown_on(page: str) -> Shown:
    found = {}
    for one in QUESTION.finditer(page):
        counts = Counter({bar["label"].strip(): int(bar["count"]) for bar in BAR.finditer(one["bars"])})
        assert counts, page
        found[one["question"]] = (int(one["people"]), counts)
    return found


def check(looks: list[Shown]) -> None:
    """No look and no difference of two is about one to four people."""
    for look in looks:
        assert all(people >= FEWEST for people, _ in look.values())
    for earlier, later in combinations(looks, 2):
        for question in {*earlier, *later}:
            before, counts_before = earlier.get(question, (0, Counter[str]()))
            after, counts_after = later.get(question, (0, Counter[str]()))
            change = {
                label: counts_after[label] - counts_before[label] for label in {*counts_before, *counts_after}
            }
            assert all(count >= 0 for count in change.values()), "an answer that was told was changed"
            assert after - before == 0 or after - before >= FEWEST
            if question == figure_phrases.PILLARS:  # up to two in an entry
                assert after - before <= sum(change.values()) <= 2 * (after - before)
            else:
                assert sum(change.values()) == after - before, "each of them chose one"


numbers = st.integers(0, 40)
moves = st.one_of(
    st.tuples(st.just("answer"), numbers, st.integers(0, 9)),
    st.tuples(st.just("answer"), numbers, st.integers(0, 9)),
    st.tuples(st.just("answer_some"), numbers),
    st.tuples(st.just("answer_some"), numbers),
    st.tuples(st.just("answer_some"), numbers),
    st.tuples(st.just("edit"), numbers, numbers),
    st.tuples(st.just("edit"), numbers, numbers),
    st.tuples(st.just("delete"), numbers),
    st.tuples(st.just("join")),
    st.tuples(st.just("look")),
    st.tuples(st.just("count_and_look")),
    st.tuples(st.just("count_and_look")),
    st.tuples(st.just("pass_days"), st.integers(1, 3)),
    st.tuples(st.just("ask"), st.booleans()),
)


def play(size: int, sequence: list[tuple[Any, ...]], *, is_flow: bool) -> Group:
    group = Group(Classroom(Surgery(MONDAY_NOON), size=size))
    group.room.enrols(group.room.tutor)
    group.ask(is_flow=is_flow)
    for name, *values in sequence:
        match name:
            case "ask" if len(group.postings) < 3:
                group.ask(is_flow=values[0])
            case "ask":
                pass
            case _:
                getattr(group, name)(*values)
    group.count_and_look()
    return group


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(size=st.integers(4, 15), sequence=st.lists(moves, min_size=20, max_size=40), is_flow=st.booleans())
def test_no_look_and_no_difference_of_looks_tells_what_fewer_than_five_chose(
    size: int,
    sequence: list[tuple[Any, ...]],
    is_flow: bool,  # noqa: FBT001 - hypothesis passes by name
) -> None:
    group = play(size, sequence, is_flow=is_flow)
    for looks in group.looks.values():
        check(looks)
