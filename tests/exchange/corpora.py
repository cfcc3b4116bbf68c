"""The hard cases that every format is tried on, and annotated articles drawn from them."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from annotator.codebook import read_codebook
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.articles import article_of
from annotator.records import Article, Codebook, Decision, Kind, Mention, Origin, Span, Stance, Status, speaker_id
from annotator.resources import resource

CODEBOOK: Codebook = read_codebook(resource("codebooks", "border.toml"))
STANCES = tuple(Stance(t.id, label.id) for t in CODEBOOK.targets for label in t.labels)

TEXTS = (
    "👍 “Hé 👩‍👩‍👧, no,” sa\u0301id\u0301 Eve 😀.\n“No 𝒙 — ‘so’,” they added.\n\nמאמר: “שלום לכולם”, אמר דוד.",
    "“We go,” she said. “And we stay.”\n\n“He told me ‘never again’ twice,” Kim wrote.",
    "Nobody said a word.\n=cmd|' /C calc'!A0\n\t@tab; -x “=1+1” +y, \\[a]_b|c*d -> e;f",
    "\u202eמימין לשמאל\u202c “x” e\u0301e\u0301 🏳️‍🌈 «Да», — <b>&amp;</b> \u00a0end",
)


def decision_of(article: Article, n: int, span: Span, annotator: str = "Ada", **more: object) -> Decision:
    """A confirmed quotation of an article at a span."""
    values: dict[str, object] = {"kind": Kind.DIRECT, "origin": Origin.MANUAL, "status": Status.CONFIRMED, **more}
    name = str(values.get("speaker_name", ""))
    values.setdefault("speaker_id", speaker_id(name) if name else None)
    return Decision(
        quotation=f"q{n}",
        article=article.sha256,
        annotator=annotator,
        span=span,
        words=span.words(article.text),
        **values,
    )  # type: ignore[arg-type]


def at(article: Article, words: str, nth: int = 0) -> Span:
    """Where words stand in an article, the nth time."""
    start = -1
    for _ in range(nth + 1):
        start = article.text.index(words, start + 1)
    return Span(start, start + len(words))


def hard_cases() -> list[AnnotatedArticle]:
    """Every case that a round trip is tried on, once: see the names of the articles."""
    emoji = article_of("emoji ZWJ accents right-to-left", TEXTS[0], "test", {"title": "T"})
    parts = article_of("../two parts, nested, overlapping", TEXTS[1].replace("\n", "\n"), "test", {"url": "u"})
    none = article_of("an article with none", TEXTS[2], "test")
    eve = Mention(at(emoji, "Eve"), "Eve")
    first = [
        decision_of(emoji, 1, at(emoji, "“Hé 👩‍👩‍👧, no,”"), source=eve, speaker_name="Eve Ünal", stances=STANCES[:4],
                    cue=Mention(at(emoji, "sa\u0301id\u0301"), "sa\u0301id\u0301"), comment="=1+1\n“why”"),
        decision_of(emoji, 2, at(emoji, "“No 𝒙 — ‘so’,”"), source=Mention(at(emoji, "they"), "they"), kind=Kind.MIXED),
        decision_of(emoji, 3, at(emoji, "“שלום לכולם”"), source=Mention(at(emoji, "דוד"), "דוד"), speaker_name="דוד"),
    ]  # fmt: skip
    whole = Span(0, len("“We go,” she said. “And we stay.”"))
    she = Mention(at(parts, "she"), "she")
    second = [
        decision_of(parts, 4, at(parts, "“We go,”"), group="u1", source=she, speaker_name="Kim", content=(
            at(parts, "“We go,”"), at(parts, "“And we stay.”"))),
        decision_of(parts, 5, at(parts, "“And we stay.”"), group="u1", source=she, speaker_name="Kim", content=(whole,)),
        decision_of(parts, 6, at(parts, "“He told me ‘never again’ twice,”"), source=Mention(at(parts, "Kim"), "Kim")),
        decision_of(parts, 7, at(parts, "‘never again’"), kind=Kind.MIXED),
        decision_of(parts, 8, at(parts, "again’ twice,” Kim"), kind=Kind.INDIRECT, flagged=True),
        decision_of(parts, 9, at(parts, "wrote"), kind=Kind.NOT_SPEECH, status=Status.REJECTED),
        decision_of(parts, 10, at(parts, "Kim"), status=Status.OPEN),
    ]  # fmt: skip
    return [
        AnnotatedArticle(parts, "Ada", tuple(second), True),
        AnnotatedArticle(parts, "../../Bob \u202e", (decision_of(parts, 4, whole, "../../Bob \u202e"),), False),
        AnnotatedArticle(none, "Ada", (), True),
        AnnotatedArticle(emoji, "Ada", tuple(first), True),
    ]


# Made once: a strategy of characters takes long to make.
WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), max_size=12).map(lambda s: " ".join(s.split()))
NAME = WORDS.filter(bool)


@st.composite
def corpora(draw: st.DrawFn) -> list[AnnotatedArticle]:
    """Up to three articles with up to five quotations each, anywhere in the text."""
    out = []
    for n, text in enumerate(draw(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3, unique=True))):
        article = article_of(draw(NAME) + str(n), text, "test")
        edges = [i for i, c in enumerate(text) if not c.isspace()]
        spans = st.builds(lambda a, b: Span(min(a, b), max(a, b) + 1), st.sampled_from(edges), st.sampled_from(edges))
        mentions = st.none() | spans.map(lambda s, t=text: Mention(s, s.words(t)))  # type: ignore[misc]
        decisions = []
        for at_ in range(draw(st.integers(0, 5))):
            more = {
                "kind": draw(st.sampled_from([Kind.DIRECT, Kind.MIXED, Kind.INDIRECT])), "source": draw(mentions),
                "cue": draw(mentions), "speaker_name": draw(WORDS), "group": draw(st.none() | NAME),
                "content": tuple(draw(st.lists(spans, max_size=2))), "comment": draw(WORDS), "flagged": draw(st.booleans()),
                "stances": tuple(sorted(draw(st.sets(st.sampled_from(STANCES), max_size=4)))),
            }  # fmt: skip
            decisions.append(decision_of(article, at_, draw(spans), **more))
        out.append(AnnotatedArticle(article, "Ada", tuple(decisions), draw(st.booleans())))
    return out


def tree(folder: Path) -> dict[str, bytes]:
    """The bytes of all files in a folder, by their path in it."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
