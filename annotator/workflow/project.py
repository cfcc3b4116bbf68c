"""Projects: make one, open one, the sample to try; who annotates; the codebook."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from annotator import codebook as codebooks
from annotator.errors import StoreError
from annotator.records import Change, Codebook, Label, Speaker, Stance
from annotator.resources import resource, seed
from annotator.store import annotators as _annotators
from annotator.store import articles as _articles
from annotator.store import codebooks as _codebooks
from annotator.store import history, opening, register, shares
from annotator.store.connection import Store
from annotator.store.identify import BESIDE
from annotator.store.layout import SUFFIX as SUFFIX

UNKNOWN_COLOR = "#808080"
SAMPLE_CODEBOOK = ("codebooks", "border.toml")
PLAIN_CODEBOOK = ("codebooks", "favor.toml")
SAMPLE_MADE = "Make the sample project"  # the first change of the sample project


def create_project(path: Path, codebook: Codebook | None = None) -> Store:
    """A new project file with a codebook (favor/against/neutral where none is given); StoreError if the file is there."""
    codebook = codebook or plain_codebook()
    return opening.create(path, lambda store: _codebooks.add_codebook(store, codebook))


def plain_codebook() -> Codebook:
    """The codebook of a project for which none was chosen."""
    return codebooks.read_codebook(resource(*PLAIN_CODEBOOK))


def open_project(path: Path) -> Store:
    """An existing project file; StoreError or NewerProjectError with a sentence."""
    return opening.open_store(path)


@contextmanager
def open_or_create(path: Path, codebook: Codebook | None = None) -> Iterator[Store]:
    """An existing project, or a new one, which does not stay where the block fails or leaves it as empty as it was.

    ``codebook`` is that of a new one.
    """
    if os.path.lexists(path):
        with closing(open_project(path)) as store:
            yield store
        return
    journal = path.with_name(path.name + ".journal")
    mine = [] if journal.exists() else [journal]
    store, empty = create_project(path, codebook), True
    try:
        yield store
        empty = history.is_as_made(store)
    finally:
        store.close()
        if empty:
            _discard(path, mine)


def _discard(path: Path, folders: Sequence[Path]) -> None:
    """Remove a project that was just made, with what SQLite keeps beside it, and folders."""
    for end in ("", *BESIDE):
        path.with_name(path.name + end).unlink(missing_ok=True)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def read_project(path: Path) -> Store:
    """An existing project file for reading alone, e.g. for an export in a worker thread."""
    return opening.open_store(path, read_only=True)


def warning(store: Store) -> str:
    """What a person should know about where the project lies, in a sentence; "" where all is well."""
    share = shares.network_file_system(store.path)
    if not share:
        return ""
    return (
        f"{store.path.name} lies on a network share ({share}), where two computers that write at once can damage it; keep it on "
        "your own disk and merge the files of your team."
    )


def project_id(store: Store) -> str:
    """The id that all copies of a project have; "" in one of an older version that nothing was written to since."""
    from annotator.store.journal import project_id as asked  # comes with the first write

    return asked(store)


def sync_warning(store: Store) -> str:
    """What a person should know once of a project in a folder that a service copies, in a sentence; "" elsewhere."""
    service = shares.sync_service(store.path)
    if not service:
        return ""
    return (
        f"{store.path.name} lies in a folder of {service}, which may put an older state in its place while you work; keep it in another "
        f"folder and use {service} for packages and exports."
    )


def is_sample(store: Store) -> bool:
    """Whether the project was made as the sample to try: its codebook is about the sample's articles."""
    return SAMPLE_MADE in history.first_actions(store)


def sample_project(path: Path) -> Store:
    """The sample project: opened, or made from ``seeds/`` and the border codebook at the first start."""
    if path.exists():
        return open_project(path)
    return opening.create(path, _fill_sample)


def _fill_sample(store: Store) -> None:
    from annotator.exchange.readers.reading import read_articles  # our own texts, read in this process

    _codebooks.add_codebook(store, codebooks.read_codebook(resource(*SAMPLE_CODEBOOK)))
    with store.writing():
        change = history.begin_change(store, None, SAMPLE_MADE)
        for file in sorted(seed().glob("*.txt")):
            _articles.add_articles(store, read_articles(file), change)


def current_codebook(store: Store) -> Codebook:
    """The project's codebook, parsed once; StoreError if it has none."""
    cache = store.current_cache()
    if "codebook" not in cache:
        source, guideline, name = _codebooks.require_codebook(store)
        cache["codebook"] = codebooks.parse_codebook(source, name=name, guideline=guideline)
    found: Codebook = cache["codebook"]
    return found


def retired(store: Store, stance: Stance) -> tuple[str, Label]:
    """The target's name and the label of a stance that the codebook no longer has, as the newest version had them that knew it.

    Where none did, they are called by their ids.
    """
    key = f"retired {stance.target} {stance.label}"
    cache = store.current_cache()
    if key not in cache:
        cache[key] = _last_known(store, stance)
    found: tuple[str, Label] = cache[key]
    return found


def _last_known(store: Store, stance: Stance) -> tuple[str, Label]:
    name, label = stance.target, Label(stance.label, stance.label, "", UNKNOWN_COLOR, 0)
    for source, guideline, title in _codebooks.codebook_sources(store):
        codebook = codebooks.parse_codebook(source, name=title, guideline=guideline)
        target, known = codebook.target(stance.target), codebook.label(stance)
        if target is not None and known is not None:
            return target.name, known
    return name, label


def annotators(store: Store) -> tuple[str, ...]:
    """The names that annotate in this project, in the order they came."""
    return _annotators.annotators(store)


def add_annotator(store: Store, name: str) -> Change:
    """Add a name; StoreError with a sentence if it is blank, too long, or that of the adjudicated layer."""
    _annotators.add_annotator(store, name)
    return Change(action="Add annotator", queue=True)


def not_known(store: Store, name: str) -> str:
    """The sentence that tells who annotates in a project, for a name that is none of them."""
    return _annotators.not_known(store, name)


def author(store: Store, name: str) -> str:
    """The name under which a command changes a project; it is added where nobody annotates there yet.

    StoreError with a sentence where others do and the name is none of theirs.
    """
    name = _annotators.person(name)
    known = annotators(store)
    if not known:
        add_annotator(store, name)
    elif name not in known:
        raise StoreError(not_known(store, name))
    return name


def made_for(store: Store) -> str:
    """Whom a package was made for; "" where the file is no package, or one of a version that did not keep it."""
    name = _annotators.setting(store, _annotators.MADE_FOR)
    return name if name in annotators(store) else ""


def remember_place(store: Store, annotator: str, article: str | None, quotation: str | None) -> None:
    """Keep where an annotator is (article sha256, quotation id) for the next start."""
    _annotators.remember_place(store, annotator, article, quotation)


def place(store: Store, annotator: str) -> tuple[str | None, str | None]:
    """Where the annotator was: (article sha256, quotation id)."""
    return _annotators.place(store, annotator)


def shows_indirect(store: Store) -> bool:
    """Whether the project asks for decisions on proposals of indirect quotations."""
    return _annotators.shows_indirect(store)


def show_indirect(store: Store, shown: bool) -> Change:
    """Show or hide undecided indirect proposals, for everybody in the project."""
    _annotators.show_indirect(store, shown)
    return Change(action="Show indirect proposals" if shown else "Hide indirect proposals", queue=True)


def asks_nested(store: Store) -> bool:
    """Whether proposals inside others are kept when an article is read."""
    return _annotators.asks_nested(store)


def ask_nested(store: Store, asked: bool) -> Change:
    """Keep proposals inside others when articles are read from now on, or leave them out; for everybody in the project."""
    _annotators.ask_nested(store, asked)
    return Change(action="Keep proposals inside quotations" if asked else "Leave out proposals inside quotations")


def speakers(store: Store) -> tuple[Speaker, ...]:
    """The project's register of speakers, by name."""
    return register.speakers(store)


def search_speakers(store: Store, text: str, limit: int = 20) -> tuple[Speaker, ...]:
    """Speakers whose name or alias resembles ``text``, best first; all by name where the text is blank."""
    from rapidfuzz import fuzz, process, utils

    everybody = register.speakers(store)
    if not text.strip():
        return everybody[:limit]
    names = [(name, n) for n, speaker in enumerate(everybody) for name in (speaker.name, *speaker.aliases)]
    hits = process.extract(
        text,
        [name for name, _ in names],
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=limit * 3,
        score_cutoff=60,
    )
    order = dict.fromkeys(names[at][1] for _, _, at in hits)
    return tuple(everybody[n] for n in order)[:limit]


def rename_speaker(store: Store, speaker_id: str, name: str, *, annotator: str) -> Change:
    """Another canonical name for a speaker; the old one stays as an alias. Can be undone."""
    register.rename_speaker(store, speaker_id, name, annotator)
    return Change(action="Rename speaker", speakers=True, message=f"The speaker is now called {name}")


def add_alias(store: Store, speaker_id: str, alias: str, *, annotator: str) -> Change:
    """Another name that a speaker goes by. Can be undone."""
    register.add_alias(store, speaker_id, alias, annotator)
    return Change(action="Add alias", speakers=True)


def merge_speakers(store: Store, speaker_id: str, into: str, *, annotator: str) -> Change:
    """Say that two speakers of the register are one. Can be undone."""
    register.merge_speakers(store, speaker_id, into, annotator)
    return Change(action="Merge speakers", speakers=True)
