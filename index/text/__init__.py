"""What a text is made of: sentences with exact offsets, passages, terms, its language, its near-duplicates.

Functions of the text alone. Where sentences, passages or their words come out otherwise, raise `RECIPE` in
`adding.indexing`.
"""
