"""The page report.html of a run: one file that contacts no other host.

`page` puts it together from templates/. Whatever a document, a question or an answer says goes through
`text.shown`.
"""
