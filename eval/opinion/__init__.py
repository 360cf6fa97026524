"""How what a second opinion goes by is learned (docs/decisions/inner-layer.md).

`collect` asks the model over documents that were written for the reader, and keeps what its layer holds; `fit`
learns the direction from that, and joins it with the reader by question sets, which it never learns from.
"""
