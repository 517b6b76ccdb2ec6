"""The metronome: a few fixed beats; every durable time is a row in the database."""
