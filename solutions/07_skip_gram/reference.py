"""The answers we would defend: short, and in numpy's own words where numpy is the toolbox.

Exercises share private helpers only, so that replacing one public function by a variant
changes that exercise and no other.
"""

from itertools import permutations

import keras
import numpy as np
from keras import ops


def _shared_count(value, name, least=1):
    """Return an integer of at least `least`; a bool is not a count."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be an integer, received {value!r}")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, received {value}")
    return value


def _one_hot_checked(ids, V):
    """Return the ids, if they are words of a vocabulary of V."""
    if ids.dtype.kind not in "iu":
        raise TypeError(f"ids must be integers, received {ids.dtype}")
    if np.any((ids < 0) | (ids >= V)):
        raise ValueError(f"ids must lie between 0 and {V - 1}")
    return ids


def one_hot(ids, V):
    ids = _one_hot_checked(ids, _shared_count(V, "V"))
    hot = np.zeros((*ids.shape, V), "float32")
    np.put_along_axis(hot, ids[..., None], 1, axis=-1)
    return hot


def embed(ids, E):
    V, _ = E.shape  # another number of axes: ValueError
    return np.take(E, _one_hot_checked(ids, V), axis=0)


def skipgram_pairs(sentences, window, dynamic=False, rng=None):
    _shared_count(window, "window")
    if dynamic and rng is None:
        raise ValueError("a dynamic window needs rng")
    pairs = []
    for sentence in sentences:
        for here, center in enumerate(sentence):
            width = int(rng.integers(1, window + 1)) if dynamic else window
            start = max(here - width, 0)
            near = enumerate(sentence[start : here + width + 1], start)
            pairs += [(center, context) for there, context in near if there != here]
    return np.array(pairs, "int64").reshape(-1, 2)


def cbow_examples(sentences, window):
    _shared_count(window, "window")
    examples = []
    for sentence in sentences:
        for here, target in enumerate(sentence):
            near = sentence[max(here - window, 0) : here] + sentence[here + 1 : here + window + 1]
            if near:
                examples.append((near, target))
    return examples


def noise_distribution(counts, power=0.75):
    if counts.ndim != 1 or np.any(counts < 0) or not np.any(counts):
        raise ValueError("counts must have one axis, be none of them negative, and not all 0")
    raised = np.where(counts > 0, counts.astype("float64") ** power, 0.0)
    return raised / raised.sum()


def keep_probability(counts, t=1e-3, variant="paper"):
    if t <= 0 or variant not in ("paper", "c"):
        raise ValueError(f"expected t > 0 and variant 'paper' or 'c', received {t} and {variant!r}")
    if np.any(counts < 0) or not np.any(counts):
        raise ValueError("counts must not be negative, and not all 0")
    shares = counts / np.sum(counts, dtype="float64")
    ratio = t / np.where(counts > 0, shares, t)  # what never occurs is kept, as is what is rare
    return np.minimum(np.sqrt(ratio) + (ratio if variant == "c" else 0), 1)


def sample_negatives(positives, k, probs, rng, exclude="positive"):
    _shared_count(k, "k")
    if exclude not in ("positive", "none"):
        raise ValueError(f"exclude must be 'positive' or 'none', received {exclude!r}")
    if exclude == "positive" and np.any(probs[positives] == 1):
        raise ValueError("a positive has probability 1: there is no other word to draw")
    negatives = rng.choice(len(probs), (len(positives), k), p=probs)
    while exclude == "positive" and np.any(hit := negatives == positives[:, None]):
        negatives[hit] = rng.choice(len(probs), np.sum(hit), p=probs)
    return negatives


def _sgns_beliefs(u, v_pos, v_neg):
    """Return the scores of real and drawn pairs, and the slopes of their losses: belief minus truth."""
    s_pos, s_neg = np.einsum("nd,nd->n", u, v_pos), np.einsum("nd,nkd->nk", u, v_neg)
    return s_pos, s_neg, (np.tanh(s_pos / 2) - 1) / 2, (np.tanh(s_neg / 2) + 1) / 2


def sgns_loss_and_grads(u, v_pos, v_neg):
    (pairs, d), (_, k, _) = u.shape, v_neg.shape  # another number of axes: ValueError
    if v_pos.shape != (pairs, d) or v_neg.shape != (pairs, k, d):
        raise ValueError(f"shapes {u.shape}, {v_pos.shape} and {v_neg.shape} do not fit")
    s_pos, s_neg, g_pos, g_neg = _sgns_beliefs(u, v_pos, v_neg)
    loss = np.logaddexp(0, -s_pos) + np.logaddexp(0, s_neg).sum(axis=1)
    dv_pos, dv_neg = g_pos[:, None] * u, g_neg[:, :, None] * u[:, None, :]
    return loss, g_pos[:, None] * v_pos + np.einsum("nk,nkd->nd", g_neg, v_neg), dv_pos, dv_neg


def sgns_sparse_update(U, V, centers, contexts, negatives, lr):
    (pairs,), (_, k) = centers.shape, negatives.shape  # another number of axes: ValueError
    if U.shape != V.shape or contexts.shape != (pairs,) or negatives.shape != (pairs, k):
        raise ValueError("tables and row numbers do not fit together")
    for rows in (centers, contexts, negatives):
        _one_hot_checked(rows, len(U))
    u, v_pos, v_neg = U[centers], V[contexts], V[negatives]
    _, _, g_pos, g_neg = _sgns_beliefs(u, v_pos, v_neg)
    new_U, new_V = U.copy(), V.copy()
    np.add.at(new_U, centers, -lr * (g_pos[:, None] * v_pos + np.einsum("nk,nkd->nd", g_neg, v_neg)))
    np.add.at(new_V, contexts, -lr * g_pos[:, None] * u)
    np.add.at(new_V, negatives, -lr * g_neg[:, :, None] * u[:, None, :])
    return new_U, new_V


class SkipGram(keras.Model):
    def __init__(self, vocab: int, dim: int, seed: int = 0):
        super().__init__()
        shape = _shared_count(vocab, "vocab"), _shared_count(dim, "dim")
        small = keras.initializers.RandomUniform(seed=seed)
        self.U = self.add_weight(shape=shape, initializer=small, name="centers")
        self.V = self.add_weight(shape=shape, initializer="zeros", name="contexts")

    def call(self, inputs):
        centers, candidates = inputs
        return ops.einsum(
            "nd,nkd->nk", ops.take(self.U, centers, axis=0), ops.take(self.V, candidates, axis=0)
        )

    def word_vectors(self) -> np.ndarray:
        return self.U.numpy()


def train_embeddings(sentences, vocab_size, dim, seed):
    shape = _shared_count(vocab_size, "vocab_size"), _shared_count(dim, "dim")
    if max(len({*words}) for words in sentences) < 2:  # of no sentences at all: ValueError
        raise ValueError("no sentence has two different words")
    text = _one_hot_checked(np.concatenate(sentences).astype(int), vocab_size)
    rng = np.random.default_rng(seed)
    U, V = rng.normal(scale=0.1, size=shape), np.zeros(shape)
    for words in sentences:
        pairs = np.array([*permutations(words, 2)], int).reshape(-1, 2)
        candidates = np.hstack([pairs[:, 1:], rng.choice(text, (len(pairs), 4))])
        u, v = U[pairs[:, 0]], V[candidates]
        belief = np.reciprocal(1 + np.exp(-np.einsum("nd,nkd->nk", u, v)))
        pull = 0.05 * (np.eye(5)[0] - belief)
        np.add.at(U, pairs[:, 0], np.einsum("nk,nkd->nd", pull, v))
        np.add.at(V, candidates, np.einsum("nk,nd->nkd", pull, u))
    return U
