"""Latent semantic analysis: vectors trained on the city's own tickets, without any other model.

TF-IDF of the words of the matter, reduced by a truncated singular value decomposition (Deerwester
et al. 1990), the randomised one of Halko, Martinsson and Tropp (2011) as in scikit-learn.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from scipy import sparse

from data_access.one_thread import use_one_thread
from data_access.store.private_files import private_folder, write_private
from data_access.types import WeisuError
from hotspots.vectors.embedder import unit_rows
from hotspots.words.matrix import count_matrix, inverse_frequency, tf_idf
from hotspots.words.names import Names
from hotspots.words.segment import Segmenter

_CHUNK = 20_000
_SAMPLE = 100_000
_MANY = 2_000


@dataclass(frozen=True)
class Lsa:
    """A trained model: ``segmenter``, ``terms``, ``idf`` (terms) and ``axes`` (terms × dims)."""

    segmenter: Segmenter
    terms: tuple[str, ...]
    idf: np.ndarray
    axes: np.ndarray

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        names: Names | None = None,
        *,
        seed: int = 0,
        dimensions: int = 100,
        least: int = 3,
        most: float = 0.2,
    ) -> Lsa:
        """Train on ``texts``, without words in fewer than ``least`` or a share over ``most``.

        Of more than 100,000 texts every k-th is taken. Errors: no word in common.
        """
        step = max(1, len(texts) // _SAMPLE)
        sample = texts[::step]
        segmenter = Segmenter.learned(sample, names)
        counts, terms = count_matrix(segmenter.words(sample))
        documents = np.bincount(counts.indices, minlength=counts.shape[1])
        # Among few texts a matter's own word may well be in a third of them.
        ceiling = most * len(sample) if len(sample) >= _MANY else len(sample)
        keep = np.flatnonzero((documents >= min(least, len(sample))) & (documents <= ceiling))
        if not len(keep):
            raise WeisuError(
                "文本太少或没有共同的词，无法训练文本向量。数据没有变动，请扩大时间范围。"
            )
        counts = counts[:, keep]
        idf = inverse_frequency(counts)
        axes = _axes(tf_idf(counts, idf), min(dimensions, len(keep) - 1, len(sample) - 1), seed)
        return cls(segmenter, tuple(terms[index] for index in keep), idf, axes)

    @property
    def version(self) -> str:
        """``lsa-`` and a print of the terms and axes."""
        digest = hashlib.sha256("\n".join(self.terms).encode())
        digest.update(np.round(self.axes, 3).tobytes())
        return f"lsa-{digest.hexdigest()[:12]}"

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self.axes.shape[1])

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return texts × dimensions, float32, rows of length one (zeros without a known word)."""
        vocabulary = {term: index for index, term in enumerate(self.terms)}
        parts = [np.zeros((0, self.dimensions), dtype=np.float32)]
        for start in range(0, len(texts), _CHUNK):
            words = self.segmenter.words(texts[start : start + _CHUNK])
            counts, _ = count_matrix(words, vocabulary)
            parts.append(unit_rows(tf_idf(counts, self.idf) @ self.axes))
        return np.concatenate(parts)

    def save(self, folder: Path) -> None:
        """Write the model into ``folder``, each file whole or not at all."""
        private_folder(folder)
        arrays = io.BytesIO()
        np.savez_compressed(arrays, idf=self.idf, axes=self.axes)
        words = {
            "terms": self.terms,
            "places": sorted(self.segmenter.places),
            "domain": sorted(self.segmenter.domain),
        }
        text = json.dumps(words, ensure_ascii=False).encode()
        for name, content in (("lsa.npz", arrays.getvalue()), ("lsa.json", text)):
            part = folder / f"{name}.part"
            write_private(part, content)
            part.replace(folder / name)

    @classmethod
    def load(cls, folder: Path) -> Lsa:
        """Read what ``save`` wrote."""
        try:
            words = json.loads((folder / "lsa.json").read_text(encoding="utf-8"))
            with np.load(folder / "lsa.npz", allow_pickle=False) as arrays:
                idf, axes = arrays["idf"], arrays["axes"]
        except (OSError, ValueError, KeyError, BadZipFile) as error:
            raise WeisuError(f"读不出文本向量模型 {folder}。工单没有变动，请重新训练。") from error
        return cls(Segmenter(words["places"], words["domain"]), tuple(words["terms"]), idf, axes)


def _axes(weighted: sparse.csr_matrix, dimensions: int, seed: int) -> np.ndarray:
    from sklearn.decomposition import TruncatedSVD

    use_one_thread()
    if weighted.shape[1] == 1:
        return np.ones((1, 1), dtype=np.float32)
    svd = TruncatedSVD(max(dimensions, 1), n_iter=4, random_state=seed)
    # Texts that are all alike leave no variance to explain, which is no mistake here.
    with np.errstate(divide="ignore", invalid="ignore"):
        svd.fit(weighted)
    return np.ascontiguousarray(svd.components_.T, dtype=np.float32)
