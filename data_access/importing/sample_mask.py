"""Values of an unknown file as who maps it may see them: masked before anything is known.

What a column is called says most; a short cell is masked where it would be a name behind 联系人.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from data_access import schemas
from data_access.store.vault.scrub import scrub

MASK = "●●●"
_PERSONAL = re.compile(
    r"姓名|名字|来电人|联系人|诉求人|投诉人|举报人|反映人|当事人|来信人|申请人|业主|户主|市民|经办人|承办人|受理人|负责人"
    r"|坐席|话务员|电话|手机|号码|联系方式|证件|身份证|住址|地址|门牌|微信|qq|邮箱|账号|卡号|车牌|签名"
    r"|(?:first|last|full|caller|contact|customer|agent)[_ ]?name|phone|mobile|telephone|e-?mail"
    r"|address|id_?card|passport",
    re.IGNORECASE,
)
_NOT_PERSONAL = re.compile(r"类型|类别|级别|性质|满意|单位|部门|年龄|性别|次数|数量")
_SHORT = re.compile(r"[\u4e00-\u9fff·]{2,5}")
_BEHIND = "联系人"
_NAMES = 0.5
"""A column half of whose different values are names holds names."""
_SAMPLES = 3
MOST_CHARS = 24


def is_personal(column: str, field: schemas.Field | None, values: Sequence[str]) -> bool:
    """Tell whether nothing of a column is shown: by the field it goes to, its name, its values."""
    if field is not None and field.personal:
        return True
    if field is None and _PERSONAL.search(column) and not _NOT_PERSONAL.search(column):
        return True
    different = set(values[:200])
    names = sum(_is_name(value) for value in different)
    return bool(different) and names >= _NAMES * len(different)


def shown(value: str, known: Sequence[str] = ()) -> str:
    """Return one value as it may be shown: short, masked, also a ``known`` name in it."""
    masked = MASK if _is_name(value) else scrub(value, known=known)
    return masked if len(masked) <= MOST_CHARS else masked[:MOST_CHARS] + "…"


def samples(
    column: str, field: schemas.Field | None, values: Sequence[str], known: Sequence[str] = ()
) -> list[str]:
    """Return the first different values of a column, masked; ``known``: names of the same rows."""
    if not values:
        return []
    if is_personal(column, field, values):
        return [MASK]
    return list(dict.fromkeys(shown(v, known) for v in list(dict.fromkeys(values))[:_SAMPLES]))


def _is_name(value: str) -> bool:
    return bool(_SHORT.fullmatch(value)) and scrub(_BEHIND + value).startswith(_BEHIND + "[姓名]")
