"""Asks for consent to a purpose."""

from typing import ClassVar, Self

from pydantic import model_validator

from bot.engine.errors import Misauthored, suggest
from bot.engine.expressions import Scope
from bot.engine.steps.ask_yes_no import AskYesNo
from bot.engine.vocabulary import CONSENT_PURPOSES


class AskConsent(AskYesNo):
    """Asks for consent to a purpose (storing, wellbeing, sharing); only a tap counts, never a typed word.

    ```yaml
    - ask_consent: may_store
      purpose: storing
      text: May I keep what you write here?
      yes: Yes, keep it
      no: No, thank you
      go: {no: refused}
    ```
    """

    type: ClassVar[str] = "ask_consent"
    purpose: str

    @model_validator(mode="after")
    def _check_purpose(self) -> Self:
        if self.purpose not in CONSENT_PURPOSES:
            reason = f"'{self.purpose[:40]}' is no purpose."
            raise Misauthored(reason, suggest(self.purpose, CONSENT_PURPOSES))
        return self

    @property
    def may_be_reopened(self) -> bool:
        """Consent is withdrawn by its own command, not by going back."""
        return False

    @property
    def takes_text(self) -> bool:
        """Consent is a tap."""
        return False

    def wants(self, text: str, scope: Scope) -> bool:  # noqa: ARG002 - nothing typed is wanted
        """Nothing typed is consent."""
        return False
