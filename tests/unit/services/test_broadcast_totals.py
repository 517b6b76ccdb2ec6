"""Whatever becomes of a broadcast, in whatever order: its six numbers always add up to its audience."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.bands import Band, told
from bot.domain.broadcasts import BroadcastStatus
from bot.domain.deliveries import Delivery, Outcome
from bot.domain.postings import RecipientStatus, Totals
from bot.domain.tallies import Tally, tally
from bot.services import expanding, outbox, prompts
from tests.classroom import Classroom
from tests.surgery import Surgery

NOON = datetime(2026, 3, 3, 11, 0, tzinfo=UTC)
PEOPLE = 5

DOINGS = ("expand", "decide", "claim", "pause", "on", "end", "remind", "answer", "block", "leave", "day")


class Happening:
    """A broadcast in a surgery where anything may happen next."""

    def __init__(self) -> None:
        self.surgery = Surgery(NOON)
        self.room = Classroom(self.surgery, size=PEOPLE)
        self.room.drafts(answer="A line of text")
        self.room.tutor.taps("Send…")
        self.surgery.deliver_nothing = True
        self.room.tutor.taps("Yes, send")
        self.arrived: dict[int, int] = {}

    def does(self, what: str, number: int, outcome: Outcome) -> None:
        room, surgery = self.room, self.surgery
        person = room.people[number % PEOPLE]
        match what:
            case "expand":
                now = surgery.clock.now()
                surgery.see(lambda uow: expanding.expand(uow, means=surgery.means, now=now, limit=1 + number))
            case "decide":
                now = surgery.clock.now()
                surgery.see(
                    lambda uow: prompts.decide_due(uow, means=surgery.means, now=now, limit=1 + number)
                )
            case "claim":
                self._call(1 + number, outcome)
            case "pause" | "on" | "end" | "remind":
                room.tutor.taps_data(f"b:{what}:{room.broadcast.id}", message_id=1)
            case "answer":
                person.types("Something")
            case "block":
                person.blocks()
            case "leave":
                person.types("/pause until 9 March")
            case _:
                surgery.clock.set(surgery.clock.now() + timedelta(hours=11))

    def _call(self, limit: int, outcome: Outcome) -> None:
        surgery, now = self.surgery, self.surgery.clock.now()
        claimed = surgery.see(lambda uow: outbox.claim(uow, owner="me", limit=limit, now=now))
        surgery.outcome_of = lambda _: outcome
        results = [(surgery._result(delivery), delivery) for delivery, _ in claimed]
        surgery.see(lambda uow: outbox.record(uow, results, means=surgery.means, now=now))
        for delivery, _ in claimed:
            self._note(delivery, outcome)

    def _note(self, delivery: Delivery, outcome: Outcome) -> None:
        if outcome is Outcome.SENT and delivery.params.get("text") == "Bring a rule of thumb.":
            self.arrived[delivery.chat_id] = self.arrived.get(delivery.chat_id, 0) + 1

    @property
    def numbers(self) -> Tally:
        return self.room.numbers()


DOING = st.tuples(st.sampled_from(DOINGS), st.integers(0, 9), st.sampled_from(list(Outcome)))


@settings(max_examples=40, deadline=None)
@given(st.lists(DOING, max_size=25))
def test_numbers_add_up_to_the_audience_whatever_happens(doings: list[tuple[str, int, Outcome]]) -> None:
    happening = Happening()
    for doing in doings:
        happening.does(*doing)
        assert happening.numbers.audience == PEOPLE
    happening.does("end", 0, Outcome.SENT)
    cancelled = happening.numbers
    assert cancelled.audience == PEOPLE
    if happening.room.broadcast.status is BroadcastStatus.CANCELLED:
        assert cancelled.to_come == 0
        before = dict(happening.arrived)
        for what in ("expand", "day", "decide", "claim") * 3:
            happening.does(what, 99, Outcome.SENT)
        assert happening.arrived == before
    most = 2 if happening.room.broadcast.reminded_at else 1
    assert all(count <= most for count in happening.arrived.values())


@given(
    st.dictionaries(st.sampled_from(list(RecipientStatus)), st.integers(0, 10_000)),
    st.integers(0, 60_000),
    st.booleans(),
)
def test_those_who_are_not_written_yet_are_in_one_of_the_numbers(
    counts: dict[RecipientStatus, int],
    audience: int,
    is_cancelled: bool,  # noqa: FBT001 - drawn by Hypothesis
) -> None:
    written = sum(counts.values())
    found = tally(Totals(counts=counts), audience=audience, is_cancelled=is_cancelled)
    assert found.audience == max(audience, written)


@given(st.integers(0, 30), st.data())
def test_no_number_about_few_people_is_told_exactly(of: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, of))
    found = told(count, of=of)
    if of >= 10:
        assert found == count
    elif of < 5:
        assert found is Band.UNTOLD
    else:
        assert found is (Band.HALF_OR_MORE if count * 2 >= of else Band.UNDER_HALF)
