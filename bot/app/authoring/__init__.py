"""What authors do with flows from the command line: check, play, test, draw, compare and begin them.

Each module is one command: a function that prints and returns the exit code, or raises KipicError with a remedy.
"""
