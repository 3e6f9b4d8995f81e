"""Texts of the server: the sign-in pages, and what a browser is told before a page is drawn."""

from __future__ import annotations

SERVER: dict[str, str] = {
    "sign.line": "未诉先办 · 12345 热线分析决策平台",
    "sign.title_in": "登录",
    "sign.title_password": "修改密码",
    "sign.title_out": "退出登录",
    "sign.login": "用户名",
    "sign.password": "密码",
    "sign.in": "登录",
    "sign.in_note": "忘记密码或需要开通账号，请联系本单位安全管理员。",
    "sign.old": "原密码",
    "sign.new": "新密码",
    "sign.again": "再输一次新密码",
    "sign.change": "修改密码",
    "sign.change_note": "新密码至少10个字符，须含字母和数字。修改后需要重新登录。",
    "sign.not_the_same": "两次输入的新密码不一致，密码没有修改。请重新填写。",
    "sign.out_question": "确定要退出登录吗？",
    "sign.out": "退出登录",
    "sign.back": "返回",
    "sign.signed_out": "您已退出登录。",
    "sign.unreadable": "登录请求格式有误，请重新填写后再试。",
    "sign.many": "目前登录的人较多，本次没有验证。请稍后重试。",
    "server.busy": "服务正在启动或暂时繁忙，请稍后刷新。",
    "server.foreign": "请求来自其他网站，已拒绝。",
    "server.session_over": "登录已失效，请重新登录。",
    "server.no_outlines": "没有这份区域边界。",
    "server.failed": (
        "服务器暂时无法处理这个请求，数据没有改动。请稍后重试；如仍出现，请联系系统管理员。"
    ),
    # --- on the terminal of whoever starts it
    "server.no_config": "缺少页面配置文件 {file}，服务没有启动。请重新安装本产品。",
    "server.host_unknown": "监听地址 {host} 无效，服务没有启动。请检查 WEISU_HOST。",
    "server.port_taken": "端口已被其他程序占用",
    "server.port_refused": "没有使用该端口的权限",
    "server.host_not_here": "本机没有这个地址",
    "server.cannot_listen": (
        "无法在 {where} 提供服务：{why}。数据没有改动。"
        "请关闭占用者，或用 WEISU_HOST、WEISU_PORT 另选地址。"
    ),
    "server.not_started": "页面服务没有能够启动，数据没有改动。原因见上方日志。",
    "server.started_wrong": "页面服务没有正确启动，数据没有改动。请用 weisu serve 命令启动。",
}
