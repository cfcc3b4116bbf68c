"""JSON that somebody else wrote: whatever Python cannot hold of it is told as one error, with a clause for people.

``json.loads`` has three ways to refuse a text: JSONDecodeError, RecursionError where it is nested too deeply, and a bare
ValueError where a number has more digits than Python turns into an integer. All text from outside is read here.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

#: Control characters (C0, DEL, C1), separators that some take for a line's end, and marks that turn the direction of text.
STEERING = (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_STEERS = (
    f"[{''.join(map(chr, STEERING)).replace(chr(10), '')}]"  # compiled when it is first used: a start does without
)
TOO_DEEP = "it is nested too deeply"


class MisfitError(ValueError):
    """A value from outside that cannot be what it stands for: a span beyond its text, a word that is none of a closed list.

    Readers check what comes from a file and raise this; any other error over a file is a bug of the reader.
    """


class NotJsonError(MisfitError):
    """A text is not readable JSON; ``str(error)`` is a clause that says why."""


def whole(value: Any) -> int:
    """A whole number as JSON has it; MisfitError for any other value: true and 2.5 are none."""
    if type(value) is int:
        return value
    if type(value) is float and value.is_integer():
        return int(value)
    raise MisfitError(f"{str(value)[:40]} is not a whole number")


def read_json(text: str | bytes, *, strict: bool = True) -> Any:
    """What a JSON text (bytes: UTF-8, UTF-16 or UTF-32) says; NotJsonError where it cannot be read, whatever the reason.

    ``strict=False``: texts in it may hold line breaks and other control characters as they are.
    """
    try:
        return json.loads(text) if strict else json.loads(text, strict=False)  # any option makes a decoder for one text
    except RecursionError as err:
        raise NotJsonError(TOO_DEEP) from err
    except (json.JSONDecodeError, UnicodeError) as err:
        raise NotJsonError(str(err)) from err
    except ValueError as err:
        digits = sys.get_int_max_str_digits()
        raise NotJsonError(f"a number in it has more than {digits:,} digits") from err


def read_json_at(text: str, begin: int) -> Any:
    """What the JSON value says that begins there in a longer text, such as a script; NotJsonError where there is none."""
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, begin)[0]
    except RecursionError as err:
        raise NotJsonError(TOO_DEEP) from err
    except ValueError as err:
        raise NotJsonError(str(err)) from err


def json_text(value: Any, *, indent: int | None = None) -> str:
    """A value as JSON that is UTF-8 and steers no terminal: letters as they are, the rest and lone surrogates as escapes."""
    text = re.sub(
        _STEERS,
        lambda found: f"\\u{ord(found[0]):04x}",
        json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False),
    )
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, indent=indent)
    return text


#: A type; None; a list with the shape of its items; a dict of keys, those that end in ``?`` optional; a tuple of such, any of which
#: will do; or a function that says whether a value will do. ``object`` is anything.
Shape = Any


def number(value: object) -> bool:
    """Whether a value is a finite number."""
    return type(value) in (int, float) and -1e300 < value < 1e300  # type: ignore[operator]


def pair(value: object) -> bool:
    """Whether a value is a list of two offsets."""
    return isinstance(value, list) and [type(x) for x in value] == [int, int]


def offset(value: object) -> bool:
    """True for what :func:`whole` reads; its MisfitError for anything else."""
    whole(value)
    return True


def offsets(value: object) -> bool:
    """Whether a value is a list of two offsets as others write them; MisfitError where a part is none."""
    return isinstance(value, list) and len(value) == 2 and all(map(offset, value))


def some_texts(value: object) -> bool:
    """Whether a value is a list of texts, at least one."""
    return isinstance(value, list) and bool(value) and all(isinstance(x, str) for x in value)


def check(value: Any, shape: Shape, name: str = "it") -> None:
    """MisfitError where a value has not the shape; the error names the first part that is missing or wrong."""
    if isinstance(shape, tuple):
        _check_any(value, shape, name)
    elif isinstance(shape, dict):
        if not isinstance(value, dict):
            raise MisfitError(f"{name} is not an object")
        for key, inner in shape.items():
            wanted = key.removesuffix("?")
            if wanted in value:
                check(value[wanted], inner, repr(wanted))
            elif wanted == key:
                raise MisfitError(f"{wanted!r} is missing")
    elif isinstance(shape, list):
        if not isinstance(value, list):
            raise MisfitError(f"{name} is not a list")
        for item in value:
            check(item, shape[0], f"a part of {name}")
    elif not _is(value, shape):
        raise MisfitError(f"{name} cannot be {str(value)[:40]!r}")


def _check_any(value: Any, shapes: tuple[Shape, ...], name: str) -> None:
    errors = []
    for shape in shapes:
        try:
            return check(value, shape, name)
        except MisfitError as err:
            errors.append(err)
    raise errors[-1]


def _is(value: object, shape: Shape) -> bool:
    if shape is None:
        return value is None
    if not isinstance(shape, type):
        return bool(shape(value))
    return isinstance(value, shape) and (shape in (object, bool) or not isinstance(value, bool))
