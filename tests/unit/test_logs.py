"""Log lines: what is masked, what comes through, and from whom."""

import io
import json
import logging
import warnings
from collections.abc import Iterator

import pytest
import structlog

from bot.config import load_settings
from bot.logs import configure_logs

TOKEN = "7234567890:AAH-fake_fake_fake_fake_fake_fake_fak"


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture(params=["console", "json"])
def lines(request: pytest.FixtureRequest) -> io.StringIO:
    return configured({"KIPIC_LOG_FORMAT": request.param})


def configured(environ: dict[str, str]) -> io.StringIO:
    stream = io.StringIO()
    configure_logs(load_settings(environ, None), stream=stream)
    return stream


def fail(message: str) -> None:
    raise ValueError(message)


def test_a_token_is_masked_wherever_it_stands(lines: io.StringIO) -> None:
    log = structlog.get_logger()
    log.info("called", url=f"https://api.telegram.org/bot{TOKEN}/getMe", nested={"token": TOKEN})
    logging.getLogger("aiohttp").error("failed: %s", f"/file/bot{TOKEN.replace(':', '%3A')}/photo")
    try:
        fail(TOKEN)
    except ValueError:
        log.exception("broke")
    text = lines.getvalue()
    assert TOKEN.split(":")[1] not in text
    assert text.count("7234567890") >= 4
    assert "getMe" in text
    assert "ValueError" in text


def test_a_short_token_is_masked_in_a_url(lines: io.StringIO) -> None:
    structlog.get_logger().info("called", url="http://127.0.0.1:8081/bot42:short/sendMessage")
    assert "short" not in lines.getvalue()
    assert "/sendMessage" in lines.getvalue()


def test_the_own_token_is_masked_however_short() -> None:
    stream = configured({"KIPIC_BOT_TOKEN": "42:short"})
    structlog.get_logger().info("started with 42:short and 42%3Ashort")
    assert "short" not in stream.getvalue()


def test_times_and_addresses_stay_whole(lines: io.StringIO) -> None:
    said = "listening on 127.0.0.1:8080 since 2026-03-29T12:45:00+00:00, run 123456:7"
    structlog.get_logger().info(said)
    assert said in lines.getvalue()


def test_a_json_line_is_one_object() -> None:
    stream = configured({"KIPIC_LOG_FORMAT": "json"})
    structlog.get_logger().warning("prompt skipped", action="prompt.skipped", count=3)
    line = json.loads(stream.getvalue())
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "prompt skipped", "level": "warning", "action": "prompt.skipped", "count": 3}


def test_the_level_is_kept() -> None:
    stream = configured({"KIPIC_LOG_LEVEL": "warning"})
    structlog.get_logger().info("quiet")
    structlog.get_logger().warning("loud")
    assert "quiet" not in stream.getvalue()
    assert "loud" in stream.getvalue()


def test_libraries_are_heard_from_warning_up(lines: io.StringIO) -> None:
    logging.getLogger("uvicorn.access").info("GET /readyz")
    logging.getLogger("apscheduler").warning("late by %s s", 5)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn("soon gone", DeprecationWarning, stacklevel=1)
    text = lines.getvalue()
    assert "readyz" not in text
    assert "late by 5 s" in text
    assert "apscheduler" in text
    assert "soon gone" in text


def test_a_traceback_shows_no_local_variables(lines: io.StringIO) -> None:
    words = "what a doctor wrote"
    try:
        fail(f"a text of {len(words)} characters")
    except ValueError:
        structlog.get_logger().exception("broke")
    assert "a text of 19 characters" in lines.getvalue()
    assert words not in lines.getvalue()
