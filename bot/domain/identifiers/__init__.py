"""The identifier screen: finds what could tell who a patient is, before anything is stored.

    intake      what every text goes through first: line ends and control characters
    findings    what was found: kind, strength and place, never the words
    reading     a text as the recognisers read it: one spelling of digits, dashes and spaces
    hints       one cheap look that lets innocent numbers pass
    numbers     NHS, CHI and H&C numbers, telephone numbers
    dates       dates of birth and other exact dates
    places      postcodes and street addresses
    records     record, hospital, GMC and National Insurance numbers
    internet    e-mail addresses and links
    people      names after a title, great age
    screen      all of them, in one pass of bounded cost

Rules: NHS Data Dictionary (NHS NUMBER, its modulus 11 check), Ofcom's numbering plan, Royal Mail's postcode
areas and shapes, HMRC's NINO shape. The screen reads; it never changes a text.
"""

from bot.domain.identifiers.findings import Finding, Findings, IdentifierKind, Strength
from bot.domain.identifiers.intake import normalise_text
from bot.domain.identifiers.screen import screen

__all__ = ["Finding", "Findings", "IdentifierKind", "Strength", "normalise_text", "screen"]
