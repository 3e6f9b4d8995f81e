"""Texts of the frame around every page, of the first page and of 通知."""

from __future__ import annotations

SHELL: dict[str, str] = {
    "page.start": "首页",
    "page.notices": "通知",
    # --- the frame around every page
    "shell.sign_in_needed": "请先登录。登录后将回到您要看的页面。",
    "shell.sign_in": "前往登录",
    "shell.paper_more": "另有{count}行，见下载的表格。",
    "shell.sign_out": "退出登录",
    "shell.password": "修改密码",
    "shell.appearance": "页面外观",
    "shell.appearance_light": "浅色",
    "shell.appearance_dark": "深色",
    "shell.appearance_system": "跟随系统",
    "shell.signed_in_as": "{name}（{role}）",
    # --- groups of the menu, by what one does
    "menu.look": "看情况",
    "menu.do": "办任务",
    "menu.find": "查诉求",
    "menu.report": "报指标",
    "menu.run": "管系统",
    # --- taken along as text
    "copy.sentence": "复制",
    "copy.done": "已复制",
    "copy.basis": "（依据：{basis}）",
    "copy.period": "统计时段 {period}",
    "copy.until": "数据截至 {day}",
    "copy.source": "来源：{product}",
    "copy.table": "复制表格",
    "copy.how": "点右上角的复制按钮，再粘贴到表格或文档中。",
    "copy.more": "这里只有前{count}行；全部数据请下载 Excel。",
    # --- 去哪里
    "jump.open": "去哪里",
    "jump.title": "去哪里",
    "jump.label": "页面、视图、区域、单位、分类或指标",
    "jump.placeholder": "输入名称的一部分，回车打开",
    "jump.tickets": "工单编号或诉求中的文字",
    "jump.tickets_placeholder": "回车到“查工单”中查找",
    "jump.named": "{label}（{kind}）",
    "jump.kind_page": "页面",
    "jump.kind_area": "区域",
    "jump.kind_department": "单位",
    "jump.kind_category": "分类",
    "jump.kind_metric": "指标",
    "shell.no_data_title": "还没有可以展示的数据",
    "shell.no_data_can_import": (
        "请打开左侧“数据接入”，上传工单文件；导入完成后，本页会自动显示结果。"
    ),
    "shell.no_data": "数据接入后，本页会自动显示结果。请联系系统管理员导入工单。",
    "shell.no_scope": "您的账号还没有可看的地区。请联系安全管理员为您的账号设置数据范围。",
    "shell.page_refused": "没有这个页面，或您的账号没有查看它的权限。已为您打开可用的页面。",
    "shell.page_all_units": "这个页面列出各单位的事项，您的账号只看本单位。请改看本单位的页面。",
    "shell.error_title": "本页未能显示。数据没有改动，其他页面可以照常使用。",
    "shell.error_unexpected": "请刷新重试；如仍然出现，请把错误编号 {number} 告诉系统管理员。",
    "shell.details": "查看数据",
    "shell.ticked": "选几项一并办理",
    "shell.list_more": "更多",
    "shell.list_less": "收起",
    "shell.page_before": "上一页",
    "shell.page_after": "下一页",
    "shell.tickets": "工单",
    "shell.tickets_open": "查看",
    "shell.download": "CSV 文件",
    "shell.download_workbook": "下载 Excel",
    "shell.file_about": "口径与范围",
    "shell.file_what": "内容",
    "shell.file_place": "地区",
    "shell.file_period": "时段",
    "shell.file_cuts": "筛选",
    "shell.file_counted": "计数方式",
    "shell.file_matters": "按事项计数，同一事项的重复诉求计一次",
    "shell.file_until": "数据截至",
    "shell.file_rows": "行数",
    "shell.file_by": "导出账号",
    # --- few tickets are told one by one
    "few.title": "最近的工单（{n}件）",
    "few.all": "在“查工单”中查看这{n}件",
    # --- data freshness
    "fresh.line": "数据截至 {last_day}（{weekday}），更新于 {refreshed}；共 {tickets}件工单",
    "fresh.line_part": "数据截至 {last_day}（{weekday}），更新于 {refreshed}",
    "fresh.missing_day": (
        "{day}的工单应已到齐，但一件也没有：可能是来源中断，也可能是尚未导入。这一天不计入本页。"
    ),
    "fresh.missing_days": (
        "{first}至{last}的工单应已到齐，但一件也没有：可能是来源中断，也可能是尚未导入。"
        "这些天不计入本页。"
    ),
    "fresh.running": (
        "正在更新：{message}（已完成 {share}）。页面显示的是更新前的数据，可以照常使用。"
    ),
    "fresh.running_step": "后台分析",
    "fresh.waiting": "正在准备数据：{message}（已完成 {share}）。完成后本页会自动显示，无需刷新。",
    "fresh.gaps": "本数据源没有{names}，因此暂不能提供{uses}。",
    "fresh.failed": (
        "最近一次后台更新没有完成（{when}）。页面显示的是更新前的数据；"
        "系统管理员可在服务器上查看原因。"
    ),
    # --- filters
    "filter.jurisdiction": "地区",
    "filter.fold": "时间与筛选",
    "filter.span": "时间",
    "filter.span_7d": "近7天",
    "filter.span_30d": "近30天",
    "filter.span_month": "本月",
    "filter.span_custom": "自定义",
    "filter.count": "计数",
    "filter.count_tickets": "按工单",
    "filter.count_matters": "按事项",
    "filter.by_matter": "按事项计，同一事项的重复工单只计一次",
    "filter.dates": "起止日期（均含当日）",
    "filter.only": "筛选",
    "filter.only_count": "筛选（{count}）",
    "filter.more": "更多筛选",
    "filter.more_count": "更多筛选（{count}）",
    "filter.area": "区域",
    "filter.category": "诉求分类",
    "filter.department": "承办单位",
    "filter.channel": "来源渠道",
    "filter.all": "全部",
    "filter.reset": "清除筛选",
    "filter.search": "输入文字查找",
    "filter.active": "当前只看：{cuts}",
    "filter.unknown_value": "链接中的“{label}”取值“{value}”不在当前数据中，已按全部显示。",
    "filter.unknown_span": "链接中的时间“{value}”无法识别，已按近7天显示。",
    "filter.unknown_dates": "链接中的日期“{value}”无法识别，已按近7天显示。",
    "filter.dates_clipped": "所选日期超出已有数据（{days}），已按有数据的日期显示。",
    "filter.jurisdiction_refused": (
        "链接中的地区不在您的数据范围内，未显示任何数据。请改选其他地区，或联系安全管理员。"
    ),
    "filter.pick_end": "请再选结束日期。",
    # --- notices
    "notices.menu": "通知（{count}）",
    "notices.none": "还没有给您的通知。",
    "notices.unread": "有{count}条未读。",
    "notices.all_read": "全部已读。",
    "notices.read_all": "全部标为已读",
    "notices.mark": "标为已读",
    "notices.open": "查看详情",
    "notices.urgent": "【紧急】",
    "notices.new": "未读",
    "notices.read": "已读",
    "notices.when": "{when}，{state}",
    "notices.cut": "这里列出未读和最近的，共{count}条。",
    # --- start page
    "start.title": "您好，{name}",
    "start.nothing": (
        "您的账号还没有可以打开的页面。请联系安全管理员，说明您的工作需要，由其为您设置角色。"
    ),
}
