"""How long things last and what they cost, so that no shower of rain lasts a year."""

from __future__ import annotations

from demo_city.words.grammar import Stream

# Words and about how many days they mean.
DURATIONS = {
    "short": (("两天多", 2), ("三四天", 4), ("整整三天", 3), ("五六天", 6), ("一个星期", 7),
              ("十来天", 10), ("快一周", 6), ("四天", 4), ("一天一夜", 1), ("八九天", 9)),
    "middle": (("半个月", 15), ("二十多天", 23), ("一个多月", 38), ("两个月", 60), ("十来天", 11),
               ("三个多月", 100), ("四十天", 40), ("两个星期", 14), ("将近一个月", 28),
               ("小半年", 150), ("七十多天", 73), ("从上个月到现在", 35)),
    "long": (("两个多月", 68), ("三个多月", 100), ("小半年", 150), ("快一年", 350), ("一年半", 540),
             ("两年多", 780), ("八个月", 240), ("大半年", 210), ("三年", 1090), ("好几个月", 130),
             ("一年零两个月", 425), ("五个月", 152)),
}  # fmt: skip
SHORT = ("0401", "050101", "050103", "0601", "030303", "0701", "0704", "110201", "120203", "2002")
LONG = ("0101", "0102", "0103", "0104", "0203", "10", "110202", "13", "16", "17", "1801", "1803",
        "21", "2301", "2302", "2402", "2501")  # fmt: skip
SMALL = ("0501", "0502", "0601", "0602", "0702", "0704", "0801", "1103", "120202", "130101",
         "130102", "1303", "1304", "1901", "1902", "22", "2402")  # fmt: skip
LARGE = ("010203", "0103", "1001", "110202", "130103", "1801", "2102", "2301", "2302", "100102")


def duration_scale(code: str) -> str:
    """Return the scale of durations of a leaf category."""
    if code.startswith(SHORT):
        return "short"
    return "long" if code.startswith(LONG) else "middle"


def money(code: str, choose: Stream) -> str:
    """Return an amount of money in the words people use, of the leaf category's order."""
    form = choose.below(4)
    if code.startswith(SMALL):
        return (
            f"{choose.below(88) * 10 + 60}块",
            f"{choose.below(890) + 60}元",
            f"{'一两三四五六七八'[choose.below(8)]}百{('多', '来块', '多块钱')[choose.below(3)]}",
            f"{choose.below(400) + 30}.{choose.below(9) + 1}元",
        )[form]
    if code.startswith(LARGE):
        return (
            f"{choose.below(38) + 1}.{choose.below(9) + 1}万元",
            f"{choose.below(19) + 1}万{choose.below(9) + 1}千",
            f"{(choose.below(460) + 60) * 100}元",
            f"{'一两三四五六七八九'[choose.below(9)]}万多",
        )[form]
    return (
        f"{(choose.below(88) + 6) * 100}元",
        f"{choose.below(480) * 10 + 590}块",
        f"{'一两三四五六七八'[choose.below(8)]}千{('多', '多块', '来块', '多元')[choose.below(4)]}",
        f"{choose.below(8900) + 480}元",
    )[form]
