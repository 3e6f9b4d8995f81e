"""Other ways to write the name of an area: other endings, and no ending at all."""

from __future__ import annotations

import re

_ENDINGS = (
    ("street", ("街道办事处", "街道办", "街道", "街办")),
    ("street", ("镇政府", "镇人民政府", "镇")),
    ("street", ("乡政府", "乡人民政府", "乡")),
    ("community", ("社区居委会", "社区居民委员会", "居委会", "社区")),
    ("community", ("村民委员会", "村委会", "村委", "村")),
)
_COUNTY = re.compile(r"(?:自治县|[市县区旗])$")
_LEAST_BARE = 2
_OF_ROADS = ("路", "街", "巷", "大道", "胡同", "河", "湖", "江")


def variants(name: str, level: str) -> list[tuple[str, bool]]:
    """Return the ways to write an area's name, and for each whether it is without its ending.

    A bare name of one character is never given; one of two needs support in the text.
    """
    for of_level, endings in _ENDINGS:
        if of_level != level:
            continue
        for ending in endings:
            if name.endswith(ending) and len(name) > len(ending):
                return _written(name[: -len(ending)], endings)
    if level == "county":
        bare = _COUNTY.sub("", name)
        return [(name, False)] + ([(bare, True)] if bare != name and len(bare) >= 2 else [])
    return [(name, False)] if len(name) >= _LEAST_BARE else []


def _written(bare: str, endings: tuple[str, ...]) -> list[tuple[str, bool]]:
    found = [(bare + ending, False) for ending in endings]
    # 和平村 and 和平社区 are two places: only what a village has become keeps both names.
    # The road gave the community its name: by itself it is the road.
    if len(bare) >= _LEAST_BARE and not bare.endswith(_OF_ROADS):
        found.append((bare, True))
    return found
