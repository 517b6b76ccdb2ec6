"""Three months of believable entries for the playground, so that a summary and a portfolio have something to show."""

from bot.app.program import Program


async def seed_demo(stage: object) -> None:
    """Begin with a GP who has used Kipic for three months."""
    del stage


__all__ = ["Program", "seed_demo"]
