"""Words of a message: one notice, or several as a digest grouped by what they are about. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from data_access.notices.model import Notice
from style.texts import PRODUCT

# What begins a mark in either robot's Markdown, and the sign of full width that looks like it:
# neither robot documents a way to escape one.
_MARKS = str.maketrans("*[]<>`#@~|", "＊［］＜＞＇＃＠～｜")
_LINE_START = re.compile(r"^([ \t]*)([-+])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Message:
    """What one channel hands over once. ``key`` is the same at every attempt."""

    key: str
    notices: tuple[Notice, ...]
    said_at: tuple[datetime, ...] = ()
    site: str = ""
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def urgent(self) -> bool:
        """Whether it is about life and limb."""
        return any(n.urgent for n in self.notices)

    @property
    def subject(self) -> str:
        """One line that says what it is."""
        first = self.notices[0].title
        mark = "【紧急】" if self.urgent else ""
        if len(self.notices) == 1:
            return f"{mark}{first}"
        return f"{mark}{first} 等 {len(self.notices)} 条通知"

    def link(self, notice: Notice) -> str:
        """Return the notice's address for outside, empty where the site's isn't set."""
        return f"{self.site.rstrip('/')}{notice.link}" if self.site and notice.link else ""

    def groups(self) -> list[tuple[str, list[Notice]]]:
        """Return the notices by place and unit, in the order in which they were said."""
        found: dict[str, list[Notice]] = {}
        for notice in self.notices:
            place = self.places.get(notice.jurisdiction, notice.jurisdiction)
            found.setdefault(" ".join(p for p in (place, notice.department) if p), []).append(
                notice
            )
        return list(found.items())


def plain_text(message: Message) -> str:
    """Return the message as text for an e-mail."""
    parts = []
    several = len(message.notices) > 1
    for head, notices in message.groups():
        if several and head:
            parts.append(f"◆ {head}")
        for notice in notices:
            lines = [notice.title, notice.text, message.link(notice)]
            parts.append("\n".join(line for line in lines if line))
    parts.append(f"——\n本邮件由“{PRODUCT}”自动发出，请勿直接回复。")
    return "\n\n".join(parts)


def escaped(words: str) -> str:
    """Return words so that a robot's Markdown shows them letter by letter.

    A notice's words may repeat what somebody typed: no link, mention or heading comes of them.
    """
    return _LINE_START.sub(r"\1－", words.translate(_MARKS))


def markdown(message: Message, *, most_bytes: int) -> str:
    """Return the message in the Markdown that both robots know, cut to ``most_bytes`` of UTF-8.

    What doesn't fit is counted at the end, never cut inside a notice (but for a single long one).
    """
    blocks = [f"### {escaped(message.subject)}"]
    several = len(message.notices) > 1
    for head, notices in message.groups():
        if several and head:
            blocks.append(f"**{escaped(head)}**")
        blocks.extend(_block(message, notice, several=several) for notice in notices)
    whole = "\n\n".join(b for b in blocks if b)
    if _size(whole) <= most_bytes:
        return whole
    return _cut(blocks, most_bytes)


def _block(message: Message, notice: Notice, *, several: bool) -> str:
    lines = [f"**{escaped(notice.title)}**"] if several else []
    lines += ["  \n".join(escaped(line) for line in notice.text.split("\n"))] if notice.text else []
    if link := message.link(notice):
        lines.append(f"[查看详情]({link.replace('(', '%28').replace(')', '%29')})")
    return "\n\n".join(lines)


def _cut(blocks: Sequence[str], most_bytes: int) -> str:
    tail = "\n\n（内容过长，其余请登录查看）"
    kept = blocks[0]
    for block in blocks[1:]:
        longer = f"{kept}\n\n{block}"
        if _size(longer) + _size(tail) > most_bytes:
            break
        kept = longer
    if kept == blocks[0]:  # not even the first fits: part of it says more than nothing
        room = most_bytes - _size(tail)
        kept = "\n\n".join(blocks[:2]).encode()[:room].decode(errors="ignore")
    return kept + tail


def _size(words: str) -> int:
    return len(words.encode())
