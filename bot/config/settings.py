"""Every setting of Kipic with its default, once; a bad environment lists all its faults together."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails

from bot.config import coercions
from bot.config.coercions import Endpoint, LogFormat, LogLevel, coerced, did_you_mean
from bot.config.envfile import read_env_file
from bot.domain.errors import SettingsError
from bot.domain.keys import MasterKey, parse_master_keys

PREFIX: Final = "KIPIC_"
# Read by the tests alone (tests/conftest.py), so a shell that has them set still starts Kipic.
TEST_PREFIX: Final = "KIPIC_TEST_"
# Telegram allows about 30 messages a second to different people; the rest is slack for clocks.
DEFAULT_SEND_RATE: Final = 28.0


def _shipped_flows() -> Path:
    """In the wheel the flows lie inside the package, in a checkout beside it."""
    package = Path(__file__).parents[1]
    return package / "flows" if (package / "flows").is_dir() else package.parent / "flows"


def _default_database_url(made: Mapping[str, Any]) -> SecretStr:
    return SecretStr(f"sqlite:///{made.get('data_dir', Path('data')) / 'kipic.db'}")


class Settings(BaseModel):
    """What the environment decides; made by `load_settings`. `KIPIC_` + the name in capitals sets a field."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    bot_token: Annotated[SecretStr | None, coerced(coercions.bot_token)] = None
    api_url: Annotated[str, coerced(coercions.api_url)] = "https://api.telegram.org"
    data_dir: Annotated[Path, coerced(coercions.data_dir)] = Path("data")
    database_url: Annotated[SecretStr, coerced(coercions.database_url)] = Field(
        default_factory=_default_database_url
    )
    flows_dir: Annotated[Path, coerced(coercions.flows_dir)] = Field(default_factory=_shipped_flows)
    holidays_file: Annotated[Path | None, coerced(coercions.holidays_file)] = None
    operators: Annotated[frozenset[int], coerced(coercions.operators)] = frozenset()
    timezone: Annotated[str, coerced(coercions.timezone)] = "Europe/London"
    send_rate: Annotated[float, coerced(coercions.send_rate)] = DEFAULT_SEND_RATE
    spread_minutes: Annotated[timedelta, coerced(coercions.spread)] = timedelta(minutes=10)
    listen: Annotated[Endpoint, coerced(coercions.endpoint)] = Endpoint(host="127.0.0.1", port=8080)
    try_listen: Annotated[Endpoint, coerced(coercions.loopback_endpoint)] = Endpoint(
        host="127.0.0.1", port=8090
    )
    # Empty when not given: app.py then keeps one in `key_file`.
    secret_keys: Annotated[tuple[MasterKey, ...], coerced(parse_master_keys)] = Field(default=(), repr=False)
    log_format: Annotated[LogFormat, coerced(coercions.one_of(LogFormat))] = LogFormat.CONSOLE
    log_level: Annotated[LogLevel, coerced(coercions.one_of(LogLevel))] = LogLevel.INFO

    @property
    def key_file(self) -> Path:
        """Where the master key is kept when the environment gives none."""
        return self.data_dir / "master.key"

    @model_validator(mode="after")
    def _listens_apart(self) -> Self:
        if self.listen.port and self.listen == self.try_listen:
            raise ValueError("KIPIC_LISTEN and KIPIC_TRY_LISTEN are the same. Give each a port of its own.")
        return self


def load_settings(environ: Mapping[str, str], env_file: Path | None) -> Settings:
    """The settings in `env_file` (skipped when it isn't there) and above it `environ`; an empty value is none.

    Raises `SettingsError` with every fault at once; no fault quotes a secret.
    """
    from_file, faults = read_env_file(env_file) if env_file and env_file.exists() else ({}, [])
    given = {name: text for name, text in {**from_file, **environ}.items() if name.startswith(PREFIX)}
    fields = {f"{PREFIX}{field.upper()}": field for field in Settings.model_fields}
    faults += _unknown(given, fields)
    values = {fields[name]: text for name, text in given.items() if name in fields and text.strip()}
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        faults += [_fault(item["loc"], item["msg"]) for item in _own_faults(error)]
    if faults:
        where = f"the environment or in {env_file}" if env_file else "the environment"
        what = "The settings can't be used:\n" + "\n".join(f"  - {fault}" for fault in faults)
        raise SettingsError(what, remedy=f"Mend them in {where}, then start Kipic again.")
    return settings


def _own_faults(error: ValidationError) -> Iterator[ErrorDetails]:
    """Without the defaults that couldn't be made because of another fault."""
    for item in error.errors(include_url=False, include_input=False):
        if item["type"] != "default_factory_not_called":
            yield item


def _fault(location: tuple[int | str, ...], message: str) -> str:
    text = message.removeprefix("Value error, ")
    return f"{PREFIX}{str(location[0]).upper()}: {text}" if location else text


def _unknown(given: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    """A mistyped name would otherwise leave its default in force without a word."""
    known = list(known)
    for name in sorted(given):
        if name not in known and not name.startswith(TEST_PREFIX):
            hint = did_you_mean(name.upper(), known) or "Take it away."
            yield f"{name}: not a setting of Kipic. {hint}"
