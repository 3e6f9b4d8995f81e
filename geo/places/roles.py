"""What a named place is to the matter: where it happens, where callers live, whom they asked."""

from __future__ import annotations

import re
from typing import Final

MATTER: Final = "matter"
PLAIN: Final = "plain"
HOME: Final = "home"
ASKED: Final = "asked"
ELSEWHERE: Final = "elsewhere"
DENIED: Final = "denied"
WEIGHTS: Final = {MATTER: 1.0, PLAIN: 1.0, HOME: 0.8, ASKED: 0.6, ELSEWHERE: 0.3, DENIED: 0.0}
# Beside a place of the matter, the others hardly count.
BESIDE_MATTER: Final = {HOME: 0.1, ASKED: 0.1, ELSEWHERE: 0.0}

_BEFORE, _AFTER = 14, 12
_CLAUSE = re.compile(r"[，,。；;！!？?\n：:]")
_DENIED = re.compile(r"(?:不是(?:在|指|说)?|并非(?:在)?|并不在|不在|不属于|不归|非)$")
_FORMER = re.compile(r"(?:以前|之前|原来|原先|曾经?|过去|早年)(?:是|也)?(?:住在|住|家住|在|家在)$")
_HOME = re.compile(
    r"(?:(?:我|本人|家|全家|一家|市民|诉求人|来电人|自己|现|父母|老人)?(?:们)?(?:居?住在|居?住|居住于|住的是|家住|家在"
    r"|户口在|户籍在|户口是|租住在|租住|租房在|老家在)|我家是?|(?:我|本人|我们|市民|来电人|诉求人)(?:都)?是)(?:的)?$"
)
_HOME_AFTER = re.compile(r"\S{0,8}?的?(?:居民|业主|住户|村民|租户|租客|人)(?:[，,。]|$)")
_OF_HOME = re.compile(r"(?:我|我们|本人|市民|诉求人|来电人|该市民)(?:都|们)?(?:系|是|为)$")
_ASKED = re.compile(
    r"(?:跑到?|跑了趟|去了?趟?|去过|找过?|找到|问过?|打过?|打给|打到|拨打|拨打过|致电|联系过?|求助过?|向|跟|和"
    r"|推给|推到|交到|递到|转给|反映到|反映给|赶到|来到|到|去|请|由|被|经|给)(?:了)?$"
)
_OFFICE_AFTER = re.compile(
    r"(?:街道办(?:事处)?|办事处|居委会|村委会?|政府|派出所|城管|执法队|工作人员|物业办?|办公室|社区|干部|网格员)?"
    r"(?:的?(?:电话|工作人员|人|干部|网格员|书记|主任))?(?:反映|反应|投诉|询问|打听|排队|说归|说是?|答复|回复|称"
    r"|推给|推诿|那边|不管|没人管|处理|协调|要说法|问|求助|登记|来人|出面|派人)"
)
_OFFICE_NAME = re.compile(r"^(?:街道办(?:事处)?|办事处|派出所|居委会|村委会?|政府|执法队|城管)")
_ELSEWHERE = re.compile(
    r"(?:不?像|例如|比如|譬如|参照|参考|不如|相比|学习|比照|搬到|搬去|搬往|开往|前往|去往|调到|调往|转到|转往|送到"
    r"|送往|回到|嫁到|嫁给|原籍|来自|老家|同样是|对比|相较|距离?|离)$"
)
_ELSEWHERE_AFTER = re.compile(
    r"(?:那样|一样|那边|那里)?(?:早就|早已|已经|都已|同样|也是)(?:修好|解决|弄好|整治|装|通)"
)
_MATTER = re.compile(
    r"(?:投诉|举报|反映|反应|位于|地处|坐落于?|地址[是为在]?|地点[是为在]?|发生在|事发(?:地点?)?|出现在|整治|处理|解决"
    r"|关于|位置在?|现场在)[:：]?$"
)


def role_of(text: str, start: int, end: int) -> str:
    """Return what the place named at ``start`` to ``end`` is to the matter of ``text``."""
    before = text[max(0, start - _BEFORE) : start]
    cut = 0
    for cut_at in _CLAUSE.finditer(before):
        cut = cut_at.end()
    before, after = before[cut:].rstrip(), text[end : end + _AFTER]
    if before:
        if _DENIED.search(before) or _FORMER.search(before):
            return DENIED
        if _MATTER.search(before):
            return MATTER
        if _HOME.search(before):
            return HOME
        if _OF_HOME.search(before) and _HOME_AFTER.match(after):
            return HOME
        if _ASKED.search(before) and (_OFFICE_AFTER.match(after) or _OFFICE_NAME.match(after)):
            return ASKED
        if _ELSEWHERE.search(before) and not before.endswith(("来到", "看到", "得到", "遇到")):
            return ELSEWHERE
    if _ELSEWHERE_AFTER.match(after):
        return ELSEWHERE
    return PLAIN
