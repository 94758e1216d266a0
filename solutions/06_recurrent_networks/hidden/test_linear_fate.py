"""Powers by repeated products, of matrices that are put together from eigenvalues chosen here."""

import numpy as np
import pytest

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("linear_fate")


def basis(rng, units):
    """A matrix that is neither symmetric nor orthogonal, and far from singular."""
    return rng.uniform(-1, 1, size=(units, units)) + 2 * np.eye(units)


def with_eigenvalues(rng, *blocks):
    """A real matrix with these eigenvalues: a number, or a pair (modulus, angle) for two conjugate ones."""
    parts = []
    for block in blocks:
        if isinstance(block, tuple):
            modulus, angle = block
            turn = [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
            parts.append(modulus * np.array(turn))
        else:
            parts.append(np.array([[block]]))
    units = sum(len(part) for part in parts)
    core, at = np.zeros((units, units)), 0
    for part in parts:
        core[at : at + len(part), at : at + len(part)] = part
        at += len(part)
    while True:
        Q = basis(rng, units)
        W = Q @ core @ np.linalg.inv(Q)
        if np.linalg.norm(W, 2) > 1.2 * np.abs(np.linalg.eigvals(core)).max():  # not normal
            return W


def stepped(W, h0, t):
    h = h0.astype("float64")
    for _ in range(t):
        h = h @ W
    return h


def compare(student, cases, **tolerance):
    for (W, h0, t), got in zip(cases, student.map("hT", cases), strict=True):
        assert_close(got, stepped(W, h0, t).astype(W.dtype), **tolerance)
        assert_equal(str(got.dtype), str(W.dtype))


@pytest.mark.points(2)
def test_states_after_many_steps(student, rng):
    """The state is h0 times W, t times over, also where W is far from symmetric and t is 0."""
    cases = []
    for values in ((1.2, -0.7, 0.4), (0.9, 0.5, -1.1, 0.3), (-1.3, 0.8)):
        W, h0 = with_eigenvalues(rng, *values), rng.normal(size=(3, len(values)))
        cases += [(W, h0, t) for t in (0, 1, 2, 5, 12)]

    compare(student, cases)


@pytest.mark.points(1)
def test_states_that_turn(student, rng):
    """Where eigenvalues are complex the state is real, and turns; it has the dtype of W."""
    cases = []
    for blocks in (((1.0, 0.7),), ((1.1, 2.0), 0.6), ((0.9, 1.3), (1.05, 2.4), -0.8)):
        W = with_eigenvalues(rng, *blocks)
        cases += [(W, rng.normal(size=(2, len(W))), t) for t in (1, 4, 9)]
    single = [(W.astype("float32"), h0.astype("float32"), t) for W, h0, t in cases]

    compare(student, cases)
    compare(student, single, rtol=1e-3, atol=1e-3)


@pytest.mark.points(1)
def test_what_vanishes_can_grow_first(student):
    """With eigenvalues near 0.9, and nearly parallel eigenvectors, a state grows tenfold, then vanishes."""
    W, h0 = np.array([[0.9, 5.0], [0.0, 0.88]]), np.array([[1.0, 0.0]])

    start, top, end = (np.linalg.norm(one) for one in student.map("hT", [(W, h0, t) for t in (0, 9, 200)]))

    assert_close(float(start), 1.0)
    assert_close(float(top), float(np.linalg.norm(stepped(W, h0, 9))), rtol=1e-4)
    assert top > 10
    assert end < 1e-5
    fates = student.map("fate", [(factor * W,) for factor in (1.0, 0.5, 1.2)])
    assert_equal(fates, ["vanish", "vanish", "explode"])


@pytest.mark.points(1)
def test_one_direction_is_enough(student, rng):
    """One eigenvalue of modulus above 1 makes it explode, and it takes all of them below 1 to vanish."""
    cases = [((2.0, 0.4), "explode"), ((0.3, 1.2, 0.1), "explode"), ((0.9, 0.95, 0.2), "vanish")]
    cases += [((0.01, 0.9), "vanish"), ((3.0, 0.3, 1.0), "explode")]

    assert_equal(
        student.map("fate", [(with_eigenvalues(rng, *values),) for values, _ in cases]),
        [want for _, want in cases],
    )


@pytest.mark.points(1)
def test_modulus_decides(student, rng):
    """Negative and complex eigenvalues count by their modulus."""
    cases = [((-2.0, 0.5), "explode"), (((1.1, np.pi / 2),), "explode"), (((0.95, 3.0), 0.2), "vanish")]
    cases += [((-0.99, -0.5), "vanish"), (((0.9, 0.1), (1.02, 1.6)), "explode")]

    assert_equal(
        student.map("fate", [(with_eigenvalues(rng, *values),) for values, _ in cases]),
        [want for _, want in cases],
    )


@pytest.mark.points(1)
def test_radius_of_one_up_to_the_tolerance(student, rng):
    """Rotations stay bounded, and tol says how near to 1 is near enough."""
    turn, _ = np.linalg.qr(rng.normal(size=(4, 4)))
    near = with_eigenvalues(rng, 1.03, 0.5)
    below = with_eigenvalues(rng, (0.97, 1.0), 0.5)
    cases = [(turn,), (np.eye(3),), (near,), (near, 0.05), (near, 0.02)]
    cases += [
        (below,),
        (below, 0.05),
        (below, 0.02),
        (turn * (1 + 1e-6),),
        (turn * (1 - 1e-6),),
        (turn * (1 + 1e-12),),
        (np.array([[0.5]]), 0.5),
        (np.array([[2.0]]), 1.0),
    ]

    want = ["bounded", "bounded", "explode", "bounded", "explode", "vanish", "bounded", "vanish"]
    assert_equal(student.map("fate", cases), [*want, "explode", "vanish", *["bounded"] * 3])


@pytest.mark.points(1)
def test_impossible_networks_are_refused(student):
    """A W not square, an h0 that does not fit or a negative t is a ValueError, a t of 2.0 a TypeError."""
    W, h0 = np.diag([0.5, 0.25]), np.ones((3, 2))
    assert_close(student.hT(W, h0, 2), np.tile([0.25, 0.0625], (3, 1)))
    assert_equal(student.fate(W), "vanish")

    wrong = [(np.ones((2, 3)), h0, 1), (W[0], h0, 1), (np.stack([W, W]), h0, 1), (W, h0, -1)]
    wrong.append((np.full((1, 1, 1), 0.5), np.ones((1, 1)), 1))
    wrong += [(W, np.ones(shape), 1) for shape in ((3, 1), (2, 3), (2,), (3, 2, 2))]
    student.refuses(ValueError, "hT", wrong)
    student.refuses(ValueError, "fate", [(np.ones((2, 3)),), (np.ones(4),), (np.ones((2, 2, 2)),)])
    student.refuses(TypeError, "hT", [(W, h0, 2.0), (W, h0, True), (W, h0, None)])
