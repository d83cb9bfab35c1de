"""Python looks for garbage that refers to itself less often than it would: what Asof makes hardly does.

Each search looks through objects by the thousand, and a fold, an answer or an import keeps many of them for a moment.
"""

import contextlib
import gc
from collections.abc import Iterator

_NEW_OBJECTS = 50_000
"""How many come to be between two searches; some tens of megabytes at most."""


def spare_what_stays() -> None:
    """What the process holds by now is never looked through, which would stop it for 0.1 s; the rest is seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])


@contextlib.contextmanager
def collecting_seldom() -> Iterator[None]:
    """While the block runs, searches are rare."""
    thresholds = gc.get_threshold()
    gc.set_threshold(_NEW_OBJECTS, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
