"""Model files, and the embedding models that run from them.

A model more is an entry in `table`; a file is used only if its SHA-256 is the one there. An embedder is what
`embed.Embedder` asks; `bert` runs on numpy, for commands that cannot wait for torch or do not have it, and for the
reader.
"""
