"""Texts of the page 数据接入."""

from __future__ import annotations

ADMIN: dict[str, str] = {
    "page.import": "数据接入",
    # --- data import
    "import.view": "内容",
    "import.view_file": "导入文件",
    "import.view_batches": "导入批次",
    "import.view_quarantine": "隔离区",
    "import.file": "选择要导入的文件",
    "import.file_help": "可上传 CSV、Excel、JSON Lines、Parquet 文件，也可上传其压缩包。",
    "import.forms": "空白表格",
    "import.forms_what": (
        "按标准模板填报时用：第一张表填数据，可选的值在单元格里选；“填写说明”写明每一列填什么。"
        "黄色的列必填，其余可以空着；填好后在上面选择文件导入。"
    ),
    "import.places": "本地地点清单",
    "import.places_what": (
        "小区、道路、市场等地名及其所在区划，用来从工单文字中识别地点。"
        "名称和区划相同的以新的为准；有一行不能用，整份都不导入。"
    ),
    "import.places_no_areas": "还没有区划表，请先在上面导入区划。",
    "import.places_form": "空白地点清单",
    "import.places_file": "选择填好的地点清单",
    "import.places_start": "导入地点清单",
    "import.places_done": (
        "新增{new}个，更新{changed}个，未变{unchanged}个。此后导入的工单按新清单识别。"
    ),
    "import.hint": (
        "每次导入一个文件。上传后先核对字段对应和前几行，确认无误再导入；"
        "同一文件重复导入不会产生重复工单。"
    ),
    "import.hint_read": "这里可查看各批次导入的行数和未入库的行；导入由系统管理员办理。",
    "import.first": "还没有导入过文件",
    "import.last": "最近一次导入：{when}，{entity}{rows}行，{state}",
    "import.quarantined": "隔离区有{rows}行没有导入，请在“隔离区”查看原因，改正后重新导入。",
    "import.profile": "导入模板",
    "import.profile_help": "模板说明文件的哪一列是哪个字段。最符合本文件的模板排在最前。",
    "import.profile_best": "{label}（最符合，可填{fields}个字段）",
    "import.profile_fits": "{label}（可填{fields}个字段）",
    "import.profile_unfit": "{label}（缺少必需的列）",
    "import.no_profile_fits": (
        "没有模板与本文件相符，下面列出缺少的列。可以为本文件新建模板，不必修改文件。"
    ),
    "import.place": "数据所属地区",
    "import.place_new": "新地区……",
    "import.place_code": "地区编码",
    "import.place_code_help": "行政区划代码，六位，如350100。",
    "import.place_name": "地区名称",
    "import.place_size": "地区级别",
    "import.size_county": "县（区）",
    "import.size_city": "市",
    "import.size_province": "省",
    "import.place_needed": "请填写地区编码和名称，再核对文件内容。",
    "import.place_code_bad": "地区编码须为六位行政区划代码（示例数据可用六位字母、数字），请改正。",
    "import.preview_title": "核对",
    "import.preview_line": (
        "将作为{place}的{entity}导入，使用“{profile}”；以下根据文件前{rows}行。"
    ),
    "import.preview_reason": "{reason}（第{rows}行）",
    "import.preview_problems": (
        "这几行中有{rows}行不能导入：{reasons}。导入时会放入隔离区，不影响其他行。"
    ),
    "import.tab_mapping": "字段对应",
    "import.tab_sample": "前几行",
    "import.sample_what": "个人信息已隐去，时间为当地时间。",
    "import.constant": "（固定值）",
    "import.col_field": "字段",
    "import.col_column": "文件中的列",
    "import.col_example": "示例",
    "import.col_state": "说明",
    "import.own_label": "模板名称",
    "import.own_label_like": "如：热线平台导出表",
    "import.map_mapped": "将导入",
    "import.map_unused": "没有对应字段，随原始行封存",
    "import.map_absent": "文件中没有这一列，留空",
    "import.row_no": "行号",
    "import.yes": "是",
    "import.no": "否",
    "import.notes": "处理说明（{count}条）",
    "import.start": "开始导入 {file}",
    "import.state_waiting": "{file}：正在等待前一个文件导入完成",
    "import.state_loading": "{file}：已处理{rows}行，完成{share}",
    "import.state_refreshing": "{file}：{rows}行已入库，正在更新分析数据，完成{share}",
    "import.may_leave": "可以离开本页，导入会继续；进度和结果可在“导入批次”中查看。",
    "import.done": "{file} 已导入，分析数据已更新。",
    "import.sum": "共读取{read}行，等于上面四项之和。批次编号{batch}。",
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
    "batch.label": "批次 {id}：{file}（{when}，{rows}行）",
    "batch.notes_title": "各批次的处理说明",
    "batch.undo_title": "撤销一个批次",
    "batch.undo_what": (
        "撤销后，该批次新增的记录不再计入，更新的记录恢复到导入前；原始数据和操作记录都保留。"
    ),
    "batch.undo_choose": "要撤销的批次",
    "batch.undo_placeholder": "请选择批次",
    "batch.undo_button": "撤销这个批次",
    "batch.undo_counts": (
        "将撤回新增的{inserted}条、恢复更新的{updated}条。所有页面的数字会随之改变，请确认。"
    ),
    "batch.undo_confirm": "确认撤销批次 {id}",
    "batch.undo_cancel": "不撤销",
    "batch.undone": "批次 {id} 已撤销。分析数据更新后，各页面的数字会相应改变。",
    # --- quarantine
    "quarantine.none": "隔离区没有待处理的行，已导入文件的每一行都已入库。",
    "quarantine.total": (
        "共有{rows}行没有导入，原样保存在隔离区。请按原因改正来源文件后重新导入，"
        "已导入的行不会重复。"
    ),
    "quarantine.file": "文件",
    "quarantine.reason": "原因",
    "quarantine.rows": "行数",
    "quarantine.batch": "批次",
    "quarantine.entity": "内容",
    "quarantine.row_no": "行号",
    "quarantine.rows_title": "逐行查看（{rows}行）",
    "quarantine.cut": "这里只列前{rows}行，全部请下载。",
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
}
