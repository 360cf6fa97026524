"""What holds a library: `protocol` is all that others know of it.

`embedded` is SQLite and FAISS in a folder, `milvus` a server for several machines. A store more is a folder beside
them, a line in `opening`, and one in the contract tests. `references`, `fusion` and `whole` are there for each.
"""
