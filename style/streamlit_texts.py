"""Streamlit's own English texts, and what stands there instead.

Streamlit has no translations: its texts are literals in the scripts of its front end. Each entry
names a script (without the hash in its file name) and pieces of its code that are exchanged when
the script is served. A piece must be found exactly as often as given (once unless said); a test
holds that for the installed version, so that an upgrade of Streamlit is noticed and not guessed at.

What pages can set themselves (``placeholder=`` and the like) they may; these are the defaults.
"""

from __future__ import annotations

from typing import NamedTuple


class Piece(NamedTuple):
    """A piece of a script's code, what replaces it, and how often it occurs."""

    old: str
    new: str
    times: int = 1


def _words(pairs: dict[str, str], *, before: str = "", after: str = "") -> tuple[Piece, ...]:
    """Return pieces for whole literals, with the code around them that makes them unique."""
    return tuple(Piece(f"{before}`{a}`{after}", f"{before}`{b}`{after}") for a, b in pairs.items())


_FRAME = (
    *_words(
        {
            "Collapse sidebar": "收起侧栏",
            "Connecting to Streamlit server": "正在连接服务器",
            "Connecting to static app": "正在连接",
            "Unable to connect to Streamlit server": "无法连接服务器",
            "Connection error": "连接中断",
            "Connection timed out.": "连接超时，正在重试。",
            "Expand sidebar": "展开侧栏",
            "Navigate to home page": "返回首页",
            "Page not found": "没有找到页面",
            "The page that you have requested does not seem to exist": "您要打开的页面不存在",
            "Please wait...": "请稍候……",
            "Running...": "正在计算……",
            "Script execution error": "页面出错",
            "Skip to main content": "跳到正文",
            "Shortcut ${l}": "快捷键 ${l}",
            "Toolbar action": "工具栏操作",
            "Scroll tabs left": "向左移动标签",
            "Scroll tabs right": "向右移动标签",
            "(opens in new tab)": "（在新标签页打开）",
            "View less": "收起",
            "View ${x-m} more": "再显示 ${x-m} 项",
            "view less": "收起",
            "view more": "展开",
            "Try again": "重试",
            "Continue anyway": "仍然继续",
            "Connection lost. Please wait for the app to reconnect, then try again.": (
                "连接中断。请等待自动重连后再试。"
            ),
            "Streamlit server is not responding. Are you connected to the internet?": (
                "服务器没有应答，正在自动重试。如持续出现，请检查网络或联系系统管理员。"
            ),
        }
    ),
    Piece("`App pages`", "`页面`", 2),
    Piece("`Main menu`", "`主菜单`", 2),
    Piece("`No message`", "`没有更多说明`", 2),
    Piece('"aria-label":`Sidebar`', '"aria-label":`侧栏`'),
    Piece('"aria-label":`Notifications`', '"aria-label":`通知`'),
    Piece('"aria-label":`Close`', '"aria-label":`关闭`', 3),
    Piece("children:`Close`", "children:`关闭`"),
    Piece("?`Stopping...`:`Stop`", "?`正在停止……`:`停止`"),
    Piece("_O=`Connecting`", "_O=`正在连接`"),
    Piece("bO=`Error`", "bO=`出错`"),
    Piece("return e||`Streamlit`", "return e||`未诉`"),
    Piece("${t}. Running the app's main page.", "${t}，已转到首页。"),
    Piece(
        "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in "
        "your terminal:`,codeBlock:`streamlit run yourscript.py`",
        "服务器没有应答，正在自动重试。如持续出现，请检查网络或联系系统管理员。`",
    ),
    Piece("`Connection failed with status ${r}${s?`, and response:`:`.`}`", "`连接失败（${r}）。`"),
    # Not a text: when the sign-in has ended, the page loads anew and arrives at the sign-in page.
    Piece(
        "if(r===403)return t&&(zD.error(",
        "if(r===401){window.location.reload();return}if(r===403)return t&&(zD.error(",
    ),
    Piece(
        "Cannot connect to Streamlit (HTTP status: 403).\n\nIf you are trying to access a "
        "Streamlit app running on another server, this could be due to the app's [CORS](${rD}) "
        "settings.",
        "服务器拒绝了连接（403）。请从原网址重新打开本页，或联系系统管理员。",
    ),
)

_TABLE = (
    *_words(
        {
            "Type to search": "输入要查找的内容",
            "Previous Result": "上一处",
            "Next Result": "下一处",
            "Close Search": "关闭查找",
            "Dataframe column menu": "列菜单",
            "Sort ascending": "升序",
            "Sort descending": "降序",
            "Statistics": "统计",
            "Format": "格式",
            "Autosize": "自动列宽",
            "Unpin column": "取消固定",
            "Pin column": "固定此列",
            "Hide column": "隐藏此列",
            "⚠️ Please fill out this cell.": "请填写此格。",
            "empty": "无数据",
        },
    ),
    Piece(
        "over 1000`:`${v.results} result${v.results===1?``:`s`}`", "1000 处以上`:`${v.results} 处`"
    ),
    Piece("label:`Search`", "label:`查找`"),
    *_words(
        {
            "Select all": "全选",
            "Clear selection": "清除选择",
            "Delete row(s)": "删除行",
            "Add row": "添加行",
            "Show/hide columns": "显示或隐藏列",
            "Download as CSV": "下载 CSV",
            "Plain": "原样",
            "Compact": "缩写",
            "Dollar": "美元",
            "Euro": "欧元",
            "Yen": "日元",
            "Percent": "百分比",
            "Accounting": "会计",
            "Scientific": "科学计数",
            "Calendar": "日历",
            "Duration": "时长",
            "Range": "范围",
            "Standard deviation": "标准差",
            "Sum": "合计",
            "Average length": "平均长度",
            "Maximum length": "最大长度",
            "Minimum length": "最小长度",
        },
        before="label:",
    ),
    Piece("label:`Automatic`", "label:`自动`", 4),
    Piece("label:`Localized`", "label:`本地格式`", 4),
    Piece("label:`Distance`", "label:`距今`", 2),
    Piece("label:`Distinct`", "label:`不同值`", 2),
    Piece("label:`Average`", "label:`平均`", 2),
    Piece("label:`Maximum`", "label:`最大`", 2),
    Piece("label:`Median`", "label:`中位数`", 2),
    Piece("label:`Minimum`", "label:`最小`", 2),
    Piece("label:`Empty`", "label:`空值`", 5),
    Piece("label:`Values`", "label:`有值`", 5),
    Piece("`Copy column name`", "`复制列名`", 2),
    Piece("`Loading...`", "`正在载入……`", 2),
    Piece("`No options`", "`没有可选项`", 2),
    Piece("`Invalid input.`", "`输入无效。`", 5),
    Piece("Wu(`Failed to load data`", "Wu(`数据载入失败`"),
    Piece("O_=`None`", "O_=`—`"),
)

_UPLOAD = (
    Piece("?`Drag and drop directories here`:", "?`把文件夹拖到这里`:"),
    Piece(
        "`Drag and drop files here`:`Drag and drop a file here`",
        "`把文件拖到这里`:`把文件拖到这里`",
    ),
    Piece("`Upload directories`:`Upload`", "`选择文件夹`:`选择文件`"),
    Piece("${T(t,D.Byte,0)} per file`", "每个文件不超过 ${T(t,D.Byte,0)}`"),
    Piece("`${e.type} files are not allowed.`", "`不支持这种文件（${e.type}）。`"),
    Piece("`Add files`", "`添加文件`"),
)

_UPLOAD_MESSAGES = (
    Piece("`File must be ${$(n,`b`)} or smaller.`", "`文件不能超过 ${$(n,`b`)}。`"),
    Piece("`${t.type} files are not allowed.`", "`不支持这种文件（${t.type}）。`"),
    Piece("`File size is too small.`", "`文件是空的或过小。`"),
    Piece("`Only one file is allowed.`", "`只能选择一个文件。`"),
    Piece("`Unexpected error. Please try again.`", "`上传没有成功，请重试。`"),
    Piece(
        "`Cancel upload of ${e.name}`:`Remove ${e.name}`", "`取消上传 ${e.name}`:`移除 ${e.name}`"
    ),
    Piece('"aria-label":`file upload`', '"aria-label":`选择文件`'),
    Piece("`Click to retry upload`", "`点击重新上传`"),
    Piece("children:[`Error: `,h]", "children:[`出错：`,h]"),
)

_CHOICES = _words(
    {
        "Add options": "添加选项",
        "Add an option": "添加选项",
        "No options to select": "没有可选项",
        "Choose or add options": "选择或添加",
        "Choose or add an option": "选择或添加",
        "Choose options": "请选择",
        "Choose an option": "请选择",
    }
)

PIECES: dict[str, tuple[Piece, ...]] = {
    "index": _FRAME,
    "DataFrame": _TABLE,
    "FileUploader": _UPLOAD,
    "utils": _CHOICES,
    "utils (upload)": _UPLOAD_MESSAGES,
    "Multiselect": (
        Piece("`Select ${p.length} matches`", "`选择这 ${p.length} 项`"),
        Piece("`Select all`", "`全选`"),
        Piece("`Add: ${n}`", "`添加：${n}`"),
        Piece("`No results`", "`没有符合的选项`", 2),
        Piece(
            "`You can only select up to ${t.maxSelections} ${e}. Remove an option first.`",
            "`最多选择 ${t.maxSelections} 项，请先去掉一项。`",
        ),
        Piece('"aria-label":`Clear all`', '"aria-label":`全部清除`'),
        Piece('"aria-label":`Open`', '"aria-label":`展开`'),
        Piece("`Multiselect options`", "`选项`"),
        Piece("t.label||`Multiselect`", "t.label||`多选`"),
    ),
    "Selectbox": (
        Piece("`No results`", "`没有符合的选项`"),
        Piece("`Add: ${M}`", "`添加：${M}`"),
        Piece('"aria-label":`Clear value`', '"aria-label":`清除`'),
        Piece('"aria-label":`Open`', '"aria-label":`展开`'),
        Piece("l??`Selectbox options`", "l??`选项`"),
        Piece("l??`Selectbox`", "l??`单选`"),
    ),
    "InputInstructions": (
        Piece("?`submit form`:`apply`", "?`提交`:`确认`"),
        Piece("`Press ${r()?`⌘`:`Ctrl`}+Enter to ${e}`", "`按 ${r()?`⌘`:`Ctrl`}+回车${e}`"),
        Piece("`Press Enter to ${e}`", "`按回车${e}`"),
    ),
    "Toolbar": (
        Piece("label:`Fullscreen`", "label:`全屏`"),
        Piece("label:`Close fullscreen`", "label:`退出全屏`"),
    ),
    "useCopyToClipboard": (Piece("?`Copied`:`Copy to clipboard`", "?`已复制`:`复制`"),),
    "Radio": (Piece("`No options to select.`", "`没有可选项。`"),),
    "Pagination": (
        Piece('"aria-label":`Pagination`', '"aria-label":`翻页`'),
        Piece("`Previous page`", "`上一页`"),
        Piece("`Next page`", "`下一页`"),
        Piece("`Page ${e.page}`", "`第 ${e.page} 页`"),
    ),
    "DateInput": (
        Piece("`Select...`", "`请选择`"),
        Piece("`Clear dates`", "`清除日期`"),
        Piece("`Clear date`", "`清除日期`"),
        Piece("`Choose date range`", "`选择起止日期`", 3),
        Piece("`Choose date`", "`选择日期`", 3),
        Piece("`Date range`", "`日期范围`"),
        Piece("`Quick select a date range`", "`快速选择日期范围`", 2),
        Piece("`${ce} start date`", "`${ce} 开始日期`"),
        Piece("`${ce} end date`", "`${ce} 结束日期`"),
    ),
    "TimeInput": (Piece("`Clear time`", "`清除时间`"),),
    "NumberInput": (
        Piece('"aria-label":`Clear value`', '"aria-label":`清除`'),
        Piece('"aria-label":`Decrement`', '"aria-label":`减少`'),
        Piece('"aria-label":`Increment`', '"aria-label":`增加`'),
        Piece(
            "`Number is outside the allowed range. Please enter a value between ${n} and ${r}.`",
            "`请输入 ${n} 至 ${r} 之间的数。`",
        ),
        Piece(
            "`Number is below the allowed range. Please enter a value greater than or equal to "
            "${n}.`",
            "`请输入不小于 ${n} 的数。`",
        ),
        Piece("`Number is below the allowed range.`", "`数值过小。`"),
        Piece(
            "`Number is above the allowed range. Please enter a value less than or equal to ${r}.`",
            "`请输入不大于 ${r} 的数。`",
        ),
        Piece("`Number is above the allowed range.`", "`数值过大。`"),
        Piece("M===null?null:`Error: ${M}`", "M===null?null:`出错：${M}`"),
        Piece("`**Error**: ${M}`", "`**出错**：${M}`"),
    ),
    "TextInput": (
        Piece("?`Hide password`:`Show password`", "?`隐藏密码`:`显示密码`"),
        Piece("g=`Invalid input.`", "g=`输入无效。`"),
        Piece(":`Invalid input.`):null", ":`输入无效。`):null"),
    ),
    "StreamlitMarkdown": (
        Piece("u(`Help`)", "u(`说明`)", 2),
        Piece("m(t)?`Help`:`Help for ${t.replaceAll(", "m(t)?`说明`:`说明：${t.replaceAll("),
        Piece("ariaLabel:c=`Help`", "ariaLabel:c=`说明`"),
        Piece('"aria-label":`Link to heading`', '"aria-label":`本节链接`'),
    ),
}
"""Pieces by script. A name in brackets only tells scripts of one name apart."""

PAGE: tuple[Piece, ...] = (
    Piece('<html lang="en">', '<html lang="zh-CN">'),
    Piece("<title>Streamlit</title>", "<title>未诉</title>"),
)
"""Pieces of the page that loads the scripts."""

NO_SCRIPT = "<p>本系统的页面需要 JavaScript，请在浏览器设置中启用后刷新。</p>"
"""What the page says where scripts are switched off."""
