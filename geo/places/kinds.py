"""What kinds of places there are, how their names end, and which words only look like names."""

from __future__ import annotations

import re
from typing import Final

COUNTY: Final = "county"
STREET: Final = "street"
COMMUNITY: Final = "community"
LEVELS: Final = (COUNTY, STREET, COMMUNITY)

KIND_WORDS: Final = {
    "county": "区县", "street": "街道乡镇", "community": "社区", "village": "村",
    "estate": "小区", "road": "道路", "junction": "路口", "market": "市场商场",
    "school": "学校", "hospital": "医院", "station": "车站", "park": "公园广场",
    "river": "河湖", "building": "大厦", "unit": "单位", "other": "地点",
}  # fmt: skip

# The longest ending at a position counts, so that 街道 is not read as 街.
ENDINGS: Final = {
    "street": ("街道办事处", "街道办", "街道", "街办", "镇", "乡"),
    "community": ("社区居委会", "社区", "居委会"),
    "village": ("村委会", "村"),
    "estate": (
        "小区", "花园", "家园", "公寓", "名城", "华府", "佳园", "嘉园", "嘉苑", "佳苑", "雅苑",
        "名苑", "新苑", "华苑", "新城", "新村", "一村", "二村", "三村", "四村", "五村", "教师村",
        "家属区", "家属院", "宿舍区", "山庄", "别墅", "公馆", "豪庭", "华庭", "名邸", "花城", "苑",
        "一期", "二期", "三期", "四期", "五期", "六期", "帝景", "御景", "世家", "壹号", "半岛",
        "蓝湾", "小镇", "名园", "雅居", "郡府", "翠庭", "首府", "尚品", "水湾", "龙湾", "丽都",
    ),
    "road": ("大道", "大街", "胡同", "快速路", "路", "街", "巷"),
    "market": (
        "菜市场", "市场", "超市", "商场", "购物中心", "商城", "百货", "商业中心", "贸城", "酒店",
    ),
    "school": ("小学", "中学", "学校", "幼儿园", "大学", "学院", "附小", "附中"),
    "hospital": ("医院", "卫生院", "卫生服务中心", "卫生服务站"),
    "station": (
        "地铁站", "火车站", "汽车站", "客运站", "高铁站", "公交站", "收费站", "加油站",
        "东站", "西站", "南站", "北站", "中心站", "机场",
    ),
    "park": ("公园", "广场", "湿地", "度假区", "度假地", "景区"),
    "river": ("水库", "大桥", "河", "江", "湖", "渠"),
    "building": ("大厦", "写字楼"),
}  # fmt: skip
KIND_OF_ENDING: Final = {e: kind for kind, endings in ENDINGS.items() for e in endings}
_ALTERNATIVES = "|".join(sorted(KIND_OF_ENDING, key=lambda e: (-len(e), e)))
ENDING: Final = re.compile(
    rf"(?:{_ALTERNATIVES})(?<!高速公路)(?<!铁路)(?<!马路)(?<!道路)(?<!公路)(?<!电路)(?<!线路)"
)
# What makes another word of the ending: 路由, 街坊, 村民, 镇痛.
NOT_BEFORE: Final = {
    "路": "程过径障子费",
    "街": "坊头道",
    "村": "长镇支级庄局里集干两",
    "镇": "痛静定压",
    "乡": "下亲村镇音愁",
    "江": "湖山",
    "湖": "南北",
    "河": "道北南流东西",
    "一村": "民",
    "苑": "",
}

# 在X附近, X这边: what stands around a place.
PLACE_BEFORE: Final = re.compile(
    r"(?:位于|地处|坐落于?|地址[是为:：]?|地点[是为:：在]?|发生在|家住|住在|住的是|就在|在|到|从|去"
    r"|反映|投诉|举报|咨询|关于|整个|途经|靠近|[省市区县州镇乡]|街道)$"
)
PLACE_AFTER: Final = re.compile(
    r"(?:附近|旁边?|对面|周边|周围|门口|这边|那边|一带|片区|路口|沿线|[东南西北]门|物业|业主|小区"
    r"|居民|村民|村口|村头|里面|内|街道办|居委会|村委会|\d+(?:号楼?|栋|幢|座|组|期))"
)
RELATIVE_AFTER: Final = re.compile(
    r"的?(?:斜?对面|斜对过|隔壁|旁边|旁|附近|周边|后面|前面|边上|后边|背后|围墙外)"
)
BUILDING_AFTER: Final = re.compile(
    r"[的,， ]?(?P<building>[A-Za-z]?\d{1,3}(?:号楼|号院|[栋幢座]楼?|期)(?:\d{1,2}单元)?"
    r"|\d{1,4}号(?!线|下午|上午)|第?[一二三四五六七八九十]{1,3}(?:[栋幢座]|号楼|单元))"
)
JUNCTION_BETWEEN: Final = re.compile(r"[ ]?(?:[与和跟、及/]|交)[ ]?")
JUNCTION_AFTER: Final = re.compile(
    r"的?(?:交叉口?|交汇处?|交界处?|交会处?|十字路口|丁字路口|路口|红绿灯|口)"
)
# A市, A3区, A7县, 西地省: divisions that a publication has masked, and what stands like them.
MASKED: Final = re.compile(
    r"[A-Z]\d{0,2}[省市区县]+(?:县|市)?|西地省|经开区|高新区|开发区|[A-Z]市[A-Z]?\d?[区县市]?"
)
BRANDS: Final = (
    "恒大", "万科", "碧桂园", "保利", "绿地", "中海", "华润", "融创", "龙湖", "金地", "绿城",
    "中建", "中冶", "中铁", "富力", "世茂", "旭辉", "荣盛", "金科", "阳光城", "新城", "雅居乐",
    "远洋",
)  # fmt: skip

_WIDE_ANY: Final = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff03\uff0d]")
_WIDE: Final = {0xFF01 + k: 0x21 + k for k in range(94)}


def narrow(text: str) -> str:
    """Return the text with full-width figures and letters as plain ones; no position moves."""
    return text.translate(_WIDE) if _WIDE_ANY.search(text) else text
