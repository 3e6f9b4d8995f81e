"""The words that unannounced names are told by (scrub_likely.yaml), as sets and patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files

import yaml

LIKELY = 1.5
"""The weight from which a surname may stand in the midst of a clause."""
INTRODUCED = "(?<=[我俺额咱偶侬人字名个位]叫|[我俺额咱]喊|[我俺咱额]系|名为)做?"
"""Between who says it and a name."""
NOT_FOREIGN = frozenset("不都多子日那来图合几什各且者和让")
"""Letters of foreign sounds that begin an everyday word more often than a name."""
BEFORE = "于从向和有时都是对由让等找给跟与把被到叫为请老小大"
"""Words before a form of address (找师傅) that are surnames too."""
DOUBLED = (
    "轩莎欣婷丽媛圆豆乐萌涵琪妮娜甜洋佳依诺可贝宁糖果朵笑睿宸瑶晶莹莉芳燕红玲娟倩雯蕊彤萱璐蓉琳薇楠峰强军"
    "刚亮辉涛鹏飞龙虎壮毛毛妞囡丫"
)
"""Letters that pet names double (轩轩)."""
AFTER = "省市县区镇乡村旗州的"
"""Behind a place or 的 a name may begin."""
# What no name has, though the lists of letters name it.
NEVER = frozenset(
    "的了是在不我你他她它们这那就都也很得吗呢吧啊着过被把给说没有个些对无话问答写因非错"
)
# One letter behind a surname; no word begins with it.
SHORT = (
    r"(?:总(?![是共会算之得计数额结部站量体有要不在长监裁分校价面归公工店行])"
    r"|[哥姐叔嫂婶姨伯爷](?![夫妹弟])|工(?![单作程厂地人资伤商会业期序艺具队种匠友长段])"
    r"|[队局](?=在|说|让|表示|答应|来|讲|不|没|叫|把|[^\u4e00-\u9fff]))"
)


SHORT_BEHIND = (
    r"(?:(?<=总)(?![是共会算之得计数额结部站量体有要不在长监裁分校价面归公工店行])"
    r"|(?<=[哥姐叔嫂婶姨伯爷])(?![夫妹弟])|(?<=工)(?![单作程厂地人资伤商会业期序艺具队种匠友长段])"
    r"|(?<=[队局])(?=在|说|让|表示|答应|来|讲|不|没|叫|把|[^\u4e00-\u9fff]))"
)
"""The same, behind the letter."""


SHORT_HEADS = "总哥姐叔嫂婶姨伯爷工队局"
_SHORT_AT = re.compile(SHORT)


class Words:
    """Words that are looked up at a place of a text: quicker than a pattern of so many."""

    def __init__(self, words: Iterable[str]) -> None:
        """Sort the words by their length."""
        self.words = frozenset(words)
        self.firsts = frozenset(word[0] for word in self.words)
        self._sizes = tuple(sorted({len(word) for word in self.words}, reverse=True))

    def match(self, text: str, at: int) -> int:
        """Return the length of the longest word that begins here; 0 for none."""
        if text[at : at + 1] in self.firsts:
            for size in self._sizes:
                if text[at : at + size] in self.words:
                    return size
        return 0


class LikelyRules:
    """Weights of surnames, and patterns of what stands before and behind a name."""

    def __init__(
        self,
        *,
        clear: frozenset[str],
        safe: frozenset[str],
        surnames: frozenset[str],
        wordly: frozenset[str],
        compound: frozenset[str],
        given: frozenset[str],
        roles: frozenset[str],
        honorifics: frozenset[str],
    ) -> None:
        """Read the words; the sets are those of scrub_names.yaml."""
        path = files("data_access.store.vault") / "scrub_likely.yaml"
        parts = {
            part: tuple(text.split())
            for part, text in yaml.safe_load(path.read_text(encoding="utf-8")).items()
        }
        rare = frozenset("".join(parts["rare"]))
        words = frozenset("".join(parts["words"]))
        self.weight: dict[str, float] = {
            **dict.fromkeys(rare, 1.0),
            **dict.fromkeys(surnames, 1.5),
            **dict.fromkeys(safe, 2.2),
            **dict.fromkeys(surnames & wordly, 1.0),
            **dict.fromkeys(words, 0.0),
            **dict.fromkeys("".join(parts["pure"]), 2.5),
            **dict.fromkeys(clear, 3.0),
        }
        self.compound = compound | frozenset(w for w in parts["compound"] if len(w) == 2)
        self.roles = roles | frozenset(parts["roles"])
        self.honorifics = frozenset(parts["honorifics"])
        self.says = Words(parts["says"])
        self.has = Words(parts["has"])
        self.before = frozenset(parts["before"])
        self.typical = frozenset("".join(parts["typical"]))
        self.letters = given | frozenset("".join(parts["letters"])) - NEVER
        self.follows = frozenset("".join(parts["follows"]))
        self.behind = frozenset(w[-1] for w in (*self.roles, *self.before))
        self.sizes = tuple(sorted({len(w) for w in self.roles}, reverse=True))
        self.private = frozenset(parts["private"])
        self.private_at = Words(parts["private"])
        self.peoples = parts["peoples"]
        titles = (*parts["honorifics"], *honorifics)
        self.title_words = frozenset(titles)
        self.titles = Words(titles)
        self.look = self._look(parts, titles)
        self._patterns(parts, given, titles)

    def _look(self, parts: dict[str, tuple[str, ...]], titles: tuple[str, ...]) -> re.Pattern[str]:
        """Return a pattern for where a name may begin, by letters alone.

        It begins with one set of letters and looks around from there: the whole of it runs in C.
        """
        surnames = _set(c for c, weight in self.weight.items() if weight)
        likely = _set(c for c, weight in self.weight.items() if weight >= LIKELY)
        words = _set(c for c, weight in self.weight.items() if not weight and c not in BEFORE)
        letters, ends = _set(self.letters), _set(self.behind)
        firsts, seconds = (_set(w[i] for w in self.compound) for i in (0, 1))
        heads = _set(w[0] for w in titles)
        # A first letter tells nearly all places apart before the rest is looked at.
        title = rf"(?=[{heads}{SHORT_HEADS}])(?=[{heads}][{_set(w[1] for w in titles)}]|{SHORT})"
        polite = _set(w[0] for w in parts["private"])
        private = rf"(?=[{polite}])(?={_one_of(parts['private']).pattern})"
        foreign = _set("".join(parts["peoples"]))
        begins = _set(set(foreign) - NOT_FOREIGN)
        stop = rf"(?:[^\u4e00-\u9fff]|[{_set(self.follows | {w[0] for w in parts['says']})}]|$)"
        name = rf"(?=[{letters}]{{1,2}}{stop})"
        return re.compile(
            rf"[{surnames}{firsts}{words}{begins}老小阿{DOUBLED}叫喊系为](?:"
            rf"(?<=[{surnames}]){title}()|(?<=[{words}]){private}()"
            rf"|(?<=[老小阿])(?=[{letters}{surnames}])()|(?<=[{DOUBLED}])(?<=(.))\4"
            rf"|(?<=[叫喊系为]){INTRODUCED}()|(?<=[{begins}])(?=[{foreign}]{{2}})()"
            rf"|(?<=[{surnames}])(?=[{letters}])(?:(?<=[{likely}])(?:{name}|(?<=[{ends}].))"
            rf"|(?<![\u4e00-\u9fff\]].){name}|(?<=[{ends}{AFTER}].){name})"
            rf"|(?=[{seconds}])(?<=[{firsts}]))"
        )

    def _patterns(
        self, parts: dict[str, tuple[str, ...]], given: frozenset[str], titles: tuple[str, ...]
    ) -> None:
        """Make the patterns of the other forms: titles, 老刘, 姓李, 某, letters apart, foreign."""
        surnames = "".join(sorted(self.weight))
        pairs = "|".join(sorted(self.compound))
        letters = "".join(sorted(given))
        self.said = re.compile(
            rf"(?<=姓)(?:{pairs}|[{surnames}])(?=[^\u4e00-\u9fff]|[的叫住是家]|今年|先生|女士|老师|$)"
        )
        self.spelled = re.compile(rf"(?:{_one_of(parts['spelled']).pattern})(?![\u4e00-\u9fff])")
        self.some = re.compile(rf"[{surnames}](?=某)")
        self.spaced = re.compile(
            rf"(?<=[:：是叫为名人])[{surnames}] [{letters}](?: [{letters}])?(?![\u4e00-\u9fff \w])"
        )
        foreign = "".join(sorted(set("".join(parts["peoples"]))))
        part = rf"[{foreign}]{{1,7}}"
        self.dotted = re.compile(rf"[{foreign}]{{2,7}}(?:[·•]{part}){{1,3}}")

    def role_before(self, text: str, at: int) -> str:
        """Return the role that ends here; empty for none."""
        if text[at - 1 : at] in self.behind:
            for size in self.sizes:
                if at >= size and (word := text[at - size : at]) in self.roles:
                    return word
        return ""

    def title_at(self, text: str, at: int) -> int:
        """Return the length of the form of address that begins here; 0 for none."""
        return self.titles.match(text, at) or int(bool(_SHORT_AT.match(text, at)))

    def says_soon(self, text: str, at: int) -> bool:
        """Tell whether a name of two or three letters that begins here can have its end."""
        return any(
            end >= len(text)
            or not "\u4e00" <= text[end] <= "\u9fff"
            or text[end] in "的和与、"
            or self.says.match(text, end)
            for end in (at + 2, at + 3)
        )

    def said_before(self, text: str, at: int) -> bool:
        """Tell whether a word ends here behind which names are said."""
        return text[at - 1 : at] in self.behind and any(
            text[at - size : at] in self.before for size in (1, 2, 3, 4) if at >= size
        )


def _set(letters: Iterable[str]) -> str:
    return "".join(sorted(set(letters)))


def _one_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))
