"""Plain values of postings and broadcasts to test with, beside those of `samples`."""

from typing import Any

from bot.domain.broadcasts import Broadcast
from bot.domain.ids import PostingId
from bot.domain.postings import Posting, PostingKind, Recipient
from tests.cohort_samples import cohort_id
from tests.samples import NOW, person_id, sample_id


def posting_id(number: int = 1) -> PostingId:
    return PostingId(sample_id(number))


def a_posting(number: int = 1, **other: Any) -> Posting:  # noqa: ANN401 - the fields of a Posting
    fields: dict[str, Any] = {
        "id": posting_id(number),
        "kind": PostingKind.COURSE,
        "cohort_id": cohort_id(),
        "prompt": f"week_{number}",
        "flow": "knowledge_today",
        "created_at": NOW,
    }
    return Posting(**(fields | other))


def a_recipient(of: int = 1, *, posting: int = 1, **other: Any) -> Recipient:  # noqa: ANN401 - the fields
    fields: dict[str, Any] = {
        "posting_id": posting_id(posting),
        "participant_id": person_id(of),
        "cohort_id": cohort_id(),
    }
    return Recipient(**(fields | other))


def a_broadcast(number: int = 1, **other: Any) -> Broadcast:  # noqa: ANN401 - the fields of a Broadcast
    fields: dict[str, Any] = {
        "id": posting_id(number),
        "author_id": person_id(3),
        "cohort_ids": (cohort_id(),),
        "text": "What did you <b>look up</b> this week?",
        "created_at": NOW,
    }
    return Broadcast(**(fields | other))
