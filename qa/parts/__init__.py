"""A question that asks several things: `splitting` takes it apart, `joining` asks each and puts one answer together."""
