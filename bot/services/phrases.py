"""Every sentence that the services say by themselves, in one place, so that all of them can be read in a row."""

from typing import Final

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
GO_BACK: Final = "‹ Back"
SNOOZED: Final = "I'll ask again {when}."

HELLO_AGAIN: Final = (
    "Hello again. /reflect begins a reflection, /summary shows your month, /help shows the rest."
)
WELCOME_BACK: Final = "Good to have you back. I'll ask at your usual time; /reflect begins now."
SCHEDULED: Final = "I'll ask on {days} at {slot}. Next: {next}."
PAUSED: Final = "Paused. Nothing comes until you send /resume; what you write yourself is still kept."
RESUMED: Final = "Back on. Next question: {next}."
NO_TIME_CHOSEN: Final = "when you have chosen days and a time in /settings"
ON_LEAVE: Final = (
    "Enjoy the break. Nothing comes until {back}. Next question: {next}. /resume ends it sooner."
)
PAUSE_UNCLEAR: Final = "I don't understand that date. Try /pause until 12 Jan, /pause 2w, or plain /pause until you send /resume."
CHOOSE_FLOW: Final = "What would you like to think about?"
CHOOSE_MONTH: Final = "Which month?"
MAKING_SUMMARY: Final = "One moment, I'm putting {month} together."
REVIEW: Final = "Look back for a minute"
PDF_CAPTION: Final = "Your month as a PDF, to keep or to show."
UNKNOWN_COMMAND: Final = "I don't know that one. /help shows what I do."
FUTURE_MONTH: Final = "That month has not begun yet."

HELP: Final = (
    "<b>What I do</b>\n"
    "I ask what knowledge you created at work, keep your words safe, and hand them back as a monthly summary.\n\n"
    "/reflect – choose a question\n"
    "/today – knowledge created today\n"
    "/case, /cpd, /event, /feedback – one of these\n"
    "/summary – any month as message, card and PDF\n"
    "/settings – days and time\n"
    "/pause, /resume – a break, and back\n"
    "/back, /skip, /stop – inside a question\n"
    "/support – if today was heavy\n"
    "/privacy – what is kept, and how\n\n"
    "Anything else you type, I offer to keep."
)
PRIVACY: Final = (
    "<b>Privacy</b>\n"
    "This is your own learning diary: not a record, not monitored, not advice. No patient data belongs here.\n\n"
    "Your words lie encrypted under a key of your own, and no tutor can read your entries. "
    "A text that looks as if it identifies someone is held back before it is stored.\n\n"
    "Telegram keeps its own copy of this chat, and chats with bots are not end-to-end encrypted. "
    "Reflections are not legally privileged: write the learning, not the facts of a case."
)
