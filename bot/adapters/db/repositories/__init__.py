"""The repositories of `bot.ports` on SQLAlchemy Core, one module each.

Statements are built once, when a module loads, so that SQLAlchemy compiles each of them once; lists are bound as one
parameter, so that their text never changes. A row becomes a value in one function of its module.
"""
