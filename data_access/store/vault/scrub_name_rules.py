"""The words that the rules for names go by, as sets and as one pattern, made once.

``scrub_names.yaml`` says which list is what; ``scrub_words.yaml`` has the everyday words that begin
like a name.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from itertools import chain

import yaml

from data_access.store.vault.scrub_likely_rules import LikelyRules
from data_access.store.vault.scrub_spans import HIDDEN

CALLED = "叫"
"""Between who says it and a name: 我叫王建国."""
JOIN = ":\uff1a（( "
"""Marks between a role and a name."""

# Brands, shops and roads with a form of address in their name.
BRANDS = (
    *(
        "康师傅",
        "温都水城",
        "钱大妈",
        "张大妈",
        "王老吉",
        "谭木匠",
        "高露洁",
        "李锦记",
        "王守义",
        "张小泉",
    ),
    *(
        "周大福",
        "周大生",
        "周六福",
        "谢瑞麟",
        "周黑鸭",
        "江小白",
        "马应龙",
        "金利来",
        "金龙鱼",
        "全聚德",
    ),
    *(
        "唐小僧",
        "谭鱼头",
        "花西子",
        "贝因美",
        "华莱士",
        "麦当劳",
        "麦乐迪",
        "万和城",
        "方太",
        "雷士",
        "白玉兰",
    ),
    *("阿里巴巴", "美凯龙", "金骏眉", "比亚迪"),
)
SHOP = re.compile(
    r"[^\W在的到去说开从称把被于是要想给让来收不没家有跟和]{0,4}(?:[店铺馆坊厅吧室]|餐厅|超市|牛肉面|拉面|火锅|烧烤|烤肉|包子|饺子|剪刀|酱"
    r"|药房|麻辣烫|大排档|洗车|小吃|的店[是叫]|诊所|牙科|补习|培训|工作室|加盟|专卖|食品|生鲜|熟食|糕点|快餐|品牌|广告|路[口是上]|大道|大街|巷|庙|祠|故居|纪念)"
)


def _words(part: str) -> tuple[str, ...]:
    return tuple(_parts()[part].split())


@cache
def _parts() -> dict[str, str]:
    return dict(yaml.safe_load(_read("scrub_names.yaml")))


def _read(name: str) -> str:
    return (files("data_access.store.vault") / name).read_text(encoding="utf-8")


class NameRules:
    """The words as sets and patterns, made once."""

    def __init__(self) -> None:
        """Read the words."""
        self.clear = frozenset("".join(_words("clear")))
        self.safe = frozenset("".join(_words("safe"))) | self.clear
        self.surnames = frozenset("".join(_words("surnames"))) | self.safe
        self.not_before = frozenset(_words("not_before"))
        self.wordly = frozenset("".join(_words("wordly")))
        self.compound = frozenset(_words("compound"))
        self.given = frozenset("".join(_words("given")))
        words = yaml.safe_load(_read("scrub_words.yaml"))
        pairs = (first + second for first, seconds in words.items() for second in seconds)
        self.blocked = frozenset(chain(_words("blocked"), pairs))
        self.honorifics = frozenset(_words("honorifics"))
        self.sure = frozenset(_words("introductions"))
        self.roles = frozenset(_words("roles")) | self.sure
        self.calls = frozenset(_words("calls"))
        follows = sorted(_words("follows"), key=len, reverse=True)
        self.follows = re.compile("|".join(follows))
        self.sizes = tuple(sorted({len(w) for w in self.roles | self.calls}, reverse=True))
        self.candidates = self._candidates()
        self.likely = LikelyRules(
            clear=self.clear,
            safe=self.safe,
            surnames=self.surnames,
            wordly=self.wordly,
            compound=self.compound,
            given=self.given,
            roles=self.roles,
            honorifics=self.honorifics,
        )

    def _candidates(self) -> re.Pattern[str]:
        """Return a pattern that only sees letters: where a name may begin, and little else.

        It begins with one set of letters and looks around from there: the whole of it runs in C.
        """
        given = "".join(sorted(self.given))
        first, second = ("".join(sorted({w[i] for w in self.honorifics})) for i in (0, 1))
        behind = "".join(sorted({w[-1] for w in self.roles | self.calls}))
        surnames = "".join(sorted(self.surnames))
        pairs = ["".join(sorted({w[i] for w in self.compound})) for i in (0, 1)]
        ends = "".join(sorted({w[0] for w in _words("follows")}))
        stop = rf"(?:[^\u4e00-\u9fff]|[{ends}]|$)"
        clear = "".join(sorted(self.clear))
        likely = "".join(sorted(self.safe | self.surnames - self.wordly))
        return re.compile(
            rf"[{surnames}{pairs[0]}](?:(?<=[{surnames}])(?:某|(?<=姓.)"
            rf"|(?=[{given}]?[{given}]?[{first}][{second}])|(?=[总工哥姐叔嫂婶姨])"
            rf"|(?<=[{behind}{JOIN}是为系、和与及].)"
            rf"(?:(?<=[{clear}])(?=[{given}])|(?<=[{likely}])(?=[{given}]{{2}})|(?=[{given}]{{1,2}}{stop}))"
            rf"|(?<=[人字名自{CALLED}:\uff1a是为系].)(?=[{given}])|(?<=[老小阿].)(?={stop})"
            rf"|(?<![\u4e00-\u9fff].)(?=[{given}]{{1,3}}[，,、（( :：的{HIDDEN}\[电手身联]))"
            rf"|(?=[{pairs[1]}])(?<=[{pairs[0]}]))"
        )

    def role_before(self, text: str, at: int) -> str:
        """Return the role, introduction or call that ends here; empty for none."""
        for size in self.sizes:
            word = text[at - size : at] if at >= size else ""
            if word in self.roles or word in self.calls:
                # 物业主管 has no 业主 in it.
                return "" if word == "业主" and text[at - 3 : at - 2] == "物" else word
        return ""


_rules: list[NameRules] = []


def rules() -> NameRules:
    """Return the rules; read when the first text comes, so that commands start quickly."""
    if not _rules:
        _rules.append(NameRules())
    return _rules[0]
