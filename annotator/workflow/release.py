"""A release: a frozen, numbered export with splits, a data card and checksums, which can be made again to the byte."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from annotator.errors import BadInputError, ExportError
from annotator.exchange import files, folders
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.croissant import GIVEN
from annotator.exchange.data_card import DataCard, Proposals, Tally, card
from annotator.exchange.fields import ALL, Field
from annotator.exchange.licenses import language_of, license_of
from annotator.exchange.near_duplicates import Pair, near_duplicates
from annotator.exchange.splits import SPLITS, groups, split
from annotator.jsontext import check as check_shape
from annotator.jsontext import number
from annotator.records import Kind, Status
from annotator.store import articles, opening, proposals, recoding, releases
from annotator.store.connection import Store, now
from annotator.store.releases import Moment, ReleaseRow
from annotator.workflow import outputs, release_files
from annotator.workflow.project import annotators, current_codebook, show_indirect, shows_indirect
from annotator.workflow.provenance import traced
from annotator.workflow.release_files import ReleaseDescription as ReleaseDescription
from annotator.workflow.selection import ExportCounts, Selection, check, selected

CARRIES = ALL - {Field.OPEN}
SHARES = {"train": 0.8, "validation": 0.1, "test": 0.1}
GROUPS = ("speaker", "event")
Progress = Callable[[str, int], bool]


def _shares(value: object) -> bool:
    return isinstance(value, dict) and all(map(number, value.values()))


def _words(known: type[Status] | type[Kind]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and value in set(known)


_SHAPE: dict[str, Any] = {
    "name": str, "seed": int, "shares": _shares, "group_by": [str], "event_key": str,
    "selection": {
        "annotators?": [str], "articles?": [str], "labels?": [str], "states?": [_words(Status)], "kinds?": [_words(Kind)],
        "flagged?": (None, bool), "finished?": bool, "adjudicated?": bool,
    },
    "about?": {
        "languages?": [str], "license?": str, "creators?": [str], "url?": str, "description?": str, "date?": str, "more?": dict,
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReleaseSettings:
    """What a release is made with. ``group_by`` are words of ``GROUPS``; an event is the value of the metadata ``event_key``."""

    name: str
    seed: int = 0
    shares: Mapping[str, float] = field(default_factory=lambda: dict(SHARES))
    group_by: tuple[str, ...] = ()
    event_key: str = "event"
    selection: Selection = field(default_factory=Selection)
    about: ReleaseDescription = field(default_factory=ReleaseDescription)

    def as_json(self) -> dict[str, Any]:
        """As values that JSON can hold, sets sorted."""
        values = asdict(self)
        values["selection"] = {k: sorted(v) if isinstance(v, frozenset) else v for k, v in values["selection"].items()}
        return values

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> ReleaseSettings:
        """The settings that :meth:`as_json` gave; MisfitError where a file holds something else."""
        check_shape(values, _SHAPE)
        given = {k: v for k, v in values["selection"].items() if f"{k}?" in _SHAPE["selection"]}
        sets = {"states": Status, "kinds": Kind, "annotators": str, "articles": str, "labels": str}
        chosen: dict[str, Any] = {k: frozenset(sets[k](x) for x in v) if k in sets else v for k, v in given.items()}
        rest = {k: v for k, v in values.items() if k in _SHAPE and k != "selection"}
        given = {k: v for k, v in values.get("about", {}).items() if f"{k}?" in _SHAPE["about?"]}
        told: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in given.items()}
        return cls(
            **{
                **rest,
                "group_by": tuple(values["group_by"]),
                "selection": Selection(**chosen),
                "about": ReleaseDescription(**told),
            }
        )


@dataclass(frozen=True, slots=True)
class ReleaseReport:
    """Where a release went, its number, what is in it by split, its near-duplicates and its checksums."""

    path: Path
    number: int
    tally: Tally
    counts: ExportCounts
    near: tuple[Pair, ...]
    checksums: Mapping[str, str]

    @property
    def message(self) -> str:
        """The outcome in one sentence."""
        held = ", ".join(f"{name} {len(self.tally.articles[name]):,}" for name in SPLITS)
        return f"Release {self.number}: {self.counts.message} Articles by split: {held}. Near-duplicate pairs: {len(self.near):,}."


def agreement_text(store: Store) -> str:
    """The agreement of the project's annotators as text; "" where fewer than two have annotated."""
    if len(annotators(store)) < 2:
        return ""
    from annotator.agreement.text import as_text
    from annotator.workflow.measure import material, measure_of

    found = material(store)
    if not found.articles:
        return ""
    book = current_codebook(store)
    names = {t.id: t.name for t in book.targets} | {x.id: x.name for t in book.targets for x in t.labels}
    return as_text(measure_of(store, found), names)


def _influence_text(store: Store) -> str:
    """Whether suggestions led the project's annotators, as text."""
    from annotator.agreement.influence_report import FOOT, NONE_NOTED
    from annotator.store.left_out import LeftOut
    from annotator.workflow.influence import report

    found = report(store, left_out=LeftOut())  # the release itself counts what is left out
    return "\n".join([*found.sentences(), "", FOOT]) if found.any_withheld else NONE_NOTED


def publish(
    store: Store,
    path: Path,
    settings: ReleaseSettings,
    *,
    agreement: Callable[[Store], str] = agreement_text,
    progress: Progress | None = None,
) -> ReleaseReport:
    """Make a release of the project as it is now in a new folder, and remember it in the project.

    It is remembered when all its files are on the disk, just before they get their place: no release that anybody can see is
    unknown to the project, and one that was cut off in between can be made again.
    ``agreement`` gives the text of the card's section on agreement. ``progress(stage, articles)`` answers False to cancel.
    ExportError where the folder is not empty or does not read back equal; BadInputError for shares or groups that make no sense.
    """
    settings = _checked(settings)
    path = _place(path)
    with files.staged(path, folder=True, marked=False) as aim:
        with store.reading():
            number, then = releases.next_number(store), releases.moment(store)
            kept = {**settings.as_json(), "then": {**then.as_json(), "indirect": shows_indirect(store)}}
            report = _write(store, aim, path, settings, number, agreement, progress)
        releases.add_release(store, number, settings.name, kept, report.checksums, then.change)
    return report


def preview(
    store: Store,
    settings: ReleaseSettings,
    *,
    agreement: Callable[[Store], str] = agreement_text,
    progress: Progress | None = None,
) -> tuple[ReleaseReport, str]:
    """What a release of the project as it is now would hold, and its data card (Markdown); nothing of it stays.

    Errors as in :func:`publish`.
    """
    settings = _checked(settings)
    with tempfile.TemporaryDirectory() as folder, store.reading():
        aim = Path(folder) / "release"
        aim.mkdir()
        report = _write(store, aim, aim, settings, releases.next_number(store), agreement, progress)
        return report, (aim / "README.md").read_text(encoding="utf-8")


def publish_again(
    store: Store,
    number: int,
    path: Path,
    *,
    agreement: Callable[[Store], str] = agreement_text,
    progress: Progress | None = None,
) -> ReleaseReport:
    """Make a release again, from the project as it was then; ExportError unless it is the same to the byte."""
    made: ReleaseRow = releases.release(store, number)
    with store.translate_misfits(f"release {number}"):
        check_shape(made.settings, {"then": dict})
        values = ReleaseSettings.from_json({k: v for k, v in made.settings.items() if k != "then"})
        moment = Moment.from_json(made.as_of, made.settings["then"])
        indirect = bool(made.settings["then"].get("indirect"))
    path = _place(path)
    with tempfile.TemporaryDirectory() as folder, files.staged(path, folder=True, marked=False) as aim:
        copy = Path(folder) / "then.annot"
        opening.backup(store, copy)
        with closing(opening.open_store(copy, journal=False)) as then:
            releases.rewind(then, moment)
            show_indirect(then, indirect)
            report = _write(then, aim, path, values, number, agreement, progress)
        if dict(made.checksums) != report.checksums:
            names = sorted({*made.checksums, *report.checksums})
            differ = ", ".join(name for name in names if made.checksums.get(name) != report.checksums.get(name))
            raise ExportError(
                f"{path}: release {number} did not come out the same ({differ}); another version of the program made it."
            )
    return report


def releases_of(store: Store) -> tuple[ReleaseRow, ...]:
    """The releases that were made of a project."""
    return releases.releases(store)


def _write(
    store: Store,
    aim: Path,
    path: Path,
    settings: ReleaseSettings,
    number: int,
    agreement: Callable[[Store], str],
    progress: Progress | None,
) -> ReleaseReport:
    """Write all files of a release into the folder ``aim``, on the disk when it returns; ``path`` is where it will stand."""
    codebook = current_codebook(store)
    check(settings.selection, store, codebook)
    splits = _Splits(store, settings, progress)
    counts, tally, kept = ExportCounts(), Tally(), Proposals()
    if not splits.of:
        raise BadInputError("There is nothing to release: the selection takes no article that anybody has worked on.")
    every = traced(store, selected(store, settings.selection, CARRIES, counts))
    rows, facts = release_files.write_data(
        aim, every, splits.of, codebook, settings.about, tally, kept,
        lambda sha256: proposals.detector_of(store, sha256), lambda done: _go_on(progress, "Writing", done),
    )  # fmt: skip
    release_files.read_back(aim, tally, rows)
    left_out = {**counts.left_out, "faulty": counts.faults.total, "excluded articles": counts.excluded}
    about = DataCard(
        settings.name, number, tally, kept, codebook, left_out, splits.near, settings.group_by, splits.largest, settings.seed,
        settings.shares, agreement(store), release_files.configs(aim, rows), settings.about.languages, settings.about.license,
        {each.hash: each.version for each in recoding.versions(store)}, _influence_text(store),
    )  # fmt: skip
    made_with = {"number": number, **settings.as_json(), "codebook": codebook.hash}
    texts = {
        "README.md": card(about), "release.json": json.dumps(made_with, indent=1, sort_keys=True) + "\n",
        **dict(release_files.metadata(aim, about, settings.about, facts)),
    }  # fmt: skip
    for name, text in texts.items():
        (aim / name).write_text(text, encoding="utf-8", newline="\n")
    checksums = _checksums(aim)
    lines = "".join(f"{digest}  {name}\n" for name, digest in checksums.items())
    (aim / "SHA256SUMS").write_text(lines, encoding="utf-8", newline="\n")
    folders.sync_below(aim)
    return ReleaseReport(path, number, tally, counts, tuple(splits.near), checksums)


def _place(path: Path) -> Path:
    """The path of a release, ending in a name; ExportError where something stands there."""
    path = outputs.named(path)
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise ExportError(f"{path}: it exists already, and a release never replaces anything; choose a new folder.")
    return path


def _checked(settings: ReleaseSettings) -> ReleaseSettings:
    """The settings of a new release, dated today where no day was given; BadInputError where they make no sense."""
    license_of(settings.about.license)
    for code in settings.about.languages:
        if language_of(code) != code:
            raise BadInputError(f"“{code}” is not the usual code of this language; write {language_of(code)}.")
    if wrong := next((name for name in settings.about.more if name not in (*GIVEN, "dataBiases")), None):
        raise BadInputError(f"A data card has no field “{wrong}”; write one of {', '.join((*GIVEN, 'dataBiases'))}.")
    shares = settings.shares
    if (
        set(shares) - set(SPLITS)
        or any(not 0 <= share <= 1 for share in shares.values())
        or abs(sum(shares.values()) - 1) > 1e-9
    ):
        raise BadInputError("The shares of train, validation and test must be between 0 and 1 and add up to 1.")
    if wrong := next((word for word in settings.group_by if word not in GROUPS), None):
        raise BadInputError(f"Articles cannot be grouped by “{wrong}”; choose {' or '.join(GROUPS)}.")
    about = settings.about
    return settings if about.date else replace(settings, about=replace(about, date=now()[:10]))


class _Splits:
    """Which article falls to which split, and why: near-duplicates, groups."""

    def __init__(self, store: Store, settings: ReleaseSettings, progress: Progress | None) -> None:
        keys: set[str] = set()
        ties: list[tuple[str, Hashable]] = []
        for done, annotated in enumerate(selected(store, settings.selection, CARRIES, ExportCounts())):
            _go_on(progress, "Looking for groups", done)
            keys.add(annotated.sha256)
            ties += _ties(annotated, settings)
        texts = ((key, articles.article_text(store, key)) for key in sorted(keys))
        self.near = near_duplicates(texts, lambda key: articles.article_text(store, key))
        ties += [(key, ("near", pair.one, pair.other)) for pair in self.near for key in (pair.one, pair.other)]
        group_of = groups(keys, ties)
        self.largest = max(Counter(group_of.values()).values(), default=0)
        self.of = split(group_of, settings.shares, settings.seed)


def _ties(annotated: AnnotatedArticle, settings: ReleaseSettings) -> Iterator[tuple[str, Hashable]]:
    """What an article must not share with one of another split."""
    if "speaker" in settings.group_by:
        yield from ((annotated.sha256, ("speaker", d.speaker_id)) for d in annotated.decisions if d.speaker_id)
    event = annotated.article.metadata.get(settings.event_key, "") if "event" in settings.group_by else ""
    if event:
        yield annotated.sha256, ("event", event)


def _checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder, by its path with slashes."""
    found = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): folders.sha256_of(p) for p in found}


def _go_on(progress: Progress | None, stage: str, done: int) -> None:
    if progress is not None and not progress(stage, done):
        raise BadInputError("The release was canceled; nothing was written.")
