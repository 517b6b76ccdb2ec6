"""What authors do with flows from the command line: begin, check, play, test, draw, compare and publish them.

Each module is one command: a function that prints and returns the exit code, or raises KipicError with a remedy. What
it prints is a value first, so that the workshop on the playground's page (`bot/app/workshop`) shows the same.
"""
