"""How the threads of llama.cpp wait for one another: awake for an instant, then asleep.

They meet some hundred times a token. llama.cpp is built with OpenMP, and GNU's threads look 300,000 times whether
the others have come before they sleep, which is some ten milliseconds of a core. On a machine that is busy with
something else the others have no core meanwhile, and each meeting costs such a wait. A thread pool of llama.cpp
with its `poll` is no way around that: built with OpenMP, it runs its work in the threads of OpenMP.
"""

import os
from collections.abc import MutableMapping

LOOKS = "60000"
"""About two milliseconds. With 20,000 a prompt was read 15 % slower on an idle machine, with 60,000 as fast."""


def let_threads_sleep(environment: MutableMapping[str, str] = os.environ) -> None:
    """Set how long threads wait awake, unless somebody has said so.

    OpenMP reads it once, when it is loaded: this comes before llama.cpp is imported. (libgomp, "Environment
    Variables", GOMP_SPINCOUNT and OMP_WAIT_POLICY.)
    """
    if "OMP_WAIT_POLICY" not in environment:
        environment.setdefault("GOMP_SPINCOUNT", LOOKS)
