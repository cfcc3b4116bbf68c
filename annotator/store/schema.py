"""The project file's schema, as appended migrations: never edit one that was released, add another below it.

Decisions, proposals, imports, codebooks and speaker names are only ever appended. Each appended row belongs to a row of
``change``; undo marks that change as not live. What is current is derived from them (``derived.py``), and made again after
every migration.
"""

from __future__ import annotations

from annotator.store.sqlite_library import Database, Migrations

migrations = Migrations("annotator")

_FIRST = (
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE annotator (n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, created_at TEXT NOT NULL) STRICT",
    """CREATE TABLE change (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        annotator INTEGER REFERENCES annotator (n),
        kind TEXT NOT NULL CHECK (kind IN ('do', 'undo', 'redo')),
        action TEXT NOT NULL,
        target INTEGER REFERENCES change (n),
        article INTEGER REFERENCES article (n),
        live INTEGER NOT NULL DEFAULT 1,
        redoable INTEGER NOT NULL DEFAULT 0,
        at TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX change_undo ON change (annotator, kind, live, n)",
    "CREATE INDEX change_redo ON change (annotator, n) WHERE redoable = 1",
    """CREATE TABLE article (
        n INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
        id TEXT NOT NULL,
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        metadata TEXT NOT NULL DEFAULT '{}',
        change INTEGER NOT NULL REFERENCES change (n)
    ) STRICT""",
    "CREATE INDEX article_change ON article (change)",
    """CREATE TABLE codebook (
        n INTEGER PRIMARY KEY,
        hash TEXT NOT NULL,
        id TEXT NOT NULL,
        name TEXT NOT NULL,
        version TEXT NOT NULL,
        source TEXT NOT NULL,
        guideline TEXT NOT NULL,
        change INTEGER NOT NULL REFERENCES change (n)
    ) STRICT""",
    "CREATE INDEX codebook_hash ON codebook (hash)",
    "CREATE TABLE speaker (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT",
    """CREATE TABLE speaker_revision (
        n INTEGER PRIMARY KEY,
        speaker INTEGER NOT NULL REFERENCES speaker (n),
        name TEXT NOT NULL,
        aliases TEXT NOT NULL DEFAULT '[]',
        merged_into INTEGER REFERENCES speaker (n),
        change INTEGER NOT NULL REFERENCES change (n)
    ) STRICT""",
    "CREATE INDEX speaker_revision_speaker ON speaker_revision (speaker, n)",
    "CREATE INDEX speaker_revision_change ON speaker_revision (change)",
    """CREATE TABLE proposal_run (
        n INTEGER PRIMARY KEY,
        article INTEGER NOT NULL REFERENCES article (n),
        detector TEXT NOT NULL,
        in_marks INTEGER NOT NULL,
        indirect INTEGER NOT NULL,
        at TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX proposal_run_article ON proposal_run (article, n)",
    """CREATE TABLE proposal (
        run INTEGER NOT NULL REFERENCES proposal_run (n),
        quotation TEXT NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL CHECK ("end" > start AND start >= 0),
        words TEXT NOT NULL,
        kind TEXT NOT NULL,
        confidence REAL NOT NULL,
        rest TEXT NOT NULL,
        PRIMARY KEY (run, quotation)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE decision (
        n INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        change INTEGER NOT NULL REFERENCES change (n),
        annotator INTEGER NOT NULL REFERENCES annotator (n),
        article INTEGER NOT NULL REFERENCES article (n),
        quotation TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('open', 'confirmed', 'rejected', 'withdrawn')),
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL CHECK ("end" > start AND start >= 0),
        words TEXT NOT NULL,
        kind TEXT NOT NULL,
        origin TEXT NOT NULL CHECK (origin IN ('proposal', 'manual')),
        source_start INTEGER,
        source_end INTEGER,
        source_words TEXT,
        speaker INTEGER REFERENCES speaker (n),
        cue_start INTEGER,
        cue_end INTEGER,
        cue_words TEXT,
        utterance TEXT,
        content TEXT NOT NULL DEFAULT '[]',
        comment TEXT NOT NULL DEFAULT '',
        flagged INTEGER NOT NULL DEFAULT 0,
        seconds REAL NOT NULL DEFAULT 0,
        codebook TEXT NOT NULL DEFAULT '',
        proposals_shown INTEGER NOT NULL DEFAULT 1,
        decided_at TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX decision_quotation ON decision (annotator, article, quotation, decided_at, n)",
    "CREATE INDEX decision_change ON decision (change)",
    "CREATE INDEX decision_speaker ON decision (speaker)",
    """CREATE TABLE stance (
        decision INTEGER NOT NULL REFERENCES decision (n),
        target TEXT NOT NULL,
        label TEXT NOT NULL,
        PRIMARY KEY (decision, target, label)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX stance_label ON stance (target, label)",
    """CREATE TABLE current_decision (
        annotator INTEGER NOT NULL,
        article INTEGER NOT NULL,
        quotation TEXT NOT NULL,
        decision INTEGER NOT NULL REFERENCES decision (n),
        status TEXT NOT NULL,
        origin TEXT NOT NULL,
        flagged INTEGER NOT NULL,
        PRIMARY KEY (annotator, article, quotation)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX current_decision_article ON current_decision (article)",
    """CREATE TABLE finish (
        n INTEGER PRIMARY KEY,
        change INTEGER NOT NULL REFERENCES change (n),
        annotator INTEGER NOT NULL REFERENCES annotator (n),
        article INTEGER NOT NULL REFERENCES article (n),
        finished INTEGER NOT NULL,
        at TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX finish_article ON finish (annotator, article, n)",
    "CREATE INDEX finish_change ON finish (change)",
    """CREATE TABLE current_finish (
        annotator INTEGER NOT NULL,
        article INTEGER NOT NULL,
        finished INTEGER NOT NULL,
        PRIMARY KEY (annotator, article)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE place (
        annotator INTEGER PRIMARY KEY REFERENCES annotator (n),
        article INTEGER REFERENCES article (n),
        quotation TEXT
    ) STRICT""",
    """CREATE VIEW speakers AS
        SELECT s.n, s.id, r.name, r.aliases, r.merged_into FROM speaker s
        JOIN speaker_revision r ON r.n = (
            SELECT max(x.n) FROM speaker_revision x JOIN change c ON c.n = x.change AND c.live = 1 WHERE x.speaker = s.n)""",
    """CREATE VIEW quotations_current AS
        SELECT b.name AS annotator, a.id AS article, d.status, d.kind, d.words, d.start, d."end",
            (SELECT name FROM speakers WHERE n = d.speaker) AS speaker, d.source_words AS source, d.cue_words AS cue,
            (SELECT group_concat(target || ': ' || label, ', ') FROM stance WHERE decision = d.n) AS stances,
            d.comment, d.flagged, d.origin, d.decided_at, round(d.seconds, 1) AS seconds, d.quotation AS quotation_id,
            a.sha256 AS article_sha256
        FROM current_decision c JOIN decision d ON d.n = c.decision
        JOIN annotator b ON b.n = d.annotator JOIN article a ON a.n = d.article
        WHERE d.status <> 'withdrawn'
        ORDER BY a.id, b.name, d.start, d."end" DESC""",
)


@migrations()
def m001_project(db: Database) -> None:
    """The tables of the first version."""
    for statement in _FIRST:
        db.execute(statement)


@migrations()
def m002_merge(db: Database) -> None:
    """Changes that came with another project file point at the merge that brought them, so that one undo takes them back."""
    db.execute("ALTER TABLE change ADD COLUMN merge INTEGER REFERENCES change (n)")
    db.execute("CREATE INDEX change_merge ON change (merge) WHERE merge IS NOT NULL")
    db.execute("CREATE INDEX change_target ON change (target) WHERE target IS NOT NULL")


_FAST = (
    # The queue reads names and titles without turning the pages that hold the texts.
    "CREATE INDEX article_list ON article (n, change, sha256, id, title)",
    "DROP INDEX proposal_run_article",
    "CREATE INDEX proposal_run_latest ON proposal_run (article, n, in_marks, indirect)",
    "CREATE INDEX decision_day ON decision (annotator, decided_at)",
    """CREATE TABLE current_speaker (
        speaker INTEGER PRIMARY KEY REFERENCES speaker (n),
        name TEXT NOT NULL,
        aliases TEXT NOT NULL,
        merged_into INTEGER REFERENCES speaker (n)
    ) STRICT""",
    "CREATE INDEX current_speaker_merged ON current_speaker (merged_into) WHERE merged_into IS NOT NULL",
    """CREATE TABLE speaker_name (
        speaker INTEGER NOT NULL REFERENCES speaker (n),
        folded TEXT NOT NULL,
        alias INTEGER NOT NULL,
        PRIMARY KEY (speaker, folded)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX speaker_name_folded ON speaker_name (folded, alias, speaker)",
    "DROP VIEW speakers",
    """CREATE VIEW speakers AS
        SELECT s.n, s.id, c.name, c.aliases, c.merged_into FROM speaker s JOIN current_speaker c ON c.speaker = s.n""",
)


@migrations()
def m003_constant_cost(db: Database) -> None:
    """Speakers by name, the queue and the day's work without reading everything."""
    for statement in _FAST:
        db.execute(statement)


_VERSIONS_AND_RELEASES = (
    "CREATE INDEX article_id ON article (id)",
    """CREATE TABLE article_version (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        article INTEGER NOT NULL REFERENCES article (n),
        replaces INTEGER NOT NULL REFERENCES article (n),
        change INTEGER NOT NULL REFERENCES change (n)
    ) STRICT""",
    "CREATE INDEX article_version_replaces ON article_version (replaces)",
    "CREATE INDEX article_version_article ON article_version (article)",
    """CREATE TABLE review (
        n INTEGER PRIMARY KEY,
        article INTEGER NOT NULL REFERENCES article (n),
        decision INTEGER NOT NULL REFERENCES decision (n),
        reason TEXT NOT NULL,
        change INTEGER NOT NULL REFERENCES change (n)
    ) STRICT""",
    "CREATE INDEX review_article ON review (article)",
    """CREATE TABLE reviewed (
        review INTEGER NOT NULL REFERENCES review (n),
        change INTEGER NOT NULL REFERENCES change (n),
        PRIMARY KEY (review, change)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE releases (
        number INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        as_of INTEGER NOT NULL REFERENCES change (n),
        settings TEXT NOT NULL,
        checksums TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT""",
    """CREATE VIEW live_article AS
        SELECT a.* FROM article a JOIN change c ON c.n = a.change AND c.live = 1
        WHERE NOT EXISTS (
            SELECT 1 FROM article_version v JOIN change x ON x.n = v.change AND x.live = 1 WHERE v.replaces = a.n
            AND NOT EXISTS (SELECT 1 FROM article_version w JOIN change y ON y.n = w.change AND y.live = 1
                WHERE w.article = a.n AND w.n > v.n))""",
)


@migrations()
def m004_versions_and_releases(db: Database) -> None:
    """Edited articles that replace older texts, decisions to look at again because of that, and numbered releases."""
    for statement in _VERSIONS_AND_RELEASES:
        db.execute(statement)


@migrations()
def m005_adjudication(db: Database) -> None:
    """Why a settled decision was needed, and which decisions it settled; the decisions themselves stand with all others."""
    db.execute(
        """CREATE TABLE adjudication (
            decision INTEGER PRIMARY KEY REFERENCES decision (n),
            reason TEXT NOT NULL CHECK (reason IN
                ('', 'guideline-unclear', 'slip', 'ambiguous-text', 'codebook-lacks-label', 'other'))
        ) STRICT"""
    )
    db.execute(
        """CREATE TABLE settled (
            decision INTEGER NOT NULL REFERENCES adjudication (decision),
            settles INTEGER NOT NULL REFERENCES decision (n),
            PRIMARY KEY (decision, settles)
        ) STRICT, WITHOUT ROWID"""
    )
    db.execute("CREATE INDEX settled_settles ON settled (settles)")


NUMBERED = (
    """UPDATE decision SET sequence = o.place FROM (
        SELECT n, row_number() OVER (PARTITION BY annotator ORDER BY decided_at, n) AS place FROM decision) o
        WHERE o.n = decision.n""",
    """UPDATE finish SET sequence = o.place FROM (
        SELECT n, row_number() OVER (PARTITION BY annotator, article ORDER BY at, n) AS place FROM finish) o
        WHERE o.n = finish.n""",
    """UPDATE change SET sequence = o.place FROM (
        SELECT n, row_number() OVER (PARTITION BY target ORDER BY at, n) AS place FROM change WHERE target IS NOT NULL) o
        WHERE o.n = change.n""",
    """UPDATE decision SET replaces = ifnull((
        SELECT x.id FROM decision x JOIN change c ON c.n = x.change AND c.live = 1
        WHERE x.annotator = decision.annotator AND x.article = decision.article AND x.quotation = decision.quotation
        AND x.sequence < decision.sequence ORDER BY x.sequence DESC LIMIT 1), '')""",
)
"""Number rows that have no sequences, by their time and place in the table; the last is what each decision replaced."""

_SEQUENCES = (
    "ALTER TABLE decision ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE decision ADD COLUMN replaces TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE finish ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE change ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0",
    *NUMBERED,
    "DROP INDEX decision_quotation",
    "CREATE INDEX decision_quotation ON decision (annotator, article, quotation, sequence)",
    "CREATE INDEX decision_sequence ON decision (annotator, sequence)",
    "CREATE INDEX decision_replaces ON decision (replaces) WHERE replaces <> ''",
    "DROP INDEX finish_article",
    "CREATE INDEX finish_article ON finish (annotator, article, sequence)",
)


@migrations()
def m006_sequences(db: Database) -> None:
    """Decisions, finishes, undo and redo are ordered by a count instead of by the clock; a decision names the one it replaces."""
    for statement in _SEQUENCES:
        db.execute(statement)


_KEPT_ARTICLES = (
    "CREATE INDEX current_finish_article ON current_finish (article)",
    "DROP VIEW live_article",
    """CREATE VIEW held_article AS
        SELECT a.* FROM article a JOIN change c ON c.n = a.change
        WHERE c.live = 1 OR EXISTS (SELECT 1 FROM current_decision d WHERE d.article = a.n AND d.status <> 'withdrawn')
        OR EXISTS (SELECT 1 FROM current_finish f WHERE f.article = a.n AND f.finished)""",
    """CREATE VIEW live_article AS
        SELECT a.* FROM held_article a
        WHERE NOT EXISTS (
            SELECT 1 FROM article_version v JOIN change x ON x.n = v.change AND x.live = 1 WHERE v.replaces = a.n
            AND NOT EXISTS (SELECT 1 FROM article_version w JOIN change y ON y.n = w.change AND y.live = 1
                WHERE w.article = a.n AND w.n > v.n))""",
)


@migrations()
def m007_kept_articles(db: Database) -> None:
    """An article whose import was undone stays while a decision on it stands: others went on with it."""
    for statement in _KEPT_ARTICLES:
        db.execute(statement)


@migrations()
def m008_progress(db: Database) -> None:
    """Counts of each annotator and article are kept, so that a decision costs the same however many came before it."""
    db.execute(
        """CREATE TABLE current_progress (
            annotator INTEGER NOT NULL,
            article INTEGER NOT NULL,
            decisions INTEGER NOT NULL,
            withdrawn INTEGER NOT NULL,
            decided INTEGER NOT NULL,
            flagged INTEGER NOT NULL,
            in_marks INTEGER NOT NULL,
            indirect INTEGER NOT NULL,
            PRIMARY KEY (annotator, article)
        ) STRICT, WITHOUT ROWID"""
    )
    db.execute("CREATE INDEX current_progress_article ON current_progress (article)")


_CODEBOOK_CHANGES = (
    """CREATE TABLE codebook_change (
        n INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        codebook TEXT NOT NULL,
        why TEXT NOT NULL,
        change INTEGER NOT NULL REFERENCES change (n)
    ) STRICT""",
    "CREATE INDEX codebook_change_change ON codebook_change (change)",
    "CREATE INDEX codebook_change_of ON codebook (change)",
    """CREATE TABLE codebook_fate (
        codebook_change INTEGER NOT NULL REFERENCES codebook_change (n),
        target TEXT NOT NULL,
        label TEXT NOT NULL,
        to_target TEXT,
        to_label TEXT,
        retired INTEGER NOT NULL,
        look INTEGER,
        options TEXT NOT NULL,
        PRIMARY KEY (codebook_change, target, label)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE recoded (
        n INTEGER PRIMARY KEY,
        decision INTEGER NOT NULL UNIQUE REFERENCES decision (n),
        was INTEGER NOT NULL REFERENCES decision (n),
        root INTEGER NOT NULL REFERENCES decision (n),
        codebook_change INTEGER NOT NULL REFERENCES codebook_change (n),
        reason TEXT NOT NULL CHECK (reason IN ('mapped', 'choose', 'look'))
    ) STRICT""",
    "CREATE INDEX recoded_was ON recoded (was)",
    "CREATE INDEX recoded_root ON recoded (root, codebook_change)",
    "CREATE INDEX recoded_waiting ON recoded (reason) WHERE reason <> 'mapped'",
)


@migrations()
def m009_codebook_changes(db: Database) -> None:
    """What becomes of the labels of old decisions when the codebook changes, and the decisions that were recoded by it."""
    for statement in _CODEBOOK_CHANGES:
        db.execute(statement)


@migrations()
def m010_shown(db: Database) -> None:
    """Each decision notes which suggestions it was shown, and by which rule others were withheld (``annotator.holdout``)."""
    db.execute("ALTER TABLE decision ADD COLUMN shown TEXT NOT NULL DEFAULT ''")


_SPEAKER_FACTS = (
    """CREATE TABLE speaker_fact (
        n INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        speaker INTEGER NOT NULL REFERENCES speaker (n),
        field TEXT NOT NULL CHECK (field IN ('note', 'uri', 'removed')),
        value TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        change INTEGER NOT NULL REFERENCES change (n)
    ) STRICT""",
    "CREATE INDEX speaker_fact_speaker ON speaker_fact (speaker, field, sequence, id)",
    "CREATE INDEX speaker_fact_change ON speaker_fact (change)",
    "CREATE INDEX speaker_fact_removed ON speaker_fact (speaker) WHERE field = 'removed'",
    "ALTER TABLE current_speaker ADD COLUMN note TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE current_speaker ADD COLUMN uri TEXT NOT NULL DEFAULT ''",
    "DROP VIEW speakers",
    """CREATE VIEW speakers AS
        SELECT s.n, s.id, c.name, c.aliases, c.merged_into, c.note, c.uri FROM speaker s
        JOIN current_speaker c ON c.speaker = s.n""",
)


@migrations()
def m011_speaker_facts(db: Database) -> None:
    """A note and an external id of each speaker, and whether it was taken off the register: the newest of each that stands counts."""
    for statement in _SPEAKER_FACTS:
        db.execute(statement)


_ARTICLE_FACTS = (
    """CREATE TABLE article_fact (
        n INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        article INTEGER NOT NULL REFERENCES article (n),
        field TEXT NOT NULL CHECK (field IN ('title', 'tag', 'excluded', 'deleted')),
        about TEXT NOT NULL,
        value TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        change INTEGER NOT NULL REFERENCES change (n)
    ) STRICT""",
    "CREATE INDEX article_fact_article ON article_fact (article, field, about, sequence, id)",
    "CREATE INDEX article_fact_change ON article_fact (change)",
    """CREATE TABLE current_article (
        article INTEGER PRIMARY KEY REFERENCES article (n),
        title TEXT,
        tags TEXT,
        excluded INTEGER NOT NULL,
        deleted INTEGER NOT NULL
    ) STRICT""",
    "DROP VIEW live_article",
    "DROP VIEW held_article",
    """CREATE VIEW held_article AS
        SELECT a.n, a.sha256, a.id, ifnull((SELECT m.title FROM current_article m WHERE m.article = a.n), a.title) AS title,
            a.text, a.metadata, a.change, ifnull((SELECT m.tags FROM current_article m WHERE m.article = a.n), '') AS tags
        FROM article a JOIN change c ON c.n = a.change
        WHERE (c.live = 1 AND NOT EXISTS (SELECT 1 FROM current_article m WHERE m.article = a.n AND m.deleted))
        OR EXISTS (SELECT 1 FROM current_decision d WHERE d.article = a.n AND d.status <> 'withdrawn')
        OR EXISTS (SELECT 1 FROM current_finish f WHERE f.article = a.n AND f.finished)""",
    """CREATE VIEW present_article AS
        SELECT a.* FROM held_article a
        WHERE NOT EXISTS (
            SELECT 1 FROM article_version v JOIN change x ON x.n = v.change AND x.live = 1 WHERE v.replaces = a.n
            AND NOT EXISTS (SELECT 1 FROM article_version w JOIN change y ON y.n = w.change AND y.live = 1
                WHERE w.article = a.n AND w.n > v.n))""",
    """CREATE VIEW live_article AS
        SELECT a.* FROM present_article a
        WHERE NOT EXISTS (SELECT 1 FROM current_article m WHERE m.article = a.n AND m.excluded)""",
)


@migrations()
def m012_article_facts(db: Database) -> None:
    """Titles and tags of articles, which are excluded or deleted: of what was said of each the newest that stands counts."""
    for statement in _ARTICLE_FACTS:
        db.execute(statement)


_SECOND_READINGS = (
    """CREATE VIEW person AS
        SELECT n, name FROM annotator WHERE name <> 'adjudicated' AND name NOT LIKE '%  (second reading)'""",
    """CREATE VIEW counted_decision AS
        SELECT * FROM current_decision
        WHERE annotator NOT IN (SELECT n FROM annotator WHERE name LIKE '%  (second reading)')""",
    "DROP VIEW quotations_current",
    """CREATE VIEW quotations_current AS
        SELECT b.name AS annotator, a.id AS article, d.status, d.kind, d.words, d.start, d."end",
            (SELECT name FROM speakers WHERE n = d.speaker) AS speaker, d.source_words AS source, d.cue_words AS cue,
            (SELECT group_concat(target || ': ' || label, ', ') FROM stance WHERE decision = d.n) AS stances,
            d.comment, d.flagged, d.origin, d.decided_at, round(d.seconds, 1) AS seconds, d.quotation AS quotation_id,
            a.sha256 AS article_sha256
        FROM counted_decision c JOIN decision d ON d.n = c.decision
        JOIN annotator b ON b.n = d.annotator JOIN article a ON a.n = d.article
        WHERE d.status <> 'withdrawn'
        ORDER BY a.id, b.name, d.start, d."end" DESC""",
)


@migrations()
def m013_second_readings(db: Database) -> None:
    """Second readings stand under names of their own: who is a person, and which current decisions count beside them."""
    for statement in _SECOND_READINGS:
        db.execute(statement)


@migrations()
def m014_training(db: Database) -> None:
    """What people answered in training rounds, apart from decisions."""
    db.execute(
        """CREATE TABLE training_answer (
            n INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            annotator INTEGER NOT NULL REFERENCES annotator (n),
            question TEXT NOT NULL,
            target TEXT NOT NULL,
            label TEXT NOT NULL,
            given TEXT NOT NULL,
            agrees INTEGER NOT NULL,
            at TEXT NOT NULL
        ) STRICT"""
    )


@migrations()
def m015_training_merges(db: Database) -> None:
    """With which merge an answer of a training round came, so that it goes where the merge is undone."""
    db.execute("ALTER TABLE training_answer ADD COLUMN merge INTEGER REFERENCES change (n)")


@migrations()
def m016_codebook_parents(db: Database) -> None:
    """Each codebook change says from which version it was made (its hash), or which changes made apart it joins (their keys)."""
    db.execute("ALTER TABLE codebook_change ADD COLUMN parents TEXT NOT NULL DEFAULT ''")


_SAMPLES = (
    """CREATE TABLE codebook_sample (
        codebook_change INTEGER NOT NULL REFERENCES codebook_change (n),
        decision TEXT NOT NULL,
        PRIMARY KEY (codebook_change, decision)
    ) STRICT, WITHOUT ROWID""",
    """INSERT INTO codebook_sample SELECT DISTINCT r.codebook_change, d.id FROM recoded r JOIN decision d ON d.n = r.root
        WHERE r.reason = 'look'
        AND EXISTS (SELECT 1 FROM codebook_fate f WHERE f.codebook_change = r.codebook_change AND f.look > 0)""",
)


@migrations()
def m017_codebook_samples(db: Database) -> None:
    """Which decisions a codebook change drew to be looked at again, by the ids that they have in every copy."""
    for statement in _SAMPLES:
        db.execute(statement)
