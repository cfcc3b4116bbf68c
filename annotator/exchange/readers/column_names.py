"""What the columns of people's tables hold, by the names that they have in several languages and in the exports of services."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from annotator.exchange.readers.dates import FIGURES, figures_day, iso_day, stamp_day

#: The most characters of a value that is a day.
LONGEST_DATE = 60
_ORDERED = {"dmy": "days in figures: read as day, month, year", "mdy": "days in figures: read as month, day, year"}
_OPEN = "days in figures that may have the day or the month first: left as written"

_TEXT = (
    "text", "body", "content", "article", "fulltext", "full_text", "full text", "bodytext", "body_text", "articlebody", "article_text",
    "article text", "articletext", "maintext", "main_text", "transcript", "fields.body", "fields.bodytext", "content.rendered",
    "paragraphs", "paragraphs.text", "content.text", "body.text", "content_text", "documents", "speech", "speech text",
    "selftext", "post text",
)  # fmt: skip
_TEXT_ELSEWHERE = (
    "volltext", "artikeltext", "texte", "texte intégral", "texte_intégral", "texte integral", "texto", "texto completo",
    "texto_completo", "testo", "tekst", "inhalt", "contenu", "contenido", "conteúdo", "cuerpo", "corps", "artikel", "artículo", "articulo",
    "artigo", "articolo", "contenuto", "testo completo", "texto integral", "corpo", "corpo do texto", "cuerpo del texto", "inhoud",
    "volledige tekst", "texte complet", "corps du texte", "hele tekst", "wortlaut", "fließtext", "brödtext", "treść", "tekst artykułu",
)  # fmt: skip
_TITLE = (
    "title",
    "headline",
    "webtitle",
    "title.rendered",
    "headline.main",
    "article_title",
    "article title",
    "heading",
)
_TITLE_ELSEWHERE = (
    "titel", "titre", "título", "titulo", "titolo", "tytuł", "überschrift", "schlagzeile", "hauptüberschrift", "titular", "encabezado",
    "manchete", "intitulé", "kop", "krantenkop", "koptekst", "overskrift",
)  # fmt: skip
#: Names that a column of texts, and one of titles, may have where nobody named it: those in English first.
TEXT_COLUMNS, TITLE_COLUMNS = (*_TEXT, *_TEXT_ELSEWHERE), (*_TITLE, *_TITLE_ELSEWHERE)
_ID_COLUMNS = (
    "id", "_id", "uid", "uuid", "guid", "doc id", "docno", "docnr", "identifier", "kennung", "identifiant", "identificador",
    "identificatore", "identificativo", "artikelnummer", "artikelnr", "dokumentnummer", "document number", "número de documento",
    "stories_id",
)  # fmt: skip
_DATE = (
    "date", "pub date", "publication date", "date publication", "publication datetime", "published date", "date published",
    "publish date", "date publish", "published", "published at", "published on", "published time", "publication day",
    "publication time", "publish time", "pub time", "pub day", "web publication date", "issue date", "print date", "day", "date time",
    "date time pub", "first published", "seen date", "post date", "created at", "created utc", "timestamp",
)  # fmt: skip
_DATE_ELSEWHERE = (
    "datum", "fecha", "data", "dato", "erscheinungsdatum", "erscheinungstag", "erschienen", "erschienen am", "veröffentlicht",
    "veröffentlicht am", "publiziert am", "veröffentlichungsdatum", "datum veröffentlichung", "datum erscheinen", "publikationsdatum",
    "tag", "druckdatum", "jour", "publié le", "paru le", "date parution", "date publi", "date édition", "date diffusion",
    "fecha publicación", "publicado", "publicado el", "fecha edición", "día", "data publicação", "publicado em", "data edição",
    "data pubblicazione", "pubblicato", "pubblicato il", "giorno", "data uscita", "dag", "publicatiedatum", "gepubliceerd",
    "gepubliceerd op", "datum publicatie", "verschijningsdatum", "plaatsingsdatum", "publiceringsdatum", "udgivelsesdato",
    "data publikacji",
)  # fmt: skip
_SOURCE = (
    "source", "source name", "source title", "newspaper", "newspaper name", "newspaper title", "publication", "publication name",
    "publication title", "media outlet", "outlet name", "news outlet", "media name", "medium", "media", "magazine", "source common name",
    "site name", "source hostname",
)  # fmt: skip
_SOURCE_ELSEWHERE = (
    "zeitung", "zeitungsname", "quelle", "quellenname", "medienname", "medientitel", "publikation", "journal", "nom journal",
    "titre journal", "titre publication", "média", "fuente", "medio", "medio comunicación", "diario", "periódico", "nombre medio",
    "nombre periódico", "fonte", "jornal", "veículo", "veículo comunicação", "nome jornal", "testata", "giornale", "quotidiano",
    "nome testata", "bron", "krant", "naam krant", "kilde", "källa", "tidning", "źródło",
)  # fmt: skip
_SITE = ("website", "hostname", "domain", "source uri")  # what names the source where nothing else does
_AUTHOR = (
    "author", "authors", "author name", "authors name", "author names", "byline", "fields byline", "writer", "written by", "journalist",
    "reporter", "creator",
)  # fmt: skip
_AUTHOR_ELSEWHERE = (
    "autor", "autorin", "autoren", "autor in", "autorinnen", "verfasser", "verfasserin", "autorenname", "name autor", "auteur", "auteurs",
    "nom auteur", "journaliste", "autores", "autora", "nombre autor", "periodista", "nome autor", "jornalista", "autore", "autori",
    "autrice", "nome autore", "giornalista", "schrijver", "naam auteur", "redacteur", "verslaggever", "forfatter", "författare",
)  # fmt: skip
_URL = (
    "url",
    "link",
    "uri",
    "href",
    "permalink",
    "web url",
    "weburl",
    "web link",
    "page url",
    "article url",
    "source url",
)
_URL_ELSEWHERE = (
    "lien", "adresse", "adresse web", "webadresse", "internetadresse", "enlace", "vínculo", "dirección", "dirección web", "ligação",
    "endereço", "hiperligação", "collegamento", "indirizzo", "indirizzo web", "webadres", "adres", "lenke", "länk",
)  # fmt: skip
_DATE_COLUMNS = (*_DATE, *_DATE_ELSEWHERE)
_ROLES = {
    "author": (*_AUTHOR, *_AUTHOR_ELSEWHERE), "source": (*_SOURCE, *_SOURCE_ELSEWHERE, *_SITE), "url": (*_URL, *_URL_ELSEWHERE)
}  # fmt: skip
_LEAST_WORDS = frozenset((
    "a", "d", "l", "la", "le", "les", "el", "los", "las", "il", "lo", "the", "of", "de", "del", "della", "dello", "dell", "delle",
    "dei", "da", "do", "das", "dos", "du", "des", "der", "die", "den", "dem", "di", "het", "van", "een", "am",
))  # fmt: skip
_NOUNS = (
    "article", "articles", "artikels", "artikel", "articulo", "artigo", "articolo", "news", "story", "noticia", "notizia", "nachricht",
    "beitrags", "beitrag", "document", "dokument", "documento", "doc", "post", "item", "bericht", "metadata", "meta",
)  # fmt: skip
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
_BETWEEN = re.compile(r"[\W_]+")
_ADDRESS = re.compile(r"\s{0,9}(?:https?://|www\.)\S+\s{0,9}", re.I)
_STAMP = re.compile(r"\d{10}|\d{13}")


@lru_cache(maxsize=2048)
def plain_names(name: str) -> tuple[str, ...]:
    """The names to look a column up by: without case, accents and signs, then without “the” and “of”, then without “article”."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", _CAMEL.sub(" ", name)) if not unicodedata.combining(c))
    words = [word for word in _BETWEEN.split(bare.casefold()) if word]
    short = [word for word in words if word not in _LEAST_WORDS] or words
    least = [word for word in short if word not in _NOUNS] or short
    found = dict.fromkeys("".join(each) for each in (words, short, least))
    for joined in tuple(found):
        for noun in _NOUNS:
            if joined.startswith(noun) and len(joined) > len(noun):
                found.setdefault(joined[len(noun) :])
    return tuple(found)


@lru_cache(maxsize=32)
def _places(names: tuple[str, ...]) -> Mapping[str, int]:
    """Where each name stands in its list, by its plain form."""
    found: dict[str, int] = {}
    for at, name in enumerate(names):
        found.setdefault(plain_names(name)[0], at)
    return found


def columns_of(names: tuple[str, ...], keys: Sequence[str]) -> list[str]:
    """The keys that stand for one of ``names``, best first: one that is written like it before one that says more."""
    places = _places(names)
    found = []
    for at, key in enumerate(keys):
        for worse, plain in enumerate(plain_names(str(key))):
            if plain in places:
                found.append((worse > 0, places[plain], at, key))
                break
    return [key for *_, key in sorted(found)]


def text_column(keys: tuple[str, ...]) -> str | None:
    """The key of the text by its usual names; None where there is none."""
    return next(iter(columns_of(TEXT_COLUMNS, keys)), None)


def title_column(keys: tuple[str, ...]) -> str:
    """The key of the title by its usual names; “title” where there is none."""
    return next(iter(columns_of(TITLE_COLUMNS, keys)), "title")


def id_column(keys: tuple[str, ...]) -> str:
    """The key of an article's id by its usual names; “id” where there is none."""
    return next(iter(columns_of(_ID_COLUMNS, keys)), "id")


@lru_cache(maxsize=256)
def _known(keys: tuple[str, ...]) -> tuple[list[str], dict[str, list[str]]]:
    """The keys that may hold the day, and those that may hold what else is said of an article."""
    return columns_of(_DATE_COLUMNS, keys), {role: columns_of(names, keys) for role, names in _ROLES.items()}


class DayOrder:
    """In which order a table writes days in figures (3/4/2026): decided from all its rows where one of them leaves it open.

    ``records`` gives the rows once more; it is called only then. Where no row decides it, names of columns in a language whose
    readers write the day first do.
    """

    def __init__(self, records: Callable[[], Iterable[Mapping[str, Any]]]) -> None:
        self._records = records
        self._found: dict[str, str] = {}

    def of(self, key: str) -> str:
        """“dmy”, “mdy”, or "" where nothing in the table tells it, or its rows differ."""
        if key not in self._found:
            names: set[str] = set()
            firsts = seconds = False
            for record in self._records():
                names.update(map(str, record))
                if match := FIGURES.match(str(record.get(key) or "").strip()):
                    firsts |= int(match[1]) > 12
                    seconds |= int(match[3]) > 12
            day_first = firsts or (not seconds and any(_ELSEWHERE.intersection(plain_names(name)) for name in names))
            self._found[key] = "" if firsts and seconds else "dmy" if day_first else "mdy" if seconds else ""
        return self._found[key]


_ELSEWHERE = frozenset(
    plain_names(name)[0]
    for each in (
        _TEXT_ELSEWHERE,
        _TITLE_ELSEWHERE,
        _DATE_ELSEWHERE,
        _SOURCE_ELSEWHERE,
        _AUTHOR_ELSEWHERE,
        _URL_ELSEWHERE,
    )
    for name in each
) - {"data", "journal", "tag"}  # English words, too


def named(about: Mapping[str, str], order: DayOrder, notes: list[str]) -> dict[str, str]:
    """What a row says of an article, its day, author, source and address under the names that every reader of articles gives them.

    A column is taken only where its value is one of that kind; all others keep their names. A day becomes ISO 8601; ``date_written``
    has it as the row has it. How days in figures were read is added to ``notes``.
    """
    dates, roles = _known(tuple(about))
    found = dict(about)
    if "url" not in found and _ADDRESS.fullmatch(found.get("source", "")):  # as trafilatura writes it
        found["url"] = found.pop("source")
    for role, keys in roles.items():
        if role not in found and (
            key := next((each for each in keys if each in found and _fits(role, found[each])), None)
        ):
            found[role] = found.pop(key)
    for key in ("date",) if "date" in about else dates:
        if day := _day(about[key], key, order, notes):
            written = found.pop(key)
            found["date"] = day
            if written not in (day, f"{day} 00:00:00", f"{day}T00:00:00"):
                found.setdefault("date_written", written)
            break
    return found


def _fits(role: str, value: str) -> bool:
    """Whether a value may be an author, a source or an address."""
    if role == "url":
        return _ADDRESS.fullmatch(value) is not None
    return len(value) <= 300 and any(map(str.isalpha, value)) and (role == "source" or not _ADDRESS.fullmatch(value))


def _day(value: str, key: str, order: DayOrder, notes: list[str]) -> str:
    """The day that a value is, in ISO 8601; "" where it is none."""
    written = value.strip()
    if len(written) > LONGEST_DATE:
        return ""
    if match := FIGURES.match(written):
        if match[2] == ".":
            return figures_day(match, "dmy")
        if match[1].zfill(2) == match[3].zfill(2):
            return figures_day(match, "dmy")
        said = order.of(key)
        notes.append(_ORDERED.get(said, _OPEN))
        return figures_day(match, said) if said else ""
    return stamp_day(int(written)) if _STAMP.fullmatch(written) else iso_day(written)
