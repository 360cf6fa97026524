"""How llama-cpp-python is installed, which comes as source: with a compiler first where there is none."""

import os
import shutil

from qa.llama.loading import INSTALL

_COMPILERS = ("c++", "g++", "clang++")
# What brings one, by the program that installs packages of the system.
_BRINGS = {
    "apt-get": "apt-get install g++",
    "dnf": "dnf install gcc-c++",
    "zypper": "zypper install gcc-c++",
    "pacman": "pacman -S gcc",
    "apk": "apk add g++",
}


def install_line() -> str:
    """Return the line that installs llama-cpp-python on this machine."""
    if any(map(shutil.which, _COMPILERS)):
        return INSTALL
    for program, line in _BRINGS.items():
        if shutil.which(program):
            return f"{'sudo ' if os.geteuid() else ''}{line} && {INSTALL}"
    return f"{INSTALL}  # after a C++ compiler, g++ or clang++: there is none here"
