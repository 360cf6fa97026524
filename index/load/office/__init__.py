"""Readers of office documents: texts, slides and sheets, in the order in which a person reads them.

Each format is one module, with a folder for its parts, and none knows of another; they may unpack to so much and
no more (`load.zip`).
"""
