"""Showing what another window or program wrote to the project."""

from __future__ import annotations

from annotator.records import Change
from annotator.session.order import decided
from annotator.session.protocol import Session
from annotator.workflow.desk import News

NEWER = "This was decided in another window; the newer decision is shown."


def catch_up(session: Session, news: News) -> None:
    """Have what came shown where the annotator is; a sentence tells where the decisions shown are others than before.

    AnnotatorError where the project cannot be read: not all of what came is shown then.
    """
    with session.navigator.voice.raising():
        _catch_up(session, news)


def _catch_up(session: Session, news: News) -> None:
    at = session.navigator
    before, sha256, concerned = at.desk, at.sha256, session.concerns(news)
    if news.everything:
        at.queue.refresh()
        if not at.show_newest() and (at.gone or (at.desk is None and at.queue.rows)):
            session.start()
    if news.everything or sha256 in concerned:
        at.reload_desk()
    for article in concerned:
        session.reload_row(article)
    for article in news.proposed:
        session.proposals_came(Change(article=article))
    after = at.desk
    if before and after and after.article.sha256 == sha256 and decided(before) != decided(after):
        at.voice.told.emit(NEWER)
