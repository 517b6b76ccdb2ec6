"""Flows that begin other flows: the other flow must be there and know what it is handed."""

from collections.abc import Collection, Iterator, Mapping

from bot.engine.definition import Flow
from bot.engine.errors import FlowError, suggest


def wrong_beginnings(flow: Flow, flows: Mapping[str, Flow], names: Collection[str]) -> Iterator[FlowError]:
    """The steps that begin a flow which is not among `names`, or hand one of `flows` what it does not know."""
    for step in flow.steps:
        for key, begun, handed in step.flows():
            unknown = sorted(handed - flows[begun].given) if begun in flows else []
            if begun not in names:
                where, reason, remedy = "flow", f"There is no flow '{begun}'.", suggest(begun, names)
            elif unknown:
                where, reason = key, f"'{begun}' is given no '{unknown[0]}'."
                given = suggest(unknown[0], flows[begun].given)
                remedy = given or f"Add it to its own given: [{unknown[0]}]."
            else:
                continue
            file, line = flow.line_of(step.id, (where,))
            yield FlowError(file=file, line=line, step=step.id, reason=reason, remedy=remedy)
