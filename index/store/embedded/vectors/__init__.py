"""Nearest passages by vector: FAISS beside SQLite, which holds the vectors; the index is a copy to save time.

`nearest` is what others use. Which index suits how many passages is the table in `kinds`; `exact` and
`recall` measure what it finds.
"""
