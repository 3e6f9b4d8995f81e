"""E-mail over SMTP, encrypted by STARTTLS or from the start; one message to one reader."""

from __future__ import annotations

import smtplib
from datetime import UTC, datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime

from data_access.settings import Settings
from notify.channels.base import SendError, deadline, network_error, trusted
from notify.message import Message, plain_text
from style.texts import PRODUCT


def letter(settings: Settings, address: str, message: Message, *, now: datetime) -> EmailMessage:
    """Return the e-mail. Its Message-ID stays the same at every attempt: mail servers that look
    at it drop the second copy.
    """
    mail = EmailMessage(policy=SMTP_POLICY)
    domain = settings.smtp_from.rpartition("@")[2].rstrip("> ") or "weisu.invalid"
    mail["Subject"] = f"[{PRODUCT}] {message.subject}"
    mail["From"] = settings.smtp_from
    mail["To"] = address
    mail["Date"] = format_datetime(now.replace(tzinfo=UTC))
    mail["Message-ID"] = f"<{message.key}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    if message.urgent:
        mail["Importance"] = "high"
    mail.set_content(plain_text(message), charset="utf-8", cte="base64")
    return mail


def send(settings: Settings, address: str, message: Message, *, now: datetime) -> None:
    """Hand the e-mail to the server that the settings name."""
    if not settings.smtp_host or not settings.smtp_from:
        raise SendError("没有设置发信服务器或发件人（smtp_host、smtp_from）")
    password = settings.smtp_password.get_secret_value()
    if settings.smtp_security == "none" and (settings.smtp_user or password):
        raise SendError("未加密的连接不发送密码：请将 smtp_security 设为 starttls 或 ssl")
    limit = settings.notify_timeout_seconds
    server: smtplib.SMTP
    try:
        mail = letter(settings, address, message, now=now)
        if settings.smtp_security == "ssl":
            server = smtplib.SMTP_SSL(timeout=limit, context=trusted(settings))
        else:
            server = smtplib.SMTP(timeout=limit)
        with deadline(limit, lambda: server.sock):
            _hand_over(settings, server, mail, password)
    except smtplib.SMTPException as error:
        raise _refused(error) from error
    except OSError as error:
        raise network_error(error) from error
    except (MessageError, ValueError) as error:
        raise SendError("邮件无法写成（检查 smtp_from）", down=True) from error


def _hand_over(settings: Settings, server: smtplib.SMTP, mail: EmailMessage, password: str) -> None:
    # smtplib looks up the certificate's name in what connect() was given only by its constructor.
    server._host = settings.smtp_host  # type: ignore[attr-defined]
    try:
        server.connect(settings.smtp_host, settings.smtp_port)
        if settings.smtp_security == "starttls":
            server.starttls(context=trusted(settings))
        if settings.smtp_user:
            server.login(settings.smtp_user, password)
        server.send_message(mail)
        _leave(server)
    finally:
        server.close()


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye; the message was taken before, whatever comes back now."""
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        return


def _refused(error: smtplib.SMTPException) -> SendError:
    """Return the server's refusal by its number: its words may repeat the address."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return SendError(f"发信服务器不接受账号或密码（{error.smtp_code}）", down=True)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        again = not codes or min(codes) < 500
        return SendError(f"发信服务器不接受收件人（{codes[0] if codes else '—'}）", again=again)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return SendError("发信服务器不支持所设的加密或登录方式", down=True)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return SendError("网络连接中断", down=True)
    if isinstance(error, smtplib.SMTPResponseException):
        again = not 500 <= error.smtp_code < 600
        return SendError(f"发信服务器答复 {error.smtp_code}", again=again)
    return SendError("发信服务器的答复无法识别", down=True)
