"""The reader: what in some passages answers a question, and what carries a statement.

`protocol` is all that others know of it; `model` is the trained one, whose weights are qa/reader.safetensors
and are made by `eval.reader`. What is read (`input`) is fixed by the training.
"""
