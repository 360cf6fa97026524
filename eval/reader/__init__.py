"""How the reader is made: its data, its network, its training, and what joins it with search.

`python -m eval.reader.train`, then `python -m eval.reader.fit_verdict`; docs/reader.md says of what. The same
seed and data give the same weights on one machine.
"""
