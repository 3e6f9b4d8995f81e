"""Texts of the page 运行情况: the nightly runs, their steps, what is checked; of drop folders."""

from __future__ import annotations

WATCH: dict[str, str] = {
    "watch.what": "对该投递目录的导入",
    "watch.read": (
        "已导入（批次{batch}）：读取{read}行，新增{inserted}，更新{updated}，未变{unchanged}，"
        "隔离{quarantined}。"
    ),
    "watch.aside": "隔离的行没有入库，请在“数据接入”查看原因：批次{batch}。",
    "watch.failed_title": "投递的文件没能导入：{name}",
    "watch.silent_title": "{label}：很久没有收到文件",
    "watch.silent": (
        "已{hours}小时没有收到{label}的文件，页面上的数据停在上一次。请核对上游系统是否照常推送。"
    ),
    "watch.begun": "正在看管“{folder}”，按模板“{label}”导入；按 Ctrl-C 结束。",
    "watch.done": "{name}：{note}",
    "watch.failed": "{name}：没能导入。{note}",
    "watch.waits": "本轮没有导入（{why}）稍后再试。",
    "watch.none": "没有可以导入的文件。",
    "watch.place": "模板“{label}”没有写明是哪个地区的数据，请用 --jurisdiction 给出地区编码。",
}
RUNS: dict[str, str] = {
    "page.runs": "运行情况",
    "runs.none": "还没有运行过",
    "runs.none_advice": "导入数据后，定时任务会自动运行；急用时可请运维人员立即运行。",
    "runs.done": "最近一次{kind}{when}开始，用时{took}，全部完成",
    "runs.failed": "最近一次{kind}{when}开始，{count}步没有完成：{names}",
    "runs.broken": "最近一次{kind}{when}开始，没有完成就中断了",
    "runs.running": "正在运行：{message}，已完成{share}",
    "runs.next": "下次运行{when}",
    "runs.timer_stands": "定时任务没有在运行，今晚不会自动分析",
    "runs.timer_advice": "请运维人员检查服务是否已启动；{last}",
    "runs.data_until": "{place}的数据截至{day}",
    "runs.listed": "最近{count}次运行，点一行看每一步。",
    "runs.gone": "没有这次运行，链接可能有误，或记录在最近{count}次以外。",
    "runs.col_begun": "开始",
    "runs.col_kind": "种类",
    "runs.kind_pipeline": "全部分析",
    "runs.kind_pipeline_light": "当天预警",
    "runs.col_state": "结果",
    "runs.col_took": "用时",
    "runs.col_steps": "完成的步骤",
    "runs.col_words": "说明",
    "runs.col_step": "步骤",
    "runs.col_noted": "做了什么",
    "runs.state_done": "完成",
    "runs.state_failed": "没有完成",
    "runs.state_running": "进行中",
    "runs.state_broken": "中断",
    "runs.state_skipped": "没有做",
    "runs.fact_number": "编号",
    "runs.steps_of": "{done}/{all}",
    "runs.what_to_do": (
        "已完成的步骤照常使用，没有完成的沿用原有结果；下一轮会再做。按上面的原因排除后，"
        "也可由运维人员在服务器上立即接着做："
    ),
    "runs.seconds": "{count}秒",
    "runs.minutes": "{minutes}分{seconds}秒",
    "runs.hours": "{hours}小时{minutes}分",
    "runs.at": "{place}：{words}",
    "runs.figure_generation": "第{count}代",
    "runs.figure_months": "重写{count}个月份",
    "runs.figure_days": "{count}天",
    "runs.figure_cpu_seconds": "处理器用时{count}秒",
    "runs.figure_demo": "示例任务{count}项",
    "runs.figure_came_back": "回潮提示{count}项",
    "runs.figure_told": "提醒{count}条",
    "runs.sent": "发出{count}条",
    "runs.missing": "缺少：{what}",
    "runs.ok": "已完成",
    # --- age of the data, checks
    "runs.data": "数据截至",
    "runs.data_none": "还没有数据。",
    "runs.col_place": "地区",
    "runs.col_last": "最后一天",
    "runs.col_age": "距今",
    "runs.col_refreshed": "最近更新",
    "runs.today": "今天",
    "runs.age": "{days}天",
    "runs.checks": "检查",
    "runs.checks_how": (
        "这里只做不费时的检查；审计链、分析文件内容和督办记录的核对，由运维人员在服务器上进行。"
    ),
    "runs.timer_on": "定时任务正在运行，每日{at}（服务器时间）运行一次，导入后自动更新",
    "runs.timer_off": "定时任务没有在运行，导入后也不会自动更新",
}
