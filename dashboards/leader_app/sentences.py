"""The sentence on top: what is so and what to do, composed from figures alone.

It claims no more than the figures carry: a difference is named only where its interval excludes
"no difference", a concentration only where a place holds clearly more than its usual share, a unit
only where it handles most of the matter. Nothing here knows Streamlit or reads data.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from style.wording import change, count, listing, number, rate

SHARE_TO_NAME_A_PLACE = 0.25
LIFT_TO_NAME_A_PLACE = 1.3
SHARE_TO_NAME_A_UNIT = 0.5
LEAST_CASES = 10


@dataclass(frozen=True, slots=True)
class VolumeFacts:
    """The period's tickets against what was to be expected; None where history is too short."""

    period: str
    observed: int
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    days_without: int = 0
    """Days of the period on which the source has no ticket at all."""

    @property
    def side(self) -> str:
        """``above``, ``below`` or ``within`` the usual range; ``unknown`` without one."""
        if self.low is None or self.high is None or not self.expected:
            return "unknown"
        if self.observed > self.high:
            return "above"
        return "below" if self.observed < self.low else "within"


@dataclass(frozen=True, slots=True)
class Part:
    """A place's or a unit's part of a matter; ``usual`` is its share of everything."""

    name: str
    cases: int
    share: float
    usual: float = 0.0


@dataclass(frozen=True, slots=True)
class RiseFacts:
    """A category that rose clearly above its own norm, and where it is and who handles it."""

    category: str
    observed: int
    expected: float
    place: Part | None = None
    unit: Part | None = None

    @property
    def excess(self) -> float:
        """Relative rise over what was to be expected."""
        return self.observed / self.expected - 1 if self.expected else 0.0

    @property
    def concentrated(self) -> bool:
        """Whether a place holds enough of it, and clearly more than usual, to be named."""
        p = self.place
        return (
            p is not None
            and p.cases >= LEAST_CASES
            and p.share >= SHARE_TO_NAME_A_PLACE
            and p.share >= LIFT_TO_NAME_A_PLACE * p.usual
        )

    @property
    def owned(self) -> bool:
        """Whether one unit handles enough of it to be named."""
        return self.unit is not None and self.unit.share >= SHARE_TO_NAME_A_UNIT


@dataclass(frozen=True, slots=True)
class Finding:
    """What is so, what goes with it, and what to do. ``acts``: something needs action."""

    sentence: str
    advice: str
    acts: bool
    context: str = ""


def compose(
    volume: VolumeFacts,
    rises: tuple[RiseFacts, ...],
    *,
    rises_known: bool,
    concerns: tuple[str, ...] = (),
) -> Finding:
    """Return the finding of a period.

    ``rises``: the categories that rose clearly, the clearest first. ``rises_known``: whether there
    was enough history to look for them. ``concerns``: rates that clearly got worse, in words.
    """
    found = _compose(volume, rises, rises_known=rises_known)
    if not concerns:
        return found
    context = f"{found.context}{'；'.join(concerns)}。"
    if found.acts:
        return replace(found, context=context)
    advice = "建议请相关承办单位查明原因，限期改进。"
    return replace(found, context=context, advice=advice, acts=True)


def _compose(volume: VolumeFacts, rises: tuple[RiseFacts, ...], *, rises_known: bool) -> Finding:
    if volume.observed == 0:
        return Finding(
            f"{volume.period}没有诉求记录。",
            "请确认这几天的数据是否已导入，或放宽筛选条件。",
            acts=False,
        )
    if rises:
        return _of_rise(volume, rises)
    return _of_volume(volume, rises_known=rises_known)


def _of_rise(volume: VolumeFacts, rises: tuple[RiseFacts, ...]) -> Finding:
    top = rises[0]
    sentence = f"{volume.period}{top.category}诉求{count(top.observed)}件，{_excess_words(top)}"
    if top.concentrated and top.place:
        sentence += (
            f"，集中在{top.place.name}（{count(top.place.cases)}件，占{rate(top.place.share, 0)}）"
        )
    sentence += "。"
    others = [r.category for r in rises[1:4]]
    also = f"{listing(others)}也明显上升。" if others else ""
    return Finding(sentence, _advice(top), acts=True, context=f"{also}{_volume_words(volume)}")


def _excess_words(top: RiseFacts) -> str:
    if top.excess >= 1 and round(top.expected) >= 1:
        times = number(top.observed / top.expected, 1)
        return f"是往常水平（约{count(top.expected)}件）的{times}倍"
    if top.expected < 1:
        return "往常几乎没有"
    return f"比往常水平（约{count(top.expected)}件）多{change(top.excess, signed=False)}"


def _advice(top: RiseFacts) -> str:
    where = f"{top.place.name}的" if top.concentrated and top.place else ""
    if top.owned and top.unit:
        part = rate(top.unit.share, 0)
        whole = "全部由其承办" if part == "100%" else f"承办其中{part}"
        who = f"建议请{top.unit.name}（{whole}）"
        return f"{who}核查{where}{top.category}问题，查明原因并提前排查同类隐患。"
    return f"建议由治理办会同承办单位核查{where}{top.category}问题，明确牵头单位。"


def _of_volume(volume: VolumeFacts, *, rises_known: bool) -> Finding:
    total = f"{volume.period}共有诉求{count(volume.observed)}件"
    if volume.side == "unknown":
        return Finding(
            f"{total}。",
            "历史数据还不够长，暂不能判断是否高于往常；积累满8周后自动给出判断。",
            acts=False,
        )
    tail = "没有明显上升的诉求分类" if rises_known else "分类数据不足，未判断各类升降"
    if volume.side == "within":
        usual = f"{count(volume.low)}至{count(volume.high)}件"
        return Finding(
            f"{total}，在通常范围内（{usual}）；{tail}。",
            "按日常工作办理即可，无需专门部署。",
            acts=False,
        )
    if volume.side == "below":
        advice = "请确认数据是否完整导入；如完整，按日常工作办理即可。"
        return Finding(f"{total},{_against(volume)};{tail}。", advice, acts=False)
    advice = "诉求普遍增多，没有集中于某一类；建议热线与承办单位预留人手，并留意后续几天。"
    return Finding(f"{total},{_against(volume)};{tail}。", advice, acts=True)


def _against(volume: VolumeFacts) -> str:
    ratio = volume.observed / volume.expected - 1 if volume.expected else 0.0
    word = "多" if ratio > 0 else "少"
    return f"比预期{word}{change(ratio, signed=False)}"


def _volume_words(volume: VolumeFacts) -> str:
    if volume.side == "within":
        return f"全部诉求{count(volume.observed)}件，在通常范围内。"
    if volume.side in ("above", "below"):
        return f"全部诉求{count(volume.observed)}件，{_against(volume)}。"
    return ""
