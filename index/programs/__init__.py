"""Programs that documents belong to: what these know of them, and links that open a place in them there."""
