"""One question asked of each document by itself: `row` is what one of them says, `asking` asks them in turn."""
