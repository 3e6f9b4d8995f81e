"""The document of ``weisu events``: the register, the largest of the last week first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from data_access.results.store import ResultStore
from data_access.results.values import as_json
from data_access.types import Scope, WeisuError
from event_register.frames import CHANGE, ROOM, Facts
from event_register.register_reads import read_register
from event_register.words import lead_words
from style.texts import text


def answer(results: ResultStore, scope: Scope, code: str, *, ended: bool = False) -> dict[str, Any]:
    """Return the document, whose schema is in docs/event_register.md.

    ``ended``: events that have ended as well.
    """
    scope.require_jurisdiction(code)
    run = results.current(ROOM, code)
    if run is None:
        raise WeisuError(
            f"地区 {code} 还没有事件登记。请先运行 weisu run --only events；数据没有改动。"
        )
    register = read_register(results, scope, run)
    facts = results.facts(scope, run, Facts) or Facts()
    changes = results.read(scope, run, CHANGE)
    events = [
        {
            **{name: as_json(value) for name, value in row.items()},
            "evidence": [
                {k: as_json(v) for k, v in one.items() if k != "event_id"}
                for one in register.findings.get(event_id, ())
            ],
        }
        for event_id, row in register.events.items()
        if ended or row["state"] != "ended"
    ]
    return {
        "jurisdiction": code,
        "as_of": run.as_of.isoformat() if run.as_of else None,
        "run": run.run_id,
        "missing": list(facts.notes),
        "changes": [
            {str(k): as_json(v) for k, v in row.items()} for row in changes.to_dict("records")
        ],
        "events": events,
    }


def text_lines(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the answer as lines for people."""
    yield f"截至 {document['as_of']}，登记在册的事件 {len(document['events'])} 件"
    yield from (f"说明：{note}" for note in document["missing"])
    for row in document["events"]:
        state = text(f"event.state_{row['state']}")
        yield (
            f"{row['event_id']}\t{state}\t{row['name']}\t{row['first']} 至 {row['last']}"
            f"\t{row['n']} 件，近7天 {row['n_recent']} 件\t{lead_words(row)}"
        )
        for one in row["evidence"]:
            kind = text(f"event.kind_{one['kind']}")
            name = f"\t{one['name']}" if one["name"] else ""
            yield f"\t\t{kind}\t{one['key']}{name}\t{one['n']} 件"
