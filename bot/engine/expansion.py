"""Unrolls what stands for several steps: called sub-flows and repeats become plain steps with addresses.

Everything is laid out when a flow is read, so a run needs no stack: its state knows steps and answers by address.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.engine.document import Document, Path
from bot.engine.errors import suggest
from bot.engine.faults import validated
from bot.engine.limits import ADDRESS_LIMIT, CALLS_LIMIT, STEPS_LIMIT
from bot.engine.names import Names, landing_of, names_given, round_name, rounds_given
from bot.engine.placing import File, Layer, Place, Placed, giver_of
from bot.engine.shelf import SharedFlow, Shelf, shared_file
from bot.engine.steps import STEP_TYPES
from bot.engine.steps.ask_yes_no import AskYesNo
from bot.engine.steps.call import Call
from bot.engine.steps.card import Card
from bot.engine.steps.go import Go
from bot.engine.steps.repeat import Repeat
from bot.engine.steps.say import Say
from bot.engine.steps.step import Step
from bot.engine.translation import Translations, misplaced, said_again, untranslated


@dataclass(slots=True)
class Expansion:
    """One laying out of a flow, in its own or another language; faults go to the shelf."""

    shelf: Shelf
    translations: Translations | None = None
    placed: list[Placed] = field(default_factory=list)
    landings: dict[str, int] = field(default_factory=dict)
    seen: int = 0
    is_full: bool = False

    def lay_out(self, document: Document, steps: list[Any]) -> Names:
        """Lay out the steps of a flow's own file; the names there."""
        names = Names(own=names_given(steps), rounds=rounds_given(steps))
        self._steps(steps, ("steps",), Place(document=document, names=names))
        if self.translations is not None:
            self.translations.check()
        return names

    def _steps(self, steps: list[Any], path: Path, place: Place) -> None:
        for position, raw in enumerate(steps):
            self.seen += 1
            # Steps with faults are not placed, and must not go on for ever either.
            if max(self.seen - 1, len(self.placed)) >= STEPS_LIMIT and not self.is_full:
                self.is_full = True
                reason = f"A flow has at most {STEPS_LIMIT} steps, sub-flows and repeats included."
                self.shelf.fault(place.document, (*path, position), reason, "Make two flows of it.")
            if not self.is_full:
                self._step(raw, (*path, position), place)

    def _step(self, raw: Any, path: Path, place: Place) -> None:  # noqa: ANN401 - whatever the author wrote
        if not isinstance(raw, dict) or not raw:
            reason = "A step is a mapping that begins with its type."
            self.shelf.fault(place.document, path, reason, "Write it like: - say: hello")
            return
        kind, name = next(iter(raw.items()))
        values = {key: value for key, value in raw.items() if key != kind}
        model = STEP_TYPES.get(kind)
        if model is None:
            reason = f"There is no step type '{kind[:40]}'."
            self.shelf.fault(place.document, path, reason, suggest(kind, STEP_TYPES))
        elif "id" in raw:
            reason, remedy = "A step has no key 'id'.", f"Write the id behind '{kind}:'."
            self.shelf.fault(place.document, (*path, "id"), reason, remedy)
        elif kind == "close" and place.files[0].skeleton is not None:
            reason, remedy = "A card closes the whole flow.", "Write 'close' in the flow itself."
            self.shelf.fault(place.document, path, reason, remedy, str(name))
        else:
            self._typed(model, name, values, path, place)

    def _typed(self, model: type[Step], name: Any, values: dict[str, Any], path: Path, place: Place) -> None:  # noqa: ANN401 - whatever the author wrote
        way_out = place.names.way_out()
        if model.type == "end" and way_out is not None:
            # Inside a called file an end goes back to the caller.
            model, values = (
                (Say, {**values, "go": way_out}) if "text" in values else (Go, {**values, "to": way_out})
            )
        made = self._made(model, name, values, path, place)
        if isinstance(made, Call):
            self._call(made, str(name), path, place)
        elif isinstance(made, Repeat):
            self._repeat(made, str(name), path, place)

    def _made(
        self,
        model: type[Step],
        name: Any,  # noqa: ANN401 - whatever the author wrote
        values: Mapping[str, Any],
        path: Path,
        place: Place,
    ) -> Step | None:
        """Check a step as its callers and the language have it, and place it."""
        layers = [Layer(document=place.document, path=path)]
        values, spoken = self._as_said(values, str(name), layers, place)
        made = validated(model, {**values, "id": name}, place.names)
        if model is Repeat:
            self._check_times(layers, str(name))
        if isinstance(made, Step):
            missing = tuple(untranslated(made, spoken)) if self.translations else ()
            self._place(
                Placed(
                    step=made, name=str(name), names=place.names, layers=tuple(layers), untranslated=missing
                )
            )
            return made
        for inside, reason, remedy in made if isinstance(made, list) else []:
            giver = giver_of(layers, inside)
            self.shelf.fault(giver.document, (*giver.path, *inside), reason, remedy, str(name))
        return None

    def _check_times(self, layers: list[Layer], name: str) -> None:
        """A caller can't change how many rounds there are: the names in the skeleton count on them."""
        giver = giver_of(layers, ("times",))
        if giver is not layers[0]:
            reason = "How many rounds a repeat has can't be changed by a call."
            remedy = "Leave 'times' out, or end it sooner with until: …"
            self.shelf.fault(giver.document, (*giver.path, "times"), reason, remedy, name)

    def _place(self, placed: Placed) -> None:
        self.placed.append(placed)
        if len(placed.step.id) > ADDRESS_LIMIT:
            document, path = placed.where(())
            reason = f"With all that it stands in, its name has {len(placed.step.id)} characters; {ADDRESS_LIMIT} fit."
            self.shelf.fault(document, path, reason, "Give sub-flows and repeats shorter names.", placed.name)
        if isinstance(placed.step, Card):
            self._fill(placed.step, placed)

    def _as_said(
        self, values: Mapping[str, Any], name: str, layers: list[Layer], place: Place
    ) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """The step as its callers and the language have it, and what of it the language says."""
        spoken: dict[str, Any] = {}
        for file in place.files:
            values = self._in_words(values, spoken, file, name, layers)
            changes = file.changes.get(f"{file.key}{name}")
            if changes and file.changed is not None:
                values = {**values, **changes}
                spoken = {key: said for key, said in spoken.items() if key not in changes}
                where = (*file.changed.path, f"{file.key}{name}")
                layers.append(Layer(document=file.changed.document, path=where, keys=frozenset(changes)))
        return values, spoken

    def _in_words(
        self, values: Mapping[str, Any], spoken: dict[str, Any], file: File, name: str, layers: list[Layer]
    ) -> Mapping[str, Any]:
        """The step in the words that this file's translation has for it."""
        if self.translations is None:
            return values
        found = self.translations.words(file.translation(self.translations.locale), f"{file.key}{name}")
        if found is None:
            return values
        words, document, path = found
        for inside, reason, remedy in misplaced(values, words):
            self.shelf.fault(document, (*path, *inside), reason, remedy, name)
        layers.append(Layer(document=document, path=path, keys=frozenset(words)))
        spoken.update(words)
        return said_again(values, words)

    def _fill(self, card: Card, placed: Placed) -> None:
        found = self.shelf.card(card.of, self.translations.locale if self.translations else None)
        if found is None:
            document, path = placed.where(("of",))
            if f"{card.of}.yaml" not in self.shelf.files:
                reason = f"There is no file '{card.of}.yaml' beside the folders."
                self.shelf.fault(
                    document, path, reason, "Write its name without .yaml, such as of: support", placed.name
                )
            return
        card.show(text=found.text, contacts=found.lines)

    def _call(self, call: Call, name: str, path: Path, place: Place) -> None:
        chain = [file.skeleton for file in reversed(place.files) if file.skeleton is not None]
        skeleton = self.shelf.skeleton(call.flow)
        wrong = self._call_fault(call, chain, skeleton)
        if wrong is not None:
            key, reason, remedy = wrong
            self.shelf.fault(place.document, (*path, key), reason, remedy, name)
        if wrong is not None or skeleton is None:
            return
        names = Names(
            prefix=f"{call.id}.",
            own=names_given(skeleton.steps),
            rounds=rounds_given(skeleton.steps),
            given={given: call.given.get(given) for given in skeleton.given},
            exit=landing_of(call.id),
        )
        changed = Layer(document=place.document, path=(*path, "change"))
        inner = File(skeleton=call.flow, changes=call.change, changed=changed)
        inside = Place(document=skeleton.document, names=names, files=(inner, *place.inside(name)))
        first = len(self.placed)
        self._steps(skeleton.steps, ("steps",), inside)
        self.landings[landing_of(call.id)] = len(self.placed)
        self._check_changes(call, changed, first)

    def _call_fault(
        self, call: Call, chain: list[str], skeleton: SharedFlow | None
    ) -> tuple[str, str, str] | None:
        """What is wrong with a call, if anything: the key, the reason and the remedy."""
        if call.flow in chain:
            round_trip = " → ".join([*chain, call.flow])
            return "flow", f"'{call.flow}' calls itself: {round_trip}.", "Use a repeat."
        if len(chain) >= CALLS_LIMIT:
            return "flow", f"Sub-flows stand at most {CALLS_LIMIT} deep in each other.", ""
        if skeleton is None:
            # One that is there has told its own faults.
            is_there = shared_file(call.flow) in self.shelf.files
            reason = f"There is no skeleton '{call.flow}' in _shared."
            return None if is_there else ("flow", reason, suggest(call.flow, self.shelf.skeleton_names()))
        unknown = sorted(set(call.given) - skeleton.given)
        if not unknown:
            return None
        return "given", f"'{call.flow}' is given no '{unknown[0]}'.", suggest(unknown[0], skeleton.given)

    def _check_changes(self, call: Call, changed: Layer, first: int) -> None:
        """Tell of changes to steps that the skeleton has not got."""
        taken = {
            layer.path
            for placed in self.placed[first:]
            for layer in placed.layers
            if layer.document is changed.document
        }
        names = {placed.name for placed in self.placed[first:]}
        for name in call.change:
            if (*changed.path, name) not in taken and not self.is_full:
                reason = f"'{call.flow}' has no step '{name[:40]}'."
                self.shelf.fault(
                    changed.document, (*changed.path, name), reason, suggest(name, names), call.id
                )

    def _repeat(self, repeat: Repeat, name: str, path: Path, place: Place) -> None:
        asks_another = repeat.another is not None
        own = names_given(repeat.steps) | ({"another"} if asks_another else set())
        for number in range(1, repeat.times + 1):
            is_last = number == repeat.times
            names = Names(
                prefix=f"{place.names.prefix}{round_name(name, number)}.",
                own=own,
                rounds=rounds_given(repeat.steps),
                around=place.names,
                round={"number": number, "is_first": number == 1, "is_last": is_last},
            )
            inside = Place(document=place.document, names=names, files=place.inside(name))
            self._steps(repeat.steps, (*path, "steps"), inside)
            if is_last or self.is_full:
                break
            out = landing_of(repeat.id)
            if repeat.until is not None:
                self._made(Go, "until", {"to": out, "if": repeat.until}, (*path, "until"), inside)
            if asks_another:
                asked = repeat.another if isinstance(repeat.another, dict) else {"text": repeat.another}
                jumps = {"no": out, "skip": out} if asked.get("skip") else {"no": out}
                self._made(AskYesNo, "another", {**asked, "go": jumps}, (*path, "another"), inside)
        self.landings[landing_of(repeat.id)] = len(self.placed)
