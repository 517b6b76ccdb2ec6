"""A flow that people may begin: put into the text of a programme, among what /reflect offers."""

from typing import Final

_REFLECT: Final = "reflect:"


def offering(programme: str, flow: str) -> str:
    """The text of a programme in which /reflect offers a flow too, as the last of its list."""
    lines = programme.splitlines()
    start = next((number for number, line in enumerate(lines) if line.startswith(_REFLECT)), None)
    if start is None:
        return "\n".join([*lines, _REFLECT, f"  - {flow}", ""])
    listed = lines[start].partition("#")[0].rstrip()
    if listed.endswith("]"):
        inside = "" if listed.endswith("[]") else ", "
        lines[start] = f"{listed[:-1].rstrip()}{inside}{flow}]"
        return "\n".join([*lines, ""])
    end = start + 1
    while end < len(lines) and lines[end].lstrip().startswith(("-", "#")):
        end += 1
    indent = lines[end - 1][: len(lines[end - 1]) - len(lines[end - 1].lstrip())] if end > start + 1 else "  "
    return "\n".join([*lines[:end], f"{indent}- {flow}", *lines[end:], ""])
