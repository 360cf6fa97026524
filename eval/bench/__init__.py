"""Where time and memory go: answers, a busy machine, indexing, search up to a million passages, many users.

Each is run by hand: `python -m eval.bench.answers LIBRARY`. Compare ratios within a run, not runs.
"""
