"""Texts of the page 预警: part of the catalogue in ``texts.py``."""

from __future__ import annotations

WARNINGS: dict[str, str] = {
    "warn.to_tickets": "查看所依据的{n}件工单",
    "page.warnings": "预警",
    "warn.short_title": "历史数据还不够，暂不能预警",
    "warn.short": (
        "{place}{why}。分清季节和异常需要一年多的历史；补充导入更早的工单后，本页自动显示。"
    ),
    "warn.none_title": "还没有预警结果",
    "warn.none": (
        "{place}还没有完成预警分析。分析随每晚的流水线进行；"
        "系统管理员也可以在服务器上运行 weisu run --only warnings，完成后本页自动显示。"
    ),
    "warn.sentence": "有{count}条预警需要处理，最要紧的是{first}",
    "warn.sentence_listed": "没有需要马上处理的预警，另列出{count}条供参考",
    "warn.sentence_none": "目前没有需要处理的预警",
    "warn.advice": "建议先核实红、橙级预警，再逐条判断；判断会用于调整规则。",
    "warn.advice_listed": "可在空闲时逐条看；判断会用于调整规则。",
    "warn.advice_unit": "建议由{unit}先行核查。",
    "warn.advice_none": "保持日常办理即可；已结束的预警见下方“历史”。",
    "warn.fresh": "分析截至 {as_of}（{weekday}），{finished} 完成。",
    "warn.stale": "这份预警截至{as_of}，数据已到{last_day}；下一次分析完成后自动更新。",
    "warn.part": "只列涉及您所属单位或辖区工单的预警，件数只计您能看到的工单。",
    "warn.title_asked": "您要看的预警",
    "warn.title_list": "需要处理的预警（{count}条）",
    "warn.title_first": "需要处理的预警（共{count}条，先列最要紧的{shown}条）",
    "warn.due": "其余{count}条需要处理的预警",
    "warn.empty": "目前没有需要处理的预警。新的预警会在每晚分析后列在这里。",
    "warn.not_here": "链接所指的预警不在您能看到的预警里：可能已经结束，或不在您的权限之内。",
    "warn.more": "其余{count}条，仅列出供参考",
    "warn.listed": "供参考的提示",
    "warn.listed_why": "以下各类每晚列出供参考，不单独通知。",
    "warn.listed_head": "{kind}（{count}条）",
    "warn.listed_none": "{kind}：{none}",
    "warn.listed_off": "{kind}：本次没有判断，缺少的数据见页面底部。",
    "warn.deadline_head": "{kind}（{count}件）",
    "warn.deadline_said": (
        "分析截至日之后48小时内到期、超期的可能性在{least}以上的工单有{count}件，"
        "涉及{units}个单位，建议逐件催办。"
    ),
    "warn.deadline_why": (
        "只看分析截至日结束时尚未办结的工单，剩余时间按现在计算。可能性按本地过去一年同类情形的实际超期情况校准，"
        "只作催办的参考，不作考核依据。"
    ),
    "warn.deadline_none": "分析截至日之后48小时内没有到期且很可能超期的工单。",
    "warn.deadline_none_part": ("您能看到的工单中，没有分析截至日之后48小时内到期且很可能超期的。"),
    "warn.emotion_why": (
        "某街道某类诉求中，措辞愤怒、绝望或带有威胁的诉求人比同类平时明显增多。"
        "有些事项平时就吵得凶，已经扣除。"
    ),
    "warn.emotion_none": "近3天没有哪个街道、哪类诉求的情绪明显比平时激烈。",
    "warn.emotion_none_part": "涉及您能看到的工单中，没有情绪明显比平时激烈的。",
    "warn.emotion_share": (
        "该街道同类{n}件中{felt}件情绪激烈（{share}）；全市同类此前56天{usual_n}件中占{usual}"
    ),
    "warn.shift_why": (
        "某类诉求上升后两周以上没有回落，每天看都不突出，合起来与此前的水平有明显差别。"
        "季节高峰刚开始时也可能出现在这里。"
    ),
    "warn.shift_none": "近三个月没有哪类诉求上升后持续不回落。",
    "warn.shift_none_part": "涉及您能看到的工单中，没有哪类诉求上升后持续不回落。",
    "warn.scan_why": "相邻几个社区同期某类诉求偏多，分开看都不突出，跨越街道的也能发现。",
    "warn.scan_none": "没有发现跨社区的聚集。",
    "warn.scan_none_part": "涉及您能看到的工单中，没有发现跨社区的聚集。",
    "warn.scan_places": "以{place}为中心，共{n}个社区",
    "warn.col_ticket": "工单编号",
    "warn.col_unit": "承办单位",
    "warn.col_deadline": "截止时间",
    "warn.col_left": "剩余时间",
    "warn.col_late": "超期的可能性",
    "warn.meta": "{state} · {branch} · {opened}发出 · 最近出现{seen}",
    "warn.meta_pushed": "已推送",
    "warn.rule": "定级规则：{rule}",
    "warn.known": "已知原因：{known}",
    "warn.doubt": "存疑：{doubt}，仅列出",
    "warn.unit": "建议牵头：{unit}",
    "warn.own": "本范围内{n}件工单",
    "warn.open": "查看依据",
    "warn.chart_title": "{subject}每日件数，至{last}",
    "warn.chart_key": "虚线为预期",
    "warn.unit_tickets": "件",
    "warn.chart_refused": (
        "每日件数按全部工单算出，您的账号只能查看本单位、本辖区的工单，因此不显示。"
    ),
    "warn.map_title": "{place}最多，{total}件中有{n}件",
    "warn.map_title_tied": "{place}并列最多，{total}件中各有{n}件",
    "warn.map_counter": "处",
    "warn.map_alone": "{n}件都在{place}",
    "warn.map_spread": "{total}件分散在{places}处，每处各1件",
    "warn.map_key": "圆越大件数越多，灰点为其他地点",
    "warn.places": "地点：{places}",
    "warn.where_title": "需要处理的预警有{n}条在{places}个{level}，{name}最多（{most}条）",
    "warn.where_title_tied": (
        "需要处理的预警有{n}条在{places}个{level}，{name}并列最多（各{most}条）"
    ),
    "warn.where_spread": "需要处理的预警有{n}条在{places}个{level}，每处1条",
    "warn.where_alone": "需要处理的预警有{n}条在{name}",
    "warn.where_unit": "条",
    "warn.where_key": "颜色和区域名前的字为该区域最高一级的预警",
    "warn.where_level": "{level}色预警",
    "warn.where_count": "{level}色{n}条",
    "warn.where_bare": "没有需要处理的预警",
    "warn.where_whole": "另有{n}条不限于一个区域，不在图上",
    "warn.where_only": "只看一处的预警：{links}",
    "warn.risks": "涉及：{risks}",
    "warn.texts": "典型诉求",
    "warn.texts_none": "没有可以展示的诉求文字。",
    "warn.parts": "判断依据（{count}项）",
    "warn.col_rule": "规则",
    "warn.col_where": "对象",
    "warn.col_days": "时间",
    "warn.col_seen": "本次件数",
    "warn.col_due": "平时件数",
    "warn.col_remark": "说明",
    "warn.similar": "相似的既往预警",
    "warn.similar_none": "还没有相似的既往预警。",
    "warn.similar_line": "{opened} {title}（{verdict}{task}）",
    "warn.true": "属实",
    "warn.false": "误报",
    "warn.known_already": "早已知道",
    "warn.unjudged": "未判断",
    "warn.task_then": "，曾交办{unit}（{state}）",
    "warn.level": "{level}色预警",
    "warn.basis": "{says}{when}",
    "warn.as_of": "截至{day}",
    "warn.judge_true": "标记属实",
    "warn.judge_false": "标记误报",
    "warn.judge_known": "标记早已知道",
    "warn.take_back": "撤回判断",
    "warn.taken_back": "判断已撤回，先前的记录仍保留在审计中。",
    "warn.judged": "{actor}于{when}判断：{verdict}",
    "warn.saved": "已记录。判断会影响以后同类规则的严格程度；涉及人身安全的不会因此放宽。",
    "warn.dismissed": "判为误报（{count}条）",
    "warn.show_more": "再显示{n}条（还有{left}条）",
    "warn.dismissed_why": "判为误报的不再列入待处理；以后又有新的工单，会重新列出。判断可以撤回。",
    "warn.history": "历史（{count}条）",
    "warn.history_latest": "只列最近{shown}条。",
    "warn.history_none": "还没有已结束的预警。",
    "warn.col_level": "级别",
    "warn.col_title": "预警",
    "warn.col_opened": "发出",
    "warn.col_last": "最近出现",
    "warn.col_verdict": "判断",
    "warn.score": "预警准不准",
    "warn.score_none": "还没有人判断过预警。每条预警判断后，这里按规则列出属实的比例。",
    "warn.col_judged": "已判断",
    "warn.col_right": "属实",
    "warn.col_precision": "属实比例",
    "warn.col_interval": "95%可信范围",
    "warn.col_enough": "说明",
    "warn.few": "样本不足（{n}件）",
    "warn.load": (
        "近{days}天共推送{count}条，平均每天{mean}条，最多一天{most}条；每天上限见系统设置。"
    ),
    "warn.score_title": "人工判断：各规则属实的比例",
    "warn.load_title": "推送数量",
    "warn.levels": "各级含义与判断的下限",
    "warn.floor": (
        "下列情形不会因为曾被判为误报而少报：{classes}。其他规则判为误报后，"
        "同类同地的要求提高一倍；判为属实则恢复。"
    ),
    "warn.replay": "最近一次回放检验",
    "warn.replay_line": (
        "精确率 {precision}，召回率 {recall}，提前量中位数 {lead}天，平均每天推送 {per_day}条"
    ),
    "warn.own_title": "风险词和可能超期：按各自的真值检验",
    "warn.own_what": "检验对象",
    "warn.own_count": "数量",
    "warn.own_result": "结果",
    "warn.own_due": "{hours}小时内到期的工单",
    "warn.own_from": "其中超期的可能性在{level}以上",
    "warn.own_times": "{n}件次",
    "warn.own_n": "{n}条",
    "warn.own_hours": (
        "实际超期 {late}；AUC {auc}；Brier 分 {brier}（一律按平均超期率估计为 {base}）；"
        "可能性与实际平均相差 {error}"
    ),
    "warn.own_called": "实际超期 {share}，占全部超期的 {found}",
    "warn.own_risks": "与真值事件相符 {precision}（95%可信范围 {low} 至 {high}）",
    "warn.own_recall": "；{n}起有3件以上带风险词的事件中发现 {recall}",
    "warn.own_class": "风险词：{name}",
    "warn.own_right": "{right}条与真值事件相符（{share}）",
    "warn.own_note": (
        "可能超期按回放期内逐日、只用当天以前的数据所作的估计，与后来实际是否超期比较，"
        "同一工单每天计一次。真值没有逐件标明风险，风险词只能看预警是否对得上真值中的事件："
        "真有风险、但真值没有列为事件的，在这里也算不相符。"
    ),
    "warn.delay_title": "预警的早晚：每晚一次与每小时一次",
    "warn.delay_none": "最近一次回放没有按小时比较。可用 weisu evaluate warnings --by-hour 计算。",
    "warn.delay_way": "方式",
    "warn.delay_nightly": "每晚一次",
    "warn.delay_hourly": "每小时一次",
    "warn.delay_found": "预警到的事",
    "warn.delay_of": "{found}/{events}",
    "warn.delay_false": "每周误报（条）",
    "warn.delay_median": "滞后中位数（小时）",
    "warn.delay_middle": "居中一半的滞后（小时）",
    "warn.delay_range": "{low}～{high}",
    "warn.delay_gained": (
        "滞后从一件事的第一件工单算起。两种方式都预警到的{n}件事，每小时一次提前的中位数为{hours}小时，"
        "{sooner}件更早，{later}件更晚；白天推送的{pushes}条中，{unborne}条当晚不再成立。"
    ),
    "warn.replay_none": (
        "还没有回放检验。有真值文件时，系统管理员可运行 weisu evaluate warnings，结果会显示在这里。"
    ),
    "warn.notes": "本次分析说明：{notes}",
    "warn.state_opened": "新发",
    "warn.state_growing": "扩大",
    "warn.state_fading": "减弱",
    "warn.state_closed": "已结束",
    "warn.days": "{first}至{last}",
    "warn.place_count": "{place} {n}件",
    "warn.interval": "{low} 至 {high}",
}
