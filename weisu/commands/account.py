"""``weisu account``: local accounts."""

from __future__ import annotations

import click

from weisu.wiring import opened, system_scope


@click.group("account", help="账号。")
def command() -> None:
    """Group the sub-commands."""


def _split(text: str | None) -> list[str] | None:
    return None if text is None else [part.strip() for part in text.split(",") if part.strip()]


@command.command("create", help="新建账号；密码在提示后输入。")
@click.argument("login")
@click.option("--role", required=True, help="角色，如 leader、department、system_admin")
@click.option("--name", "display_name", default="", help="显示名")
@click.option("--jurisdictions", default=None, help="地区编码，以逗号隔开；不填为全部")
@click.option("--departments", default=None, help="只看这些承办单位，以逗号隔开")
@click.option("--areas", default=None, help="只看这些区划编码，以逗号隔开")
@click.password_option(prompt="密码", confirmation_prompt="再输一次")
def create(
    *,
    login: str,
    role: str,
    display_name: str,
    jurisdictions: str | None,
    departments: str | None,
    areas: str | None,
    password: str,
) -> None:
    """Create an account."""
    from data_access.accounts.store import create_account

    settings, store = opened()
    made = create_account(
        store,
        settings,
        system_scope(store, f"新建账号 {login}"),
        login=login,
        display_name=display_name or login,
        password=password,
        role=role,
        jurisdictions=_split(jurisdictions),
        departments=_split(departments),
        areas=_split(areas),
    )
    click.echo(f"账号 {made.login}（{made.role_label(settings)}）已建立。")


@command.command("list", help="列出账号。")
def list_() -> None:
    """List accounts."""
    from data_access.accounts.store import list_accounts

    settings, store = opened()
    for found in list_accounts(store, system_scope(store, "查看账号")):
        state = "停用" if found.disabled else "启用"
        click.echo(f"{found.login}\t{found.display_name}\t{found.role_label(settings)}\t{state}")


@command.command("password", help="设置新密码；该账号的登录全部失效。")
@click.argument("login")
@click.password_option(prompt="新密码", confirmation_prompt="再输一次")
def password_(login: str, password: str) -> None:
    """Set a password."""
    from data_access.accounts.store import set_password

    _, store = opened()
    set_password(store, system_scope(store, f"重设密码 {login}"), login, password)
    click.echo("密码已更新，原有登录已全部失效。")


@command.command("change", help="修改账号的显示名、角色或数据范围；不写的不变。")
@click.argument("login")
@click.option("--role", default=None, help="角色")
@click.option("--name", "display_name", default=None, help="显示名")
@click.option("--jurisdictions", default=None, help="地区编码，以逗号隔开；* 为全部")
@click.option("--departments", default=None, help="承办单位，以逗号隔开；* 为不限")
@click.option("--areas", default=None, help="区划编码，以逗号隔开；* 为不限")
def change(
    login: str,
    *,
    role: str | None,
    display_name: str | None,
    jurisdictions: str | None,
    departments: str | None,
    areas: str | None,
) -> None:
    """Change what an account is and may see."""
    from data_access.accounts.store import change_account, find_account
    from data_access.types import WeisuError

    settings, store = opened()
    found = find_account(store, login)
    if found is None:
        raise WeisuError(f"没有名为“{login}”的账号，没有做任何更改。")

    def limit(text: str | None, now: frozenset[str] | None) -> frozenset[str] | None:
        if text is None:
            return now
        return None if text.strip() == "*" else frozenset(_split(text) or ())

    change_account(
        store,
        settings,
        system_scope(store, f"修改账号 {login}"),
        login,
        display_name=display_name or found.display_name,
        role=role or found.role,
        jurisdictions=limit(jurisdictions, found.jurisdictions),
        departments=limit(departments, found.departments),
        areas=limit(areas, found.areas),
    )
    click.echo(f"账号 {login} 已修改。")


@command.command("contact", help="设置账号的邮件通知；不写的不变。地址加密保存。")
@click.argument("login")
@click.option("--email", default=None, help="电子邮件地址；空字符串为删除")
@click.option("--mail", type=click.Choice(["all", "urgent", "none"]), default=None,
              help="邮件通知：全部、只要紧急的、不要")  # fmt: skip
def contact(login: str, *, email: str | None, mail: str | None) -> None:
    """Set how an account is told."""
    from data_access.accounts.contacts import set_contact

    settings, store = opened()
    if email == "" and mail is None:
        mail = "none"
    set_contact(
        store,
        settings,
        system_scope(store, f"设置账号 {login} 的通知方式"),
        login,
        email=email,
        channels=None if mail is None else [] if mail == "none" else ["email"],
        urgent_only=None if mail is None else mail == "urgent",
    )
    click.echo(f"账号 {login} 的通知方式已设置。")


@command.command("disable", help="停用账号，立即生效。")
@click.argument("login")
def disable(login: str) -> None:
    """Disable an account."""
    from data_access.accounts.store import disable_account

    settings, store = opened()
    disable_account(store, settings, system_scope(store, f"停用账号 {login}"), login)
    click.echo(f"账号 {login} 已停用。")


@command.command("enable", help="重新启用账号。")
@click.argument("login")
def enable(login: str) -> None:
    """Enable an account."""
    from data_access.accounts.store import enable_account

    _, store = opened()
    enable_account(store, system_scope(store, f"启用账号 {login}"), login)
    click.echo(f"账号 {login} 已启用。")


@command.command("unlock", help="解除因连续输错密码的暂停登录。")
@click.argument("login")
def unlock(login: str) -> None:
    """Lift a pause."""
    from data_access.accounts.store import unlock_account

    _, store = opened()
    unlock_account(store, system_scope(store, f"解除暂停 {login}"), login)
    click.echo(f"账号 {login} 可以登录了。")


@command.command("sign-out", help="结束一个账号的全部登录，立即生效。")
@click.argument("login")
def sign_out(login: str) -> None:
    """End the sessions of an account."""
    from data_access.accounts.overview import end_sessions

    _, store = opened()
    ended = end_sessions(store, system_scope(store, f"结束登录 {login}"), login)
    click.echo(f"账号 {login} 的 {ended} 次登录已结束。")
