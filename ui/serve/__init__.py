"""The server around the page: who may ask, how much, in which order, and what goes over the wire.

`rules` says what a server allows, `service` puts questions in line, `guard` stands before Gradio. What is
not named in `routes` is not there.
"""
