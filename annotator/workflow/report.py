"""The report of a project: its figures gathered, and written as HTML or PDF."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from annotator.errors import BadInputError, many
from annotator.exchange import earlier
from annotator.exchange.report.values import Bar, BarPart, Chart, LabelExamples, ReportContent, ReportTable
from annotator.records import Codebook, Label, Stance
from annotator.store import figures
from annotator.store.connection import Store
from annotator.store.figures import StanceCount
from annotator.workflow import outputs
from annotator.workflow.project import current_codebook, retired

SPEAKERS, OF_TARGET, EXAMPLES = 25, 15, 2
BLUE = "#0072b2"
NO_MONTHS = "Stances over time are shown once articles of two months have stances; an article's month comes from “date” in its metadata."
SUFFIXES = (".html", ".pdf")


class _Names:
    """Names and colors of labels, those of retired ones too."""

    def __init__(self, store: Store, codebook: Codebook) -> None:
        self._store, self.codebook = store, codebook
        self._known = {Stance(t.id, label.id): (t.name, label) for t in codebook.targets for label in t.labels}

    def of(self, target: str, label: str) -> tuple[str, Label]:
        """The name of the target, and the label."""
        stance = Stance(target, label)
        return self._known.get(stance) or retired(self._store, stance)


def load_report(store: Store, *, title: str = "") -> ReportContent:
    """All figures of the project as it is now, from one moment of the file."""
    with store.reading():
        codebook = current_codebook(store)
        names = _Names(store, codebook)
        total = figures.totals(store)
        by_speaker, by_month = figures.stances_by_speaker(store), figures.stances_by_month(store)
        over_time = _over_time(by_month, names)
        charts = [_speakers(store), *_by_target(by_speaker, names), *over_time]
        return ReportContent(
            title or store.path.stem,
            f"Codebook: {codebook.name} {codebook.version}. For adjudicated articles the settled decisions are counted; for "
            "other articles, the decisions of their annotators.",
            [
                _counted(total.articles, "article"), (f"{total.finished:,}", "of them finished"),
                _counted(total.quotations, "quotation"), _counted(total.speakers, "speaker"),
                _counted(total.annotators, "annotator"), _counted(total.decisions, "decision"),
            ],
            charts,
            _samples(store, by_speaker, names),
            [_progress(store)],
            () if over_time or not by_month else (NO_MONTHS,),
        )  # fmt: skip


def _counted(count: int, what: str) -> tuple[str, str]:
    """A figure and its word, which is singular where the figure is 1."""
    figure, _, word = many(count, what).partition(" ")
    return figure, word


def _speakers(store: Store) -> Chart:
    found = figures.speakers(store, SPEAKERS)
    bars = [
        Bar(each.name, [BarPart("", BLUE, each.quotations)], f"{each.quotations:,} in {many(each.articles, 'article')}")
        for each in found
    ]
    return Chart(
        "Speakers",
        f"The speakers with the most quotations, at most {SPEAKERS}: quotations, and the articles in which they stand.",
        bars,
    )


def _grouped(counts: Iterable[StanceCount]) -> dict[str, dict[str, list[StanceCount]]]:
    """By target, then by speaker or month."""
    found: dict[str, dict[str, list[StanceCount]]] = defaultdict(lambda: defaultdict(list))
    for each in counts:
        found[each.target][each.by].append(each)
    return found


def _parts(counts: list[StanceCount], names: _Names) -> list[BarPart]:
    """The parts of a bar in the order of the codebook, retired labels last."""
    order = {(t.id, label.id): n for t in names.codebook.targets for n, label in enumerate(t.labels)}
    found = []
    for each in sorted(counts, key=lambda c: (order.get((c.target, c.label), 10**6), c.label)):
        label = names.of(each.target, each.label)[1]
        found.append(BarPart(label.name, label.color, each.times))
    return found


def _targets(grouped: dict[str, dict[str, list[StanceCount]]], names: _Names) -> list[tuple[str, str]]:
    """(id, name) of each target that bears a stance, in the order of the codebook, retired ones last."""
    known = [(target.id, target.name) for target in names.codebook.targets if target.id in grouped]
    gone = [key for key in grouped if names.codebook.target(key) is None]
    return known + [(key, names.of(key, next(iter(grouped[key].values()))[0].label)[0]) for key in gone]


def _by_target(counts: list[StanceCount], names: _Names) -> list[Chart]:
    grouped, found = _grouped(counts), []
    for target, name in _targets(grouped, names):
        bars = [Bar(by or "no source named", _parts(some, names)) for by, some in grouped[target].items()]
        bars = sorted(bars, key=lambda bar: (-bar.total, bar.name))[:OF_TARGET]
        bars = [bar._replace(aside=many(bar.total, "stance")) for bar in bars]
        about = f"Shares of the labels that each speaker's quotations have, at most {OF_TARGET} speakers."
        found.append(Chart(f"Stances by speaker: {name}", about, bars, shares=True))
    return found


def _over_time(counts: list[StanceCount], names: _Names) -> list[Chart]:
    grouped, found = _grouped(counts), []
    for target, name in _targets(grouped, names):
        months = {month: some for month, some in grouped[target].items() if month}
        if len(months) > 1:
            bars = [Bar(month, _parts(some, names)) for month, some in sorted(months.items())]
            bars = [bar._replace(aside=many(bar.total, "stance")) for bar in bars]
            undated = sum(each.times for each in grouped[target].get("", ()))
            about = "Shares of the labels by the month of the article." + f" {undated:,} stances have no date." * bool(
                undated
            )
            found.append(Chart(f"Stances over time: {name}", about, bars, shares=True))
    return found


def _samples(store: Store, counts: list[StanceCount], names: _Names) -> list[LabelExamples]:
    totals: dict[tuple[str, str], int] = defaultdict(int)
    for each in counts:
        totals[each.target, each.label] += each.times
    every = [(t.id, label.id) for t in names.codebook.targets for label in t.labels]
    found = []
    for target, label in dict.fromkeys((*every, *totals)):
        name, known = names.of(target, label)
        quoted = figures.examples(store, target, label, EXAMPLES) if (target, label) in totals else []
        found.append(
            LabelExamples(
                name,
                known.name,
                known.color,
                known.definition,
                totals[target, label],
                [(q.words, q.speaker, q.article) for q in quoted],
            )
        )
    return found


def _progress(store: Store) -> ReportTable:
    rows = [
        (each.day, each.annotator, f"{each.quotations:,}", f"{each.seconds:.0f}" if each.seconds else "–")
        for each in figures.days(store)
    ]
    about = (
        "Quotations that each annotator decided, by day (UTC), not counting what was undone, and the mean time for one quotation "
        "if it is known."
    )
    return ReportTable("Progress", about, ("Day", "Annotator", "Quotations", "Seconds for one"), rows, figures=2)


def write_report(store: Store, path: Path, *, title: str = "", force: bool = False) -> Path:
    """Write the report as HTML or PDF, by the suffix; ExportError and OccupiedError as for any output."""
    if path.suffix.lower() not in SUFFIXES:
        raise BadInputError(
            f"{path}: a report is written as {' or '.join(SUFFIXES)}; name a file with one of these endings."
        )
    from annotator.exchange.report import html

    known = earlier.begins(html.BEGINNING) if path.suffix.lower() == ".html" else earlier.begins("%PDF-")
    outputs.check(path, known, force=force)
    report = load_report(store, title=title)
    with outputs.output(path, known, force=force) as aim:
        if path.suffix.lower() == ".html":
            with aim.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(html.page(report))
        else:
            from annotator.exchange.report import pdf

            pdf.write(aim, report)
    return path
