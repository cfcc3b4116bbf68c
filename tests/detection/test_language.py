"""Articles in another language are told; English ones are not, whatever stands in them."""

from __future__ import annotations

import pytest

from annotator.detection.language import foreign
from annotator.detection.marks_alone import marks_alone
from annotator.records import Kind
from annotator.workflow.languages import Foreign
from tests.gold import gold_articles

TEXTS = {
    "German": "Die Stadt hat am Montag beschlossen, die Brücke zu sperren. „Wir wollen die Menschen schützen“, sagte "
    "die Bürgermeisterin. Die Opposition "
    "sprach von einem Geschenk an die Fähre.",
    "French": "La ville a décidé lundi de fermer le pont. « Nous voulons protéger les gens », a déclaré la maire. "
    "L'opposition a critiqué ce plan et a "
    "parlé d'un cadeau fait au bac.",
    "Dutch": "De stad heeft maandag besloten de brug te sluiten. “Wij willen de mensen beschermen”, zei de "
    "burgemeester. De oppositie had kritiek op het "
    "plan en sprak van een cadeau voor de veerboot.",
    "Spanish": "La ciudad decidió el lunes cerrar el puente. «Queremos proteger a la gente», dijo la alcaldesa. La "
    "oposición criticó el plan y habló de un "
    "regalo para el transbordador.",
    "Russian": "Город решил в понедельник закрыть мост. «Мы хотим защитить людей», сказала мэр. Оппозиция назвала "
    "этот план подарком парому.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_another_language_is_told(language: str) -> None:
    assert foreign(TEXTS[language]) == language


@pytest.mark.parametrize("article", gold_articles(), ids=lambda a: a["id"])
def test_an_english_article_is_english(article: dict[str, str]) -> None:
    assert foreign(article["text"]) == ""


@pytest.mark.parametrize("text", ["", "“Nein,” sagte er.", "1 2 3 " * 40, "LEE: Yes.", "x" * 5000])
def test_what_cannot_be_told_is_not_told(text: str) -> None:
    assert foreign(text) == ""


def test_a_corpus_is_told_by_language() -> None:
    class Text:
        def __init__(self, name: str, text: str) -> None:
            self.id, self.text = name, text

    foreign = Foreign()
    texts = [Text(f"a{n}", TEXTS["German"]) for n in range(5)] + [Text("b", TEXTS["French"])]
    assert list(foreign.watch(texts)) == texts
    assert foreign.message.startswith(
        "6 articles seem not to be in English (a0, a1, a2 and more in German; b in French)."
    )
    assert not Foreign().message


def test_marks_alone_need_no_language() -> None:
    (found,) = marks_alone(TEXTS["German"])
    assert (found.words, found.kind, found.source) == ("„Wir wollen die Menschen schützen“", Kind.DIRECT, None)
