"""The mechanism on short streams, the outcome on a fresh stream of a source whose entropy is known.

A source is a table that is drawn for each submission: nobody has met it before. The large size reads a
text; nobody knows its entropy, so the model is held against who has counted pairs of characters.
"""

import numpy as np
import pytest

from autograder import assert_close, assert_equal
from autograder.datasets import characters

pytestmark = pytest.mark.exercise("train_lm")

SYMBOLS, UNITS, WINDOW = 6, 32, 20
TRAINED_ON, JUDGED_ON = 24_000, 6_000
LARGER_UNITS, LARGER_WINDOW, LARGER_TRAINED_ON, LARGER_JUDGED_ON = 256, 50, 500_000, 50_000
LARGER_GAIN = 0.3  # nats: counting pairs gains none, known right answers 0.74 to 1.13 of English manuals


def drawn_source(rng):
    """The chances of the next symbol, given the two before it: (6, 6, 6)."""
    return rng.dirichlet(np.full(SYMBOLS, 0.3), size=(SYMBOLS, SYMBOLS))


def stream(rng, table, length):
    """A stream, and the surprise in nats of each of its symbols to a reader who knows the table."""
    below = np.cumsum(table, axis=2)
    ids = [0, 1]
    for chance in rng.uniform(size=length):
        ids.append(min(int(np.searchsorted(below[ids[-2], ids[-1]], chance)), SYMBOLS - 1))
    found = np.array(ids, "int32")
    return found[2:], -np.log(table[found[:-2], found[1:-1], found[2:]])


def windows(ids):
    """All that fit one after the other, and what follows each of their symbols: both (count, WINDOW)."""
    used = (len(ids) - 1) // WINDOW * WINDOW
    return ids[:used].reshape(-1, WINDOW), ids[1 : used + 1].reshape(-1, WINDOW)


def logits(model, ids, vocab=SYMBOLS):
    found = model(ids)
    assert_equal(np.shape(found), (*ids.shape, vocab))
    return np.asarray(found, "float64")


def nats(scores, targets):
    """The surprise at each target."""
    above = scores - scores.max(axis=-1, keepdims=True)
    chosen = np.take_along_axis(above, targets[..., None], axis=-1)[..., 0]
    return np.log(np.exp(above).sum(axis=-1)) - chosen


def cycle(length):
    """0 1 2 3 4 5 0 1 2 …: what comes next is certain."""
    return (np.arange(length) % SYMBOLS).astype("int32")


@pytest.mark.points(1)
def test_logits_at_every_step(student, rng):
    """The model takes batches and sequences of any length, of as many symbols as are asked for."""
    for vocab, units, shape in ((6, 8, (3, 5)), (6, 1, (1, 17)), (9, 8, (2, 1)), (1, 3, (1, 4))):
        ids = rng.integers(vocab, size=shape).astype("int32")
        ids[0, 0] = vocab - 1
        logits(student.build_lm(vocab, units), ids, vocab)


@pytest.mark.points(2)
def test_future_is_not_known(student, rng):
    """Whatever comes later, what is said at a step stays the same; what is read there can change it."""
    model = student.build_lm(SYMBOLS, UNITS)
    ids = rng.integers(SYMBOLS, size=(32, 12)).astype("int32")
    before = logits(model, ids)
    for step in (1, 6, 11):
        other = ids.copy()
        other[:, step:] += 1 + rng.integers(SYMBOLS - 1, size=other[:, step:].shape, dtype="int32")
        after = logits(model, other % SYMBOLS)
        assert_close(after[:, :step], before[:, :step], rtol=1e-4, atol=1e-5)
        assert np.abs(after[:, step] - before[:, step]).max() > 1e-5


@pytest.mark.points(1)
def test_fresh_model_has_no_opinion(student, rng):
    """Before training the outputs are logits, not probabilities; their cross-entropy is near log vocab."""
    ids, targets = rng.integers(SYMBOLS, size=(2, 32, 30)).astype("int32")
    found = logits(student.build_lm(SYMBOLS, UNITS), ids)
    assert np.abs(found.sum(axis=-1) - 1).max() > 1e-3, "probabilities"
    assert abs(nats(found, targets).mean() - np.log(SYMBOLS)) <= 0.3


@pytest.mark.points(1)
def test_gradients_are_clipped(student):
    """The optimizer of the trained model has one of Keras's three limits set."""
    model = student.build_lm(SYMBOLS, 8)
    student.train_lm(model, cycle(400), 10, 1)
    optimizer = model.get("optimizer")
    assert any(optimizer.get(name) for name in ("clipnorm", "global_clipnorm", "clipvalue"))


@pytest.mark.points(1)
def test_next_symbol_is_learned(student, rng):
    """The loss is the cross-entropy of logits, that of the last epoch is returned, and it falls below 0.5
    where each symbol has one successor.
    """
    x, y = windows(cycle(32 * WINDOW + 1))
    others = rng.integers(SYMBOLS, size=y.shape).astype("int32")
    model = student.build_lm(SYMBOLS, UNITS)
    loss = student.train_lm(model, cycle(6000), WINDOW, 2)
    found = model.evaluate(x, others, verbose=0)
    scores = logits(model, x)
    assert_equal(type(loss), float)
    assert 0 <= loss < np.log(SYMBOLS)
    if losses := student.probe_losses(model):  # a loop of one's own leaves none
        assert_close(loss, losses[-1], rtol=1e-2)
    assert nats(scores, y).mean() < 0.5
    got = found[0] if isinstance(found, list) else found
    assert_close(got, float(nats(scores, others).mean()), rtol=0.1)


@pytest.mark.points(1)
def test_equal_seeds_give_equal_models(student, rng):
    """Two models that are built alike, and trained on one stream with one seed, end up alike."""
    ids, _ = stream(rng, drawn_source(rng), 2000)
    x, _ = windows(ids[: 32 * WINDOW + 1])
    found = []
    for elsewhere in (5, 6):
        student.probe_chance(4)
        model = student.build_lm(SYMBOLS, 8)
        student.probe_chance(elsewhere)
        student.train_lm(model, ids, WINDOW, 3)
        found.append(logits(model, x))
    assert_close(found[1], found[0], rtol=1e-2, atol=1e-2 * float(np.abs(found[0]).max()))


@pytest.mark.points(1)
def test_impossible_arguments(student):
    """Counts that are no integers raise TypeError; counts below 1 and impossible streams, ValueError;
    a stream of one window is possible.
    """
    ids = cycle(50)
    model = student.build_lm(SYMBOLS, 8)
    student.refuses(TypeError, "build_lm", [(6.0, 8), (True, 8), (6, 8.0), (6, True)])
    student.refuses(ValueError, "build_lm", [(0, 8), (-1, 8), (6, 0)])
    student.refuses(TypeError, "train_lm", [(model, ids, 10.0, 1), (model, ids, True, 1)])
    streams = [
        (ids.reshape(25, 2), 5),
        (ids[0].reshape(()), 5),
        (ids[:10], 10),
        (ids[:7], 10),
        (ids[:0], 1),
        (ids.astype("float32"), 10),
    ]
    cases = [(model, bad, length, 1) for bad, length in [*streams, (ids, 0), (ids, -1)]]
    student.refuses(ValueError, "train_lm", cases)
    for length in (1, 2):
        assert np.isfinite(student.train_lm(model, ids[: length + 1], length, 1))


@pytest.mark.points(4)
@pytest.mark.threshold(full=0.11, half=0.35, better="lower")
def test_comes_near_the_source(student, outcome, rng):
    """On a stream it has not seen, the model loses few nats a symbol more than who knows the source."""

    def measure(seed):
        table = drawn_source(rng)
        ids, _ = stream(rng, table, TRAINED_ON)
        fresh, surprise = stream(rng, table, JUDGED_ON)
        model = student.build_lm(SYMBOLS, UNITS)
        student.train_lm(model, ids, WINDOW, seed)
        x, y = windows(fresh)
        best = surprise[1 : y.size + 1].reshape(y.shape)
        more = nats(logits(model, x), y) - best
        return float(more[:, 1:].mean())  # at the first step the model has read one symbol, the source two

    outcome(measure)


def counted(ids, vocab, x, y):
    """The mean surprise at y of who has counted characters in ids, or what follows each of them."""
    alone = (np.bincount(ids, minlength=vocab) + 1) / (len(ids) + vocab)
    pairs = np.zeros((vocab, vocab))
    np.add.at(pairs, (ids[:-1], ids[1:]), 1)
    after = (pairs + alone) / (pairs.sum(axis=1, keepdims=True) + 1)
    return min(float(-np.log(chance).mean()) for chance in (alone[y], after[x, y]))


@pytest.mark.large
@pytest.mark.points(0)
def test_larger_model_reads_a_text(student, rng):
    """Taught a text, a model of 256 units loses 0.3 nats a character less than who has counted its pairs."""
    ids = characters()
    vocab = int(ids.max()) + 1
    taught = min(len(ids) * 9 // 10, LARGER_TRAINED_ON)
    fresh = ids[taught : taught + LARGER_JUDGED_ON + 1]
    used = (len(fresh) - 1) // LARGER_WINDOW * LARGER_WINDOW
    x, y = (part.reshape(-1, LARGER_WINDOW) for part in (fresh[:used], fresh[1 : used + 1]))
    model = student.build_lm(vocab, LARGER_UNITS)
    student.train_lm(model, ids[:taught], LARGER_WINDOW, int(rng.integers(2**31)))
    parts = np.array_split(np.arange(len(x)), -(-len(x) // 20))  # an answer must not become too long
    lost = np.concatenate([nats(logits(model, x[part], vocab), y[part]) for part in parts])
    assert lost[:, 1:].mean() <= counted(ids[:taught], vocab, x[:, 1:], y[:, 1:]) - LARGER_GAIN
