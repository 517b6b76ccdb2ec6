"""The settings: what the environment may say, and how a wrong word in it is answered."""

from base64 import b64encode
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.config import Endpoint, LogFormat, LogLevel, Settings, load_settings
from bot.domain.errors import SettingsError

KEY = b64encode(bytes(range(32))).decode()


def faults(environ: dict[str, str], env_file: Path | None = None) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(environ, env_file)
    return str(caught.value).splitlines()[1:]


def fault(name: str, text: str) -> str:
    (line,) = faults({name: text})
    assert line.startswith(f"  - {name}: ")
    return line


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = load_settings({}, None)
    assert settings.bot_token is None
    assert settings.api_url == "https://api.telegram.org"
    assert settings.data_dir == Path("data")
    assert settings.database_url.get_secret_value() == "sqlite:///data/kipic.db"
    assert settings.holidays_file is None
    assert settings.operators == frozenset()
    assert settings.timezone == "Europe/London"
    assert settings.send_rate == 28
    assert settings.spread_minutes == timedelta(minutes=10)
    assert str(settings.listen) == "127.0.0.1:8080"
    assert str(settings.try_listen) == "127.0.0.1:8090"
    assert settings.secret_keys == ()
    assert settings.key_file == Path("data/master.key")
    assert (settings.log_format, settings.log_level) == (LogFormat.CONSOLE, LogLevel.INFO)


def test_the_default_flows_are_the_shipped_ones() -> None:
    assert load_settings({}, None).flows_dir == Path(__file__).parents[2] / "flows"


def test_every_setting_is_read(tmp_path: Path) -> None:
    settings = load_settings(
        {
            "KIPIC_BOT_TOKEN": "1:x",
            "KIPIC_API_URL": "http://127.0.0.1:8081/",
            "KIPIC_DATA_DIR": "/srv/kipic",
            "KIPIC_FLOWS_DIR": str(tmp_path),
            "KIPIC_OPERATORS": "17, 23,17",
            "KIPIC_TIMEZONE": "Europe/Dublin",
            "KIPIC_SEND_RATE": "1000.5",
            "KIPIC_LISTEN": "[::]:0",
            "KIPIC_TRY_LISTEN": "localhost:0",
            "KIPIC_SECRET_KEYS": f"new:{KEY}, old:{KEY}",
            "KIPIC_LOG_FORMAT": "JSON",
            "KIPIC_LOG_LEVEL": "Debug",
        },
        None,
    )
    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == "1:x"
    assert settings.api_url == "http://127.0.0.1:8081"
    assert settings.database_url.get_secret_value() == "sqlite:////srv/kipic/kipic.db"
    assert settings.flows_dir == tmp_path
    assert settings.operators == {17, 23}
    assert settings.timezone == "Europe/Dublin"
    assert settings.send_rate == 1000.5
    assert settings.listen == Endpoint(host="::", port=0)
    assert settings.try_listen == Endpoint(host="localhost", port=0)
    assert [key.id for key in settings.secret_keys] == ["new", "old"]
    assert settings.secret_keys[0].secret == bytes(range(32))
    assert (settings.log_format, settings.log_level) == (LogFormat.JSON, LogLevel.DEBUG)


def test_the_file_of_one_off_days_must_be_there(tmp_path: Path) -> None:
    there = tmp_path / "holidays.yaml"
    assert "is no file" in fault("KIPIC_HOLIDAYS_FILE", str(there))
    there.touch()
    assert load_settings({"KIPIC_HOLIDAYS_FILE": str(there)}, None).holidays_file == there


def test_an_empty_value_is_none_given() -> None:
    assert load_settings({"KIPIC_BOT_TOKEN": "", "KIPIC_TIMEZONE": " "}, None) == load_settings({}, None)


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load_settings({}, None).send_rate = 1  # type: ignore[misc]  # it is what is tried


def test_a_test_makes_settings_from_values() -> None:
    settings = Settings(send_rate=5000.0, listen=Endpoint(host="127.0.0.1", port=0))
    assert settings.send_rate == 5000


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_by_psycopg_however_it_is_spelt(scheme: str) -> None:
    settings = load_settings(
        {"KIPIC_DATABASE_URL": f"{scheme}://kipic:pass@db:5432/kipic?sslmode=require"}, None
    )
    address = settings.database_url.get_secret_value()
    assert address == "postgresql+psycopg://kipic:pass@db:5432/kipic?sslmode=require"


@pytest.mark.parametrize(
    ("name", "text", "remedy"),
    [
        ("KIPIC_API_URL", "api.telegram.org", "https://api.telegram.org"),
        ("KIPIC_API_URL", "http://127.0.0.1:port", "https://api.telegram.org"),
        ("KIPIC_DATA_DIR", __file__, "Name a folder"),
        ("KIPIC_DATABASE_URL", "mysql://db/kipic", "postgresql+psycopg://"),
        ("KIPIC_DATABASE_URL", "sqlite://", "sqlite:///path"),
        ("KIPIC_DATABASE_URL", "sqlite:///:memory:", "sqlite:///path"),
        ("KIPIC_DATABASE_URL", "postgresql://[db/kipic", "postgresql+psycopg://"),
        ("KIPIC_FLOWS_DIR", "/nowhere/flows", "programme.yaml"),
        ("KIPIC_OPERATORS", "17,@ada", "Write numbers"),
        ("KIPIC_OPERATORS", "0", "Write numbers"),
        ("KIPIC_OPERATORS", "-100", "Write numbers"),
        ("KIPIC_TIMEZONE", "Europe/Lundon", "Did you mean Europe/London?"),
        ("KIPIC_TIMEZONE", "../../etc/passwd", "Use a name such as Europe/London"),
        ("KIPIC_SEND_RATE", "0", "above 0"),
        ("KIPIC_SEND_RATE", "nan", "above 0"),
        ("KIPIC_SEND_RATE", "inf", "above 0"),
        ("KIPIC_SEND_RATE", "fast", "above 0"),
        ("KIPIC_LISTEN", "8080", "127.0.0.1:8080"),
        ("KIPIC_LISTEN", ":8080", "127.0.0.1:8080"),
        ("KIPIC_LISTEN", "127.0.0.1:65536", "127.0.0.1:8080"),
        ("KIPIC_LISTEN", "::1:8080", "[::1]:8080"),
        ("KIPIC_LISTEN", "[fish]:8080", "[::1]:8080"),
        ("KIPIC_TRY_LISTEN", "0.0.0.0:8090", "127.0.0.1:8090"),
        ("KIPIC_TRY_LISTEN", "kipic.example.org:8090", "127.0.0.1:8090"),
        ("KIPIC_LOG_FORMAT", "xml", "console, json"),
        ("KIPIC_LOG_LEVEL", "loud", "debug, info, warning, error"),
        ("KIPIC_BOT_TOKEN", "hello", "@BotFather"),
        ("KIPIC_SECRET_KEYS", "k1:short", "32 bytes in base64"),
        ("KIPIC_SECRET_KEYS", ",", "32 bytes in base64"),
        ("KIPIC_SECRET_KEYS", f"k1:{KEY},k1:{KEY}", "an id of its own"),
    ],
)
def test_a_wrong_value_is_answered_with_the_remedy(name: str, text: str, remedy: str) -> None:
    assert remedy in fault(name, text)


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("KIPIC_BOT_TOKEN", "123456 geheim"),
        ("KIPIC_SECRET_KEYS", "geheim"),
        ("KIPIC_SECRET_KEYS", "k1:geheim!"),
        ("KIPIC_DATABASE_URL", "mysql://kipic:geheim@db/kipic"),
        ("KIPIC_API_URL", "https://kipic:geheim@api.example.org"),
    ],
)
def test_no_fault_quotes_a_secret(name: str, secret: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({name: secret}, None)
    error: BaseException | None = caught.value
    while error:
        assert "geheim" not in f"{error!r}{error}{caught.value.remedy}"
        error = None if error.__suppress_context__ else error.__cause__ or error.__context__


def test_no_repr_shows_a_secret() -> None:
    settings = load_settings(
        {
            "KIPIC_BOT_TOKEN": "123456:geheim",
            "KIPIC_SECRET_KEYS": f"k1:{KEY}",
            "KIPIC_DATABASE_URL": "postgresql://kipic:geheim@db/kipic",
        },
        None,
    )
    shown = f"{settings!r}{settings}{settings.secret_keys!r}"
    assert "geheim" not in shown
    assert KEY[:8] not in shown
    assert repr(bytes(range(32)))[2:20] not in shown


def test_all_faults_are_told_at_once() -> None:
    lines = faults(
        {"KIPIC_TIMEZONE": "here", "KIPIC_SEND_RATE": "-1", "KIPIC_LISTNE": "x", "KIPIC_OPERATORS": "me"}
    )
    assert [line.split(":")[0] for line in lines] == [
        "  - KIPIC_LISTNE",
        "  - KIPIC_OPERATORS",
        "  - KIPIC_TIMEZONE",
        "  - KIPIC_SEND_RATE",
    ]


def test_a_broken_data_folder_does_not_hide_other_faults() -> None:
    assert len(faults({"KIPIC_DATA_DIR": __file__, "KIPIC_LOG_LEVEL": "loud"})) == 2


def test_a_mistyped_name_is_answered_with_the_right_one() -> None:
    assert "Did you mean KIPIC_BOT_TOKEN?" in fault("KIPIC_BOTTOKEN", "1:x")
    assert "Did you mean KIPIC_LISTEN?" in fault("KIPIC_listen", "127.0.0.1:1")


def test_the_names_of_the_tests_are_no_faults() -> None:
    assert load_settings({"KIPIC_TEST_REQUIRE": "postgres", "PATH": "/bin"}, None) == load_settings({}, None)


def test_the_bot_and_its_playground_listen_apart() -> None:
    same = {"KIPIC_LISTEN": "127.0.0.1:9000", "KIPIC_TRY_LISTEN": "127.0.0.1:9000"}
    assert faults(same) == [
        "  - KIPIC_LISTEN and KIPIC_TRY_LISTEN are the same. Give each a port of its own.",
    ]


def test_the_environment_stands_above_the_file(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text(
        "\ufeff# Ours\nexport KIPIC_SEND_RATE=5\nKIPIC_LOG_LEVEL='debug'\nOTHER=1\n", encoding="utf-8"
    )
    settings = load_settings({"KIPIC_SEND_RATE": "7"}, env_file)
    assert settings.send_rate == 7
    assert settings.log_level is LogLevel.DEBUG


def test_a_file_that_is_not_there_is_none(tmp_path: Path) -> None:
    assert load_settings({}, tmp_path / ".env") == load_settings({}, None)


def test_a_broken_line_of_the_file_is_told_with_its_number(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("KIPIC_SEND_RATE=5\nKIPIC_TIMEZONE\nKIPIC_LISTNE=x\n", encoding="utf-8")
    lines = faults({}, env_file)
    assert lines[0].startswith(f"  - {env_file}, line 2,")
    assert "Did you mean KIPIC_LISTEN?" in lines[1]


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_bytes(b"KIPIC_TIMEZONE=\xff\xfe")
    assert faults({}, env_file) == [
        f"  - {env_file} can't be read: it isn't UTF-8 text. Mend it or move it away."
    ]


@pytest.mark.parametrize("minutes", ["-1", "61", "ten", "1.5", "²"])
def test_a_spread_is_a_number_of_minutes(minutes: str) -> None:
    with pytest.raises(SettingsError, match="KIPIC_SPREAD_MINUTES"):
        load_settings({"KIPIC_SPREAD_MINUTES": minutes}, None)
