"""A sentence model in a folder of this machine: an ONNX export, such as of BGE or GTE.

Needs the packages onnxruntime and tokenizers, which the product does not install: they are looked
for when such a model is asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from data_access.types import WeisuError
from hotspots.vectors.embedder import unit_rows

_BATCH = 32
_FILES = ("model.onnx", "onnx/model.onnx", "model_quantized.onnx", "onnx/model_quantized.onnx")


class ModelFolder:
    """Mean of the last layer's token vectors, padding left out, or the model's own sentence vector.

    ``folder`` holds model.onnx (or onnx/model.onnx) and tokenizer.json; ``longest``: tokens read.
    """

    def __init__(self, folder: Path, longest: int = 256) -> None:
        """Take the folder; errors: no model or tokenizer in it, or onnxruntime is not installed."""
        self.folder, self.longest = folder, longest
        found = [folder / name for name in _FILES if (folder / name).is_file()]
        if not found or not (folder / "tokenizer.json").is_file():
            raise WeisuError(
                f"文件夹 {folder} 中没有 model.onnx 和 tokenizer.json。"
                "已有结果没有变动；请检查模型文件夹，或改用内置的 LSA 向量。"
            )
        self._file = found[0]

    @cached_property
    def version(self) -> str:
        """``onnx-`` and a print of the model file."""
        digest = hashlib.sha256()
        with self._file.open("rb") as file:
            while part := file.read(1 << 20):
                digest.update(part)
        return f"onnx-{digest.hexdigest()[:12]}-{self.longest}"

    @property
    def dimensions(self) -> int:
        """Length of a vector, as the model declares it."""
        return int(self._session.get_outputs()[0].shape[-1])

    @cached_property
    def _session(self) -> Any:
        runtime = _needed("onnxruntime")
        options = runtime.SessionOptions()
        options.intra_op_num_threads = 1
        return runtime.InferenceSession(str(self._file), options)

    @cached_property
    def _tokenizer(self) -> Any:
        tokenizer = _needed("tokenizers").Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.enable_truncation(self.longest)
        tokenizer.enable_padding()
        return tokenizer

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return texts × dimensions, float32, rows of length one."""
        parts = [self._batch(texts[k : k + _BATCH]) for k in range(0, len(texts), _BATCH)]
        return np.concatenate(parts) if parts else np.zeros((0, self.dimensions), np.float32)

    def _batch(self, texts: Sequence[str]) -> np.ndarray:
        encoded = self._tokenizer.encode_batch([text or " " for text in texts])
        given = {
            "input_ids": np.array([one.ids for one in encoded], dtype=np.int64),
            "attention_mask": np.array([one.attention_mask for one in encoded], dtype=np.int64),
            "token_type_ids": np.array([one.type_ids for one in encoded], dtype=np.int64),
        }
        asked = {one.name for one in self._session.get_inputs()}
        output = np.asarray(
            self._session.run(None, {k: v for k, v in given.items() if k in asked})[0]
        )
        if output.ndim == 3:
            mask = given["attention_mask"][:, :, None]
            output = (output * mask).sum(axis=1) / np.maximum(mask.sum(axis=1), 1)
        return unit_rows(output)


def _needed(package: str) -> Any:
    import importlib

    try:
        return importlib.import_module(package)
    except ImportError as error:
        raise WeisuError(
            f"使用本机模型文件夹需要安装 {package}，当前环境没有。"
            "已有结果没有变动；请由管理员安装，或改用内置的 LSA 向量。"
        ) from error
