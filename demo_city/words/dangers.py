"""What callers say of danger to life, and what only sounds like it; an option of the city.

A sentence is added to the end of a ticket's content, so that whatever else the ticket says stays as
it was. Each sentence is true or a look-alike by construction: idioms, titles, quotations, rumours,
matters long over, drills and questions name the same things and report no danger.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demo_city.categories import leaves
from demo_city.people import mix, share

SHARE = 0.15  # of the tickets of calm categories that belong to no planted event
# First-level categories whose own words hurt nobody: what is added decides alone.
CALM = frozenset(
    {"政务服务与作风", "营商环境与涉企", "劳动和社会保障", "民政与社会救助", "财税金融"}
)
RISK_SHARE = 0.45  # of these: in danger; the others only sound like it
CHOICE, KIND, WORDS, SLOTS = 71, 72, 73, 74
LOOK_ALIKE = "-"

SLOT_WORDS = {
    "who": (
        "一位老人",
        "一个男的",
        "一名女子",
        "邻居大爷",
        "一个工人",
        "我母亲",
        "楼上的住户",
        "一个骑车的",
    ),
    "kid": ("一个小孩", "我女儿", "一名小学生", "邻居家的孩子", "我外孙", "一个男孩"),
    "when": ("刚才", "今天早上", "昨晚", "就在十分钟前", "今天下午", "这会儿"),
    "place": ("小区北门", "菜市场后面", "河堤上", "学校对面", "三号楼", "工地里", "桥头"),
    "many": ("十几个人", "二十多名员工", "一桌七个人", "全班一半孩子", "三十来个客人"),
    "ago": ("五年前", "去年", "三年前", "我小时候", "前年"),
    "shop": ("超市", "商场", "服装店", "家具城", "手机店"),
}
RISKS: dict[str, tuple[str, ...]] = {
    "life_and_limb": (
        "{when}{who}爬上楼顶要往下跳，谁劝也不听", "{when}{place}有人落水，还没捞上来",
        "{when}{who}在{place}被掉下来的玻璃砸伤，满头是血", "{when}{place}有人持刀追打，已经伤了人",
        "{when}{who}在家割腕了，请快派人来", "{when}{place}塌了一大块，{who}掉进坑里",
        "{when}{who}触电倒地，叫不醒", "{when}{who}被几条野狗围住咬伤，腿上流血不止",
        "{when}{who}被人打得昏迷，送去抢救", "{who}发短信说不想活了，现在人联系不上",
        "{when}{who}从架子上摔下来，没有动静", "{who}患老年痴呆，{when}走失，到现在没找到",
        "{when}{place}的墙倒了，压住了人", "{when}{who}在{place}晕倒，口吐白沫",
    ),
    "fire_and_gas": (
        "{when}{place}着火了，黑烟很大", "{when}楼道里全是煤气味，闻着头晕",
        "{when}{place}电动车起火，火苗蹿到二楼", "{when}{place}燃气管道被挖破，一直在漏气",
        "{when}{place}传来爆炸声，玻璃都震碎了", "{when}邻居家一氧化碳中毒，两口子都昏过去了",
        "{when}{place}配电箱冒烟打火花",
    ),
    "elevator": (
        "{when}{who}被困在电梯里，按铃没有人应", "{when}电梯从八楼坠到二楼，里面的人都摔倒了",
        "{when}电梯门把{who}夹住了", "{when}扶梯突然逆行，好几个人摔下来",
        "{when}电梯困人，{kid}在里面一直哭",
    ),
    "minors": (
        "{kid}在学校被高年级同学殴打，不敢去上学", "{kid}被托管班老师猥亵，家里刚知道",
        "{when}{kid}不见了，一家人找了一夜", "{kid}天天被继父用皮带抽，身上全是伤",
        "{when}有陌生人要把{kid}拉上车带走，像是人贩子", "幼儿园老师用针扎孩子，胳膊上有针眼",
    ),
    "epidemics": (
        "{many}吃完午饭上吐下泻，已经送医", "{many}发烧出疹，怀疑是传染病，没有隔离",
        "{many}食物中毒，还在医院洗胃", "宿舍里有人确诊肺结核，{many}住在一起",
        "{many}喝了桶装水以后拉肚子",
    ),
}  # fmt: skip
LOOK_ALIKES = (
    "跑了三趟都没办成，真是气死我了", "屋里没有空调，热死了", "半夜一声响，吓死人",
    "排队排到下午，真要命", "{shop}打着跳楼价的牌子，买回来是次品", "{shop}搞自杀式营销，扰乱市场",
    "新开的{shop}生意火爆，门口停满了车", "理发店把我的头发烫成了爆炸头，不肯退钱",
    "电影《{place}坠楼案》的广告贴在电梯里，孩子看了不好",
    "密室逃脱店的招牌写着“电梯惊魂”，要求换掉",
    "话剧里演员拿刀自刎的一段太长，建议改一改", "电视剧里天天有人跳河，家长有意见",
    "听说{place}有人跳楼，请问是不是真的", "网传{shop}食物中毒，请官方辟谣",
    "{ago}这里发生过火灾，房本一直没有补", "{ago}{who}在这条河里溺水，后来装的护栏现在锈了",
    "{ago}被困电梯的那一次，赔偿到现在没有说法", "咨询火灾保险怎么理赔",
    "请问煤气中毒怎么预防，有没有宣传单", "想了解猥亵罪的规定在哪里能查到",
    "建议在{place}装防溺水的警示牌", "社区搞触电急救培训，占了停车位",
    "消防演练的警报响了一上午，太吵", "感谢消防员上次救火，锦旗送到哪里",
    "物业说没有人受伤，也未发现燃气泄漏，就是态度不好", "并没有人打架，民警来看过了",
    "饿死了，食堂十二点就没有饭", "手机死机，{shop}不给换", "这里的蚊子咬死人，请来消杀",
    "累死累活干一个月，绩效全扣了", "路被车堵死，出不了门", "砍价砍了半天，{shop}又反悔",
    "我家的猫掉进下水道死了，请来清理", "鱼塘里的鱼死了一大片", "快递爆仓，半个月没有消息",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planted:
    """Sentences by ticket: row in the batch, class ("-" for a look-alike) and words."""

    row: NDArray[np.int64]
    risk: tuple[str, ...]
    words: tuple[str, ...]


def dangers(columns: dict[str, NDArray[Any]]) -> Planted:
    """Return what is added to a batch; a ticket's words depend on its number alone."""
    number = columns["number"]
    calm = np.array([name in CALM for name in leaves().level_1])[columns["leaf"]]
    chosen = np.flatnonzero((share(number, CHOICE) < SHARE) & (columns["event"] < 0) & calm)
    of = number[chosen]
    kinds = tuple(RISKS)
    risky = share(of, KIND) < RISK_SHARE
    which = mix(of, KIND + 10)
    words = mix(of, WORDS)
    slots = mix(of, SLOTS)
    risks, texts = [], []
    for k in range(len(chosen)):
        risk = kinds[int(which[k]) % len(kinds)] if risky[k] else LOOK_ALIKE
        stock = RISKS.get(risk, LOOK_ALIKES)
        risks.append(risk)
        texts.append(_filled(stock[int(words[k]) % len(stock)], int(slots[k])))
    return Planted(chosen, tuple(risks), tuple(texts))


def _filled(template: str, seed: int) -> str:
    """Return a template with its slots filled, each from other digits of the seed."""
    for turn, (name, options) in enumerate(SLOT_WORDS.items()):
        template = template.replace(f"{{{name}}}", options[(seed >> (5 * turn)) % len(options)])
    return template


def added(contents: list[str], planted: Planted) -> list[str]:
    """Return the contents with the sentences at their ends."""
    found = list(contents)
    for row, words in zip(planted.row.tolist(), planted.words, strict=True):
        own = found[row]
        joint = "" if not own or own[-1] in "。！？!?…" else "。"
        found[row] = f"{own}{joint}{words}。"
    return found
