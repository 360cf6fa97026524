"""Word search: BM25 over postings, which are rows of the library's file and change with its passages."""
