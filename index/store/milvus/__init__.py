"""A library in Milvus, for several machines, or in a file of its embedded form, milvus-lite.

`state` is the row that says what is there: whoever writes puts rows beside it first and that row last (`change`),
one after the other (`lock`). `layout` has what rows there are, `connection` all that is asked of pymilvus.
"""
