"""Texts of 常用视图: views of a page that people keep, share and are told of."""

from __future__ import annotations

VIEWS: dict[str, str] = {
    "views.open": "常用视图",
    "views.title": "常用视图：{page}",
    "views.none": "这个页面还没有常用视图。选好时间、筛选后起个名称存下来，下次一键打开。",
    "views.of": "{name}（{by}）",
    "views.edit": "修改",
    "views.edit_what": "改名、共用或删除“{name}”",
    "views.name": "名称",
    "views.name_in": "给现在的筛选起个名称",
    "views.help": "每个页面最多{most}个；同名的换成现在的筛选。",
    "views.shared": "与谁共用",
    "views.shared_own": "自己",
    "views.shared_unit": "本单位",
    "views.shared_place": "{place}各单位",
    "views.keep": "存为视图",
    "views.what": "存下的是本页的筛选，不是数据：每个人打开时，只看到自己数据范围内的内容。",
    "views.told": "送摘要",
    "views.told_none": "不送摘要",
    "views.told_daily": "每天送",
    "views.told_weekly": "每周一送",
    "views.told_what": (
        "摘要在夜间分析之后送到“通知”（登记了邮件的，也发邮件），写明这个视图的结论和依据。"
    ),
    "views.digest_title": "{name}（{page}）",
    "views.change": "保存修改",
    "views.delete": "删除",
    "jump.view": "{name}（常用视图，{page}）",
    "jump.view_of": "{name}（常用视图，{page}，{by}）",
}
