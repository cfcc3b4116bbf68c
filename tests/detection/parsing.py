"""Texts parsed as the shipped detector parses them."""

from __future__ import annotations

from functools import cache

from annotator.detection import network
from annotator.detection.parse import Parse
from annotator.detection.parser import Parser, parses
from annotator.detection.tokenizer import Tokenizer


@cache
def shipped_parser() -> Parser:
    """The shipped tokenizer, encoder and parse model."""
    return Parser(Tokenizer(), network.shipped().encoder)


def parsed(text: str) -> Parse:
    """The parse of a text."""
    return next(parses(shipped_parser(), [text]))
