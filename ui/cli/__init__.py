"""The command line: a module a command, and what several share (`parsers`, `model`, `settings`, `text`).

`main` names the commands. The environment is read in `settings` alone, and what documents say is printed
through `text`.
"""
