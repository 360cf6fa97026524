"""What answers and rankings are worth: measures, their means and intervals, and when an answer is right.

Functions of what they are given. Results of a changed score are not mixed with older ones:
`eval.settings.SCORING` names the modules that decide scores.
"""
