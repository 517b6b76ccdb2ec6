"""Every sentence about how a cohort is doing, and about what its people chose."""

from typing import Final

PAGE: Final = "<b>{name}</b>: how it goes\n{title}, {where}"
WEEK: Final = "<b>Week {week}</b>: {what}"
PROMPT: Final = "\n\n{prompt}\n{numbers}"
MESSAGES: Final = "\n\n<b>Messages</b>"
MESSAGE: Final = "\n“{what}”: {numbers}"
NUMBERS: Final = "asked {asked}, answered {answered}"
TO_COME: Final = "still to come"
UNTOLD: Final = "too few people to tell"
NOTHING: Final = "\n\nNothing was asked yet."
FOOTER: Final = (
    "\n\nNumbers are exact from 10 people on. What was chosen shows once 5 have answered, and anew with every 5 more: "
    "never who, and never anybody's words."
)
CHOSEN_IN_WEEK: Final = "What week {week} chose"
CHOSEN_IN_MESSAGE: Final = "Chosen: {what}"
WHAT_THEY_CHOSE: Final = "What they chose"
PICTURE: Final = "Trends as a picture"
BACK: Final = "‹ Back"
CHOSEN: Final = "<b>What people chose</b>"
CHOSEN_OF: Final = "\n{what}"
QUESTION: Final = "\n\n{question} ({people} people)\n<pre>{bars}</pre>"
PILLARS: Final = "Kinds of knowledge work in what they kept"
NOT_YET: Final = (
    "\n\nNothing to show yet: what was chosen shows once 5 people have answered a question with choices."
)
CHOSEN_FOOTER: Final = "\nIt changes when 5 more have answered."
MORE: Final = "\n\nThere is more than one message holds."
COMING_UP: Final = "The picture is on its way."
NO_PICTURE: Final = "There is nothing to draw yet: it takes 5 people, and a week that has begun."
CAPTION: Final = "<b>{name}</b>, {day}"
NOT_DRAWN: Final = "The picture could not be drawn. Please try again later."
