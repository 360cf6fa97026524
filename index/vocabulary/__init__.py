"""The words that rules go by, each written down once: `english`, and `months` in all languages.

Tables only, of what belongs to a language: what a rule does with a word, and words of its own (menus, bylines,
abbreviations), stand beside the rule. Words of stored sentences change `RECIPE` in `adding.indexing`.
"""
