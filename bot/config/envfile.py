"""The `.env` file: settings that an operator keeps beside the program."""

from pathlib import Path

from dotenv.parser import parse_stream


def read_env_file(path: Path) -> tuple[dict[str, str], list[str]]:
    """The file's values and faults; other programs' names in it are none of ours."""
    values: dict[str, str] = {}
    faults: list[str] = []
    try:
        with path.open(encoding="utf-8-sig") as lines:
            bindings = list(parse_stream(lines))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it isn't UTF-8 text"
        return {}, [f"{path} can't be read: {reason}. Mend it or move it away."]
    for binding in bindings:
        if binding.error or (binding.key and binding.value is None):
            faults.append(f"{path}, line {binding.original.line}, isn't NAME=value. Mend the line.")
        elif binding.key and binding.value is not None:
            values[binding.key] = binding.value
    return values, faults
