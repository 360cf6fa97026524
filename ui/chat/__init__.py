"""The page of the web chat: its parts (`layout`, `tabs`, `pieces`) and what happens in them.

`app` puts it together and serves it. Handlers return what they change; the HTML they show is made in
`ui.view`.
"""
