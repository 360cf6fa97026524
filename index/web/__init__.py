"""Web addresses into the library: `adding` is the way in, all requests go through `fetch`.

Nothing of a private network is ever asked (`address`, `connect`), and robots.txt is kept: both are promises.
What strangers wrote is read in a worker process.
"""
