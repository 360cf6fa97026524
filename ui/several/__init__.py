"""Several libraries on one page: which are open, which one each page has, and the folders that they follow."""
