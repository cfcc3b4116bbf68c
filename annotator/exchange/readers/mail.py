"""Mails: the text that a reader sees, with subject, sender and day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.encodings import decode_as
from annotator.exchange.readers import blocks, web, wrapped
from annotator.exchange.readers.base import Extract, ReadOptions, Source
from annotator.exchange.readers.dates import dated
from annotator.exchange.readers.plain import told

#: How many parts may lie in one another, and how many times as many words the web page of a mail must have to be taken for its text.
DEEPEST, MORE = 30, 1.5
MISSING = 1  # words of a paragraph that may be spelled in another way
_WORD = re.compile(r"[^\W_]+")
ATTACHMENT = "attachment of a mail: left out"


def read(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """A mail is one article."""
    mine: list[str] = []
    message = _message(source)
    text, kept = _text(message, source, mine)
    headers = {"title": _raw(message, "subject"), "author": _raw(message, "from")}
    metadata = {key: _header(value) for key, value in headers.items() if value}
    dated(metadata, _header(_raw(message, "date")))
    yield Extract(text, {**metadata, **kept}, mine)


def content(source: Source) -> str:
    """The text of a mail, or the source of its web page where that is what it holds."""
    plain, page = _bodies(_message(source), source, [])
    return page if page and len(page) > len(plain) else plain


def _message(source: Source) -> Message[str, str]:
    return source.kept("mail", lambda: BytesParser(policy=compat32).parsebytes(_shallow(source)))


def _shallow(source: Source) -> bytes:
    """The bytes of a mail; BadInputError where more parts lie in one another than a mail program makes (the parser would fill memory)."""
    data = source.data
    if data.lower().count(b"content-type: multipart/") > DEEPEST and data.lower().count(b"boundary=") > DEEPEST:
        raise BadInputError(f"{source.where}: its parts are nested too deeply; save its text and import that.")
    return data


def _raw(message: Message[str, str], name: str) -> str:
    """A header as it is written; its bytes outside ASCII, which mails should not have, decoded as any text."""
    value = next((str(value) for key, value in message.raw_items() if key.lower() == name), "")
    return value if value.isascii() else decode_as(value.encode("ascii", "surrogateescape"), "", "header").text


def _header(value: Any) -> str:
    """A header's words, decoded (RFC 2047) as far as they can be."""
    from email.errors import HeaderParseError
    from email.header import decode_header

    try:
        parts = decode_header(str(value))
    except (HeaderParseError, ValueError):
        return " ".join(str(value).split())
    out = [
        decode_as(part, str(charset or ""), "header").text if isinstance(part, bytes) and part else str(part or "")
        for part, charset in parts
    ]
    return " ".join("".join(out).split())


def _text(message: Message[str, str], source: Source, notes: list[str]) -> tuple[str, dict[str, str]]:
    """The text, and the metadata from which its line breaks can be had again."""
    plain, page = _bodies(message, source, notes)
    if not plain.strip() and not page.strip():
        raise BadInputError(f"{source.where}: the mail has no text; save the text and import that.")
    if page.strip():
        mine: list[str] = []
        shown = _page_text(page, mine)
        if _is_stub(plain, shown):
            if plain.strip():
                notes.append("text part of a mail, with other or fewer words than its web page: left out")
            notes += mine
            return shown, {}
        _tell_page(plain, shown, notes)
    part = next((each for each in _parts(message) if each.get_content_type() == "text/plain"), message)
    if str(part.get_param("format", "")).lower() == "flowed":
        whole = wrapped.flowed(plain, str(part.get_param("delsp", "")).lower() == "yes")
    else:
        whole = wrapped.joined(plain)
    notes += whole.notes
    return whole.text, whole.kept()


def _is_stub(plain: str, shown: str) -> bool:
    """Whether the text part of a mail is no text of the letter that its web page shows: much shorter, or of other words."""
    words, others = plain.casefold().split(), shown.casefold().split()
    held = set(others)
    return len(others) > MORE * len(words) or sum(word in held for word in words) < 0.5 * len(words)


def _tell_page(plain: str, shown: str, notes: list[str]) -> None:
    """Tell the paragraphs of a mail's web page whose words its text part lacks."""
    held = set(_WORD.findall(plain.casefold()))
    lines = [
        line for line in shown.split("\n") if sum(word not in held for word in _WORD.findall(line.casefold())) > MISSING
    ]
    web.tell_words("words of a mail's web page that its text part lacks: left out", lines, notes)


def _page_text(page: str, notes: list[str]) -> str:
    root = blocks.tree(page)
    blocks.as_seen(root, notes)
    return "\n".join(blocks.texts(root))


def _bodies(message: Message[str, str], source: Source, notes: list[str]) -> tuple[str, str]:
    """The text and the web page of a mail, decoded; attachments are told."""
    found = {"text/plain": "", "text/html": ""}
    for part in _parts(message):
        kind = part.get_content_type()
        attached = part.get_content_disposition() == "attachment" or (kind not in found and part.get_filename())
        if attached or kind not in found:
            if ATTACHMENT not in notes:
                notes.append(ATTACHMENT)
            continue
        data = part.get_payload(decode=True)
        decoded = decode_as(data if isinstance(data, bytes) else b"", _charset(part), source.where)
        text = told(decoded, notes)
        found[kind] = f"{found[kind]}\n{text}" if found[kind] else text
    return found["text/plain"], found["text/html"]


def _parts(message: Message[str, str]) -> Iterator[Message[str, str]]:
    """The parts that hold no other parts; those of a mail inside the mail are left to it as an attachment."""
    waiting: list[Message[str, str]] = [message]
    while waiting:
        part = waiting.pop(0)
        inside = part.get_payload()
        if part.is_multipart() and isinstance(inside, list) and part.get_content_type() != "message/rfc822":
            waiting[:0] = [each for each in inside if isinstance(each, Message)]
        else:
            yield part


def _charset(part: Message[str, str]) -> str:
    try:
        return str(part.get_param("charset", "") or "")
    except (TypeError, ValueError):
        return ""
