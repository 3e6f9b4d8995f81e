"""Texts of what keeps data: keys of the vault, backups, repair."""

from __future__ import annotations

KEEP: dict[str, str] = {
    # --- keys
    "keep.key_foreign": (
        "密钥文件 {name} 不是本库使用的那一份（指纹 {found}，应为 {wanted}）。没有使用，"
        "数据未改动。请从备份放回原来的密钥文件后重试。"
    ),
    "keep.key_missing": (
        "本库使用的密钥 {name}（指纹 {print}）不在密钥目录中。没有生成新密钥，数据未改动。"
        "请从备份恢复密钥文件后重试；没有这份密钥，已加密的原文无法打开。"
    ),
    # --- repair
    "keep.manifest_damaged": (
        "分析文件的清单（manifest.json）已损坏，暂时没有可用的分析文件；入库的数据不受影响。"
        "请运行 weisu refresh --full"
    ),
    "keep.months_lacking": (
        "分析文件缺少 {count} 个月份（清单缺失或不全）；请运行 weisu refresh --full"
    ),
    "keep.key_turned": "保密库的密钥刚刚更换，本次没有写入。请再试一次。",
}
