"""What pages set round the text of an article: its byline and day, reading time, buttons, words that announce advertisements.

Each line is judged alone and taken only where every part of it is of such a kind, so that a sentence is never taken: “By Tuesday, the
river had risen” has no name behind its first word, and a byline is no sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from annotator.exchange.readers.blocks import Block
from annotator.exchange.readers.dates import DAY_WORDS, FIGURES, MONTH_WORDS, figures_day, iso_day

#: Letters of the longest line that is looked at, and how many paragraphs of the text may stand before a byline (a lead).
LONGEST, LEADS = 200, 1
MOST_BLOCKS = 40  # of a page that are looked at for it
LEFT_OUT = "byline, day and buttons of a page: taken out of the text"

_SEPARATOR = re.compile(r"\s{1,9}(?:[|•·●/–—-]|\\)\s{1,9}|\s{0,9}[|•●]\s{0,9}|\n|\t")
_BY = re.compile(
    r"(?:(?:(?:written|words|text|report(?:ed|ing)?|story|posted|analysis|opinion|published)\s{1,9})?by|von|par|por|di|door|av|af|tekst|text|texte|texto|testo|"
    r"authors?|autor(?:in|en|es|a)?|auteurs?|autore|autrice|reporter|journalist)\s{0,9}:?\s{1,9}",
    re.I,
)
_SMALL = r"(?:de|del|della|di|da|dos|do|van|von|der|den|ten|ter|zu|zur|la|le|el|al|bin|ibn|bint|y|e|af|av)"
_PARTICLE = re.compile(_SMALL)
_PART = r"(?:(?:Mc|Mac|O[’'´]|D[’']|al-|el-|d[’'])?[^\W\d_a-zà-öø-ÿ][\w’'´-]{0,40}(?<![’'´]s)\.?)"
_NAME = rf"{_PART}(?:\s{{1,9}}(?:{_SMALL}\s{{1,9}}){{0,2}}{_PART}){{1,4}}"
_NAMES = re.compile(
    rf"{_NAME}(?:(?:\s{{0,9}},\s{{0,9}}|\s{{0,9}};\s{{0,9}}|\s{{1,9}}(?:and|und|et|y|e|en|och|og|&|\+)\s{{1,9}})(?:{_NAME})){{0,20}}"
)
_PLACE = re.compile(rf"{_PART}(?:\s{{1,9}}(?:{_PART}|\({_PART}\))){{0,3}}")
_AND = re.compile(r"\s{0,9}[,;]\s{0,9}|\s{1,9}(?:and|und|et|y|e|en|och|og|&|\+)\s{1,9}")
_NOBODY = re.compile(
    r"(?:(?:the|our|a|an)\s{1,9})?(?:[^\W\d_][\w’-]{0,40}\s{1,9}){0,4}(?:reporters?|correspondents?|staff|writers?|editors?|press|desk|team|agenc(?:y|ies)|"
    r"bureau|newsroom|service|contributors?|redaktion|mitarbeiter\w{0,9}|rédaction|redacción|redazione|redactie|redação)",
    re.I,
)
_ROLES = frozenset((
    "the", "of", "for", "in", "at", "to", "and", "a", "an", "our", "chief", "senior", "deputy", "assistant", "special", "political",
    "politics", "health", "science", "business", "economics", "education", "environment", "foreign", "home", "world", "national", "local",
    "crime", "court", "legal", "sports", "sport", "arts", "culture", "media", "technology", "diplomatic", "defense", "defence",
    "security", "parliamentary", "investigative", "data", "staff", "freelance", "guest", "contributing", "reporter", "reporters",
    "correspondent", "correspondents", "editor", "editors", "writer", "writers", "columnist", "journalist", "producer", "presenter",
    "analyst", "contributor", "redakteur", "redakteurin", "korrespondent", "korrespondentin", "reporterin", "autor", "autorin", "aus",
    "zuletzt", "journaliste", "correspondant", "correspondante", "envoyé", "envoyée", "spécial", "spéciale", "à", "au", "avec", "de",
    "du", "la", "le", "corresponsal", "redactor", "redactora", "enviado", "enviada", "especial", "el", "en", "y", "corrispondente",
    "inviato", "da", "di", "il", "politiek", "verslaggever", "redacteur", "correspondente", "do", "em", "with", "additional", "reporting",
    "by",
))  # fmt: skip
_ORGS = frozenset(
    (
        "press",
        "associated",
        "news",
        "times",
        "post",
        "reuters",
        "afp",
        "dpa",
        "bloomberg",
        "guardian",
        "daily",
        "journal",
    )
)
_END = re.compile(r"[.!?…:;,“”\"»]\s{0,9}$")
_TIME = r"(?:\d{1,2}\s?[:.h]\s?\d{2}(?::\d{2})?(?:\s?(?:[ap]\.?m\.?|uhr|h|hrs))?|\d{1,2}\s?(?:[ap]\.?m\.?|uhr|h)\b)"
_ZONE = r"(?:gmt|utc|bst|est|edt|et|pst|pdt|pt|cst|cdt|ct|mst|mdt|cet|cest|mez|mesz|ist|aest|aedt|z)(?:\s?[+-]\s?\d{1,2}(?::?\d{2})?)?\b"
_MONTH = rf"(?:{'|'.join(sorted(map(re.escape, MONTH_WORDS), key=len, reverse=True))})\b\.?"
_DATE = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:t[\d:.]{1,20}(?:z|[+-]\d\d:?\d\d)?)?|\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:\d{4}|\d{2})\b|"
    rf"\d{{1,2}}(?:st|nd|rd|th|er|º|ª)?\.?\s{{1,9}}(?:de\s{{1,9}})?{_MONTH}(?:,?\s{{1,9}}(?:de\s{{1,9}}|del\s{{1,9}})?\d{{4}})?|"
    rf"{_MONTH}\s{{1,9}}\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s{{1,9}}\d{{4}})?|\d{{4}}年\d{{1,2}}月\d{{1,2}}日)"
)
_AGO = (
    r"(?:\d{1,3}\s{1,9}(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)\s{1,9}ago|"
    r"(?:vor|hace|il y a|há)\s{1,9}\d{1,3}\s{1,9}[^\W\d_]{2,10}|\d{1,3}\s{1,9}[^\W\d_]{2,10}\s{1,9}(?:fa|geleden))"
)
_LABEL = (
    r"(?:(?:first\s{1,9}|originally\s{1,9}|last\s{1,9})?(?:published|posted|updated|modified|created|revised|filed|date)(?:\s{1,9}on|\s{1,9}at)?|"
    r"publication\s{1,9}date|"
    r"veröffentlicht(?:\s{1,9}am)?|aktualisiert(?:\s{1,9}am)?|zuletzt(?:\s{1,9}aktualisiert)?(?:\s{1,9}am)?|erschienen(?:\s{1,9}am)?|stand|datum|"
    r"(?:publié|mis\s{1,9}à\s{1,9}jour|modifié|posté)e?(?:\s{1,9}le)?|publicado(?:\s{1,9}el|\s{1,9}em)?|actualizado(?:\s{1,9}el|\s{1,9}a\s{1,9}las)?|atualizado(?:\s{1,9}em)?|fecha|"
    r"pubblicato(?:\s{1,9}il)?|aggiornato(?:\s{1,9}il|\s{1,9}alle)?|gepubliceerd(?:\s{1,9}op)?|bijgewerkt(?:\s{1,9}op)?|laatst(?:\s{1,9}gewijzigd)?)"
)
_DAY = rf"(?:{'|'.join(DAY_WORDS)})\b\.?"
_JOIN = r"(?:at|on|and|um|am|den|le|el|il|op|à|a\s{1,9}las|as|às|alle|ore|om|kl\.?|de|del|uhr|h)\b"
_WHEN = re.compile(rf"(?:{_LABEL}|{_DAY}|{_DATE}|{_AGO}|{_TIME}|{_ZONE}|{_JOIN})[\s,;:()\[\].–—-]{{0,20}}", re.I)
_WHEN_BEGINS = re.compile(rf"(?<!\w)(?:{_LABEL}\b|{_DAY}|{_DATE})", re.I)
_HAS_DATE = re.compile(rf"{_DATE}|{_AGO}|{_TIME}", re.I)
_READING = re.compile(
    r"(?:(?:estimated\s{1,9})?(?:reading|read)\s{1,9}time|lesezeit|lesedauer|temps\s{1,9}de\s{1,9}lecture|lecture|tiempo\s{1,9}de\s{1,9}lectura|tempo\s{1,9}de\s{1,9}leitura|"
    r"tempo\s{1,9}di\s{1,9}lettura|leestijd)?\s{0,9}:?\s{0,9}(?:ca\.\s{0,9}|about\s{1,9}|~\s{0,9})?\d{1,3}[\s-]{0,9}(?:min|mins|minutes?|minuten|minutos?|minuti|minuut)\b\.?\s{0,9}"
    r"(?:read(?:ing\s{1,9}time)?|lesezeit|lesedauer|de\s{1,9}lecture|de\s{1,9}lectura|de\s{1,9}leitura|di\s{1,9}lettura|leestijd|lezen)?",
    re.I,
)
_COUNT = re.compile(
    r"\d[\d,.]{0,8}\s{0,9}k?\s{0,9}(?:comments?|shares?|views?|likes?|kommentare?|commentaires?|comentarios?|comentários?|commenti|commento|reacties?)",
    re.I,
)
_BUTTONS = frozenset((
    "share", "share this", "share this article", "share this story", "share this page", "share article", "share on facebook",
    "share on x", "share on twitter", "share on whatsapp", "share on linkedin", "share via email", "tweet", "email", "e-mail", "print",
    "save", "comment", "comments", "copy link", "facebook", "twitter", "x", "whatsapp", "linkedin", "reddit", "telegram", "pinterest",
    "bluesky", "threads", "bookmark", "follow", "subscribe", "listen", "play", "listen to article",
    "listen to story", "gift article", "gift this article", "print this article", "save this article",
    "save article", "email this article", "jump to comments", "add a comment", "leave a comment", "view comments", "read comments",
    "teilen", "drucken", "merken", "vorlesen", "anhören", "artikel zum hören", "artikel anhören", "artikel teilen", "artikel drucken",
    "artikel merken",
    "artikel vorlesen", "kommentieren", "kommentare", "artikel speichern", "per mail", "per e-mail teilen",
    "auf facebook teilen", "partager", "partager l'article", "imprimer", "écouter", "écouter l'article", "écouter cet article",
    "commenter", "réagir", "enregistrer", "sauvegarder", "offrir l'article", "compartir", "imprimir", "guardar", "escuchar",
    "escuchar artículo", "comentar", "enviar", "condividi", "stampa", "ascolta",
    "ascolta l'articolo", "commenta", "salva", "compartilhar", "compartilhe", "ouvir", "ouvir artigo", "ouça este artigo", "partilhar",
    "delen", "printen", "luister", "deel dit artikel", "bewaren", "opslaan",
))  # fmt: skip
#: Lines that stand between the paragraphs of a text, too, and are none of it.
_ADVERT = re.compile(
    r"(?:skip\s{1,9})?advertise?ments?|advertising|sponsored(?:\s{1,9}content)?|advertisement\W{1,9}(?:scroll\s{1,9}to\s{1,9}continue(?:\s{1,9}reading)?|continue\s{1,9}reading\s{1,9}below)|"
    r"(?:story|article)\s{1,9}continues\s{1,9}(?:after|below)(?:\s{1,9}(?:this|the))?(?:\s{1,9}(?:advertisement|ad))?|continue\s{1,9}reading(?:\s{1,9}below|\s{1,9}the\s{1,9}main\s{1,9}story)?|"
    r"anzeige|werbung|-\s{0,9}anzeige\s{0,9}-|publicité|la\s{1,9}suite\s{1,9}après\s{1,9}(?:cette|la)\s{1,9}publicité|publicidad|publicidade|pubblicità|advertentie|"
    r"continua\s{1,9}(?:a\s{1,9}leggere|após\s{1,9}a\s{1,9}publicidade)|lees\s{1,9}verder\s{1,9}na\s{1,9}de\s{1,9}advertentie|sigue\s{1,9}leyendo|"
    r"(?:share|listen\s{1,9}to|print|save|email|gift)\s{1,9}this\s{1,9}(?:article|story)|(?:diesen\s{1,9})?artikel\s{1,9}(?:anhören|teilen|vorlesen)|partager\s{1,9}(?:l[’']|cet\s{1,9})article|"
    r"écouter\s{1,9}(?:l[’']|cet\s{1,9})article|escuch(?:ar|a)\s{1,9}(?:el|este)\s{1,9}artículo|luister\s{1,9}naar\s{1,9}dit\s{1,9}artikel|deel\s{1,9}dit\s{1,9}artikel",
    re.I,
)
_NAMED = re.compile(r"(?:^|[\s_-])(?:author|byline|autor|auteur|autore|writer|contributor)s?(?:$|[\s_-])", re.I)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(slots=True)
class PageHead:
    """What the lines round a text say of it: authors and day, and the blocks, or lines of blocks, that are none of the text."""

    author: str = ""
    date: str = ""
    lines: list[str] = field(default_factory=list)

    def takes(self, line: str, known: str, signed: bool) -> bool:
        """Whether a line is none of the text; what it says is kept. ``signed``: the page says that it is the byline."""
        line = line.strip()
        if len(line) > LONGEST:
            return False
        parts = [part.strip() for part in _SEPARATOR.split(line) if part.strip()]
        if len(parts) > 1 and sum(map(_is_when, parts)) == len(parts) - sum(map(_is_place, parts)) > 0:
            self.date = self.date or next(filter(None, map(_day_of, parts)), "")
            return True
        return not line or all(self._takes_part(part, known.casefold(), signed) for part in parts)

    def _takes_part(self, part: str, known: str, signed: bool) -> bool:
        if _is_button(part) or _READING.fullmatch(part):
            return True
        if _is_when(part):
            self.date = self.date or _day_of(part)
            return True
        begin = next(
            (match.start() for match in _WHEN_BEGINS.finditer(part) if _is_when(part[match.start() :])), len(part)
        )
        found = _authors(part[:begin].rstrip(" ,;:("), known, signed)
        if found is None:
            return False
        self.author = self.author or found
        self.date = self.date or _day_of(part[begin:])
        return True

    def note(self) -> list[str]:
        """The note that names the lines; none where there are none."""
        return [f"{LEFT_OUT} ({' / '.join(self.lines)[:400]})"] if self.lines else []

    def say(self, about: dict[str, str]) -> None:
        """Put author and day into what is said of an article, where its page's head does not say them, or says more than names."""
        known = about.get("author", "").casefold()
        if self.author and (not known or all(each.casefold() in known for each in self.author.split("; "))):
            about["author"] = self.author
        if self.date:
            about.setdefault("date", self.date)


def take(every: Sequence[Block], taken: Sequence[Block], about: dict[str, str]) -> tuple[list[Block], list[str]]:
    """The blocks of an article without the lines round its text, and the note that names these; ``about`` gets what they say.

    ``every``: the blocks of the page. Between the title and the text each line is looked at, in the text only lines that announce an
    advertisement, at its end buttons.
    """
    head = PageHead()
    kept = {id(block): block for block in taken}
    for block in _top(every, taken, about.get("title", ""), kept, head, about.get("author", "")):
        del kept[id(block)]
    left = [kept[id(block)] for block in taken if id(block) in kept]
    left = [block for block in left if not _is_advert(block, head)]
    while len(left) > 1 and _is_buttons(left[-1].text):
        head.lines.append(left.pop().text)
    if not left:
        return list(taken), []
    head.say(about)
    return left, head.note()


def _top(
    every: Sequence[Block], taken: Sequence[Block], title: str, kept: dict[int, Block], head: PageHead, author: str
) -> Iterator[Block]:
    """The blocks above the text that are none of it; of a block that begins with such lines ``kept`` gets the rest."""
    mine = {id(block) for block in taken}
    first = next((n for n, block in enumerate(every) if id(block) in mine), 0)
    named = (n for n, block in enumerate(every) if block.element.tag == "h1" or block.text == title)
    texts = 0
    for block in every[min(next(named, first), first) :][:MOST_BLOCKS]:
        if block.element.tag == "h1" or block.text == title or block.row:
            continue
        lines = block.text.split("\n")
        signed = _is_signed(block.element)
        apart = _apart(block.element) or (texts and block.element.tag in _HEADINGS and not signed)
        count = 0
        while not apart and count < len(lines) and head.takes(lines[count], author, signed):
            count += 1
        if id(block) not in mine:
            continue
        head.lines += filter(None, map(str.strip, lines[:count]))
        if count == len(lines):
            yield block
        elif count:
            kept[id(block)] = replace(block, text="\n".join(lines[count:]))
        texts += count < len(lines) and block.element.tag not in _HEADINGS
        if texts > LEADS:
            return


def _apart(element: Any) -> bool:
    return any(each.tag in ("blockquote", "figure", "aside", "table") for each in (element, *element.iterancestors()))


def _is_signed(element: Any) -> bool:
    """Whether the page says that a short element is the byline."""
    if any(each.get("rel") == "author" or each.get("itemprop") == "author" for each in element.iter()):
        return True
    for each, _ in zip((element, *element.iterancestors()), range(3), strict=False):
        if each.tag in ("body", "main", "article") or len("".join(each.itertext())) > LONGEST:
            return False
        names = (
            each.get("class"),
            each.get("data-testid"),
            each.get("data-component"),
            each.get("data-qa"),
            each.get("id"),
        )
        if (
            any(_NAMED.search(name) for name in names if name)
            or each.get("rel") == "author"
            or each.get("itemprop") == "author"
        ):
            return True
    return False


def _is_advert(block: Block, head: PageHead) -> bool:
    if (
        len(block.text) > LONGEST
        or block.element.tag in _HEADINGS
        or not _ADVERT.fullmatch(block.text.strip(" .-–—*[]()"))
    ):
        return False
    head.lines.append(block.text)
    return True


def _is_buttons(line: str) -> bool:
    if len(line) > LONGEST:
        return False
    parts = [part.strip() for part in _SEPARATOR.split(line) if part.strip()]
    return bool(parts) and all(_is_button(part) for part in parts)


def _is_button(part: str) -> bool:
    return bool(part.casefold().replace("’", "'") in _BUTTONS or _COUNT.fullmatch(part) or _ADVERT.fullmatch(part))


def _is_when(part: str) -> bool:
    """Whether a part of a line is a day or a time, with words such as “updated” and nothing else."""
    at = len(part) - len(part.lstrip(" (["))
    while at < len(part) and (match := _WHEN.match(part, at)):
        at = match.end()
    return at == len(part) and _HAS_DATE.search(part) is not None


def _is_place(part: str) -> bool:
    """Whether a part of a line may be a place or a paper that stands beside a day."""
    return _PLACE.fullmatch(part) is not None and not _is_when(part)


def _day_of(part: str) -> str:
    """The day that a part of a line names; "" where its order is open."""
    if day := iso_day(part):
        return day
    match = FIGURES.search(part)
    if match is None:
        return ""
    first, second = int(match[1]), int(match[3])
    ordered = match[2] == "." or first > 12 or first == second
    return figures_day(match, "dmy" if ordered else "mdy") if ordered or second > 12 else ""


def _authors(part: str, known: str, signed: bool) -> str | None:
    """The names that a byline has, with “; ” between them; "" for one without names, None for what is no byline."""
    by = _BY.match(part)
    rest = part[by.end() :].strip() if by else part
    if not rest or _END.search(rest):
        return None
    match = _NAMES.match(rest)
    names = _people(match[0]) if match else []
    end = match.end() if match and names else 0
    if names and any(word.casefold() in DAY_WORDS for word in names[0].split()):
        return None
    sure = by or signed or all(name.casefold() in known for name in names)
    if names and sure and (signed or all(map(_is_role, rest[end:].split()))):
        return "; ".join(names)
    if (by or signed) and _NOBODY.fullmatch(rest):
        return rest
    return "" if signed and len(rest) <= 100 else None


def authors(line: str) -> str | None:
    """The names of a line that is known to be a byline if it has names, with “; ” between them; None where it has none."""
    return _authors(line if _BY.match(line) else f"by {line}", "", False) if len(line) <= LONGEST else None


def _people(written: str) -> list[str]:
    """The names of a byline, without what it says of their work."""
    return [part for part in _AND.split(written) if part and not any(map(_is_work, part.split()))]


def _is_work(word: str) -> bool:
    plain = word.casefold()
    return plain in _ORGS or (plain in _ROLES and _PARTICLE.fullmatch(word) is None)


def _is_role(word: str) -> bool:
    bare = word.strip(",;()")
    return not bare or bare.casefold() in _ROLES or bare[0].isupper() or "@" in bare
