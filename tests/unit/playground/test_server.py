from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from bot.playground.backstage import JumpRefusedError, StoredSection, TimelineRow
from bot.playground.messages import StoredFile
from bot.playground.server import create_server
from bot.playground.serving import serve
from bot.playground.world import World

_NOW = datetime(2026, 3, 2, 12, 45, tzinfo=UTC)
_ADA = "/play/people/710001"


class _Backstage:
    """A program behind the bot whose clock moves an hour at a jump."""

    workshop = None

    def __init__(self) -> None:
        self.time = _NOW

    async def now(self) -> datetime:
        return self.time

    async def jump(self, to: str) -> datetime:
        if to == "next_prompt":
            raise JumpRefusedError("no prompt is ahead")
        self.time += timedelta(hours=1)
        return self.time

    async def timeline(self, chat_id: int) -> Sequence[TimelineRow]:
        return [TimelineRow(at=self.time, what=f"prompt for {chat_id}", outcome="sent", reason="it was due")]

    async def stored(self, chat_id: int) -> Sequence[StoredSection]:
        return [StoredSection(title="Answers", rows=[{"chat": str(chat_id)}])]


@pytest.fixture
def world() -> World:
    return World(lambda: _NOW)


def _client(
    world: World, *, backstage: _Backstage | None = None, static: Path | None = None
) -> httpx.AsyncClient:
    app = create_server(world, backstage=backstage, static=static)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1:8090")


@pytest.fixture
async def client(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with _client(world) as found:
        yield found


@pytest.mark.parametrize("host", ["127.0.0.1:8090", "localhost", "localhost:1", "[::1]:8090", "[::1]"])
async def test_this_machines_names_are_answered(client: httpx.AsyncClient, host: str) -> None:
    answer = await client.get("/play/state", headers={"host": host})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example:80", "localhost:evil", "", "10.0.0.1"]
)
async def test_another_name_for_this_machine_is_refused(client: httpx.AsyncClient, host: str) -> None:
    answer = await client.get("/play/state", headers={"host": host})
    assert answer.status_code == 421


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://127.0.0.1:8090", 200),
        ("https://evil.example", 403),
        ("http://127.0.0.1:3000", 403),
        ("null", 403),
    ],
)
async def test_only_the_own_page_may_post(client: httpx.AsyncClient, origin: str, status: int) -> None:
    answer = await client.post(f"{_ADA}/text", json={"text": "Hi"}, headers={"origin": origin})
    assert answer.status_code == status


async def test_another_site_can_not_read_even_without_an_origin(client: httpx.AsyncClient) -> None:
    answer = await client.get("/bot42:x/getUpdates", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


async def test_the_page_is_served_with_its_policy_and_keeps_inside_its_folder(
    world: World, tmp_path: Path
) -> None:
    page = tmp_path / "page"
    page.mkdir()
    (page / "index.html").write_text("<!doctype html><title>Phone</title>")
    (page / "phone.js").write_text("export {};")
    (tmp_path / "secret.txt").write_text("secret")
    async with _client(world, static=page) as client:
        index = await client.get("/")
        assert index.text.startswith("<!doctype html>")
        assert index.headers["content-security-policy"].startswith(
            "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'"
        )
        assert (await client.get("/page/phone.js")).status_code == 200
        assert (await client.get("/page/../secret.txt")).status_code == 404
        assert (await client.get("/page/%2e%2e/secret.txt")).status_code == 404


async def test_the_state_lists_people_groups_and_the_bot(client: httpx.AsyncClient) -> None:
    await client.post(f"{_ADA}/send", json={"kind": "group"})
    state = (await client.get("/play/state")).json()
    assert state["people"][0] == {
        "id": 710_001,
        "name": "Ada Okafor",
        "role": "gp",
        "blocked": False,
        "unread": 0,
    }
    assert state["groups"] == [{"id": -400_001, "title": "Ada's group", "left": False}]
    assert (state["now"], state["has_clock"]) == ("2026-03-02T12:45:00+00:00", False)
    assert state["bot"]["name"] == "Kipic"


async def test_a_chat_shows_what_both_sides_said_and_reading_it_clears_unread(
    world: World, client: httpx.AsyncClient
) -> None:
    await client.post(f"{_ADA}/text", json={"text": "/start <b>"})
    body = {
        "chat_id": 710_001,
        "text": "<b>Hello</b> & welcome",
        "parse_mode": "HTML",
        "reply_markup": {"inline_keyboard": [[{"text": "Site", "url": "https://example.org"}]]},
    }
    assert (await client.post("/bot42:x/sendMessage", json=body)).json()["ok"] is True
    assert world.people[710_001].unread == 1
    asked, told = (await client.get(f"{_ADA}/chat")).json()["messages"]
    assert (asked["from"], asked["text"]) == ("person", "/start <b>")
    assert asked["html"] == '<span class="command" data-command="/start">/start</span> &lt;b&gt;'
    assert (told["from"], told["html"]) == ("bot", "<b>Hello</b> &amp; welcome")
    assert told["buttons"] == [[{"label": "Site", "data": None, "url": "https://example.org"}]]
    assert world.people[710_001].unread == 0


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/play/people/1/text", {"text": "Hi"}, 404),
        (f"{_ADA}/text", {"text": " "}, 400),
        (f"{_ADA}/text", {"words": "Hi"}, 400),
        (f"{_ADA}/text", {"text": "🏟" * 2049}, 400),
        (f"{_ADA}/tap", {"message_id": 1, "data": "yes"}, 404),
        (f"{_ADA}/send", {"kind": "elephant"}, 400),
        ("/play/people", {"name": " "}, 400),
        ("/play/faults", {"rules": [{"kind": "never"}]}, 400),
    ],
)
async def test_a_request_that_makes_no_sense_is_refused_with_a_sentence(
    client: httpx.AsyncClient, path: str, body: dict[str, object], status: int
) -> None:
    answer = await client.post(path, json=body)
    assert answer.status_code == status
    assert answer.json()["error"]


async def test_a_person_can_be_added_with_an_id(client: httpx.AsyncClient) -> None:
    added = (await client.post("/play/people", json={"name": "Dee Evans", "id": 9})).json()
    assert (added["id"], added["name"]) == (9, "Dee Evans")
    assert (await client.post("/play/people", json={"name": "Dee Evans", "id": 9})).status_code == 400


async def test_every_way_of_sending_parameters_is_read(client: httpx.AsyncClient) -> None:
    await client.post(f"{_ADA}/text", json={"text": "/start"})
    sent = {"chat_id": "710001", "text": "Hi"}
    answers = [
        await client.get("/bot42:x/sendMessage", params=sent),
        await client.post("/bot42:x/SENDMESSAGE", data=sent),
        await client.post("/bot42:x/sendMessage", json=sent),
        await client.post("/bot42:x/sendMessage", data=sent, files={"unused": b"x"}),
    ]
    assert [answer.json()["result"]["text"] for answer in answers] == ["Hi"] * 4
    attached = {"chat_id": "710001", "document": "attach://it"}
    answer = await client.post("/bot42:x/sendDocument", data=attached, files={"it": ("a.pdf", b"%PDF")})
    document = answer.json()["result"]["document"]
    assert (document["file_name"], document["mime_type"]) == ("a.pdf", "application/pdf")


async def test_errors_have_telegrams_shape_and_status(client: httpx.AsyncClient) -> None:
    assert (await client.get("/bot42:x/getMe")).json()["result"]["id"] == 42
    stranger = await client.get("/bot43:y/getMe")
    assert stranger.status_code == 401
    assert stranger.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert (await client.get("/bot42:x/makeTea")).status_code == 404
    bad = await client.post(
        "/bot42:x/sendMessage", content=b"{", headers={"content-type": "application/json"}
    )
    assert bad.json() == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: can't parse JSON object",
    }


async def test_polling_is_refused_while_a_webhook_is_set(client: httpx.AsyncClient) -> None:
    await client.post("/bot42:x/setWebhook", json={"url": "https://example.org/hook", "secret_token": "s"})
    refused = await client.get("/bot42:x/getUpdates")
    assert (refused.status_code, refused.json()["description"].startswith("Conflict: can't use")) == (
        409,
        True,
    )
    info = (await client.get("/bot42:x/getWebhookInfo")).json()["result"]
    assert (info["url"], info["pending_update_count"]) == ("https://example.org/hook", 0)
    await client.get("/bot42:x/deleteWebhook")
    assert (await client.get("/bot42:x/getUpdates")).json() == {"ok": True, "result": []}


async def test_the_record_holds_accepted_calls_only(client: httpx.AsyncClient) -> None:
    await client.post(f"{_ADA}/text", json={"text": "/start"})
    for text in ("First", "", "Second"):
        await client.post("/bot42:x/sendMessage", json={"chat_id": 710_001, "text": text})
    await client.get("/bot42:x/getUpdates")
    await client.get("/bot42:x/getMe")
    record = (await client.get("/play/record", params={"method": "sendMessage", "chat_id": 710_001})).json()
    assert [(call["n"], call["text"], call["message_id"]) for call in record] == [
        (1, "First", 2),
        (2, "Second", 3),
    ]
    assert len((await client.get("/play/record")).json()) == 3


async def test_files_go_out_with_their_type_but_never_as_a_page(
    world: World, client: httpx.AsyncClient
) -> None:
    for n, mime in enumerate(("application/pdf", "text/html")):
        world.keep_file(StoredFile(id=f"f{n}", name="a", mime=mime, path=f"documents/{n}", data=b"x"))
    pdf, html = [await client.get(f"/play/files/f{n}/a") for n in range(2)]
    assert pdf.headers["content-type"] == "application/pdf"
    assert html.headers["content-type"] == "application/octet-stream"
    assert html.headers["content-disposition"] == "attachment"
    assert (await client.get("/play/files/f9/a")).status_code == 404
    assert (await client.get("/file/bot42:x/documents/0")).content == b"x"


async def test_a_fault_answers_in_telegrams_shape_and_can_be_taken_back(client: httpx.AsyncClient) -> None:
    await client.post("/play/faults", json={"rules": [{"method": "*", "kind": "429", "retry_after": 7}]})
    limited = await client.get("/bot42:x/getMe")
    assert limited.status_code == 429
    assert limited.json()["parameters"] == {"retry_after": 7}
    await client.delete("/play/faults")
    assert (await client.get("/bot42:x/getMe")).status_code == 200


async def test_a_hang_is_answered_after_its_time(client: httpx.AsyncClient) -> None:
    await client.post("/play/faults", json={"rules": [{"kind": "hang", "seconds": 0.01}]})
    assert (await client.get("/bot42:x/getMe")).status_code == 200


async def test_without_a_backstage_there_is_no_clock(client: httpx.AsyncClient) -> None:
    assert (await client.post("/play/clock", json={"jump": "+1h"})).status_code == 404
    assert (await client.get(f"{_ADA}/timeline")).status_code == 404
    assert (await client.get(f"{_ADA}/stored")).status_code == 404


async def test_the_backstage_gives_clock_timeline_and_stored_things(world: World) -> None:
    async with _client(world, backstage=_Backstage()) as client:
        jumped = await client.post("/play/clock", json={"jump": "+1h"})
        assert jumped.json() == {"now": "2026-03-02T13:45:00+00:00"}
        state = (await client.get("/play/state")).json()
        assert (state["now"], state["has_clock"]) == ("2026-03-02T13:45:00+00:00", True)
        wrong = await client.post("/play/clock", json={"jump": "yesterday"})
        assert (wrong.status_code, wrong.json()["error"][:19]) == (400, "jump must be one of")
        refused = await client.post("/play/clock", json={"jump": "next_prompt"})
        assert (refused.status_code, refused.json()) == (409, {"error": "no prompt is ahead"})
        (row,) = (await client.get(f"{_ADA}/timeline")).json()["rows"]
        assert (row["what"], row["outcome"]) == ("prompt for 710001", "sent")
        assert (await client.get(f"{_ADA}/stored")).json() == {
            "sections": [{"title": "Answers", "rows": [{"chat": "710001"}]}]
        }


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.2", "::", "example.org", ""])  # noqa: S104 - refused
async def test_only_loopback_is_served(world: World, host: str) -> None:
    with pytest.raises(ValueError, match="loopback only"):
        await serve(world, host=host, port=0)
