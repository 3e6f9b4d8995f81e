"""The surroundings of a place of a text, cut into jieba's words."""

from __future__ import annotations

_BACK, _ON = 8, 14


class CutText:
    """A stretch of a text cut into words: where each begins and which one a letter is of."""

    def __init__(self, text: str, at: int) -> None:
        """Cut what is around ``at``."""
        import rjieba

        self.text = text
        self._from = place = max(0, at - _BACK)
        self.spans: list[tuple[int, int]] = []
        self._of: list[int] = []
        for n, word in enumerate(rjieba.cut(text[place : at + _ON], False)):
            size = len(word)
            self.spans.append((place, place + size))
            self._of += [n] * size
            place += size

    def touched(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the words that a place touches."""
        return self.spans[self._of[start - self._from] : self._of[end - 1 - self._from] + 1]

    def begins(self, at: int) -> bool:
        """Tell whether a word begins here, or what was cut ends."""
        at -= self._from
        return at >= len(self._of) or self.spans[self._of[at]][0] == at + self._from
