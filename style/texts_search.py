"""Texts about finding and reading tickets."""

from __future__ import annotations

SEARCH: dict[str, str] = {
    "search.count": "共 {count} 件",
    "search.at_least": "{count} 件以上",
    "search.limit_sign": "24 小时内签收",
    "search.limit_contact": "2 个工作小时内联系诉求人",
    "search.limit_own_sign": "签收（本地时限）",
    "search.limit_own_contact": "首次联系诉求人（本地时限）",
    "search.limit_callback": "回访（本地时限）",
    "search.limit_close": "办结",
    "search.limit_kept": "按时",
    "search.limit_missed": "超期",
    "search.limit_running": "未到期",
    "search.callback": "第 {round} 次回访（{at}）：{said}",
    "search.previous": "同一诉求人的其他工单：{count} 件",
    "search.worked": "{hours} 工作小时",
    "search.yes": "是",
    "search.no": "否",
}
