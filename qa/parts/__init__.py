"""Questions that ask several things: `splitting` takes one apart, `joining` makes one answer of its parts'."""
