"""Log lines on stderr, for people or for machines, with every bot token masked.

A line says what happened to which id (`log.info("prompt sent", action="prompt.sent", run=run_id)`); callers pass
ids, counts and names of things, never a participant's words. Masking works on the finished line, so a token in a
library's message, a URL or a traceback is caught as well.
"""

import logging
import re
import sys
from collections.abc import Callable
from typing import Final, TextIO, cast
from urllib.parse import quote

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.config import LogFormat, Settings

_MASK: Final = "***"
# The bot's id in front of the colon is public and tells bots apart, so it stays.
_TOKEN: Final = re.compile(r"(?<![\w-])(\d{6,})(:|%3A)[\w-]{30,}", re.IGNORECASE)
_TOKEN_IN_URL: Final = re.compile(r"(/bot\d+)(:|%3A)[^/\s\"'?]+", re.IGNORECASE)


def configure_logs(settings: Settings, *, stream: TextIO | None = None) -> None:
    """Sends Kipic's own lines from the chosen level up, and libraries' from warning up, to `stream` (stderr)."""
    stream = stream or sys.stderr
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    render = [*_renderers(settings.log_format, stream), masking(settings)]
    structlog.configure(
        processors=[*shared, *render],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(stream),
    )
    _route_libraries(shared, render, stream)


def masking(settings: Settings) -> Processor:
    """A last processor, after the renderer: the settings' own token and whatever looks like one leave no trace."""
    own = settings.bot_token.get_secret_value() if settings.bot_token else None
    spellings = {own, quote(own, safe="")} if own else set()

    def mask(_logger: WrappedLogger, _method: str, line: str) -> str:
        for spelling in spellings:
            line = line.replace(spelling, _MASK)
        return _TOKEN.sub(rf"\1\2{_MASK}", _TOKEN_IN_URL.sub(rf"\1\2{_MASK}", line))

    # structlog types each processor as one of event dicts; after a renderer it is handed the line.
    return cast("Processor", mask)


def _renderers(log_format: LogFormat, stream: TextIO) -> list[Processor]:
    if log_format is LogFormat.JSON:
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(serializer=_json)]
    # A plain traceback: the pretty ones show local variables, which hold what people wrote.
    return [
        structlog.dev.ConsoleRenderer(
            colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback, pad_event_to=32
        )
    ]


def _json(event: EventDict, *, default: Callable[[object], object]) -> str:
    return orjson.dumps(event, default=default, option=orjson.OPT_NON_STR_KEYS).decode()


def _route_libraries(shared: list[Processor], render: list[Processor], stream: TextIO) -> None:
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(capture=True)
