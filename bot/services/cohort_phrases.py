"""Every sentence about cohorts: joining and leaving one, and looking after one."""

from collections.abc import Mapping
from typing import Final

from bot.domain.cohorts import Joining

# Joining.
INVITATION: Final = (
    "<b>{name}</b>\n{title}: {weeks}, from {starts}.\n\n{coming}\n\n"
    "If you haven't answered, I ask once more at the end of the week. "
    "Your tutor sees how many answered, never who or what. This is not part of your assessment."
)
COMING_LINE: Final = "{when}: {what}"
COMING_MORE: Final = "and {count} more"
COMING_NOTHING: Final = "No question of the course is still to come to you, only what your tutor sends."
JOIN: Final = "Join"
NOT_NOW: Final = "Not now"
JOINED: Final = "You are in <b>{name}</b>. Next from it: {next}. /leave takes a break, or leaves."
JOINED_TO_NOTHING: Final = (
    "You are in <b>{name}</b>. No question of its course is still to come. /leave leaves it."
)
NOT_JOINED: Final = "Fine. The invitation still works if you change your mind."
ALREADY_IN: Final = "You are in <b>{name}</b> already. /leave takes a break, or leaves."
COHORT_CLOSED: Final = "That cohort has ended and takes nobody in any more."
COHORT_FULL: Final = (
    "<b>{name}</b> is full. Whoever invited you can make room, and the invitation will work then."
)
COURSE_GONE: Final = "The course of <b>{name}</b> isn't there at the moment, so nobody can join. Please tell whoever invited you."

# Leaving.
IN_NO_COHORT: Final = "You are in no cohort. /pause takes a break from everything."
HOLIDAY_OR_LEAVING: Final = "Is it a holiday, or are you leaving the cohort?"
HOLIDAY: Final = "A holiday: nothing from me"
HOLIDAY_UNTIL: Final = "Until when does nothing come? Tap, or send a day such as /pause until 12 Jan."
HOLIDAYS: Final[Mapping[str, str]] = {"1w": "One week", "2w": "Two weeks", "3w": "Three weeks"}
REST: Final = "Pause {name} alone"
GO_ON: Final = "Go on with {name}"
LEAVE: Final = "Leave {name}"
NEITHER: Final = "Neither"
RESTING: Final = "{name} is paused and your place is kept. Everything else comes as before. /resume goes on."
GOING_ON: Final = "{name} goes on."
REALLY_LEAVE: Final = (
    "Leave <b>{name}</b>? Its questions and reminders stop, and so does what its tutor sends. "
    "What you wrote stays yours, and your own questions come as before."
)
DO_LEAVE: Final = "Leave it"
STAY: Final = "Stay"
LEFT: Final = "You have left {name}. What you wrote is yours, in /entries."
STAYED: Final = "Nothing has changed."
HAS_ENDED: Final = "{name} has ended, so nothing more comes of it."
NOT_IN_IT: Final = "You are not in that cohort."

# Looking after cohorts.
COHORTS: Final = "<b>Cohorts</b>\nTap one to see more."
NO_COHORTS: Final = "There is no cohort yet. Make one, and invite people by its link."
NEW_COHORT: Final = "New cohort"
ENDED_COHORTS: Final = "Archived ({count})"
ENDED: Final = "<b>Archived cohorts</b>"
PLACE_IN_LIST: Final = "\n{count} cohorts, {first} to {last}"
COHORT_LINE: Final = "{name} · {size} in it · {where}"
BEGINS_ON: Final = "from {day}"
WEEK_OF: Final = "week {week} of {weeks}"
COURSE_OVER: Final = "course over"
NO_COURSE: Final = "course missing"
IS_ARCHIVED: Final = "archived"
CARD: Final = "<b>{name}</b>\n{title}, {where}\nBegins {starts}\nClock: {zone}\nIn it: {size}{places}\nLate joiners: {joining}"
PLACES: Final = " of {capacity}"
JOININGS: Final[Mapping[Joining, str]] = {
    Joining.FROM_HERE: "go on from here",
    Joining.CATCH_UP: "catch up, one question a working day at most",
    Joining.FROM_START: "begin at week 1 when they join",
}
BACK: Final = "‹ Back"
INVITE: Final = "Invitation and QR code"
TAKE_BACK: Final = "Take invitations back"
REALLY_TAKE_BACK: Final = (
    "Take back {links} into <b>{name}</b>, for people and for tutors? Whoever opens one from now on can't join by it. "
    "People already in stay in, and so do its tutors."
)
DO_TAKE_BACK: Final = "Take them back"
NONE_TO_TAKE_BACK: Final = "No invitation into <b>{name}</b> works at the moment."
TAKEN_BACK: Final = "Taken back: {links} into <b>{name}</b>. People already in stay in."
CHANGE_START: Final = "Start date"
CHANGE_PLACES: Final = "Places"
CHANGE_JOINING: Final = "Late joiners"
SHOW_WEEKS: Final = "Week by week"
ANOTHER_TUTOR: Final = "Another tutor"
ARCHIVE: Final = "Archive"
INVITED: Final = (
    "This link leads into <b>{name}</b>, for as many as there are places. It works until {until}.\n\n{link}"
)
QR_CAPTION: Final = "{name}: point a phone's camera here to join."
TUTOR_LINK: Final = "The first tutor who opens this looks after <b>{name}</b> too. It works once; send it to that person alone.\n\n{link}"
WHEN: Final = "<b>{name}</b> begins {was}. Would you like it to begin <b>{day}</b>?\n\n{effect}"
WHEN_SAME: Final = "<b>{name}</b> begins {day}. Which day shall it be instead?"
DAYS: Final[Mapping[int, str]] = {-7: "‹ Week", -1: "‹ Day", 1: "Day ›", 7: "Week ›"}
MOVE: Final = "Begin {day}"
NOBODY_AFFECTED: Final = "Nobody is in it yet."
AFFECTED: Final = "This changes what is still to come for {people}; nothing is sent again."
HAD: Final = " {count} had {week} already and keep it."
HAD_SOME: Final = "Some have"
HAD_ONE: Final = "1 has"
HAD_MANY: Final = "{count} have"
MOVED: Final = "<b>{name}</b> begins {day} now. Everybody's questions follow within a minute."
TOO_FAR: Final = "A start lies within a year of today."
HOW_MANY: Final = "For how many people has <b>{name}</b> places? {size} in it now; nobody is put out."
AS_MANY: Final = "Any number"
PLACES_CHANGED: Final = "<b>{name}</b>: {places}."
PLACES_FOR: Final = "places for {count}"
PLACES_FOR_ALL: Final = "places for any number"
WHICH_JOINING: Final = "What becomes of the weeks that somebody missed who comes late?\n\n{effect}"
JOINING_CHANGED: Final = "Late joiners {joining}."
REALLY_ARCHIVE: Final = (
    "Archive <b>{name}</b>? Its questions stop for {people}, nobody can join any more, and its links end. "
    "What people wrote stays theirs, and its totals stay here. It can't be undone."
)
DO_ARCHIVE: Final = "Archive it"
ARCHIVED: Final = "<b>{name}</b> is archived. Nothing more comes of it."
GONE: Final = "That cohort is archived already."
MADE: Final = (
    "<b>{name}</b> is made: {title}, {weeks}.\n\n{dates}\n\nEach is asked on their own working days."
)
MADE_WEEK: Final = "Week {number}: from {day}"
NOT_MADE: Final = "I could not make that cohort: {why} Begin again with /cohorts."
WHY_COURSE: Final = "there is no such course any more."
WHY_START: Final = "its start must lie within a year."
WHY_NAME: Final = "its name needs 1 to {most} letters."
