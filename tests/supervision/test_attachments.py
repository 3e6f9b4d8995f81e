"""Files at tasks: taken for what they are, sealed, opened within the scope only."""

from __future__ import annotations

import io
import zipfile

import pytest
from sqlalchemy import select

from data_access.store import audit
from data_access.types import NotAllowedError, WeisuError
from supervision import files, store_reads, store_tables
from supervision.attachments import MOST_FILES, Attachment, looked_at
from tests.support.tasks import SYSTEM, Town

PDF = b"%PDF-1.7\n" + b"x" * 200 + b"\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def office(member: str) -> bytes:
    """Return a file of Word or Excel as far as its type goes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr(member, "<x/>")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("整改照片.PNG", PNG),
        ("报告.pdf", PDF),
        ("台账.xlsx", office("xl/workbook.xml")),
        ("说明.docx", office("word/document.xml")),
        ("C:\\资料\\报告.pdf", PDF),
    ],
)
def test_papers_and_pictures_are_taken(name, content):
    (found,) = looked_at([Attachment(name, content)], 20)
    assert found.kind
    assert "\\" not in found.name


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("清单.pdf", b"MZ\x90\0\x03" + b"\0" * 80, "不符"),
        ("清单.pdf", b"\x7fELF\x02\x01" + b"\0" * 80, "不符"),
        ("清单.pdf", b"#!/bin/sh\nrm -rf /\n", "不符"),
        ("清单.docx", office("xl/workbook.xml"), "不符"),
        ("照片.png", PDF, "不符"),
        ("程序.exe", b"MZ\x90\0", "类型不能添加"),
        ("网页.html", b"<html>", "类型不能添加"),
        ("无扩展名", PDF, "类型不能添加"),
        ("空.pdf", b"", "空文件"),
        ("大.pdf", PDF + b"\0" * (200 * 1024 * 1024), "200 MB"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_kept(town, name, content, words):
    task = town.begin("zhili")
    town.act("jia", task, "sign")
    with pytest.raises(WeisuError, match=words):
        town.act("jia", task, "report", note="已办", files=[Attachment(name, content)])
    known = store_reads.one(town.results.store, SYSTEM, task.id)
    assert known is not None
    assert known.state == "signed"
    assert store_reads.files_of(town.results.store, SYSTEM, task.id) == []


def test_more_files_than_fit_one_action_are_refused(town):
    task = town.begin("zhili")
    many = [Attachment(f"{n}.pdf", PDF) for n in range(MOST_FILES + 1)]
    with pytest.raises(WeisuError, match="最多添加"):
        town.act("jia", task, "sign", files=many)


def test_a_file_is_sealed_with_its_name_and_opened_within_the_scope(town: Town):
    task = town.begin("zhili")
    town.act("jia", task, "sign", files=[Attachment("张三家的照片.pdf", PDF)])
    with town.results.store.read() as connection:
        row = connection.execute(select(store_tables.task_file)).mappings().one()
    assert PDF not in row["box"]
    assert "张三".encode() not in row["name_box"]
    opened = files.open_file(town.results, town.scopes["zhili"], row["id"])
    assert (opened.name, opened.content) == ("张三家的照片.pdf", PDF)
    assert audit.entries(town.results.store, SYSTEM, action="task.file")
    for who in ("yi", "bing", "waixian"):
        with pytest.raises(NotAllowedError):
            files.open_file(town.results, town.scopes[who], row["id"])
