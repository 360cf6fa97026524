"""Question sets: the formats they come in, where they are drafted, and how they are read whole or not at all.

`inputs` tells the formats apart; a format more is a module and a line there.
"""
