"""Readers of what is markup inside: web pages, saved pages, e-mails, books and Markdown.

Only `tree` touches lxml. What a page shows is its text; menus and footers are kept, and marked as such.
"""
