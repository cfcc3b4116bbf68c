"""Mails."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.errors import BadInputError
from annotator.exchange.annotated import Notes
from annotator.exchange.articles import normal_newlines
from annotator.exchange.given import read_by
from annotator.exchange.readers import web
from annotator.exchange.readers.base import Extract, ReadOptions, Source


def read(source: Source, options: ReadOptions, notes: Notes) -> Iterator[Extract]:
    """The text of a mail with its subject, sender and date."""
    from email import policy
    from email.parser import BytesParser

    mine: list[str] = []
    message = BytesParser(policy=policy.default).parsebytes(source.data)
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        raise BadInputError(f"{source.where}: the mail has no text; save the text and import that.")
    if any(True for _ in message.iter_attachments()):
        mine.append("attachment of a mail: left out")
    with read_by("email", told=f"{source.where}: the mail's encoding is not known; save its text as UTF-8."):
        content = body.get_content()
    content = normal_newlines(content)
    headers = {"title": message["subject"], "author": message["from"], "date": message["date"]}
    metadata = {k: " ".join(str(v).split()) for k, v in headers.items() if v}
    if body.get_content_subtype() == "html":
        content = web.page(content, source.where, mine).text
    yield Extract(content, metadata, mine)
