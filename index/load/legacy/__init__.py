"""Encodings of the time before Unicode: which of them a text is written in, by its letters."""
