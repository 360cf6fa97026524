"""The library's SQLite file: its tables, who reads meanwhile, and what can be read of a damaged one.

The rows are the truth; postings and checksums are derived from them in the same transaction. A change of
`schema` is a new format in `formats`, which old files are brought to.
"""
