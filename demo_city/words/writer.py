"""Puts clauses one after the other, with the speaker's punctuation."""

from __future__ import annotations

from demo_city.words.grammar import Stream
from demo_city.words.teller import Voice

ENDS = "。！？：；!?:;…"
ASKING = ("吗", "呢", "管不管", "怎么办", "没够", "是吧", "凭什么", "多少次", "第几回")
Clause = list[str]


class Writer:
    """A text in the making, as a list of pieces."""

    __slots__ = ("choose", "out", "run", "voice")

    def __init__(self, voice: Voice, choose: Stream) -> None:
        self.voice, self.choose = voice, choose
        self.out: list[str] = []
        self.run = 0

    def raw(self, *pieces: str) -> None:
        """Add pieces as they are."""
        self.out += pieces

    def comma(self) -> None:
        """End a clause within a sentence."""
        if self.out and self.out[-1][-1:] not in ENDS + "，,、 ":
            self.out.append(self.voice.comma)

    def stop(self, mark: str = "") -> None:
        """End a sentence."""
        self.run = 0
        if not self.out:
            return
        last = self.out[-1]
        if last[-1:] in "，,、":
            self.out.pop()
            last = self.out[-1]
        if last[-1:] in ENDS:
            return
        if last.endswith(ASKING):
            mark = "？" if mark != "！！" else "？！"
        self.out.append(mark or self.voice.stop)

    def clauses(self, clauses: list[Clause], longest: int = 3, mark: str = "") -> None:
        """Add clauses with commas between them, and end the last sentence."""
        for at, clause in enumerate(clauses):
            self.out += clause
            self.run += 1
            if at == len(clauses) - 1 or self.run > longest or clause[-1].endswith(ASKING):
                self.stop(mark)
            elif self.run > 1 and self.choose.below(10) < 3:
                self.stop()
            else:
                self.comma()

    def listed(self, clauses: list[Clause], style: int) -> None:
        """Add clauses as numbered points."""
        for at, clause in enumerate(clauses[:9]):
            self.out.append(MARKERS[style][at])
            self.out += clause
            if at == len(clauses) - 1:
                self.stop()
            elif clause[-1][-1:] not in ENDS:
                self.out.append("；" if style != 1 else "。")
        self.run = 0


MARKERS = (
    tuple(f"{n}是" for n in "一二三四五六七八九"),
    tuple(f"{n}、" for n in range(1, 10)),
    tuple(f"（{n}）" for n in "一二三四五六七八九"),
    tuple(f"第{n}，" for n in "一二三四五六七八九"),
    tuple("①②③④⑤⑥⑦⑧⑨"),
)
