"""The step types by the word that authors write; a new type is one module and one line here."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.engine.steps.ask_choice import AskChoice
from bot.engine.steps.ask_choices import AskChoices
from bot.engine.steps.ask_consent import AskConsent
from bot.engine.steps.ask_date import AskDate
from bot.engine.steps.ask_minutes import AskMinutes
from bot.engine.steps.ask_number import AskNumber
from bot.engine.steps.ask_scale import AskScale
from bot.engine.steps.ask_text import AskText
from bot.engine.steps.ask_time import AskTime
from bot.engine.steps.ask_yes_no import AskYesNo
from bot.engine.steps.branch import Branch
from bot.engine.steps.call import Call
from bot.engine.steps.card import Card
from bot.engine.steps.close import Close
from bot.engine.steps.end import End
from bot.engine.steps.follow_up import FollowUp
from bot.engine.steps.go import Go
from bot.engine.steps.hand_over import HandOver
from bot.engine.steps.plan import Plan
from bot.engine.steps.repeat import Repeat
from bot.engine.steps.say import Say
from bot.engine.steps.set import Set
from bot.engine.steps.star import Star
from bot.engine.steps.start import Start
from bot.engine.steps.step import Step
from bot.engine.steps.update_plan import UpdatePlan

STEP_TYPES: Mapping[str, type[Step]] = MappingProxyType(
    {
        "say": Say,
        "ask_text": AskText,
        "ask_choice": AskChoice,
        "ask_choices": AskChoices,
        "ask_yes_no": AskYesNo,
        "ask_number": AskNumber,
        "ask_scale": AskScale,
        "ask_minutes": AskMinutes,
        "ask_time": AskTime,
        "ask_date": AskDate,
        "ask_consent": AskConsent,
        "branch": Branch,
        "go": Go,
        "call": Call,
        "repeat": Repeat,
        "set": Set,
        "star": Star,
        "plan": Plan,
        "update_plan": UpdatePlan,
        "follow_up": FollowUp,
        "start": Start,
        "hand_over": HandOver,
        "card": Card,
        "close": Close,
        "end": End,
    }
)
