"""Figures in words: each question as it was asked, and a small bar for each of its choices."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Final

from bot.domain.cutting import shortened
from bot.domain.figures import PILLARS, Figure
from bot.domain.postings import Posting
from bot.domain.tag_names import PILLAR_NAMES
from bot.engine.definition import Flow
from bot.engine.errors import FlowFaults
from bot.engine.markup import rewritten
from bot.engine.steps.ask import Ask
from bot.engine.steps.ask_choice import AskChoice
from bot.engine.steps.ask_choices import AskChoices
from bot.services import figure_phrases as phrases
from bot.services.desk import Desk
from bot.services.versions import flow_at

LABEL_UNITS: Final = 16
BAR_UNITS: Final = 8
"""UTF-16 units of a label, and of the longest bar: with a number, what a small phone shows of one line of code."""

QUESTION_UNITS: Final = 120
MESSAGE_UNITS: Final = 3500
"""A Telegram message takes 4,096; the rest is for what stands around the questions."""

_BAR: Final = "█"
_NO_BAR: Final = "·"


def words_of(desk: Desk, posting: Posting, shown: Mapping[str, Figure]) -> str:
    """The figures of a posting, in the order in which its flow asks; empty while there are none."""
    flow = _flow(desk, posting)
    words = ""
    for name in _in_order(flow, shown):
        figure = shown[name]
        question = phrases.QUESTION.format(
            question=_question(flow, name), people=figure.people, bars="\n".join(_bars(flow, name, figure))
        )
        if len(words) + len(question) > MESSAGE_UNITS:
            return words + phrases.MORE
        words += question
    return words


def _flow(desk: Desk, posting: Posting) -> Flow | None:
    """The flow as it is asked now, or the version that is the posting's own."""
    if posting.flow is None:
        return None
    try:
        if posting.version is not None:
            return flow_at(desk.uow, desk.means.flows, posting.flow, posting.version)
        return desk.means.flows.current(posting.flow)
    except (KeyError, FlowFaults):
        return None


def _in_order(flow: Flow | None, shown: Mapping[str, Figure]) -> list[str]:
    places = flow.saved_by if flow is not None else {}
    return sorted(shown, key=lambda name: (places.get(name, len(places)), name))


def _question(flow: Flow | None, name: str) -> str:
    if name == PILLARS:
        return phrases.PILLARS
    step = flow.step_of(name) if flow is not None else None
    if isinstance(step, Ask) and not step.text.names:
        _, plain = rewritten(step.text.render({}))
        return escape(shortened(plain, units=QUESTION_UNITS), quote=False)
    return escape(name.replace("_", " "), quote=False)


def _bars(flow: Flow | None, name: str, figure: Figure) -> Iterator[str]:
    """A line for each choice that there is, those that nobody took among them."""
    labels = {**dict.fromkeys(figure.counts, ""), **_labels(flow, name)}
    most = max(figure.counts.values(), default=0) or 1
    for value, label in labels.items():
        count = figure.counts.get(value, 0)
        bar = _BAR * round(BAR_UNITS * count / most) or (_BAR if count else _NO_BAR)
        shown = shortened(label or value.replace("_", " "), units=LABEL_UNITS)
        yield f"{escape(shown, quote=False)}{' ' * (LABEL_UNITS - len(shown))} {bar} {count}"


def _labels(flow: Flow | None, name: str) -> Mapping[str, str]:
    if name == PILLARS:
        return {pillar.value: label for pillar, label in PILLAR_NAMES.items()}
    step = flow.step_of(name) if flow is not None else None
    if isinstance(step, AskChoice | AskChoices):
        return {value: choice.label for value, choice in step.choices.items()}
    return {option.value: option.label for option in step.offered({})} if isinstance(step, Ask) else {}
