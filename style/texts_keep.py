"""Texts of what keeps data: keys of the vault, backups, repair."""

from __future__ import annotations

KEEP: dict[str, str] = {
    # --- keys
    "keep.key_foreign": (
        "密钥文件 {name} 不是本库使用的那一份（指纹 {found}，应为 {wanted}）。没有使用，"
        "数据未改动。请从备份放回原来的密钥文件后重试。"
    ),
    "keep.key_opens_nothing": (
        "密钥文件 {name} 与库中的数据不符（打不开其中的原文，或算不出其中的诉求人键）。"
        "没有使用，数据未改动。请从备份放回原来的密钥文件后重试。"
    ),
    "keep.key_missing": (
        "本库使用的密钥 {name}（指纹 {print}）不在密钥目录中。没有生成新密钥，数据未改动。"
        "请从备份恢复密钥文件后重试；没有这份密钥，已加密的原文无法打开。"
    ),
    # --- turning keys
    "keep.rotation": "更换密钥",
    "keep.rotation_unfinished": (
        "更换密钥尚未完成：新旧密钥都在使用；若没有正在进行，请再次运行 weisu keys rotate 接着做完"
    ),
    "keep.resealing": "重新加密 {what}",
    "keep.unknown_box": "{what} 中有加密内容，而本版本不知道怎样重新加密，没有更换。请联系开发者。",
    "keep.boxes_left": (
        "{what} 中还有旧密钥加密的内容，旧密钥没有删除。请再次运行 weisu keys rotate。"
    ),
    "keep.rotated": "保密库现用第 {version} 版密钥，已重新加密 {count} 条。请把新密钥另存到别处。",
    "keep.old_removed": (
        "旧密钥 {names} 已从密钥目录删除。此前的备份仍要用它打开，请与那些备份的密钥一起保存。"
    ),
    "keep.cookie_turned": "登录凭据的密钥已更换：所有人须重新登录；网页服务请重启一次。",
    "keep.help_keys": "保密库、标识与指纹、登录凭据的密钥。",
    "keep.help_keys_list": "列出本库使用的密钥及其指纹；不显示密钥。",
    "keep.help_keys_rotate": "更换密钥，可在服务运行时执行；中断后再次执行会接着做完。",
    "keep.help_kind": "哪一种：vault 保密库，hmac 标识与指纹，cookie 登录凭据",
    "keep.help_old_to": "删除前把旧密钥另存到这个目录，供此前的备份使用",
    "keep.keys_fit": "保密库密钥可用，与本库记录的指纹相符",
    "keep.chain": "；标识与指纹依次由 {names} 算出，须全部保留",
    "keep.pipeline": "流水线",
    "keep.printing": "更新 {what} 中的标识与指纹，已完成 {count} 条",
    "keep.prints_turning": (
        "正在更换计算标识与指纹的密钥，本次没有写入；此前已入库的数据完好。"
        "请等更换完成后再执行同一操作（weisu keys list 可查看进度）。"
    ),
    "keep.prints_unfinished": (
        "更换计算标识与指纹的密钥尚未完成，不能导入；"
        "若没有正在进行，请再次运行 weisu keys rotate --kind hmac 接着做完"
    ),
    "keep.prints_to_make_anew": (
        "计算标识与指纹的密钥已更换，分析文件与分析结果还没有全部更新；"
        "若没有正在进行，请再次运行 weisu keys rotate --kind hmac 接着做完"
    ),
    "keep.prints_reached": (
        "计算标识与指纹的密钥正在更换，已更新 {count} 条；"
        "若已中断，请再次运行 weisu keys rotate --kind hmac 接着做完"
    ),
    "keep.prints_turned": (
        "标识与指纹现由第 {version} 版密钥算出，已更新 {count} 条，分析文件已重新生成。"
        "此前各版 hmac 密钥仍须保留。请把新密钥另存到别处，并运行 weisu run 重新计算分析结果。"
    ),
    "keep.prints_keep_keys": (
        "hmac 密钥更换后旧密钥仍在使用，不会删除，不能用 --old-to。没有做任何更改。"
    ),
    # --- commands
    "keep.help_backup": (
        "把数据库、自己的导入模板、设置和已有的分析结果备份到 DIR（不能已存在），写完读回核对。"
    ),
    "keep.help_keys_to": "另把保密库的密钥存到这个目录；不能与 DIR 互相包含",
    "keep.help_json": "输出一个 JSON",
    "keep.help_restore": "用 DIR 中的备份取代数据库；须先停止服务。中断后再次执行会接着做完。",
    "keep.help_replace": "数据库中已有数据时，以备份取代",
    "keep.help_keys_from": "密钥所在的目录；已在数据目录中的密钥不会被改动",
    "keep.help_refresh": "恢复后重新生成分析文件",
    # --- backup
    "keep.backup": "备份",
    "keep.backup_done": "备份完成：{folder}，{tables} 张表、{rows} 行，已读回核对。",
    "keep.backup_keys": "密钥已另存到 {folder}。请与备份分开保管：两者合在一起能打开全部个人信息。",
    "keep.backup_no_keys": (
        "备份不含密钥。没有密钥，其中的原文无法打开；请用 --keys-to 把密钥另存到别处。"
    ),
    "keep.writing": "写出 {what}",
    "keep.checking": "核对备份",
    "keep.loading": "载入 {what}",
    "keep.place_taken": "“{folder}”已存在，没有备份。请另取一个目录名。",
    "keep.place_own": "“{folder}”在数据目录的模板或密钥目录之内，没有备份。请另取一个目录。",
    "keep.keys_inside": (
        "密钥目录“{folder}”与备份目录互相包含，没有备份。"
        "两者放在一起就能打开全部个人信息，请把密钥存到别处。"
    ),
    "keep.keys_at_home": "“{folder}”在数据目录之内，没有备份。请把密钥存到别处。",
    "keep.other_keys_there": "“{file}”已存在，且是另一份密钥，没有备份。请另取一个密钥目录。",
    "keep.no_backup": "“{folder}”不是一份完整的备份（没有 backup.json），数据未改动。",
    "keep.backup_damaged": (
        "备份“{folder}”中的 {file} 缺失或损坏，没有使用，数据未改动。请用另一份备份。"
    ),
    "keep.backup_newer": (
        "备份由更新的版本写出，本版本不能恢复，数据未改动。请先升级程序，再恢复。"
    ),
    # --- restore
    "keep.restore_done": "恢复完成：{made_at}（UTC）的备份，{rows} 行。",
    "keep.restore_settings": "已有的 settings.yaml 没有改动；备份中的设置放在 {file}，请自行核对。",
    "keep.restore_refresh": "请运行 weisu refresh --full 生成分析文件。",
    "keep.restore_unfinished": (
        "上次恢复没有做完，数据暂不可用。请再次运行同一条 weisu restore 命令，它会接着做完。"
    ),
    "keep.restore_key_missing": (
        "备份中的原文需要密钥 {name}，而 {folder} 中没有，没有恢复，数据未改动。"
        "请放回密钥文件，或用 --keys-from 给出密钥所在的目录。"
    ),
    "keep.restore_key_foreign": (
        "密钥 {name} 不是这份备份所用的（指纹 {found}，应为 {wanted}），没有恢复，数据未改动。"
        "请移走这个文件，放回备份时的密钥。"
    ),
    "keep.home_has_data": (
        "数据库中已有数据（WEISU_HOME 为 {home}），没有恢复。"
        "要以备份取代现有的全部数据，请加 --replace。"
    ),
    "keep.clock_fits": "本机时间不早于系统的记录",
    "keep.clock_behind": (
        "系统里有晚于本机时间的记录（最晚 {newest} UTC），时钟不准过。请核对本机的日期和时间，"
        "并启用自动校时（NTP）；现在准确的，其余不必处理，记录的先后以编号为准"
    ),
    "keep.home_in_use": (
        "还有进程在使用数据目录 {home}（网页服务、定时任务或其他命令），没有恢复。请先停止它们。"
    ),
    "keep.database_in_use": "数据库正由 {who} 使用，没有恢复。请先停止其他主机上的服务。",
    "keep.being_restored": "数据正在从备份恢复，请等恢复完成后再试。",
    # --- repair
    "keep.manifest_damaged": (
        "分析文件的清单（manifest.json）已损坏，暂时没有可用的分析文件；入库的数据不受影响。"
        "请运行 weisu refresh --full"
    ),
    "keep.results_damaged": (
        "分析结果有 {count} 个文件缺失或损坏；请运行 weisu run，受损的分析会重新计算"
    ),
    "keep.results_whole": "页面所用的分析结果 {count} 个文件完好",
    "keep.months_lacking": (
        "分析文件缺少 {count} 个月份（清单缺失或不全）；请运行 weisu refresh --full"
    ),
    "keep.key_turned": "保密库的密钥刚刚更换，本次没有写入。请再试一次。",
}
