"""A conversation as a file to keep or to pass on: a module a format, named in `formats`; and a table, `grid`.

What is written must open alone, and ask no address.
"""
