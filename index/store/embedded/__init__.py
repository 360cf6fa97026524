"""A library in a folder of its own: the truth in SQLite (`rows`), and what is derived from it for search.

`store` is what others use. `words` and `vectors` propose passages, `search` fuses them; both can be made again
from the rows at any time. One process writes (`writer`), `check` says whether all of it is whole.
"""
