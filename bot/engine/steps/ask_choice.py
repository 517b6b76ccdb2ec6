"""Asks for one of several choices."""

from typing import ClassVar

from bot.engine.steps.ask import AskOfChoices


class AskChoice(AskOfChoices):
    """Asks for one of several choices, tapped or typed; `choices_from` takes them from what the flow was given.

    ```yaml
    - ask_choice: rule
      text: Did today strengthen, bend or break the rule?
      choices:
        strengthened: Strengthened
        bent: {label: Bent, go: rule_now}
        broken: {label: Broken, go: rule_now}
    ```
    """

    type: ClassVar[str] = "ask_choice"
