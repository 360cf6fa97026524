"""Documents into a library: read ahead, chunked, embedded and stored, one outcome for each.

`indexing` is the one way a document becomes rows; raise its `RECIPE` when these come out otherwise. What
fails is that document's failure and no other's.
"""
