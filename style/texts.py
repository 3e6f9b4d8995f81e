"""The one catalogue of texts that users see on pages.

``text("filter.area")`` returns a text, with its blanks filled in by name. What the rooms below
say themselves (errors, definitions of metrics) is theirs; everything a page adds stands here.
"""

from __future__ import annotations

from style.texts_compare import COMPARE
from style.texts_forecast import FORECAST
from style.texts_hotspots import HOTSPOTS
from style.texts_night import NIGHT
from style.texts_warnings import WARNINGS

PRODUCT = "未诉"

TEXTS: dict[str, str] = {
    **COMPARE,
    **FORECAST,
    **HOTSPOTS,
    **NIGHT,
    **WARNINGS,
    # --- the frame around every page
    "shell.sign_in_needed": "请先登录。登录后将回到您要看的页面。",
    "shell.sign_in": "前往登录",
    "shell.paper_more": "另有{count}行，见下载的表格。",
    "shell.sign_out": "退出登录",
    "shell.password": "修改密码",
    "shell.signed_in_as": "{name}（{role}）",
    "shell.no_data_title": "还没有可以展示的数据",
    "shell.no_data_can_import": (
        "请打开左侧“数据接入”，上传工单文件；导入完成后，本页会自动显示结果。"
    ),
    "shell.no_data": "数据接入后，本页会自动显示结果。请联系系统管理员导入工单。",
    "shell.no_scope": "您的账号还没有可看的地区。请联系安全管理员为您的账号设置数据范围。",
    "shell.page_refused": "没有这个页面，或您的账号没有查看它的权限。已为您打开可用的页面。",
    "shell.error_title": "本页未能显示。数据没有改动，其他页面可以照常使用。",
    "shell.error_unexpected": "请刷新重试；如仍然出现，请把错误编号 {number} 告诉系统管理员。",
    # --- data freshness
    "fresh.line": "数据截至 {last_day}（{weekday}），更新于 {refreshed}；共 {tickets}件工单",
    "fresh.line_part": "数据截至 {last_day}（{weekday}），更新于 {refreshed}",
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
    "filter.more": "更多筛选",
    "filter.more_count": "更多筛选（{count}）",
    "filter.area": "区域",
    "filter.category": "诉求分类",
    "filter.department": "承办单位",
    "filter.channel": "来源渠道",
    "filter.all": "全部",
    "filter.reset": "清除筛选",
    "filter.search": "输入文字查找",
    "filter.no_match": "没有相符的选项",
    "filter.active": "当前只看：{cuts}",
    "filter.unknown_value": "链接中的“{label}”取值“{value}”不在当前数据中，已按全部显示。",
    "filter.unknown_span": "链接中的时间“{value}”无法识别，已按近7天显示。",
    "filter.unknown_dates": "链接中的日期“{value}”无法识别，已按近7天显示。",
    "filter.dates_clipped": "所选日期超出已有数据（{first}至{last}），已按有数据的日期显示。",
    "filter.jurisdiction_refused": (
        "链接中的地区不在您的数据范围内，未显示任何数据。请改选其他地区，或联系安全管理员。"
    ),
    "filter.choose_allowed": "查看我的地区",
    "filter.pick_end": "请再选结束日期。",
    # --- names of pages
    "page.today": "今日要情",
    "page.import": "数据接入",
    "page.start": "首页",
    "page.readiness": "数据就绪度",
    "page.compare": "指标对比",
    "page.notices": "通知",
    # --- notices
    "notices.menu": "通知（{count}）",
    "notices.none": "还没有给您的通知。",
    "notices.unread": "有 {count} 条未读。",
    "notices.all_read": "全部已读。",
    "notices.read_all": "全部标为已读",
    "notices.mark": "标为已读",
    "notices.open": "查看详情",
    "notices.urgent": "【紧急】",
    "notices.new": "未读",
    "notices.read": "已读",
    "notices.when": "{when}，{state}",
    "notices.cut": "这里列出未读和最近的，共 {count} 条。",
    "page.hotspots": "热点",
    "page.topic": "主题详情",
    "page.repeats": "重复诉求网络",
    # --- today
    "today.basis_volume": "{period}受理，共 {days} 天",
    "today.basis_rate": "{period}受理，依据 {n} 件；95%可信范围 {low} 至 {high}",
    "today.assessed": "考核口径 {value}（剔除 {out} 件）",
    "today.no_earlier": "没有{label}数据，不作比较",
    "today.one_area": "已限定到一个街道（乡镇），没有区域可比。",
    "today.no_areas": "数据源没有区县、街道字段，无法比较各区域。",
    "today.leaf_category": "已限定到最细的诉求分类，没有下级分类可比。",
    "today.no_categories": "数据源没有诉求分类，无法判断哪一类上升。",
    "today.short_history": "本期之前的数据不足 28 天，暂不能判断各类是否高于往常。",
    "today.before": "前{days}天",
    "today.all_areas": "所选区域",
    "today.details": "查看数据",
    "today.download": "下载表格",
    "today.no_rises": "本期没有高于往常的诉求分类。",
    "today.title_trend": "每日诉求量",
    "today.title_rises": "上升的诉求分类",
    "today.title_areas": "各区域诉求",
    "today.title_rates": "按时办结与满意",
    "today.trend_bare": "每日诉求量",
    "today.trend_above": "本期{all}天中有{days}天高于通常范围，{top}最突出（{count}件）",
    "today.trend_within": "本期每日诉求量没有高于通常范围",
    "today.trend_key": "实线为实际，虚线为考虑工作日和节假日的预期，灰带为通常范围（八成的日子）",
    "today.area_above": "{name}每万人诉求最多，是{whole}平均的{times}倍",
    "today.area_even": "没有哪个区域的每万人诉求明显偏高",
    "today.area_counts": "{name}诉求最多，共{count}件",
    "today.area_key_rate": "按常住人口计算，括号内为件数，红色为明显高于其他区域",
    "today.area_key_count": "没有人口数据，按件数排列，不宜直接比较各区域",
    "today.area_key_top": "共{all}个区域，只列前{shown}个",
    "today.area_key_unplaced": "另有{count}件没有区域信息",
    "today.area_count": "{count}件",
    "today.area_rate": "{rate}（{count}件）",
    "today.area_rate_few": "{rate}（{count}件，样本不足）",
    "today.area_hover": (
        "{name}：每万人 {rate} 件\n95%可信范围 {low} 至 {high}\n{count} 件，常住人口 {people}"
    ),
    "today.rise_above": "{name}上升最明显：{count}件，按往常应为{expected}件左右",
    "today.rise_above_rare": "{name}上升最明显：{count}件，往常几乎没有",
    "today.rise_none": "没有诉求分类明显高于往常",
    "today.rise_key": "上条为本期，灰条为预期",
    "today.rise_key_notable": "红色为明显上升",
    "today.rise_key_season": "预期依据前8周和去年同期的季节变化",
    "today.rise_key_no_season": "预期依据前8周，没有去年数据，未考虑季节变化",
    "today.rise_observed": "{count}件（{ratio}）",
    "today.rise_observed_only": "{count}件",
    "today.rise_expected": "预期{count}件",
    "today.rise_rare": "预期不足1件",
    "today.rise_hover": (
        "{name}：本期 {count} 件，预期 {expected} 件\n为预期的倍数，95%可信范围 {low} 至 {high}"
    ),
    "today.rate_bare": "近6个月按时办结与满意情况",
    "today.rate_key": "按受理月份，最近一月为蓝色，只计到{day}；竖线为95%可信范围",
    "today.rate_now": "{label}{rate}",
    "today.rate_steady": "{label}{rate}，较上月无明显变化",
    "today.rate_up": "{label}{rate}，较上月上升{size}",
    "today.rate_down": "{label}{rate}，较上月下降{size}",
    "today.rate_hover": (
        "{label}（{month}）：{rate}\n95%可信范围 {low} 至 {high}\n分子 {hit} 件，分母 {n} 件"
    ),
    "today.month": "{month}月",
    # --- readiness
    "ready.sentence": "指南所列 {all} 个系统中，现有数据足以启用 {ready} 个：{names}",
    "ready.sentence_none": "指南所列 {all} 个系统，现有数据还不足以启用任何一个",
    "ready.advice_near": "{names}已接近门槛，可以先做准备。",
    "ready.advice_field": "建议先向来源系统补齐“{field}”，可多算 {count} 项指标（{names}）。",
    "ready.advice_none": "现有字段齐全，可按需要的先后启用。",
    "ready.threshold": "{what} {least}以上",
    "ready.value": "{what} {value}",
    "ready.instead": "（没有话务数据，以此代替）",
    "ready.unmeasured": "{what}：数据中没有",
    "ready.years": "{years} 年",
    "ready.no_limit": "指南没有数量门槛",
    "ready.tile_systems": "可以启用的系统",
    "ready.tile_kpi": "可以计算的指标",
    "ready.tile_volume": "日均工单",
    "ready.help_systems": (
        "达到《12345热线接办质效提升——数智化应用指南》的全部数量门槛、且不缺所需字段的系统数；"
        "达到门槛八成的为接近门槛。所需字段由本产品列出，指南没有规定。"
    ),
    "ready.help_kpi": "所需字段都有、或有替代算法的指标数；指标共有几项、各需什么字段见指标口径。",
    "ready.help_volume": "{span}的平均，按自然日。",
    "ready.sums_right": "数据核对：近一年 {count} 项合计全部相符（各项之和加未分类等于总数）。",
    "ready.sums_wrong": (
        "数据核对不符：{checks}。请系统管理员运行 weisu refresh --full 后再看；原始数据没有改动。"
    ),
    "ready.sums_unsound": (
        "部分月份的工单明细与汇总件数不一致，这些月份暂不给出数字。原始数据没有改动，"
        "请系统管理员运行 weisu refresh --full 重新生成分析数据。"
    ),
    "ready.loop_governance": "未诉先办",
    "ready.loop_service": "接诉即办",
    "ready.col_system": "系统",
    "ready.col_verdict": "判断",
    "ready.col_guide": "指南的门槛",
    "ready.col_ours": "本地实测",
    "ready.col_missing": "缺少",
    "ready.col_field": "缺少的字段",
    "ready.col_opens": "补齐后可以计算",
    "ready.col_kpi": "指标",
    "ready.col_formula": "公式",
    "ready.col_needs": "还需要",
    "ready.fields_title": "缺少的字段与因此不能计算的指标",
    "ready.fields_none": "各项指标所需的字段都有。",
    "ready.instead_title": "用替代算法计算的指标（{count} 项）",
    "ready.pending_title": "产品尚不能计算的指标（{count} 项）",
    # --- units and columns
    "unit.tickets": "件",
    "unit.per_10k": "件/万人",
    "unit.points": "个百分点",
    "unit.points_axis": "百分点",
    "column.day": "日期",
    "column.holiday": "节日",
    "column.tickets": "诉求量（件）",
    "column.expected": "预期（件）",
    "column.usual_low": "通常下限",
    "column.usual_high": "通常上限",
    "column.area_code": "区划编码",
    "column.area": "区域",
    "column.population": "常住人口",
    "column.per_10k": "每万人诉求",
    "column.low": "95%下限",
    "column.high": "95%上限",
    "column.category_code": "分类编码",
    "column.category": "诉求分类",
    "column.ratio": "为预期的倍数",
    "column.ratio_low": "倍数95%下限",
    "column.ratio_high": "倍数95%上限",
    "column.metric": "指标",
    "column.month": "月份",
    "column.value": "数值",
    "column.numerator": "分子",
    "column.denominator": "分母",
    # --- data import
    "import.view": "内容",
    "import.view_file": "导入文件",
    "import.view_batches": "导入批次",
    "import.view_quarantine": "隔离区",
    "import.file": "选择要导入的文件",
    "import.file_help": "可上传 CSV、Excel、JSON Lines、Parquet 文件，也可上传其压缩包。",
    "import.hint": (
        "每次导入一个文件。上传后先核对字段对应和前几行，确认无误再导入；"
        "同一文件重复导入不会产生重复工单。"
    ),
    "import.profile": "导入模板",
    "import.profile_help": "模板说明文件的哪一列是哪个字段。最符合本文件的模板排在最前。",
    "import.profile_best": "{label}（最符合，可填 {fields} 个字段）",
    "import.profile_fits": "{label}（可填 {fields} 个字段）",
    "import.profile_unfit": "{label}（缺少必需的列）",
    "import.no_profile_fits": (
        "没有模板与本文件相符。下面列出缺少的列；请修改文件的列名，或请系统管理员添加模板。"
    ),
    "import.place": "数据所属地区",
    "import.place_new": "新地区……",
    "import.place_code": "地区编码",
    "import.place_code_help": "行政区划代码，如县级 6 位。",
    "import.place_name": "地区名称",
    "import.place_size": "地区级别",
    "import.size_county": "县（区）",
    "import.size_city": "市",
    "import.size_province": "省",
    "import.place_needed": "请填写地区编码和名称，再核对文件内容。",
    "import.place_code_bad": "地区编码只能用数字、字母和下划线，请改正。",
    "import.preview_title": "核对",
    "import.preview_line": (
        "将作为{place}的{entity}导入，使用“{profile}”；以下根据文件前 {rows} 行。"
    ),
    "import.preview_reason": "{reason}（第 {rows} 行）",
    "import.preview_problems": (
        "这几行中有 {rows} 行不能导入：{reasons}。导入时会放入隔离区，不影响其他行。"
    ),
    "import.tab_mapping": "字段对应",
    "import.tab_sample": "前几行",
    "import.sample_what": "个人信息已隐去，时间为世界时（UTC），与入库后的内容一致。",
    "import.constant": "（固定值）",
    "import.col_field": "字段",
    "import.col_column": "文件中的列",
    "import.col_example": "示例",
    "import.col_state": "说明",
    "import.map_mapped": "将导入",
    "import.map_unused": "没有对应字段，随原始行封存",
    "import.map_absent": "文件中没有这一列，留空",
    "import.row_no": "行号",
    "import.yes": "是",
    "import.no": "否",
    "import.notes": "处理说明（{count} 条）",
    "import.start": "开始导入 {file}（{size}）",
    "import.state_waiting": "{file}：正在等待前一个文件导入完成",
    "import.state_loading": "{file}：已处理 {rows} 行，完成 {share}",
    "import.state_refreshing": "{file}：{rows} 行已入库，正在更新分析数据，完成 {share}",
    "import.may_leave": "可以离开本页，导入会继续；进度和结果可在“导入批次”中查看。",
    "import.done": "{file} 已导入，分析数据已更新。",
    "import.sum": "共读取 {read} 行，等于上面四项之和。批次编号 {batch}。",
    "import.help_inserted": "此前没有的记录。",
    "import.help_updated": "此前已有、内容有变化的记录；旧内容仍保留，可随批次撤销恢复。",
    "import.help_unchanged": "与已有内容完全相同，没有写入。",
    "import.help_quarantined": (
        "缺少必需内容或无法识别，未导入；原样保存在隔离区，改正后可重新导入。"
    ),
    "import.look_quarantine": (
        "有的行没有导入。请打开“隔离区”查看原因，改正后重新导入该文件即可，已导入的行不会重复。"
    ),
    "import.another": "导入另一个文件",
    "import.refresh_name": "更新分析数据",
    "import.unexpected": (
        "导入没有完成。已入库的行保留，重新导入同一文件会从中断处继续。"
        "如仍失败，请把错误编号 {number} 告诉系统管理员。"
    ),
    # --- batches
    "batch.none": "还没有导入过文件。导入后，每个文件的结果会列在这里。",
    "batch.id": "批次",
    "batch.file": "文件",
    "batch.entity": "内容",
    "batch.status": "状态",
    "batch.read": "读取",
    "batch.inserted": "新增",
    "batch.updated": "更新",
    "batch.unchanged": "未变",
    "batch.quarantined": "隔离",
    "batch.started": "开始时间",
    "batch.actor": "操作人",
    "batch.jurisdiction": "地区",
    "batch.profile": "模板",
    "batch.status_running": "进行中",
    "batch.status_done": "完成",
    "batch.status_failed": "失败",
    "batch.status_interrupted": "中断",
    "batch.status_undone": "已撤销",
    "batch.label": "批次 {id}：{file}（{when}，{rows} 行）",
    "batch.notes_title": "各批次的处理说明",
    "batch.undo_title": "撤销一个批次",
    "batch.undo_what": (
        "撤销后，该批次新增的记录不再计入，更新的记录恢复到导入前；原始数据和操作记录都保留。"
    ),
    "batch.undo_choose": "要撤销的批次",
    "batch.undo_placeholder": "请选择批次",
    "batch.undo_button": "撤销这个批次",
    "batch.undo_counts": (
        "将撤回新增的 {inserted} 条、恢复更新的 {updated} 条。所有页面的数字会随之改变，请确认。"
    ),
    "batch.undo_confirm": "确认撤销批次 {id}",
    "batch.undo_cancel": "不撤销",
    "batch.undone": "批次 {id} 已撤销。分析数据更新后，各页面的数字会相应改变。",
    # --- quarantine
    "quarantine.none": "隔离区没有待处理的行，已导入文件的每一行都已入库。",
    "quarantine.total": (
        "共有 {rows} 行没有导入，原样保存在隔离区。请按原因改正来源文件后重新导入，"
        "已导入的行不会重复。"
    ),
    "quarantine.file": "文件",
    "quarantine.reason": "原因",
    "quarantine.rows": "行数",
    "quarantine.batch": "批次",
    "quarantine.entity": "内容",
    "quarantine.row_no": "行号",
    "quarantine.rows_title": "逐行查看（{rows} 行）",
    "quarantine.cut": "这里只列前 {rows} 行，全部请下载。",
    "quarantine.download": "下载行号与原因（不含原文）",
    "quarantine.file_name": "隔离区",
    "quarantine.raw_what": "原文含个人信息。准备下载即视为查看，会以您的账号记入审计日志。",
    "quarantine.raw_prepare": "准备含原文的文件",
    "quarantine.raw_download": "下载含原文的文件",
    "quarantine.raw_file_name": "隔离区原文",
    "quarantine.raw_keep": "请只用于改正数据，用后删除，不要转发。",
    "quarantine.retry_label": "批次 {id}：{file}",
    "quarantine.retry_what": "模板改正后，可直接重试隔离的行，不必重新上传文件。",
    "quarantine.retry_choose": "要重试的批次",
    "quarantine.retry_button": "重试",
    "quarantine.retried": (
        "重试完成：新增 {inserted} 行，更新 {updated} 行，未变 {unchanged} 行，"
        "仍不能导入 {quarantined} 行。"
    ),
    # --- start page
    "start.title": "您好，{name}",
    "start.nothing": (
        "您的账号还没有可以打开的页面。请联系安全管理员，说明您的工作需要，由其为您设置角色。"
    ),
    "start.account.manage.title": "账号管理",
    "start.account.manage.what": (
        "账号由安全管理员在服务器上管理；每次变更都会记入审计日志。常用命令："
    ),
    "start.account.manage.commands": (
        "weisu account list\nweisu account create --help\nweisu account disable --help"
    ),
    "start.audit.view.title": "审计日志",
    "start.audit.view.what": (
        "审计日志由审计管理员在服务器上查看和校验；校验会指出第一处被改动的记录。常用命令："
    ),
    "start.audit.view.commands": "weisu audit list\nweisu audit verify",
}


def text(key: str, **blanks: object) -> str:
    """Return a text of the catalogue; KeyError where there is none."""
    return TEXTS[key].format(**blanks)
