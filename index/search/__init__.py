"""From a question to passages: vectors and words, fused (`hybrid`), grouped, and looked at again if asked.

A score more (`bm25`, the vectors') is joined in `fusion`; higher is better. `lookup` finds a document by name.
"""
