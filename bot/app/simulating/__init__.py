"""`kipic simulate`: the programme lived by made-up people over weeks, against the real services and a real store.

chance      the seed's draws, the same whatever the order in which they are asked for
people      who takes part: their days, times, zones and leave
answers     what somebody does when a question comes
crowd       everybody's phones, and what their owners are about to do
moments     one instant of the bot in one transaction
weeks       virtual time, from instant to instant
rows        what was decided and sent, as plain rows
living      people, weeks and a store put together, for a part of the people
ledger      those rows, read back from the store
invariants  what must hold over all rows
report      the table and the CSV
picture     the same as one SVG
spike       many thousand people who are due at once
command     the parts together, checked and told, as `kipic simulate` calls it
"""
