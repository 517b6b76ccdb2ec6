"""Every sentence that the services say about groups: links, tutors, cohorts, broadcasts and shared lines."""

from collections.abc import Mapping
from typing import Final

from bot.domain.schedules import ScheduleKind

# Links: nobody learns from a refusal whose link it was, or where it led.
LINK_UNKNOWN: Final = (
    "I don't know that link. Perhaps a part of it got lost: open it again, or copy it whole behind /join."
)
LINK_EXPIRED: Final = "That link has expired. Ask whoever sent it to you for a new one."
LINK_USED: Final = "That link has been used; each works once. Ask whoever sent it to you for another."
LINK_USED_BY_YOU: Final = "You have used that link already, and it did its work."
LINK_REVOKED: Final = "That link was taken back. Ask whoever sent it to you for a new one."
LINK_CLOSED: Final = "That link leads to a cohort that has ended and takes nobody in any more."
JOIN_WITH_WHAT: Final = "Send the invitation's link behind the command, such as /join https://t.me/…"

# Tutors.
TUTOR_NOW: Final = (
    "You are a tutor now. /cohorts makes and shows cohorts, /broadcast asks one something, "
    "/shared shows what people chose to share.\n\n"
    "You see how many answered, never who or what."
)
TUTOR_OF_COHORT: Final = "You look after one more cohort now: /cohorts shows it."
TUTOR_ALREADY: Final = (
    "You are a tutor already, so I left that link as it is; it still works for somebody else."
)
OPERATOR_ALREADY: Final = "As an operator you may do all that already, so I left that link as it is; it still works for somebody else."
TUTORS_ONLY: Final = (
    "That link shares a cohort among tutors, and you are none yet: an operator makes tutors. "
    "Ask for that first; the link stays good until it expires."
)
TUTOR_NO_MORE: Final = "You are no tutor here any more: what you were writing as one isn't sent, and what was under way is taken back. Your own diary is as it was."

# What operators see.
ADMIN: Final = (
    "<b>Looking after Kipic</b>\n"
    "/cohorts shows all cohorts, /broadcast writes to them. Nobody's diary can be read from here."
)
ADMIN_MAKE: Final = "Make a tutor's link"
ADMIN_TUTORS: Final = "Tutors"
ADMIN_LINKS: Final = "Links not used yet"
ADMIN_COUNTS: Final = "The last 7 days"
ADMIN_BACK: Final = "‹ Back"
TUTORS_LINK: Final = "Whoever opens this link first becomes a tutor. It works once, until {until}; send it to that person alone.\n\n{link}"
NO_TUTORS: Final = "There are no tutors yet. A link makes one."
TUTORS: Final = "<b>Tutors</b>\nTap one to see more."
TUTOR_LINE: Final = "{name}, since {since}"
TUTOR_CARD: Final = "<b>{name}</b>\nTutor since {since}, looks after {cohorts}."
TUTOR_NAMELESS: Final = "No name"
REMOVE: Final = "Remove"
REALLY_REMOVE: Final = (
    "Remove <b>{name}</b> as a tutor? It holds at once: what they are writing can't be sent any more, and what hasn't gone out yet is taken back. "
    "Their own diary stays theirs."
)
DO_REMOVE: Final = "Remove them"
DO_NOT_REMOVE: Final = "Leave it so"
REMOVED: Final = "Removed. They were told."
TUTOR_GONE: Final = "They are no tutor any more."
NO_LINKS: Final = "No tutor's link is waiting to be used."
LINKS: Final = "<b>Tutors' links not used yet</b>\nTap one to take it back."
LINK_LINE: Final = "Made {made}, until {until}"
LINK_TAKEN_BACK: Final = "Taken back."
LINK_GONE: Final = "That link does nothing any more."
COUNTS: Final = "<b>Decided in the last 7 days</b>"
COUNTS_LINE: Final = "{what}: {sent} of {ended} sent"
COUNTS_PUT_OFF: Final = ", put off {count} times"
COUNTS_NONE: Final = "Nothing fell due."
COUNTS_KINDS: Final[Mapping[ScheduleKind, str]] = {
    ScheduleKind.SUMMARY: "Monthly summaries",
    ScheduleKind.BROADCAST: "Broadcasts",
    ScheduleKind.COURSE: "Course prompts",
    ScheduleKind.FOLLOW_UP: "What people asked to come back to",
    ScheduleKind.OWN: "Questions of people's own rotation",
    ScheduleKind.REMINDER: "Second asks",
}
HELP_TUTOR: Final = (
    "\n\n<b>As a tutor</b>\n"
    "/cohorts – your cohorts: make one, invite, see how it goes\n"
    "/broadcast – ask a cohort something\n"
    "/broadcasts – what you sent, and how it went\n"
    "/shared – lines that people chose to share"
)
HELP_OPERATOR: Final = "\n\n<b>As an operator</b>\n/admin – tutors, their links, and what was decided"

# Broadcasts: what their author sees.
NO_COHORT: Final = "You look after no open cohort, so there is nobody to write to yet. /cohorts shows yours."
DRAFT_LOOK: Final = "This is how it looks. The buttons work once it was sent."
DRAFT_CARD: Final = (
    "<b>Draft</b>: above is what they get.\nTo: {audience}\nGoes out: {when}\nThey answer: {how}"
)
DRAFT_KEPT: Final = "What you wrote is kept as a draft: /broadcasts goes on with it."
DRAFT_UNFIT: Final = "That flow can't follow your words. Change the draft and choose another."
DRAFT_TEST: Final = "Test-send to me"
DRAFT_WHO: Final = "Who gets it"
DRAFT_CHANGE: Final = "Change"
DRAFT_DROP: Final = "Throw away"
DRAFT_SEND: Final = "Send…"
DRAFT_DROPPED: Final = "Thrown away; nobody got it."
DRAFT_GONE: Final = "That draft is no more: it was sent, or thrown away."
NOT_YOURS: Final = "That is another tutor's, and only they can send it."
TESTING: Final = "This one comes to you alone, and counts nowhere:"
REALLY_SEND: Final = "Send it to {audience} ({people})?"
DO_SEND: Final = "Yes, send"
DO_NOT_SEND: Final = "Not yet"
SENDING_NOW: Final = "On its way."
COHORT_GONE: Final = (
    "A cohort of this draft has ended, or is no longer yours. Change the draft and choose again."
)
NOBODY: Final = (
    "Nobody would get it: there is no one in it. Change the draft, or wait until somebody has joined."
)
TOO_LATE_TO_SEND: Final = "The time that you chose has passed. Change the draft and choose another."
TOO_FAR_OFF: Final = "That time is more than {days} days off. Change the draft and choose another."
WHO: Final = (
    "If you sent it now, of {people}:\n"
    "at once: {now}\nlater, as their own calendar allows: {later}\nnot in time, or out of reach: {missed}"
)
WHO_FEW: Final = "Of so few people I tell no numbers, so that nobody is told apart."
WHO_SAMPLE: Final = "\n\nReckoned from {count:,} of them."
ANSWERS_NONE: Final = "not at all"
ANSWERS_TEXT: Final = "with a line of text, for {hours} hours"
ANSWERS_CHOICES: Final = "with one of {count} buttons, for {hours} hours"
ANSWERS_SCALE: Final = "from {least} to {most}, for {hours} hours"
ANSWERS_FLOW: Final = "in the flow “{title}”, for {hours} hours"
AT_ONCE: Final = "now"
AT_SLOTS: Final = "at each one's own time on their next working day"
AUDIENCE_ALL: Final = "everybody"
AUDIENCE_GONE: Final = "a cohort that is no more"
AUDIENCE_UNSET: Final = "nobody yet"
AUDIENCE_TO_CHOOSE: Final = "It has no cohort yet. Change the draft and choose one."
AUDIENCE_UNANSWERED: Final = "{audience}, those who haven't answered “{what}”"
CHOICE_UNANSWERED: Final = "Not answered: {what}"

# Broadcasts: how they go.
PROGRESS: Final = (
    "<b>{status}</b>: {what}\nTo {audience}\n\n"
    "Sent: {sent}\nStill to come: {to_come}\nNot in time: {held}\nOut of reach: {out_of_reach}\n"
    "Uncertain: {uncertain}\nTaken back: {taken_back}\n\nAnswered: {answered}"
)
PROGRESS_FEW: Final = "<b>{status}</b>: {what}\nTo {audience}\n\n" + WHO_FEW
HALF_WITHIN: Final = ", half of them within {time}"
UNCERTAIN_NOTE: Final = "\n\nUncertain: Telegram never told whether it arrived. I don't send those again."
STATUS_SENDING: Final = "Under way"
STATUS_PAUSED: Final = "Paused"
STATUS_SENT: Final = "Sent"
STATUS_CANCELLED: Final = "Cancelled"
STATUS_LAPSED: Final = "Cancelled: it was paused until its time was over"
STATUS_DRAFT: Final = "Draft"
PAUSE: Final = "Pause"
GO_ON: Final = "Go on"
CANCEL: Final = "Cancel…"
REALLY_CANCEL: Final = (
    "Cancel it? Whoever has it keeps it; the others won't get it, and it can't begin again."
)
DO_CANCEL: Final = "Yes, cancel"
DO_NOT_CANCEL: Final = "Leave it"
REMIND: Final = "Remind who hasn't answered"
REMINDED: Final = "Whoever has it and hasn't answered is asked once more, as their own calendar allows."
NOBODY_TO_REMIND: Final = "There is nobody to remind: all have answered, or it isn't open any more."
REMINDED_BEFORE: Final = "They were reminded already; once is enough."
REPORT: Final = "Report as a file"
REFRESH: Final = "Look again"
BROADCASTS: Final = "Your last messages. Tap one to see how it went, or to go on with a draft."
NO_BROADCASTS: Final = "You have sent nothing yet. /broadcast begins a message to your cohorts."
BROADCAST_OVER: Final = "That one has ended."
