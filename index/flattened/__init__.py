"""Pages saved as text with their tags gone: where they were glued together, and what of them is the article.

`blocks` is the way in. General signs come first, the words of a language (`cues`, `page_talk`) last: these
are the tables to add to.
"""
