"""Peers of the topics, on our words and vectors, in an environment with umap-learn and gensim.

``python hotspots_topics_peers.py FOLDER SEED METHOD TOPICS``: reads tokens.json and vectors.npy
there, writes METHOD-SEED.json with labels, words and processor seconds (compilation included).
METHOD ``c_v`` reads topics.json and writes c_v.json.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np

WORDS = 10


def bertopic(documents, vectors, seed, _topics):
    """Default BERTopic (UMAP to 5 dimensions, HDBSCAN) on given vectors and words."""
    from bertopic import BERTopic
    from sklearn.feature_extraction.text import CountVectorizer
    from umap import UMAP

    reduce = UMAP(
        n_neighbors=15,
        n_components=5,
        min_dist=0.0,
        metric="cosine",
        random_state=seed,
        low_memory=len(documents) > 50_000,
    )
    model = BERTopic(
        embedding_model=None,
        umap_model=reduce,
        vectorizer_model=CountVectorizer(analyzer=str.split),
        language="multilingual",
    )
    labels, _ = model.fit_transform([" ".join(words) or "空" for words in documents], vectors)
    found = model.get_topics()
    return labels, [[w for w, _ in found[k]][:WORDS] for k in sorted(found) if k >= 0]


def lda(documents, _vectors, seed, topics):
    """Latent Dirichlet allocation by gensim."""
    from gensim.corpora import Dictionary
    from gensim.models import LdaModel

    dictionary = Dictionary(documents)
    dictionary.filter_extremes(no_below=3, no_above=0.2)
    bags = [dictionary.doc2bow(words) for words in documents]
    model = LdaModel(bags, topics, dictionary, random_state=seed, passes=5)
    labels = [max(model[bag], key=lambda pair: pair[1], default=(-1, 0))[0] for bag in bags]
    return labels, [[w for w, _ in model.show_topic(k, WORDS)] for k in range(topics)]


def kmeans(documents, _vectors, seed, topics):
    """TF-IDF and k-means; words: the centres' largest."""
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer

    model = TfidfVectorizer(analyzer=list, min_df=3, max_df=0.2, sublinear_tf=True)
    weights = model.fit_transform(documents)
    found = KMeans(topics, n_init=1, random_state=seed).fit(weights)
    terms = model.get_feature_names_out()
    order = np.argsort(-found.cluster_centers_, axis=1)[:, :WORDS]
    return found.labels_.tolist(), [[str(terms[k]) for k in row] for row in order]


def c_v(folder, documents):
    """Write gensim's C_v of every method's topics in topics.json."""
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    dictionary = Dictionary(documents)
    result = {}
    for name, topics in json.loads((folder / "topics.json").read_text("utf-8")).items():
        model = CoherenceModel(
            topics=topics, texts=documents, dictionary=dictionary, coherence="c_v", processes=1
        )
        result[name] = float(np.nanmean(model.get_coherence_per_topic()))
    (folder / "c_v.json").write_text(json.dumps(result), "utf-8")


def main():
    """Run one method."""
    folder, seed, method = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    documents = json.loads((folder / "tokens.json").read_text("utf-8"))
    if method == "c_v":
        c_v(folder, documents)
        return
    vectors = np.load(folder / "vectors.npy").astype(np.float32)
    topics = int(sys.argv[4])
    start = time.process_time()
    labels, words = {"bertopic": bertopic, "lda": lda, "kmeans": kmeans}[method](
        documents, vectors, seed, topics
    )
    seconds = time.process_time() - start
    text = json.dumps(
        {"labels": [int(k) for k in labels], "words": words, "seconds": seconds},
        ensure_ascii=False,
    )
    (folder / f"{method}-{seed}.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
