"""Reading the few forms that are ours."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.requests import Request

_FORM_BYTES = 16 * 1024
_FIELD_CHARACTERS = 2000


async def read_form(request: Request) -> dict[str, str] | None:
    """Return the form's fields, or None where it is not a form of ours or far too large."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return None
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _FORM_BYTES:
            return None
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=10)
    except (UnicodeDecodeError, ValueError):
        return None
    return {name: values[0][:_FIELD_CHARACTERS] for name, values in fields.items()}
