"""Tapping through `/settings` as people do, for the tests of what comes of it."""

from tests.surgery import Doctor


def choose(doctor: Doctor, *labels: str) -> str:
    """Tap through `/settings`; the line that confirms it, which comes before the list again."""
    doctor.types("/settings")
    for label in labels:
        taps(doctor, label)
    return doctor.phone[-2].text


def taps(doctor: Doctor, label: str) -> None:
    """Tap the newest message's button of exactly this label, ticked or not."""
    shown = next(one for one in reversed(doctor.phone) if one.buttons)
    known = {name.removeprefix("✓ "): data for name, data in shown.buttons}
    doctor.taps_data(known[label], message_id=shown.id)
