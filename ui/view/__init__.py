"""Values as HTML: answers, the evidence panel, pages of PDFs, lists.

Values in, HTML out; nothing is decided here. All that documents, models and people wrote goes through
`ui.words.escaped`.
"""
