"""What ProQuest calls the facts about an article, in the languages of its pages, with the key of each in the metadata of an article."""

from __future__ import annotations

LABELS = {
    "author": "author", "publication info": "publication_info", "abstract": "abstract", "abstract (summary)": "abstract", "links": "links",
    "subject": "subject", "location": "location", "company / organization": "company", "people": "person", "title": "title",
    "publication title": "source", "pages": "page", "publication year": "year", "publication date": "date", "year": "year",
    "section": "section", "publisher": "publisher", "place of publication": "place_of_publication", "volume": "volume", "issue": "issue",
    "country of publication": "country", "publication subject": "publication_subject", "issn": "issn", "source type": "source_type",
    "language of publication": "language", "language": "language", "document type": "document_type", "document feature": "feature",
    "proquest document id": "document", "document url": "url", "copyright": "copyright", "last updated": "updated", "database": "database",
    "credit": "credit", "dateline": "place", "column": "column", "edition": "edition", "first page": "first_page", "number of pages":
    "number_of_pages", "identifier / keyword": "keywords", "column name": "column", "startpage": "first_page",
    "accession number": "accession", "business indexing term": "business_term", "e-issn": "issn", "doi": "doi", "classification":
    "classification", "full text availability": "availability", "alternate title": "alternate_title", "notes": "notes",
    "publication note": "publication_note", "number of references": "references", "url": "url",
    # Spanish, French, German, Portuguese
    "autor": "author", "auteur": "author", "información de publicación": "publication_info", "informations sur la publication":
    "publication_info", "publikationsinfo": "publication_info", "informações da publicação": "publication_info", "resumen": "abstract",
    "résumé": "abstract", "zusammenfassung": "abstract", "resumo": "abstract", "materia": "subject", "sujet": "subject", "thema": "subject",
    "assunto": "subject", "lugar": "location", "ubicación": "location", "lieu": "location", "ort": "location", "local": "location",
    "compañía / organización": "company", "société / organisation": "company", "unternehmen/organisation": "company", "título": "title",
    "titre": "title", "titel": "title", "título de publicación": "source", "título de la publicación": "source", "titre de la publication":
    "source", "titel der publikation": "source", "publikationstitel": "source", "título da publicação": "source", "páginas": "page",
    "seiten": "page", "primera página": "first_page", "première page": "first_page", "erste seite": "first_page", "primeira página":
    "first_page", "año de publicación": "year", "année de publication": "year", "erscheinungsjahr": "year", "ano de publicação": "year",
    "fecha de publicación": "date", "date de publication": "date", "publikationsdatum": "date", "erscheinungsdatum": "date",
    "data de publicação": "date", "sección": "section", "rubrik": "section", "abschnitt": "section", "seção": "section", "editorial":
    "publisher", "éditeur": "publisher", "verlag": "publisher", "editora": "publisher", "lugar de publicación": "place_of_publication",
    "lieu de publication": "place_of_publication", "erscheinungsort": "place_of_publication", "local de publicação": "place_of_publication",
    "país de publicación": "country", "pays de publication": "country", "erscheinungsland": "country", "país de publicação": "country",
    "materia de publicación": "publication_subject", "sujet de la publication": "publication_subject", "thema der publikation":
    "publication_subject", "assunto da publicação": "publication_subject", "tipo de fuente": "source_type", "type de source": "source_type",
    "quellentyp": "source_type", "tipo de fonte": "source_type", "idioma de la publicación": "language", "langue de la publication":
    "language", "publikationssprache": "language", "sprache der publikation": "language", "idioma da publicação": "language",
    "tipo de documento": "document_type", "type de document": "document_type", "dokumententyp": "document_type", "dokumenttyp":
    "document_type", "id del documento de proquest": "document", "id de document proquest": "document", "proquest-dokument-id": "document",
    "id do documento proquest": "document", "url del documento": "url", "url du document": "url", "dokument-url": "url",
    "url do documento": "url", "última actualización": "updated", "dernière mise à jour": "updated", "letzte aktualisierung": "updated",
    "última atualização": "updated", "base de datos": "database", "base de données": "database", "datenbank": "database",
    "base de dados": "database", "enlaces": "links", "liens": "links", "identificador / palabra clave": "keywords",
    "identificateur / mot-clé": "keywords", "identifikator/schlüsselwort": "keywords", "droits d'auteur": "copyright",
}  # fmt: skip
#: The line that every article has before its text.
LINKS = frozenset((
    "proquest document link", "enlace de documentos de proquest", "enlace al documento de proquest", "lien vers le document proquest",
    "lien de document proquest", "proquest-dokumentlink", "proquest-dokument-link", "link do documento proquest",
))  # fmt: skip
