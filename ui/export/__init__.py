"""A conversation as a file to keep or to pass on: a module a format, named in `formats`.

What is written must open alone, and ask no address.
"""
