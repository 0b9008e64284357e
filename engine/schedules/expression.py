"""An expression in t, such as cos((t + 0.008) / 1.008 * pi / 2)**2: read as data, never run as code."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.schedules.arrays import Array

LONGEST = 500
MOST_PARTS = 200
LARGEST = 1e12
"""Of a number that is written."""
LARGEST_POWER = 1000.0

CONSTANTS = {"pi": math.pi, "e": math.e}
FUNCTIONS: dict[str, tuple[Callable[..., Any], int]] = {
    "cos": (np.cos, 1),
    "sin": (np.sin, 1),
    "tan": (np.tan, 1),
    "acos": (np.arccos, 1),
    "asin": (np.arcsin, 1),
    "atan": (np.arctan, 1),
    "cosh": (np.cosh, 1),
    "sinh": (np.sinh, 1),
    "tanh": (np.tanh, 1),
    "exp": (np.exp, 1),
    "expm1": (np.expm1, 1),
    "log": (np.log, 1),
    "log1p": (np.log1p, 1),
    "sqrt": (np.sqrt, 1),
    "abs": (np.abs, 1),
    "min": (np.minimum, 2),
    "max": (np.maximum, 2),
    "sigmoid": (lambda x: np.exp(-np.logaddexp(0.0, -x)), 1),
}
"""The functions that may be used, and how many arguments each has."""


def _power(base: Array, exponent: Array) -> Array:
    if np.max(np.abs(exponent)) > LARGEST_POWER:
        raise ValueError(f"a power is above {LARGEST_POWER:g}")
    result: Array = np.power(base, exponent)
    return result


OPERATORS: dict[type[ast.operator], Callable[[Array, Array], Array]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: _power,
}


def evaluate(text: str, t: Array) -> Array:
    """The values of an expression at the times `t`, t / T from 0 to 1; one for each.

    Raises:
        ValueError: with one sentence, when it has anything but numbers, t, names and operators of the
            lists, or a value is no number.
    """
    if len(text) > LONGEST:
        raise ValueError(f"The expression has {len(text)} letters; at most {LONGEST} are read.")
    try:
        tree = ast.parse(text.strip().replace("^", "**"), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"{_short(text)} is no expression in t, such as cos(pi / 2 * t)**2.") from error
    if sum(1 for _ in ast.walk(tree)) > MOST_PARTS:
        raise ValueError(f"The expression has more than {MOST_PARTS} parts.")
    try:
        with np.errstate(all="ignore"):
            values = np.broadcast_to(_value(tree.body, t), t.shape).astype(np.float64)
    except ValueError as error:
        raise ValueError(f"{_short(text)} cannot be used: {error}.") from error
    wrong = np.flatnonzero(np.isnan(values))
    if wrong.size:
        raise ValueError(f"{_short(text)} is no number at t = {t[wrong[0]]:.6g} (t goes from 0 to 1).")
    return values


def is_expression(text: str) -> bool:
    """Whether a text is meant as one: it has the letter t, alone, and is one line."""
    names = "".join(letter if letter.isalnum() or letter == "_" else " " for letter in text).split()
    return "t" in names and "\n" not in text.strip() and not text.lstrip().startswith(("{", "["))


def _value(node: ast.expr, t: Array) -> Array:
    match node:
        case ast.Constant(value=bool()):
            raise ValueError("True and False are no numbers")
        case ast.Constant(value=int() | float() as number):
            return _constant(number)
        case ast.Name(id="t"):
            return t
        case ast.Name(id=name) if name in CONSTANTS:
            return np.array(CONSTANTS[name])
        case ast.Name(id=name):
            raise ValueError(f"{name!r} is unknown; there are t, {', '.join([*CONSTANTS, *FUNCTIONS])}")
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            value = _value(operand, t)
            return -value if isinstance(node.op, ast.USub) else value
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in OPERATORS:
            return OPERATORS[type(operator)](_value(left, t), _value(right, t))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
            function, count = FUNCTIONS[name]
            if len(arguments) != count:
                raise ValueError(
                    f"{name} has {count} argument{'s' * (count > 1)}, and {len(arguments)} are given"
                )
            result: Array = function(*(_value(each, t) for each in arguments))
            return result
        case ast.Call(func=ast.Name(id=name)):
            raise ValueError(f"there is no function {name!r}; there are {', '.join(FUNCTIONS)}")
    raise ValueError("only numbers, t, + - * / **, brackets and functions are allowed")


def _constant(number: float) -> Array:
    if not abs(number) <= LARGEST:
        raise ValueError(f"a number is above {LARGEST:g}")
    return np.array(float(number))


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:50]}...")
