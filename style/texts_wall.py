"""Texts of the screen on the wall of a hall."""

from __future__ import annotations

WALL: dict[str, str] = {
    "wall.title": "运行大屏",
    "wall.head": "{place} 12345 热线",
    "wall.until": "数据截至 {day}（{weekday}）",
    "wall.refreshed": "更新于 {at}",
    "wall.read": "本屏 {at} 取数",
    "wall.old": "数据已{days}天没有更新",
    "wall.still": "暂时取不到新数据，画面停在",
    "wall.paused": "已暂停轮换",
    "wall.loading": "正在取数…",
    # --- scenes
    "wall.scene_today": "今日要情",
    "wall.scene_trend": "每日诉求",
    "wall.scene_areas": "各区域诉求",
    "wall.scene_work": "预警与督办",
    "wall.scene_topics": "近7天热点",
    "wall.alerts": "正在处置的预警",
    "wall.alerts_none": "没有需要专门处置的预警。",
    "wall.alerts_more": "另有{n}条",
    "wall.tasks_head": "督办进展",
    "wall.topics_note": "按热度排列；不足5件或不足5人反映的不列出。",
    "wall.topics_note_category": "按热度排列，以所属分类称呼；不足5件或不足5人反映的不列出。",
    # --- numbers that are small, and what is missing
    "wall.tasks": "{n}项",
    "wall.tasks_few": "不足{least}项",
    "wall.tickets_few": "不足{least}件",
    "wall.rate_few": "样本不足，不计算比率",
    "wall.sentence_few": "近7天诉求较少，没有需要专门说明的情况。",
    "wall.no_data": "本地区还没有数据。导入数据并完成分析后，本屏会自动显示。",
    # --- what stands there instead
    "wall.no_token": "网址不完整，本屏没有口令。请打开建立大屏时给出的完整网址。",
    "wall.unknown": "本屏的口令无效。请核对网址；如已遗失，请联系安全管理员重新建立大屏。",
    "wall.ended": "本屏已停用。如需继续使用，请联系安全管理员重新建立大屏。",
    "wall.expired": "本屏的口令已到期。请联系安全管理员重新建立大屏。",
    "wall.failed": "暂时取不到数据，系统没有改动任何内容；本屏会自动重试。",
    "wall.no_script": "本屏需要浏览器启用 JavaScript。",
}
