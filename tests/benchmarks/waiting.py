"""Waiting for what was started to answer."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def waited_for(attempt: Callable[[], T], seconds: float, failure: type[Exception] = Exception) -> T:
    """What the attempt gives once it does not fail any more; after so many seconds its failure is raised."""
    end = time.monotonic() + seconds
    while True:
        try:
            return attempt()
        except failure:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
