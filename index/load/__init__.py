"""Files in, documents out: which files there are, what reads each format, and what all readers share.

The readers lie in the folders beside: each gives what `parts.Loaded` holds, and is named in `formats`. A new
format is one module and one line there. Files may be hostile: all are read in a worker process (`guarded`).
"""
