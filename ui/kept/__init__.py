"""What the library keeps of its users: conversations and settings, in one SQLite file (`file`).

Everybody's own is read and written under their name alone.
"""
