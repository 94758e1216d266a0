"""The mechanism on short streams, the outcome on a fresh stream of a source whose entropy is known.

A source is a table that is drawn for each submission: nobody has met it before.
"""

import numpy as np
import pytest

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("train_lm")

SYMBOLS, UNITS, WINDOW = 6, 32, 40
TRAINED_ON, JUDGED_ON = 24_000, 6_000


def drawn_source(rng):
    """The chances of the next symbol, given two."""
    return rng.dirichlet(np.full(SYMBOLS, 0.3), size=(SYMBOLS, SYMBOLS))


def stream(rng, table, length):
    """A stream, and the surprise in nats of each of its symbols to a reader who knows the table."""
    ids, surprise = [0, 1], [0.0, 0.0]
    for chance in rng.uniform(size=length):
        row = table[ids[-2], ids[-1]]
        ids.append(min(int(np.searchsorted(np.cumsum(row), chance)), SYMBOLS - 1))
        surprise.append(-np.log(row[ids[-1]]))
    return np.array(ids[2:], "int32"), np.array(surprise[2:])


def windows(ids, length=WINDOW):
    count = (len(ids) - 1) // length
    return ids[: count * length].reshape(count, length), ids[1 : count * length + 1].reshape(count, length)


def nats(logits, targets):
    """The surprise at each target, in float64."""
    logits = np.asarray(logits, "float64")
    above = logits - logits.max(axis=-1, keepdims=True)
    chosen = np.take_along_axis(above, targets[..., None].astype(int), axis=-1)[..., 0]
    return np.log(np.exp(above).sum(axis=-1)) - chosen


def cycle(length):
    """0 1 2 3 4 5 0 1 2 …: what comes next is certain."""
    return (np.arange(length) % SYMBOLS).astype("int32")


@pytest.mark.points(1)
def test_logits_at_every_step(student, rng):
    """The model takes batches and sequences of any length, and says something at each step."""
    for vocab, shape in ((6, (3, 5)), (6, (1, 17)), (9, (2, 1))):
        model = student.build_lm(vocab, 8)
        assert_equal(np.shape(model(rng.integers(vocab, size=shape).astype("int32"))), (*shape, vocab))


@pytest.mark.points(2)
def test_future_is_not_known(student, rng):
    """Whatever comes later, what the model says at a step stays the same; what came before can change it."""
    model = student.build_lm(SYMBOLS, UNITS)
    ids = rng.integers(SYMBOLS, size=(4, 12)).astype("int32")
    before = model(ids)
    for step in (1, 6, 11):
        other = ids.copy()
        other[:, step:] = (
            other[:, step:] + 1 + rng.integers(SYMBOLS - 1, size=other[:, step:].shape)
        ) % SYMBOLS
        after = model(other)
        assert_close(after[:, :step], before[:, :step], rtol=1e-4, atol=1e-5)
        assert np.abs(after[:, step] - before[:, step]).max() > 1e-5


@pytest.mark.points(1)
def test_fresh_model_has_no_opinion(student, rng):
    """Before training the outputs are logits, not probabilities; their cross-entropy is near log vocab."""
    for _ in range(2):
        ids = rng.integers(SYMBOLS, size=(20, 30)).astype("int32")
        logits = student.build_lm(SYMBOLS, UNITS)(ids)
        assert np.abs(np.sum(logits, axis=-1) - 1).max() > 1e-3, "probabilities"
        assert abs(nats(logits, rng.integers(SYMBOLS, size=ids.shape)).mean() - np.log(SYMBOLS)) <= 0.3


@pytest.mark.points(1)
def test_gradients_are_clipped(student):
    """The optimizer of the trained model has one of Keras's three limits set."""
    model = student.build_lm(SYMBOLS, 8)
    student.train_lm(model, cycle(200), 10, 1)
    optimizer = model.get("optimizer")
    assert any(optimizer.get(name) for name in ("clipnorm", "global_clipnorm", "clipvalue"))


@pytest.mark.points(2)
def test_next_symbol_is_learned(student):
    """Taught a stream in which one symbol follows another with certainty, the model knows what comes next."""
    model = student.build_lm(SYMBOLS, UNITS)
    loss = student.train_lm(model, cycle(3000), 20, 2)
    x, y = windows(cycle(241), 20)
    found = nats(model(x), y)
    assert_equal(type(loss), float)
    assert loss < 1.0
    assert found.mean() < 0.3
    assert_equal(np.argmax(model(x), axis=-1).tolist(), y.tolist())


@pytest.mark.points(1)
def test_equal_seeds_give_equal_models(student, rng):
    """Two models that are built alike and trained on one stream with one seed end up alike."""
    ids, _ = stream(rng, drawn_source(rng), 1500)
    found = []
    for elsewhere in (5, 6):
        student.probe_chance(4)
        model = student.build_lm(SYMBOLS, 8)
        student.probe_chance(elsewhere)
        student.train_lm(model, ids, 20, 3)
        found.append(np.asarray(model(ids[None, :60])))
    assert_close(found[1], found[0], rtol=1e-2, atol=1e-2 * float(np.abs(found[0]).max()))


@pytest.mark.points(4)
@pytest.mark.threshold(full=0.14, half=0.34, better="lower")
def test_comes_near_the_source(student, outcome, rng):
    """On a fresh stream the model loses little more than a reader who knows the source does, in nats."""

    def measure(seed):
        table = drawn_source(rng)
        ids, _ = stream(rng, table, TRAINED_ON)
        fresh, surprise = stream(rng, table, JUDGED_ON)
        model = student.build_lm(SYMBOLS, UNITS)
        student.train_lm(model, ids, WINDOW, seed)
        x, y = windows(fresh)
        best = surprise[1 : y.size + 1].reshape(y.shape)
        return float(
            (nats(model(x), y) - best)[:, 1:].mean()
        )  # at the first step nobody knows what was before

    outcome(measure)
