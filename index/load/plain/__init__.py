"""Readers of text without markup: plain text, tables of values, articles as JSON.

What stands in the file is what is quoted: nothing is repaired.
"""
