"""What in words points at a person or a home, and which numbers are too small to be said in public.

For words that are shown to whoever passes by. Rules only: they let too little pass rather than too
much, and know no names.
"""

from __future__ import annotations

import re

_HOME = re.compile(
    r"小区|花园|公寓|家园|新村|嘉园|佳苑|[苑墅]|大厦|广场|[号幢栋]楼|\d+[号幢栋室户弄巷]|单元|门牌|宿舍"
    r"|安置房|社区|居委会|[村屯寨庄][一-鿿]?组|村委?$"
)
_PERSON = re.compile(
    r"[某××○＊*]|先生|女士|小姐|师傅|老师|医生|大夫|主任|书记|[局镇乡村校院科处所县市区]长|经理|老板"
    r"|业主[一-鿿]{2,3}(?:家|反映)|身份证|姓名"
)
_NUMBER = re.compile(r"[0-9０-９]{5,}")
_COMMUNITY = re.compile(r"(社区|居委会|村委会|居民委员会|村民委员会|村)$")
_COUNTED = "件人项位户"


def points_at_somebody(words: str) -> bool:
    """Tell whether words seem to name a home, a person or a long number."""
    return any(rule.search(words) for rule in (_HOME, _PERSON, _NUMBER))


def stem_of_community(name: str) -> str:
    """Return a community's or village's name as people write it, without what it is."""
    return _COMMUNITY.sub("", name)


def says_fewer(words: str, least: int) -> bool:
    """Tell whether words say a number of tickets, persons or tasks from one to ``least`` - 1.

    What is said to be fewer than a number (不足5件) says none.
    """
    found = re.findall(rf"(?<![\d.,足])(\d+)(?=[{_COUNTED}])", words)
    return any(0 < int(n) < least for n in found)
