"""What the nightly run says of steps and jurisdictions that it could not do, and why."""

from __future__ import annotations

NIGHT: dict[str, str] = {
    "night.digests_failed": "有{count}份视图摘要没有送出，原因见运行日志，下一轮会再试",
    "night.label_demo": "载入演示城市",
    "night.label_refresh": "更新分析文件",
    "night.label_forecasting": "趋势预测",
    "night.label_hotspots": "热点分析",
    "night.label_deadlines": "到期风险",
    "night.label_geo": "区域分析",
    "night.label_places": "地名学习",
    "night.label_warnings": "预警分析",
    "night.label_light": "当天预警",
    "night.label_events": "事件登记",
    "night.label_digests": "视图摘要",
    "night.label_telling": "预警通知",
    "night.label_tasks": "督办任务",
    "night.city_failed": "{step}没有完成，沿用原有结果；原因见运行日志，下一轮会再试。",
    "night.step_failed": "{step}没有完成（{why}）",
    "night.see_log": "原因见运行日志",
    "night.cities_failed": "{step}在{places}没有完成",
    "night.step_left_out": "{step}没有做，因为“{needed}”没有完成",
    "outside.disk_full": (
        "磁盘空间不足，没有写完；此前已写好的数据完好。请清理磁盘后重新执行同一操作。"
    ),
    "outside.closed": (
        "没有权限读写“{path}”，没有做完；此前已写好的数据完好。请检查该文件或目录的属主和权限后"
        "重新执行同一操作。"
    ),
    "outside.database": (
        "数据库连接中断或暂时无法使用，没有做完；此前已提交的数据完好。请在数据库恢复后重新执行"
        "同一操作。"
    ),
    "night.failed": (
        "流水线没有全部完成：{what}。已完成的结果照常使用，没有完成的沿用原有结果；"
        "原因见运行日志，下一轮会再试。"
    ),
}
