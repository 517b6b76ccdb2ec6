"""`kipic simulate`: the programme lived by made-up people over weeks, against the real services and a real store.

chance        the seed's draws, the same whatever the order in which they are asked for
people        who takes part: their days, times, zones and leave
cohorts       who goes through a course together, and how each comes, rests and goes
answers       what somebody does when a question comes
crowd         everybody's phones, and what their owners are about to do
moments       one instant of the bot in one transaction
weeks         virtual time, from instant to instant
rows          what was decided and sent, as plain rows
living        people, weeks and a store put together, for a part of the people
ledger        those rows, read back from the store
findings      what breaks a rule, as it is told
invariants    what must hold over all rows
course_rules  what must hold over those of a course
report        the table and the CSV
marks         what became of an occurrence, and its mark
picture       the same as one SVG
spike         many thousand people who are due at once
command       the parts together, checked and told, as `kipic simulate` calls it
"""
