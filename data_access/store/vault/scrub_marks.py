"""What has letters in it: e-mail, chat accounts, plates (GA 36), documents named as such."""

from __future__ import annotations

import re

from data_access.store.vault.scrub_spans import CHINESE_DIGITS, SEP, Findings

_HOSTS = (
    r"(?:(?:vip\.|vip点)?(?:qq|163|126|139|189|188|yeah|sina|sohu|gmail|hotmail|outlook|foxmail|live"
    r"|aliyun|icloud|yahoo|wo|[一幺]六三|[一幺]二六|[一幺]三九|[一幺]八九)|[A-Za-z0-9\-]{2,30})"
)
_LOCAL = r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]+"
_EMAIL = re.compile(
    rf"{_LOCAL}\s{{0,2}}@\s{{0,2}}[A-Za-z0-9\-]+(?:\s?\.\s?[A-Za-z0-9\-]+)+"
    rf"|{_LOCAL}\s{{0,2}}(?:@|#|艾特|爱特|圈[aA]|[\[(（]\s?(?:at|AT|@)\s?[\])）]|\s(?:at|AT)\s)\s{{0,2}}"
    rf"{_HOSTS}\s{{0,2}}(?:\.|点|。|\s(?:dot|DOT)\s)\s{{0,2}}(?:com|cn|net|org|edu|gov)"
    rf"(?:(?:\.|点)(?:cn|com))?(?![A-Za-z0-9])"
)
_LOOK_EMAIL = re.compile(r"@|艾特|爱特|圈[aA]|#\s{0,2}[A-Za-z0-9]|(?i:\bat\b)")
_NET = (
    r"(?:[微威薇]\s?信|v信|weixin|wechat|(?<![a-z])(?:vx|wx|v\s?x)|(?<![a-z])qq(?![a-z])|扣扣"
    r"|(?:抖音|快手|小红书|支付宝|陌陌)(?=[账帐]?号)|(?<![a-z0-9])[vq微威薇扣](?=号(?!楼)|[:\uff1a])"
    r"|(?:(?<=加)|(?<=加我)|(?<=加个))[vq微威薇扣])"
)
_ID = rf"(?:[a-z][a-z0-9_\-]{{5,19}}|\d{{5,12}}|[{CHINESE_DIGITS}]{{7,11}})(?![a-z0-9])"
_ACCOUNT = re.compile(
    rf"{_NET}(?:群?[号码]码?|[账帐]号|群|id)?[:\uff1a是为叫\s,，(（]{{0,4}}"
    rf"(?!1[012]\d{{1,3}}(?!\d))(?!(?:weixin|wechat)(?:[^a-z0-9]|$))({_ID})",
    re.IGNORECASE,
)
_LATIN = "A-Za-z\uff21-\uff3a\uff41-\uff5a"
_FIGURES = "0-9\uff10-\uff19"
LOOK = re.compile(rf"[{_FIGURES}{_LATIN}](?:(?<=[{_LATIN}])|(?:{SEP}{{0,3}}[{_FIGURES}]){{4}})")
"""Whether a text has what accounts, plates and documents are made of: a letter or five figures."""
_LOOK_ACCOUNT = re.compile(
    rf"[微威薇扣抖快书宝陌vVqQwW](?=.{{0,9}}(?:[a-zA-Z0-9]|[{CHINESE_DIGITS}]{{4}}))", re.DOTALL
)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_LETTER = "A-HJ-NP-Za-hj-np-z"
_PLATE_BODY = (
    rf"[{_LETTER}][\u00b7\u2022.\-\s]{{0,2}}(?=[A-Za-z]{{0,5}}[\d一二三四五六七八九零幺])"
    rf"[{_LETTER}0-9一二三四五六七八九零幺]{{4,5}}[{_LETTER}0-9一二三四五六七八九零幺挂学警港澳领]"
    r"(?![A-Za-z0-9])"
)
_PLATE = re.compile(rf"(?:WJ\s?)?[{_PROVINCES}][\u00b7\-\s]{{0,2}}{_PLATE_BODY}")
_NAMED_PLATE = re.compile(
    rf"(?:车牌|牌照|车号)(?:号码?)?[:\uff1a是为\s]{{0,3}}([{_LETTER}][{_LETTER}0-9]{{4,6}}(?<=\d..|.\d.|..\d))"
    r"(?![A-Za-z0-9])"
)
_LOOK_PLATE = re.compile(rf"[{_PROVINCES}车牌](?:[\u00b7\-\s]{{0,2}}[A-Za-z]|牌|号|照)")
_DIGIT = rf"[\d{CHINESE_DIGITS}]"
_NAMED_DOCUMENT = re.compile(
    r"(?:护照|通行证|回乡证|台胞证|居留证|居住证|身份证|驾驶证|驾照|行驶证|残疾证|军官证|士兵证|警官证|退役证"
    r"|学生证|社保卡|医保卡|签证|永居证)(?:的?(?:证件)?(?:编号|号码?|档案号))?"
    r"[:\uff1a是为\s（(]{0,4}"
    rf"((?:[\u4e00-\u9fff]字第)?[A-Za-z]{{1,3}}\s?{_DIGIT}(?:[\s\-]?{_DIGIT}){{5,17}}(?:[(（][0-9A][)）])?"
    rf"|[\u4e00-\u9fff]字第{_DIGIT}{{5,9}}号|\d(?:[\s\-]?\d){{6,19}})(?!\d)"
)
_LOOK_DOCUMENT = re.compile(rf"[证照卡](?=.{{0,12}}[0-9{CHINESE_DIGITS}])", re.DOTALL)


def find_marks(text: str, found: Findings) -> None:
    """Find e-mail addresses, accounts, plates and numbers of documents in a folded text."""
    if _LOOK_EMAIL.search(text):
        found.add(_EMAIL.finditer(text), "email")
    if _LOOK_ACCOUNT.search(text):
        found.add(_ACCOUNT.finditer(text), "account", group=1)
    if _LOOK_PLATE.search(text):
        found.add(_PLATE.finditer(text), "plate")
        # Without its province a plate is one where it is called so.
        found.add(_NAMED_PLATE.finditer(text), "plate", group=1)
    if _LOOK_DOCUMENT.search(text):
        found.add(_NAMED_DOCUMENT.finditer(text), "id", group=1)
