"""What `pincite doctor` looks at: packages, the machine, models and the library. Nothing here loads a model.

What is found is a `Finding`; each has the line that mends it, where there is something to mend.
"""
