"""The workshop's API: what the page sends reaches the workshop, and what can't be done is a plain sentence."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
import pytest

from bot.playground.backstage import StoredSection, TimelineRow
from bot.playground.server import create_server
from bot.playground.workshop import (
    Covered,
    Draft,
    Finding,
    Kind,
    Outcome,
    OwnFlow,
    Proof,
    PublishedDraft,
    Report,
    Sample,
    Standing,
    TakenIn,
    WorkshopRefusedError,
)
from bot.playground.workshop_api import MAX_BODY, MAX_FILES
from bot.playground.world import World

NOW = datetime(2026, 3, 2, 12, 45, tzinfo=UTC)
ADA = 710_001
FILES = {"evening/flow.yaml": "flow: evening\n<script>alert(1)</script>"}
DRAFT = {"flow": "evening", "files": FILES}
SHOP = "/play/workshop"


@dataclass
class Bench:
    """A workshop that remembers what it was asked."""

    asked: list[object] = field(default_factory=list)
    refusal: str = ""

    def _note(self, *asked: object) -> None:
        self.asked.append(asked)
        if self.refusal:
            raise WorkshopRefusedError(self.refusal)

    async def flows(self) -> Sequence[OwnFlow]:
        self._note("flows")
        return [OwnFlow(name="evening", title="An evening")]

    async def samples(self) -> Sequence[Sample]:
        return [Sample(type="say", about="Says something.", text="- say: told\n")]

    async def begin(self, name: str, like: str) -> TakenIn:
        self._note("begin", name, like)
        return TakenIn(files=FILES, flows=[name])

    async def fetch(self, name: str) -> TakenIn:
        self._note("fetch", name)
        return TakenIn(files=FILES, flows=[name])

    async def take_in(self, parcel: Mapping[str, bytes]) -> TakenIn:
        self._note("take_in", dict(parcel))
        return TakenIn(files=FILES, flows=["evening"], remarks=["Left out: x."])

    async def check(self, draft: Draft) -> Report:
        self._note("check", draft)
        finding = Finding(
            kind=Kind.FAULT, file="evening/flow.yaml", line=2, step="", what="<b>", remedy="Mend it."
        )
        return Report(
            findings=[finding], title="E", picture="<svg/>", places={"line": ("evening/flow.yaml", 3)}
        )

    async def test(self, draft: Draft) -> Proof:
        self._note("test", draft)
        covered = Covered(what="steps", walked=1, whole=2, is_more=False, missing=("b",))
        return Proof(transcripts=[Outcome(file="x", differences=("+a",))], needed=1, coverage=[covered])

    async def write_anew(self, draft: Draft) -> TakenIn:
        self._note("write_anew", draft)
        return TakenIn(files=FILES, flows=["evening"])

    async def play(self, draft: Draft, chat_id: int) -> None:
        self._note("play", draft, chat_id)

    async def standing(self, flow: str, chat_id: int) -> Standing | None:
        self._note("standing", flow, chat_id)
        return Standing(status="waiting", step="b", path=("a", "b")) if flow == "evening" else None

    async def record(self, draft: Draft, chat_id: int, name: str) -> TakenIn:
        self._note("record", draft, chat_id, name)
        return TakenIn(files=FILES, flows=["evening"])

    async def publish(self, draft: Draft, *, is_offered: bool) -> PublishedDraft:
        self._note("publish", draft, is_offered)
        return PublishedDraft(title="An evening", command="/reflect")

    async def pack(self, draft: Draft) -> bytes:
        self._note("pack", draft)
        return b"PK"


class _Backstage:
    def __init__(self, workshop: Bench) -> None:
        self.workshop = workshop

    async def now(self) -> datetime:
        return NOW

    async def jump(self, to: str) -> datetime:
        raise AssertionError(to)

    async def timeline(self, chat_id: int) -> Sequence[TimelineRow]:
        raise AssertionError(chat_id)

    async def stored(self, chat_id: int) -> Sequence[StoredSection]:
        raise AssertionError(chat_id)


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
async def client(bench: Bench) -> AsyncIterator[httpx.AsyncClient]:
    app = create_server(World(lambda: NOW), backstage=_Backstage(bench))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1:8090"
    ) as found:
        yield found


async def test_without_a_bot_behind_it_there_is_no_workshop() -> None:
    app = create_server(World(lambda: NOW))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1:8090"
    ) as client:
        assert (await client.get(f"{SHOP}/flows")).status_code == 404
        assert (await client.post(f"{SHOP}/check", json=DRAFT)).status_code == 404


async def test_the_flows_and_the_kinds_of_step_come_together(client: httpx.AsyncClient) -> None:
    assert (await client.get(f"{SHOP}/flows")).json() == {
        "flows": [{"name": "evening", "title": "An evening"}],
        "samples": [{"type": "say", "about": "Says something.", "text": "- say: told\n"}],
    }


@pytest.mark.parametrize(
    ("path", "more", "asked"),
    [
        ("check", {}, ("check",)),
        ("test", {}, ("test",)),
        ("write-anew", {}, ("write_anew",)),
        ("play", {"person": ADA}, ("play", ADA)),
        ("record", {"person": ADA, "name": "late"}, ("record", ADA, "late")),
        ("publish", {"is_offered": False}, ("publish", False)),
        ("publish", {}, ("publish", True)),
        ("pack", {}, ("pack",)),
    ],
)
async def test_the_draft_comes_with_each_request(
    client: httpx.AsyncClient, bench: Bench, path: str, more: dict[str, object], asked: tuple[object, ...]
) -> None:
    answer = await client.post(f"{SHOP}/{path}", json={**DRAFT, **more})
    assert answer.status_code == 200
    does, *others = asked
    assert bench.asked == [(does, Draft(flow="evening", files=FILES), *others)]


async def test_a_report_is_json_with_the_author_s_text_as_it_is(client: httpx.AsyncClient) -> None:
    answer = await client.post(f"{SHOP}/check", json=DRAFT)
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    report = answer.json()
    assert report["findings"] == [
        {
            "kind": "fault",
            "file": "evening/flow.yaml",
            "line": 2,
            "step": "",
            "what": "<b>",
            "remedy": "Mend it.",
        }
    ]
    assert report["places"] == {"line": ["evening/flow.yaml", 3]}


async def test_where_a_run_stands_is_asked_by_person_and_flow(client: httpx.AsyncClient) -> None:
    here = f"/play/people/{ADA}/standing"
    standing = {"status": "waiting", "step": "b", "path": ["a", "b"]}
    assert (await client.get(here, params={"flow": "evening"})).json() == {"standing": standing}
    assert (await client.get(here, params={"flow": "other"})).json() == {"standing": None}
    assert (await client.get("/play/people/1/standing")).status_code == 404


async def test_what_was_dropped_comes_as_files_by_their_paths(
    client: httpx.AsyncClient, bench: Bench
) -> None:
    parts = {
        "my flows/evening/flow.yaml": ("flow.yaml", b"flow: evening"),
        "x.zip": ("x.zip", b"PK\x00\xff"),
    }
    answer = await client.post(f"{SHOP}/take-in", files=parts)
    assert answer.json()["remarks"] == ["Left out: x."]
    assert bench.asked == [
        ("take_in", {"my flows/evening/flow.yaml": b"flow: evening", "x.zip": b"PK\x00\xff"})
    ]


async def test_too_many_files_are_refused(client: httpx.AsyncClient, bench: Bench) -> None:
    crowd = {f"{number}.yaml": ("x.yaml", b"") for number in range(MAX_FILES + 1)}
    answer = await client.post(f"{SHOP}/take-in", files=crowd)
    assert (answer.status_code, bench.asked) == (400, [])
    assert str(MAX_FILES) in answer.json()["error"]


async def test_too_large_a_request_is_refused_before_it_is_read(
    client: httpx.AsyncClient, bench: Bench
) -> None:
    large = {**DRAFT, "files": {"evening/flow.yaml": "x" * MAX_BODY}}
    answer = await client.post(f"{SHOP}/check", json=large)
    assert (answer.status_code, bench.asked) == (413, [])
    assert "4 MB" in answer.json()["error"]

    async def endless() -> AsyncIterator[bytes]:
        yield b"{"

    assert (await client.post(f"{SHOP}/check", content=endless())).status_code == 411


async def test_a_refusal_of_the_workshop_is_told_in_its_sentence(
    client: httpx.AsyncClient, bench: Bench
) -> None:
    bench.refusal = "There is a fault in it. Mend it first."
    answer = await client.post(f"{SHOP}/play", json={**DRAFT, "person": ADA})
    assert (answer.status_code, answer.json()) == (409, {"error": "There is a fault in it. Mend it first."})


async def test_a_wrong_body_is_told_without_what_was_in_it(client: httpx.AsyncClient) -> None:
    answer = await client.post(f"{SHOP}/check", json={"flow": "evening", "files": ["secret words"]})
    assert answer.status_code == 400
    assert "secret words" not in answer.text


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}])
async def test_another_site_can_publish_nothing(
    client: httpx.AsyncClient, bench: Bench, headers: dict[str, str]
) -> None:
    answer = await client.post(f"{SHOP}/publish", json=DRAFT, headers=headers)
    assert (answer.status_code, bench.asked) == (403, [])
