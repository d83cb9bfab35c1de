"""A date told before, from which others are told."""

from dataclasses import dataclass

from events.extraction.times.periods import Period


@dataclass(frozen=True, slots=True)
class Anchor:
    """A date that was told, and where. `deictic`: by its distance from publication, which begins no story.

    `aside`: in passing, in a history that goes on at the date before it. `placed`: it says when something was.
    """

    period: Period
    start: int
    end: int
    deictic: bool = False
    aside: bool = False
    placed: bool = True

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end
