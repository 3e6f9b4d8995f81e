"""Plotly's English texts and what stands there instead, and how it writes dates."""

from __future__ import annotations

from typing import Any

from style.wording import WEEKDAYS

LOCALE: dict[str, Any] = {
    "dictionary": {
        "Download plot": "下载图片",
        "Download plot as a PNG": "下载图片",
        "Download plot as a png": "下载图片",
        "Taking snapshot - this may take a few seconds": "正在生成图片，请稍候",
        "Snapshot succeeded": "图片已生成",
        "Sorry, there was a problem downloading your snapshot!": "图片未能生成，请重试",
        "Loading": "正在载入",
    },
    "format": {
        "days": ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"],
        "shortDays": [WEEKDAYS[-1], *WEEKDAYS[:-1]],
        "months": [f"{m}月" for m in range(1, 13)],
        "shortMonths": [f"{m}月" for m in range(1, 13)],
        "date": "%Y-%m-%d",
        "dateTime": "%Y-%m-%d %H:%M",
        "time": "%H:%M",
        "year": "%Y年",
        "month": "%Y-%m",
        "dayMonth": "%m-%d",
        "dayMonthYear": "%Y-%m-%d",
    },
}
