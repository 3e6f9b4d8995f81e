"""The tickets' vectors and their model, kept beside the results from one run to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from data_access.results.kept_beside import place_of, sweep_places
from data_access.results.store import ResultStore
from data_access.types import WeisuError

if TYPE_CHECKING:
    from hotspots.vectors.lsa import Lsa
    from hotspots.vectors.store import Vectors, VectorStore
    from hotspots.words.names import Names


@dataclass(frozen=True)
class Pieces:
    """What topics are found with; both None where texts are too few for a model."""

    model: Lsa | None
    vectors: Vectors | None

    @property
    def anew(self) -> list[str]:
        """Tickets whose vector was computed now: new ones, and those whose text changed."""
        if self.vectors is None:
            return []
        return self.vectors.tickets[self.vectors.made].tolist()


def vector_store(results: ResultStore, jurisdiction: str) -> VectorStore:
    """Return the vectors of a jurisdiction: a folder of its own under the data folder."""
    from hotspots.vectors.store import VectorStore

    return VectorStore(place_of(vector_folder(results.settings.home), jurisdiction))


def vector_folder(home: Path) -> Path:
    """Return the folder that holds the vectors of all jurisdictions."""
    return home / "vectors"


def sweep_vectors(home: Path, jurisdictions: Sequence[str]) -> int:
    """Remove the vectors of jurisdictions that have no tickets any more; return of how many."""
    return sweep_places(vector_folder(home), jurisdictions)


def kept_model(results: ResultStore, jurisdiction: str, version: str) -> Lsa | None:
    """Return the model of a version, where it is there and whole."""
    from hotspots.vectors.lsa import Lsa

    place = vector_store(results, jurisdiction).folder / version
    try:
        model = Lsa.load(place)
    except WeisuError:
        return None
    return model if model.version == version else None


def pieces_of(
    store: VectorStore, frame: pd.DataFrame, names: Names, *, model: Lsa | None, seed: int
) -> Pieces:
    """Return the vectors of the tickets in ``frame``; without a model one is trained for them.

    Nothing is written: ``keep`` does so once the run counts.
    """
    from hotspots.topics.settings import TopicSettings
    from hotspots.vectors.embedder import joined
    from hotspots.vectors.lsa import Lsa

    settings = TopicSettings()
    texts = [
        joined(title, content, settings.text_limit)
        for title, content in zip(_texts(frame, "title"), _texts(frame, "content"), strict=True)
    ]
    if model is None:
        try:
            model = Lsa.fit(texts, names, seed=seed, dimensions=settings.dimensions)
        except WeisuError:
            # Too few words for a model: the topic run says so itself.
            return Pieces(None, None)
    return Pieces(model, store.look(model, frame["ticket_no"].tolist(), texts))


def keep(store: VectorStore, pieces: Pieces) -> None:
    """Keep the model and exactly the vectors of this run's tickets: what has gone, is gone.

    Called when the run has become current. Cut off before, the next night computes again what is
    missing and takes those tickets for changed: it finds the same.
    """
    if pieces.vectors is None or pieces.model is None:
        return
    store.save(pieces.vectors, only=True)
    place = store.folder / pieces.model.version
    if not (place / "lsa.json").is_file():
        pieces.model.save(place)


def _texts(frame: pd.DataFrame, name: str) -> list[str | None]:
    return [value if isinstance(value, str) else None for value in frame[name].to_numpy(object)]
