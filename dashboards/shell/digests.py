"""What a saved view says without anybody looking at it: its page's sentence for one reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dashboards.shell import address
from dashboards.shell.context import PageContext, PlaceContext, with_runs
from dashboards.shell.copying import with_basis
from dashboards.shell.filters import knows_repeats
from dashboards.shell.options import options_of
from dashboards.shell.page_spec import PageSpec
from dashboards.shell.pages import PAGES
from dashboards.shell.saved_views import fields_of
from dashboards.shell.task_context import TaskContext
from data_access.extract.manifest import JurisdictionSummary
from data_access.results.store import ResultStore
from data_access.saved_views.views import SavedView
from data_access.types import Scope
from style.texts import text


@dataclass(frozen=True, slots=True)
class Digest:
    """What is told of a view. ``needs``: the right that its reader holds; ``fields``: of the
    address that shows it."""

    title: str
    said: str
    needs: str
    page: str
    fields: Mapping[str, str]


def digest(results: ResultStore, scope: Scope, view: SavedView) -> Digest | None:
    """Return what a view says to a reader; None where its page is not open to him, says nothing of
    itself or has no results yet."""
    spec = next((page for page in PAGES if page.key == view.page), None)
    summary = results.extract.manifest.jurisdictions.get(view.jurisdiction)
    if spec is None or not spec.digest or summary is None or not summary.tickets:
        return None
    needs = next((right for right in spec.rights if scope.has(right)), "")
    if not needs or not spec.open_to(scope):
        return None
    fields = fields_of(spec, view)
    found, notes = context_of(results, scope, spec, summary, fields)
    if found is None:
        return None
    said = with_basis(found, spec.load_digest()(found, fields))
    return Digest(
        text("views.digest_title", name=view.name, page=spec.title),
        "\n".join((said, *notes)), needs, spec.path, fields,
    )  # fmt: skip


def context_of(
    results: ResultStore,
    scope: Scope,
    spec: PageSpec,
    summary: JurisdictionSummary,
    fields: Mapping[str, str],
) -> tuple[PlaceContext | None, tuple[str, ...]]:
    """Return what the page would be given, and what of the view could not be followed. Pages of a
    place without a cut are those of tasks."""
    extract = results.extract
    if spec.shows == "place":
        place = PlaceContext(spec.key, scope, extract, summary)
        return TaskContext.now_of(place, results), ()
    directory = extract.directory(scope, summary.code)
    options = options_of(scope, summary, directory)
    reading = address.read(fields, summary.code, options.known)
    choice = reading.choice
    if not knows_repeats(summary):
        choice = replace(choice, count="")
    filters, clipped = address.filters_of(choice, options.known)
    context = PageContext(
        spec.key, scope, extract, summary, filters, directory, choice.count == "matters"
    )
    notes = (*reading.notes, *([clipped] if clipped else []))
    return with_runs(context, results, spec.room, spec.beside), notes
