"""How much is measured: the whole suite, or what takes less than three minutes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """`sizes` are entries of the great subject; `peer_size` is the one at which peers are asked, too."""

    sizes: tuple[int, ...]
    peer_size: int
    rounds: int
    appends: int
    batches: int
    imported: int
    rebuilt: int
    read: int
    pages_read: int
    seconds: float
    """How long each figure over HTTP is measured."""
    clients: int = 64


QUICK = Plan(
    sizes=(5_000, 30_000),
    peer_size=30_000,
    rounds=60,
    appends=3_000,
    batches=5,
    imported=10_000,
    rebuilt=30_000,
    read=10_000,
    pages_read=1_500,
    seconds=3,
)
WHOLE = Plan(
    sizes=(10_000, 1_000_000),
    peer_size=1_000_000,
    rounds=300,
    appends=20_000,
    batches=30,
    imported=200_000,
    rebuilt=300_000,
    read=100_000,
    pages_read=20_000,
    seconds=10,
)
LARGEST = 10_000_000
"""Entries of the size that is measured only where it is asked for: it takes some 60 GB and more than an hour."""
