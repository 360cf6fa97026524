"""Numbers, amounts, units, dates and times in the forms of all usual countries, and when two are the same.

`quantities` is the way in. Words and signs stand in tables: a unit, a month or a numeral more is a line more.
"""
