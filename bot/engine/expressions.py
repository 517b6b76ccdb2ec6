"""Conditions and values in flow files: a small, safe language that is compiled once and can't fail at run time.

The syntax is Python's for names, dotted names, constants, lists, `and`, `or`, `not`, comparisons, `in`, and
`a if b else c`, plus `value | filter`. A dotted name is a field of a root (`profile.role`), or an answer of a sub-flow
or round (`reflection.so_what`, `chose.need_2.what`). Nothing can be called, nothing of Python can be reached, and what
is absent is None: a comparison with it is false, never an error.
"""

import ast
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from bot.engine.errors import Misauthored, suggest
from bot.engine.filters import FILTERS
from bot.engine.limits import EXPRESSION_LIMIT, EXPRESSION_NODES
from bot.engine.names import ROUND_FIELDS, Names

Scope = dict[str, Any]
"""What an expression reads: answers by name and the roots, each a mapping."""

Reader = Callable[[Scope], Any]

ROOTS = frozenset({"run", "profile", "calendar", "history", "course", "given", "round", "chose", "label"})
"""Names that hold other names; all others are answers."""

OF_ANSWERS = frozenset({"chose", "label"})
"""Roots that hold something of each answer under the answer's own name."""

FLAT = Names()
"""The names of a flow without sub-flows: each stands for itself."""


class Expression:
    """A compiled expression: its source, the names that it reads, and its value in a scope."""

    __slots__ = ("names", "source", "value")

    def __init__(self, source: str, names: Names = FLAT) -> None:
        self.source = source
        compiler = _Compiler(names)
        self.value: Reader = compiler.compile(parse(source))
        self.names: frozenset[tuple[str, str]] = frozenset(compiler.names)
        """Pairs of root ("" for an answer) and name."""

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"


def parse(source: str) -> ast.expr:
    """The syntax tree of a source, within the limits; raises `Misauthored`."""
    if len(source) > EXPRESSION_LIMIT:
        raise Misauthored(
            f"This expression has {len(source)} characters; the limit is {EXPRESSION_LIMIT}.",
            "Split it over two steps.",
        )
    if "\\" in source:
        raise Misauthored("Expressions hold no backslash.", "Use the other kind of quotes instead.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Misauthored(
            "This expression can't be read.", "Write it like: change and source == 'patient'."
        ) from None
    if sum(1 for _ in ast.walk(tree)) > EXPRESSION_NODES:
        raise Misauthored("This expression has too many parts.", "Split it over two steps.")
    return tree


class _Compiler:
    """Turns a syntax tree into nested functions and collects the names on its way."""

    def __init__(self, place: Names) -> None:
        self.place = place
        self.names: set[tuple[str, str]] = set()

    def compile(self, node: ast.expr) -> Reader:
        method = self._methods.get(type(node))
        if method is None:
            raise Misauthored(
                f"'{ast.unparse(node)[:40]}' is more than an expression may hold.",
                "Names, constants, and, or, not, comparisons, in, 'a if b else c' and filters are known.",
            )
        return method(self, node)

    def _constant(self, node: ast.Constant) -> Reader:
        value = node.value
        if not isinstance(value, str | int | float | bool | None):
            raise Misauthored("Only texts, numbers, True, False and None are constants.")
        return lambda _: value

    def _name(self, node: ast.Name) -> Reader:
        name = node.id
        if name in ROOTS:
            raise Misauthored(f"'{name}' holds names and has no value itself.", f"Write {name}.something.")
        return self._answer("", name)

    def _answer(self, root: str, path: str) -> Reader:
        """An answer, or something of it; what has several addresses is the list of what was answered."""
        first, *others = addresses = self.place.addresses(path)
        # One round answers for all: the later ones come after it.
        self.names.add((root, first))
        if others:
            return _gathered(root, addresses)
        if root:
            return lambda scope: _member(scope.get(root), first)
        return lambda scope: scope.get(first)

    def _attribute(self, node: ast.Attribute) -> Reader:
        path = _dotted(node)
        root, _, name = path.partition(".")
        if root not in ROOTS:
            return self._answer("", path)
        if root in OF_ANSWERS:
            return self._answer(root, name)
        if "." in name:
            raise Misauthored(f"'{path[:40]}' reaches too deep.", f"Write {root}.something.")
        if root == "round":
            return self._round(name)
        handed_over = self.place.handed_over() if root == "given" else None
        if handed_over is not None:
            return self._handed_over(name, handed_over)
        self.names.add((root, name))
        return lambda scope: _member(scope.get(root), name)

    def _round(self, name: str) -> Reader:
        constants = self.place.constants()
        if constants is None:
            raise Misauthored("There is no round here.", "'round' is known inside a repeat only.")
        if name not in constants:
            raise Misauthored(f"There is no 'round.{name[:40]}'.", suggest(name, ROUND_FIELDS))
        value = constants[name]
        return lambda _: value

    def _handed_over(self, name: str, given: Mapping[str, Any]) -> Reader:
        if name not in given:
            raise Misauthored(f"There is no 'given.{name[:40]}'.", suggest(name, given))
        handed: Expression | None = given[name]
        if handed is None:
            return lambda _: None
        self.names |= handed.names
        return handed.value

    def _items(self, node: ast.List | ast.Tuple) -> Reader:
        items = [self.compile(item) for item in node.elts]
        return lambda scope: [item(scope) for item in items]

    def _bool_op(self, node: ast.BoolOp) -> Reader:
        first, *others = [self.compile(value) for value in node.values]
        reader = first
        for other in others:
            reader = _both(reader, other) if isinstance(node.op, ast.And) else _either(reader, other)
        return reader

    def _unary(self, node: ast.UnaryOp) -> Reader:
        operand = self.compile(node.operand)
        if isinstance(node.op, ast.Not):
            return lambda scope: not operand(scope)
        if isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
            value = node.operand.value
            if isinstance(value, int | float):
                return lambda _: -value
        raise Misauthored("Only 'not' and negative numbers are known here.")

    def _if_else(self, node: ast.IfExp) -> Reader:
        test, then, other = self.compile(node.test), self.compile(node.body), self.compile(node.orelse)
        return lambda scope: then(scope) if test(scope) else other(scope)

    def _compare(self, node: ast.Compare) -> Reader:
        operands = [self.compile(value) for value in (node.left, *node.comparators)]
        reader: Reader | None = None
        for left, op, right in zip(operands, node.ops, operands[1:], strict=False):
            relation = _RELATIONS.get(type(op))
            if relation is None:
                raise Misauthored("This comparison is not known.", "Use == != < <= > >= in, or not in.")
            pair = _related(relation, left, right)
            reader = pair if reader is None else _both(reader, pair)
        return reader or operands[0]

    def _filter(self, node: ast.BinOp) -> Reader:
        if not isinstance(node.op, ast.BitOr) or not isinstance(node.right, ast.Name):
            raise Misauthored("Flows do not calculate.", "Only 'value | filter' is known.")
        filtering = FILTERS.get(node.right.id)
        if filtering is None:
            raise Misauthored(f"There is no filter '{node.right.id}'.", suggest(node.right.id, FILTERS))
        value = self.compile(node.left)
        return lambda scope: filtering(value(scope))

    _methods: Mapping[type[ast.expr], Callable[["_Compiler", Any], Reader]] = {
        ast.Constant: _constant,
        ast.Name: _name,
        ast.Attribute: _attribute,
        ast.List: _items,
        ast.Tuple: _items,
        ast.BoolOp: _bool_op,
        ast.UnaryOp: _unary,
        ast.IfExp: _if_else,
        ast.Compare: _compare,
        ast.BinOp: _filter,
    }


def _dotted(node: ast.expr) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        raise Misauthored(f"'{ast.unparse(node)[:40]}' holds no names.", "Only names are joined by dots.")
    return ".".join([node.id, *reversed(parts)])


def _gathered(root: str, addresses: tuple[str, ...]) -> Reader:
    def reader(scope: Scope) -> Any:  # noqa: ANN401 - values of a flow are JSON of any kind
        holder = scope.get(root, {}) if root else scope
        return [holder[address] for address in addresses if holder.get(address) is not None] or None

    return reader


def _member(holder: Any, name: str) -> Any:  # noqa: ANN401 - values of a flow are JSON of any kind
    return holder.get(name) if isinstance(holder, Mapping) else None


def _both(left: Reader, right: Reader) -> Reader:
    return lambda scope: left(scope) and right(scope)


def _either(left: Reader, right: Reader) -> Reader:
    return lambda scope: left(scope) or right(scope)


def _related(relation: Callable[[Any, Any], bool], left: Reader, right: Reader) -> Reader:
    return lambda scope: relation(left(scope), right(scope))


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def relation(left: Any, right: Any) -> bool:  # noqa: ANN401 - values of a flow are JSON of any kind
        try:
            return compare(left, right)
        except TypeError:
            return False

    return relation


_RELATIONS: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: lambda left, right: bool(left == right),
    ast.NotEq: lambda left, right: bool(left != right),
    ast.Lt: _ordered(lambda left, right: bool(left < right)),
    ast.LtE: _ordered(lambda left, right: bool(left <= right)),
    ast.Gt: _ordered(lambda left, right: bool(left > right)),
    ast.GtE: _ordered(lambda left, right: bool(left >= right)),
    ast.In: _ordered(lambda left, right: bool(left in right)),
    ast.NotIn: _ordered(lambda left, right: right is None or bool(left not in right)),
}
