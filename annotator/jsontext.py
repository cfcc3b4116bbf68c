"""JSON that somebody else wrote: whatever Python cannot hold of it is told as one error, with a clause for people.

``json.loads`` has three ways to refuse a text: JSONDecodeError, RecursionError where it is nested too deeply, and a bare
ValueError where a number has more digits than Python turns into an integer. All text from outside is read here.
"""

from __future__ import annotations

import json
import sys
from typing import Any

TOO_DEEP = "it is nested too deeply"


class NotJsonError(ValueError):
    """A text is no JSON that can be read; ``str(error)`` is a clause that says why."""


def whole(value: Any) -> int:
    """A whole number as JSON has it; ValueError for any other value: true and 2.5 are none."""
    if type(value) is int:
        return value
    if type(value) is float and value.is_integer():
        return int(value)
    raise ValueError(f"{str(value)[:40]} is no whole number")


def read_json(text: str | bytes) -> Any:
    """What a JSON text (bytes: UTF-8, UTF-16 or UTF-32) says; NotJsonError where it cannot be read, whatever the reason."""
    try:
        return json.loads(text)
    except RecursionError as err:
        raise NotJsonError(TOO_DEEP) from err
    except (json.JSONDecodeError, UnicodeError) as err:
        raise NotJsonError(str(err)) from err
    except ValueError as err:
        digits = sys.get_int_max_str_digits()
        raise NotJsonError(f"a number in it has more than {digits:,} digits") from err
