"""Make an article and its gold file from a draft with inline marks, so that no offset is counted by hand.

    python tools/make_gold.py tools/drafts/*.draft [--output seeds]

For ``NNN_slug.draft`` it writes ``NNN_slug.txt`` and ``NNN_slug.gold.jsonl``. A draft is the article's text with braces:

    {d1:“We will sail,”} {s1:Penn} {c1:said}. {d1:“We always have.”}
    {s2:She} {c2:called} {t2:the plan {m2:“a gift.”}}   {s3:He} {c3:promised} {i3:to stay}.   The {x1:“old guard”} left.

``d`` direct quotation, ``m`` mixed quotation (both with their marks), ``i`` piece of an indirect one, ``t`` all that was
told where a mixed quotation is only a part of it, ``s`` source, ``c`` cue, ``x`` not speech. The number ties together what
one reporting phrase links; ``s2,3`` serves two. Braces nest; the text itself has none. After a line ``===`` follow the
speakers (``Halvard Penn = 1 3``, with ``-`` for "no source named") and notes (``note 2 = …``, ``note x1 = …``).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

TAG = re.compile(r"\{([dmitsc])(\d+(?:,\d+)*):|\{(x)(\d+):|(\})")
Span = tuple[int, int]
Spans = dict[tuple[str, str], list[Span]]  # by letter and number


class DraftError(Exception):
    """A fault in a draft, in one sentence."""


def read_marks(body: str) -> tuple[str, Spans]:
    """The text without its braces, and where each marked stretch stands in it."""
    text, at = "", 0
    spans: Spans = defaultdict(list)
    stack: list[tuple[str, str, int]] = []
    for tag in TAG.finditer(body):
        text += body[at : tag.start()]
        at = tag.end()
        if not tag[5]:
            stack.append((tag[1] or tag[3], tag[2] or tag[4], len(text)))
            continue
        if not stack:
            raise DraftError(f"a closing brace without an opening one after {text[-30:]!r}")
        letter, numbers, start = stack.pop()
        if text[start:].strip() != text[start:] or start == len(text):
            raise DraftError(f"white space at the edge of {text[start:]!r}")
        for number in numbers.split(","):
            spans[letter, number].append((start, len(text)))
    text += body[at:]
    if stack or "{" in text:
        raise DraftError("an opening brace that is not closed, or whose letter is unknown")
    return text, spans


def read_notes(lines: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """The speaker's name for each number ("-" for none), and the notes."""
    names: dict[str, str] = {}
    notes: dict[str, str] = {}
    for line in filter(str.strip, lines):
        left, equals, right = line.partition(" = ")
        if not equals:
            raise DraftError(f"a line after === that has no ' = ': {line!r}")
        if left.startswith("note "):
            notes[left.removeprefix("note ")] = right
        else:
            names.update(dict.fromkeys(right.split(), left))
    return names, notes


def piece(text: str, span: Span) -> dict[str, Any]:
    """A span as the gold files write it."""
    return {"start": span[0], "end": span[1], "text": text[slice(*span)]}


def quotations(text: str, spans: Spans, names: dict[str, str], notes: dict[str, str]) -> list[dict[str, Any]]:
    """The gold's quotations, in text order."""
    found = []
    stretches = [(n, kind, s) for (kind, n), all_spans in spans.items() if kind in "dm" for s in all_spans]
    stretches += [(n, kind, s[0]) for (kind, n), s in spans.items() if kind == "i"]
    linked = Counter(n for n, _, _ in stretches)
    for number, kind, span in stretches:
        quotation = {**piece(text, span), "kind": {"d": "direct", "m": "mixed", "i": "indirect"}[kind]}
        name = names.get(number)
        sources, cues = spans.get(("s", number), []), spans.get(("c", number), [])
        if name is None or len(sources) != (name != "-") or len(cues) > 1:
            raise DraftError(f"number {number} wants a name, one source (or the name -) and at most one cue")
        quotation["speaker"] = {**piece(text, sources[0]), "name": name} if sources else None
        quotation["cue"] = piece(text, cues[0]) if cues else None
        quotation["stances"] = []
        told = spans["i", number] if kind == "i" else spans.get(("t", number), [])
        if told != [span] and (kind == "i" or any(a <= span[0] and span[1] <= b for a, b in told)):
            quotation["content"] = [list(s) for s in told]
        if linked[number] > 1:
            quotation["group"] = f"u{number}"
        if number in notes:
            quotation["note"] = notes[number]
        found.append(quotation)
    return sorted(found, key=lambda q: (q["start"], -q["end"]))


def make(draft: str, name: str) -> tuple[str, dict[str, Any]]:
    """The article's text and its gold record."""
    body, line, footer = draft.partition("\n===\n")
    if not line:
        raise DraftError("there is no line === with the speakers after it")
    text, spans = read_marks(body + "\n")
    names, notes = read_notes(footer.split("\n"))
    numbers = {n for letter, n in spans if letter in "dmi"}
    if stray := {n for letter, n in spans if letter in "tsc"} | set(names) - numbers:
        stray -= numbers
    if stray or set(notes) - numbers - {f"x{n}" for letter, n in spans if letter == "x"}:
        raise DraftError(f"numbers without a quotation: {sorted(stray) or sorted(notes)}")
    record: dict[str, Any] = {
        "id": name,
        "text": text,
        "quotes": quotations(text, spans, names, notes),
        "nonspeech": [],
    }
    for (letter, number), (span, *_) in sorted(spans.items(), key=lambda item: item[1]):
        if letter == "x":
            note = {"note": notes[f"x{number}"]} if f"x{number}" in notes else {}
            record["nonspeech"].append({**piece(text, span), **note})
    return text, record


def main() -> int:
    """Write an article and a gold file for each draft; 2 if one is faulty."""
    parser = argparse.ArgumentParser(description="Make articles and gold files from drafts.")
    parser.add_argument("drafts", nargs="+", type=Path)
    parser.add_argument("--output", type=Path, default=Path("seeds"))
    args = parser.parse_args()
    for path in args.drafts:
        try:
            text, record = make(path.read_text(encoding="utf-8"), path.stem)
        except DraftError as error:
            print(f"{path.name}: {error}.", file=sys.stderr)
            return 2
        (args.output / f"{path.stem}.txt").write_text(text, encoding="utf-8", newline="")
        line = json.dumps(record, ensure_ascii=False) + "\n"
        (args.output / f"{path.stem}.gold.jsonl").write_text(line, encoding="utf-8", newline="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
