"""Every sentence that the services say about shared lines: to their authors, to readers, and to tutors."""

from collections.abc import Mapping
from typing import Final

from bot.domain.lines import LineStatus

# To whoever may share, or has.
OFFER: Final = "Is there a line about it that you'd share with your cohort?"
SHARE: Final = "Share a line"
NOT_IN_COHORT: Final = "You are not in that cohort any more, so there is nobody to share it with."
LINE_GONE: Final = "That line is no more: it was taken back."
SHARED: Final = (
    "Your tutor can read it now, {named}. If they pass it on, it comes to your cohort on a Friday; "
    "you can take it back at any time."
)
NAMED: Final = "with your first name"
UNNAMED: Final = "without your name"
STAYS_AS_IT_WAS: Final = "What you handed on stays as it was: an edit doesn't reach it."
MY_LINES: Final = "My shared lines"
OWN_LINES: Final = "<b>Your shared lines</b>\nTap one to see what was said to it, or to take it back."
NO_OWN_LINES: Final = "Nothing that you shared is with anybody now."
STANDS: Final[Mapping[LineStatus, str]] = {
    LineStatus.OFFERED: "with your tutor",
    LineStatus.PASSED: "passed to your cohort",
    LineStatus.SET_ASIDE: "set aside, only your tutor saw it",
}
OWN_LINE: Final = "{line}\n\nShared {named}; {stands}."
ME_TOO_COUNT: Final = "Me too: {count}"
DIFFERENTLY_SAID: Final = "I'd do it differently: “{text}”"
TUTOR_SAID: Final = "Your tutor: “{text}”"
TO_LINES: Final = "‹ My shared lines"
TAKE_BACK: Final = "Take it back"
REALLY_TAKE_BACK: Final = "{line}\n\nTake it back? It is deleted then, with what was said to it."
DO_TAKE_BACK: Final = "Yes, take it back"
DO_NOT_TAKE_BACK: Final = "Leave it"
TAKEN_BACK: Final = (
    "Taken back. Where it had arrived I change the message, or say so in the next digest; "
    "who has read it has read it."
)
TAKEN_BACK_WITH_ENTRY: Final = "The line that you shared of it is taken back too."
SOMETHING_SAID: Final = "Somebody in your cohort said something to a line of yours."

# To readers.
DIGEST: Final = "<b>Lines from your cohort</b>"
A_LINE: Final = "“{text}”"
A_NAMED_LINE: Final = "“{text}” — {name}"
NUMBERED: Final = "{number}. {line}"
WAS_TAKEN_BACK: Final = "<i>This line was taken back.</i>"
EARLIER_TAKEN_BACK: Final = "<i>A line of an earlier week was taken back.</i>"
SAY_SOMETHING: Final = "Whoever wrote a line sees what you say to it, never that it was you."
ME_TOO: Final = "Me too"
DIFFERENTLY: Final = "I'd do it differently …"
ME_TOO_OF: Final = "{number} · Me too"
DIFFERENTLY_OF: Final = "{number} · Differently …"
SAID_ME_TOO: Final = "Said, without your name."
SAID_BEFORE: Final = "You have said so already."
THAT_IS_YOURS: Final = "That one is yours."
SAID_DIFFERENTLY: Final = "Whoever wrote the line can read it now, without your name."
WHY_SHARED_LINES: Final = "what your cohort or your tutor had for you"
ANSWER: Final = "Your tutor answers your line {line}\n\n“{text}”"
THEY_DO_NOT_KNOW: Final = "They don't know that it is yours."

# To tutors.
NOTHING_SHARED: Final = "There is no line to look at. What people choose to share comes here."
NO_MORE_SHARED: Final = "That was the last one for now."
OFFERED: Final = "<b>{cohort}</b> · {number} of {count}\n\n{line}"
HAND_ON: Final = "Pass to the cohort"
SET_ASIDE: Final = "Set aside"
ANSWER_AUTHOR: Final = "Answer the author"
NEXT: Final = "Next"
SEEN_TO: Final = "That one was seen to already, or taken back."
PASSED: Final = "Passed: it comes to the cohort on a Friday, at each one's own time."
PUT_ASIDE: Final = "Set aside. Nobody else sees it."
ANSWERED: Final = "It goes to whoever wrote the line, when their own calendar allows; I don't tell when."
ANSWERED_BEFORE: Final = "That line was answered already; one answer is enough."
NOT_ANSWERED: Final = "The line was taken back meanwhile, so nothing was sent."
