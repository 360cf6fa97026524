"""Studies that decided something once: sentences, fusion, how much of a page is kept.

Each is run by hand: `python -m eval.studies.segmentation DATA`.
"""
