"""The tables of a library file, as the first format had them, and what each later format adds.

A new library is made by the same statements that bring an old one up to date, so both end up alike.
"""

APPLICATION_ID = 0x50494E43  # "PINC": tells a library from any other SQLite file

# Of a removed passage the number stays behind, for what is derived from passages.
PASSAGE_REMOVED = """CREATE TRIGGER passage_removed AFTER DELETE ON passages BEGIN
    INSERT INTO removed_passages (id, generation) SELECT old.id, generation + 1 FROM manifest;
END"""

# The manifest has one row. A passage is the sentences from `first` to `last`, by position. Ids of passages
# ascend and are never given twice.
FIRST_FORMAT = (
    """CREATE TABLE manifest (
        identity TEXT NOT NULL, generation INTEGER NOT NULL,
        embedder TEXT NOT NULL, fingerprint TEXT NOT NULL, dimension INTEGER NOT NULL,
        passage_tokens INTEGER NOT NULL
    )""",
    """CREATE TABLE documents (
        id TEXT PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL, source TEXT NOT NULL, published TEXT,
        pages TEXT NOT NULL, blocks TEXT NOT NULL, content_hash TEXT NOT NULL
    )""",
    """CREATE TABLE sentences (
        document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
        position INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, heading INTEGER NOT NULL,
        PRIMARY KEY (document, position)
    ) WITHOUT ROWID""",
    """CREATE TABLE passages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
        first INTEGER NOT NULL, last INTEGER NOT NULL, vector BLOB NOT NULL
    )""",
    "CREATE INDEX passages_of_document ON passages (document)",
    """CREATE VIRTUAL TABLE words USING fts5(
        title, text, tokenize = 'porter unicode61 remove_diacritics 2'
    )""",
    """CREATE TRIGGER passage_removed AFTER DELETE ON passages BEGIN
        DELETE FROM words WHERE rowid = old.id;
    END""",
)

# What brings a library from the format before to this one. `recipe` says how its passages were made, `pruned` from
# which generation on all removed passages are on record. A document has one source or several (the same bytes in
# another place), a `sketch` of keys by which near-duplicates are found, and those found, each pair both ways.
# Since format 3 word search has postings (`words.postings`) in the place of SQLite's own full-text search, and
# since format 4 each document has a hash (`checksum`). Since format 5 `scans` has the places of the words that OCR
# read, `confidence` how sure it was; since format 6 `left_out` has what of a document was not read.
MIGRATIONS = {
    2: (
        "ALTER TABLE manifest ADD COLUMN recipe INTEGER NOT NULL DEFAULT 1",
        "ALTER TABLE manifest ADD COLUMN pruned INTEGER NOT NULL DEFAULT 0",
        "UPDATE manifest SET pruned = generation",
        "ALTER TABLE documents ADD COLUMN author TEXT",
        "ALTER TABLE documents ADD COLUMN site TEXT",
        "ALTER TABLE documents ADD COLUMN language TEXT",
        "CREATE INDEX documents_of_content ON documents (content_hash)",
        """CREATE TABLE sources (
            source TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE
        ) WITHOUT ROWID""",
        "CREATE INDEX sources_of_document ON sources (document)",
        "INSERT INTO sources (source, document) SELECT source, id FROM documents",
        """CREATE TABLE sketches (
            key INTEGER NOT NULL, document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
            PRIMARY KEY (key, document)
        ) WITHOUT ROWID""",
        "CREATE INDEX sketches_of_document ON sketches (document)",
        """CREATE TABLE near_duplicates (
            document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
            other TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
            PRIMARY KEY (document, other)
        ) WITHOUT ROWID""",
        "CREATE INDEX near_duplicates_of_other ON near_duplicates (other)",
        "CREATE TABLE removed_passages (id INTEGER PRIMARY KEY, generation INTEGER NOT NULL)",
        "CREATE INDEX removed_passages_of_generation ON removed_passages (generation)",
    ),
    3: (
        """CREATE TABLE segments (
            id INTEGER PRIMARY KEY AUTOINCREMENT, size INTEGER NOT NULL,
            passages BLOB NOT NULL, lengths BLOB NOT NULL
        )""",
        """CREATE TABLE postings (
            segment INTEGER NOT NULL REFERENCES segments ON DELETE CASCADE, term TEXT NOT NULL,
            places BLOB NOT NULL, counts BLOB NOT NULL, PRIMARY KEY (segment, term)
        ) WITHOUT ROWID""",
        "DROP TRIGGER passage_removed",
        PASSAGE_REMOVED,
    ),
    4: ("ALTER TABLE documents ADD COLUMN checksum TEXT NOT NULL DEFAULT ''",),
    5: ("ALTER TABLE documents ADD COLUMN confidence REAL", "ALTER TABLE documents ADD COLUMN scans TEXT"),
    6: ("ALTER TABLE documents ADD COLUMN left_out TEXT NOT NULL DEFAULT '[]'",),
}
FORMAT = max(MIGRATIONS)

# What a rebuild takes over from the file `fresh`, made of the same documents but damaged ones; or a copy.
TAKEN_OVER = (
    "manifest", "sources", "sentences", "passages", "sketches", "near_duplicates", "segments", "postings",
)  # fmt: skip
TAKE_OVER = (
    "DROP TRIGGER main.passage_removed",  # all passages go, and get other numbers
    *(f"DELETE FROM main.{table}" for table in TAKEN_OVER),
    "DELETE FROM main.documents WHERE id NOT IN (SELECT id FROM fresh.documents)",
    "INSERT OR IGNORE INTO main.documents SELECT * FROM fresh.documents",  # of a copy; a rebuild has the same ones
    *(f"INSERT INTO main.{table} SELECT * FROM fresh.{table}" for table in TAKEN_OVER),
    "DELETE FROM main.removed_passages",
    PASSAGE_REMOVED,
)
