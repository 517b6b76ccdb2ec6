"""Every sentence that the services say by themselves, in one place, so that all of them can be read in a row."""

from collections.abc import Mapping
from typing import Final

from bot.domain.schedules import Reason

KEEP_THIS: Final = "Keep this as a reflection? I hold it for a week."
KEEP_IT: Final = "Keep it"
LET_IT_GO: Final = "Let it go"
KEPT: Final = "Kept in your portfolio."
LET_GO: Final = "Gone; I kept nothing of it."
HOLD_ENDED: Final = "I no longer hold that text. You can send it again."
QUESTION_STILL_OPEN: Final = "The question above is still open."

SCREENED: Final = (
    "This looks as if it could identify someone ({kinds}), so I hold it back:\n\n{preview}\n\n"
    "What shall I do? In an hour it is gone."
)
STORE_MASKED: Final = "Store it masked"
WRITE_ANEW: Final = "I'll write it anew"
DISCARD: Final = "Discard it"
WRITE_ANEW_NOW: Final = "Send it again without that part whenever you are ready."
DISCARDED: Final = "Discarded; nothing of it was stored."
STORED_MASKED: Final = "Stored with those parts masked."
TELEGRAM_COPY: Final = "Telegram still shows your message in this chat. Shall I delete it here?"
DELETE_MESSAGE: Final = "Delete it here"
EDIT_SCREENED: Final = (
    "Your edit looks as if it could identify someone ({kinds}), so I kept the earlier wording. "
    "Edit the message again without that part."
)

EDITED: Final = "Changed in your portfolio too."
EDIT_REJECTED: Final = "That doesn't fit the question, so I kept the earlier answer."

UNKEPT: Final = {
    "photo": "I can't take pictures: they show more than words do. Tell me what you learnt in a sentence.",
    "voice": "I can't take voice messages. Tap the mic on your keyboard, not Telegram's, and it types for you.",
    "file": "I can't take files, and stored nothing. Tell me what you learnt in a sentence.",
    "location": "I don't take locations, and stored nothing.",
    "contact": "I don't take contacts, and stored nothing.",
    "forward": "I don't take forwarded messages: they are someone else's words. Put it in your own, if you like.",
    "other": "I only take typed words, and stored nothing of that.",
}

OLD_BUTTON: Final = "That question has moved on."
TOO_LATE: Final = "That has been answered already."
NOTHING_OPEN: Final = "There is no open question. /reflect begins one."
STOPPED: Final = "Stopped. What you said is kept."
STOPPED_UNSAID: Final = "Stopped. /reflect begins another."
SKIPPED_TODAY: Final = "Fine, not today."
EARLIER_RUN_KEPT: Final = "I put the earlier question away; what you said there is kept."
RUN_FAILED: Final = "Something in my script went wrong, and it isn't your fault. What you wrote is kept."
POISON: Final = "I could not work with that last message. It is set aside safely and someone will look at it."

SKIP_TODAY: Final = "Skip today"
LATER: Final = "Later…"
IN_AN_HOUR: Final = "In 1 hour"
TONIGHT: Final = "Tonight"
TOMORROW: Final = "Tomorrow"
NEXT_WORKING_DAY: Final = "Next working day"
WHEN_AGAIN: Final = "When shall I ask again?"
SNOOZED: Final = "I'll ask again {when}."

HELLO_AGAIN: Final = (
    "Hello again. /reflect begins a reflection, /summary shows your month, /help shows the rest."
)
SCHEDULED: Final = "I'll ask on {days}. Next: {next}."
PAUSED: Final = "Paused. Nothing comes until you send /resume; what you write yourself is still kept."
RESUMED: Final = "Back on. Next: {next}."
RESUMED_TO_NOTHING: Final = "Back on. /settings chooses what comes by itself, and when."
ON_LEAVE: Final = "Enjoy the break. Nothing comes until {back}. Next: {next}. /resume ends it sooner."
ON_LEAVE_TO_NOTHING: Final = "Enjoy the break. Nothing comes until {back}. /resume ends it sooner."
EVERY_SECOND: Final = "every second {day}"
CHANGED_WHILE_PAUSED: Final = "Noted. You have paused, so nothing comes until you send /resume."
SUMMARY_ALONE: Final = "No questions from me any more. The month's summary comes {next}."
NOTHING_COMES: Final = "Nothing comes by itself any more. /reflect begins whenever you like."
NOTHING_SOON: Final = "Noted. You have no working day to come, so nothing comes. /settings changes that."
FROM_TO: Final = "{begins} to {ends}"
NEVER_QUIET: Final = "never"
SLOT_IS_QUIET: Final = (
    "{slot} lies in your quiet hours ({quiet}), so nothing would come then. "
    "Choose another time or other quiet hours in /settings."
)
SLOT_PUT_OFF: Final = "That is after your quiet hours ({quiet}); /settings changes them."
NO_DAY_AT_SLOT: Final = (
    "On none of your days are you at work and awake at {slot}, so nothing would come. "
    "Choose another time, or other half days and nights, in /settings."
)
AS_RARE_AS_CAN_BE: Final = (
    "I ask once a fortnight already, and that is as little as I do. /pause stops me altogether."
)
AS_OFTEN_AS_CAN_BE: Final = "I ask on every day that you work already. /reflect begins whenever you like."
ASK_LESS: Final = "Ask me less"
ASK_MORE: Final = "Ask me more"
WEEKLY_INSTEAD: Final = "The last few came at a bad time, it seems. Shall I ask once a week instead?"
ONCE_A_WEEK: Final = "Once a week"
AS_IT_IS: Final = "Leave it as it is"
LEFT_AS_IT_IS: Final = "Good. It stays as it is."
LAST_LINE: Final = "It has been quiet here for two months, so I stop asking. Write anything, and I begin again at your usual times."
BEGIN_AGAIN: Final = "Ask me again"
PAUSE_UNCLEAR: Final = "I don't understand that date. Try /pause until 12 Jan, /pause 2w, or plain /pause until you send /resume."
WHY_HEADING: Final = "<b>What came, and why</b>"
WHY_NOTHING_YET: Final = "Nothing has fallen due yet."
WHY_SENT: Final = "{when}: {what}"
WHY_NOT_SENT: Final = "{when}: nothing; {reason}"
WHY_DEFERRED: Final = "{when}: {what}, put off until {until}; {reason}"
WHY_WITHDRAWN: Final[Mapping[Reason, str]] = {
    Reason.PAUSED: "{when}: {what} was to come; you paused before it went out",
    Reason.ON_LEAVE: "{when}: {what} was to come; you went on leave before it went out",
    Reason.BEGAN_OTHER: "{when}: {what} was to come; you began something else before it went out",
    Reason.LEFT_COHORT: "{when}: {what} was to come; you left the cohort before it went out",
    Reason.COHORT_PAUSED: "{when}: {what} was to come; you paused the course before it went out",
}
WHY_NEXT: Final = "<b>What comes next</b>"
WHY_NOTHING_NEXT: Final = "Nothing is planned. /settings chooses days and a time."
WHY_COMING: Final = "{when}: {what}"
WHY_PAUSED: Final = "You have paused; nothing comes until you send /resume."
WHY_END: Final = (
    "At most one of these reaches you in a day. /settings changes days and time, /pause stops for a while."
)
WHY_SUMMARY: Final = "the month's summary"
WHY_OFFERED_LESS: Final = "an offer to ask less, in place of a question"
WHY_LAST_LINE: Final = "a last line, since I had not heard from you"
WHY_FOLLOW_UP: Final = "what you asked me to come back to"
WHY_OWN: Final = "a question"
WHY_COURSE: Final = "your course's question"
WHY_BROADCAST: Final = "a message to your cohort"
WHY_REMINDER: Final = "a second ask, since you had not answered"
REASONS: Final[Mapping[Reason, str]] = {
    Reason.ON_TIME: "it was time",
    Reason.PAUSED: "you had paused",
    Reason.BLOCKED: "this chat was blocked",
    Reason.SILENT: "I had not heard from you for a long time",
    Reason.ON_LEAVE: "you were on leave",
    Reason.NOT_A_WORKING_DAY: "you don't work on that day",
    Reason.REST_AFTER_NIGHT: "you were resting after a night",
    Reason.BANK_HOLIDAY: "it was a bank holiday",
    Reason.ON_NIGHTS: "you were on nights",
    Reason.NOT_IN_SESSION: "you don't work at that time of that day",
    Reason.QUIET_HOURS: "it fell into your quiet hours",
    Reason.PROMPT_OPEN: "you were answering another one",
    Reason.SUMMARY_TODAY: "the month's summary came that day",
    Reason.FOLLOW_UP_TODAY: "something you had planned came up that day",
    Reason.OWN_TODAY: "a question of your own rotation came that day",
    Reason.CONTACT_TODAY: "you had heard from me already that day",
    Reason.WEEK_FULL: "there was enough in that week already",
    Reason.WINDOW_CLOSED: "I was out of order, and it would have been too late",
    Reason.SWITCHED_OFF: "you had switched it off",
    Reason.OFFERED_LESS: "I offered to ask less",
    Reason.LAST_LINE: "I said that I would stop asking",
    Reason.SHARED_LINES: "there was something to read",
    Reason.ANSWERED_ALREADY: "you had answered it by yourself",
    Reason.BEGAN_OTHER: "you had begun something else",
    Reason.PLAN_SETTLED: "there was nothing left to ask about it",
    Reason.BROADCAST_TODAY: "a message to your cohort came that day",
    Reason.COURSE_TODAY: "your course asked something that day",
    Reason.COURSE_WEEK: "your course asks in that week, so your own questions come once",
    Reason.HAD_ELSEWHERE: "you had had it in another cohort",
    Reason.LEFT_COHORT: "you had left the cohort",
    Reason.COHORT_PAUSED: "you had paused the course",
    Reason.CALLED_OFF: "it was called off",
    Reason.NOT_ASKED_YET: "the question itself had not come before that day",
}
"""Each reason of a decision, as the end of a sentence."""

CHOOSE_FLOW: Final = "What would you like to think about?"
CHOOSE_MONTH: Final = "Which month?"
MAKING_SUMMARY: Final = "One moment, I'm putting {month} together."
REVIEW: Final = "Look back for a minute"
PDF_CAPTION: Final = "Your month as a PDF, to keep or to show."
UNKNOWN_COMMAND: Final = "I don't know that one. /help shows what I do."
FUTURE_MONTH: Final = "That month has not begun yet."

ENTRY_GONE: Final = "That entry is no longer here. /entries shows those that are."
NO_ENTRIES: Final = "Nothing is kept yet. /reflect begins."
NONE_OF_THESE: Final = "None of your entries is on this list yet."
LIST_ALL: Final = "All"
LIST_STARRED: Final = "★ Starred"
LIST_PORTFOLIO: Final = "Portfolio"
LIST_KINDS: Final = "Kind…"
WHICH_KIND: Final = "Which kind of entry?"
NEWER: Final = "newer"
OLDER: Final = "older"
SEARCH_HEADING: Final = "Found"
SEARCH_FOR_WHAT: Final = "What shall I look for? Send it behind the command, such as /find explanation."
FOUND_NOTHING: Final = "I found nothing with that. Fewer words find more; /entries shows all."
SEARCH_OVER: Final = "That search is over. /find begins another."

STAR: Final = "☆ Star it"
UNSTAR: Final = "★ Unstar"
TO_PORTFOLIO: Final = "For my portfolio"
TO_PRIVATE: Final = "Make it private"
EDIT: Final = "Edit"
TAGS: Final = "Tags"
DELETE: Final = "Delete"
EARLIER_WORDINGS: Final = "Earlier wordings ({count})"
EARLIER: Final = "‹ The one before"
NEXT_WORDING: Final = "The one after ›"
PAGE_BEFORE: Final = "‹ Page back"
PAGE_AFTER: Final = "More ({number} of {of}) ›"
TO_LIST: Final = "‹ Back to the list"
TO_ENTRY: Final = "‹ Back to the entry"
TO_TAGS: Final = "‹ Back to the tags"

WHICH_PART: Final = "Which part would you like to change?"
WRITE_WORDING: Final = "<b>{part}</b>\nWrite the new wording; your next message takes its place."
LEAVE_IT: Final = "Leave it as it was"
EMPTY_IT: Final = "Empty this part"
LEFT_AS_IT_WAS: Final = "I left it as it was."
MENDED: Final = "Changed. The earlier wording stays with it."
SEE_ENTRY: Final = "See the entry"
EDIT_TOO_LATE: Final = (
    "That message is one part of a longer text by now, so I left it as it was. You can change it in /entries."
)

WHICH_TAGS: Final = "Which tags would you like to change?"
FACET_KIND: Final = "Kind"
FACET_PILLARS: Final = "Pillars"
FACET_STEP: Final = "Step"
FACET_SOURCES: Final = "Drew on"
WHICH_KIND_OF_ENTRY: Final = "What kind of entry is it?"
WHICH_PILLARS: Final = "Which kind of knowledge work was it? Two at most."
WHICH_STEP: Final = "How far round did it get?"
WHICH_SOURCES: Final = "What did it draw on? Three at most."
MOST_OF_THESE: Final = "{most} at most. Tap a ticked one to take it off."

REALLY_DELETE: Final = "Delete “{title}”? You can bring it back for 24 hours; then it is gone."
DO_DELETE: Final = "Delete it"
DO_NOT_DELETE: Final = "Keep it"
DELETED: Final = "Deleted. You can bring it back until {until}."
UNDO: Final = "Bring it back"
BROUGHT_BACK: Final = "It is back."

HELP: Final = (
    "<b>What I do</b>\n"
    "I ask what knowledge you created at work, keep your words safe, and hand them back as a monthly summary.\n\n"
    "/reflect – choose a question\n"
    "/today – knowledge created today\n"
    "/case, /cpd, /pun, /event, /feedback, /qi, /pdp, /wellbeing – one of these\n"
    "/entries – read, change, star, tag or delete what you kept\n"
    "/find – search it, such as /find explanation\n"
    "/plan – what you mean to do: change it, tick it off\n"
    "/summary – any month as message, card and PDF\n"
    "/why – what I asked and what I didn't, with the reason\n"
    "/settings – days, time, quiet hours, and what reaches you\n"
    "/less, /more – how often I ask\n"
    "/pause, /resume – a break, such as /pause 2w, and back\n"
    "/join, /leave – a cohort: by its link, and out of it again\n"
    "/back, /skip, /later, /stop – inside a question\n"
    "/support – if today was heavy\n"
    "/privacy – what is kept, and how; the lines that you shared\n\n"
    "Anything else you type, I offer to keep."
)
PRIVACY: Final = (
    "<b>Privacy</b>\n"
    "This is your own learning diary: not a record, not monitored, not advice. No patient data belongs here.\n\n"
    "Your words lie encrypted under a key of your own, and no tutor can read your entries. "
    "A text that looks as if it identifies someone is held back before it is stored.\n\n"
    "In a cohort your tutor sees how many answered, and what was chosen once 5 people have: never who, and nobody's "
    "words. It is no part of your assessment. A line that you choose to share leaves your diary: your tutor reads it "
    "and may pass it on, without your name unless you say so. You can take it back; who has read it has read it.\n\n"
    "Telegram keeps its own copy of this chat, and chats with bots are not end-to-end encrypted. "
    "Reflections are not legally privileged: write the learning, not the facts of a case."
)
