"""One flow that holds every step type and every key, for walks through the whole language."""

from bot.engine.definition import Flow
from bot.engine.loading import FLOW_FILE, load_flow

EVERYTHING = """\
flow: everything
title: Everything
seconds: 300
given: [entries, plan]
entry:
  activity: qia
  title: "{{ thought or needs.what }}"
  what: "{{ needs.what | list }}"
  so_what: "{{ reflection.so_what }}"
  follow_up: "{{ by_when | day }}"
  minutes: took
  starred: star
  more: {confidence: confidence}
steps:
  - say: hello
    text: {rotate: [Hello., "Hello {{ profile.first_name }}."]}
  - ask_consent: may
    purpose: sharing
    text: May I?
  - ask_text: thought
    text: A thought?
    hint: In a line.
    choices: {none: None}
    skip: true
    go: {none: needs}
    validate:
      - {if: answer | length > 40, say: "{{ answer | length }} signs are too many."}
      - {if: answer == 'no' and may, say: Say more.}
    attempts: {limit: 3, go: past}
    remind_after: 1h
    remind: Still there?
    give_up_after: 3h
    on_no_answer: past
  - ask_yes_no: sure
    text: Sure of {{ thought }}?
    skip: true
  - repeat: needs
    times: 3
    if: sure != False
    steps:
      - ask_text: what
        text: What is needed ({{ round.number }})?
        skip: true
      - call: pair
        flow: pair
        if: what and round.is_first
        given: {subject: what}
    until: what == 'stop'
    another: {text: Another?, skip: true, give_up_after: 1h}
  - ask_choice: which
    text: Which of these?
    choices_from: given.entries
    choices: {all: All, far: {label: Far, go: past}}
    invalid: One of these, please.
    attempts: 2
  - star: best
    entry: which
  - call: reflection
    flow: what_so_what_now_what
    given: {subject: thought}
    change: {so_what: {text: And so?}}
  - ask_choices: tags
    text: Tags?
    choices: {a: A, b: B, c: C}
    preset: [b]
    at_most: 2
    validate: [{if: "'c' in answer", say: Not C.}]
    skip: true
  - ask_number: patients
    text: How many?
    max: 99
    skip: true
  - ask_scale: confidence
    text: How sure?
    low: not
    high: very
    go: {"0": past}
  - ask_minutes: took
    text: How long?
    choices: {15: A quarter}
    skip: true
  - ask_time: slot
    text: When?
    choices: {"12:45": "12:45"}
    skip: true
  - set: times
    values: {slot: slot}
  - ask_date: by_when
    text: By when?
    choices: {2w: In two weeks}
    earliest: tomorrow
    latest: +1y
    skip: true
  - plan: item
    need: thought
    step: needs.what | list
    by: by_when
  - follow_up: later
    flow: check_in
    after: by_when
    plan: item
    quote: {said: thought}
  - update_plan: earlier_item
    item: given.plan
    status: {done: confidence > 8, started: sure}
    step: thought
    by: by_when
  - follow_up: sooner
    flow: check_in
    after: 2w
  - branch: ways
    ways:
      - {if: confidence > 8, go: bye}
      - {if: "label.sure == 'Yes'", go: nudge}
    otherwise: past
  - go: never
    to: past
    if: confidence == 11
  - ask_choice: nudge
    text: There?
    choices: {here: Here}
    ends_when: person_writes
    give_up_after: 24h
  - start: other
    flow: check_in
    given: {said: thought}
  - hand_over: handed
    to: broadcast
    fields: {text: thought, answered_by: "'none'", timing: "'now'"}
  - card: contacts
  - close: closing
    text: Kept.
    taps: {drew_on: {patient: Patient, evidence: Evidence}, star: Star}
  - say: past
    text: Past it all.
  - end: bye
    text: Bye.
"""

PAIR = """\
flow: pair
title: A pair
given: [subject]
steps:
  - ask_text: why
    text: "Why {{ given.subject }}?"
    skip: true
  - end: enough
    if: not why
    text: Enough then.
  - ask_yes_no: good
    text: "Is {{ why | short }} good?"
"""

SKELETON = """\
flow: what_so_what_now_what
title: What?
given: [subject]
steps:
  - ask_text: what
    if: not given.subject
    text: What?
  - ask_text: so_what
    text: So what?
    skip: true
"""

SUPPORT = """\
text: People who listen.
contacts:
  - {name: Samaritans, how: 116 123, last_verified: null}
  - {name: A & B, how: "1 < 2", note: At night., last_verified: 2026-01-31}
"""

WELSH = """\
title: Popeth
steps:
  hello: {text: {rotate: [Helo., "Helo {{ profile.first_name }}."]}}
  thought:
    text: Meddwl?
    choices: {none: Dim}
    skip: Nesaf
    validate: ["Mae {{ answer | length }} yn ormod."]
  needs.what: {text: "Beth sydd ei angen ({{ round.number }})?"}
  needs.another: {text: Un arall?}
  needs.pair.why: {text: "Pam {{ given.subject }}?"}
  which: {choices: {far: Pell}}
  closing: {text: Wedi'i gadw., taps: {drew_on: {patient: Claf}, star: Seren}}
"""

FILES = {
    FLOW_FILE: EVERYTHING,
    "flow.cy.yaml": WELSH,
    "_shared/pair.yaml": PAIR,
    "_shared/what_so_what_now_what.yaml": SKELETON,
    "support.yaml": SUPPORT,
}


def everything() -> Flow:
    return load_flow(FILES, "everything")
