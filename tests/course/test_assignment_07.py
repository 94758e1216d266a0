"""What the audit (test_audit.py) does not ask of assignment 07."""

import subprocess
import sys
import zipfile
from types import ModuleType

import numpy as np
import pytest

from autograder import assignment as assignments
from autograder import places, variants
from autograder.datasets import TEXT8
from autograder.model import Outcome
from tests.course.support import large
from tests.support import ROOT

SLUG = "07_skip_gram"
WORD_VECTORS = assignments.load(ROOT, SLUG)
LARGE = "train_embeddings::test_real_text_teaches_what_is_of_a_kind"
TRAINED = "test_planted_analogies_come_out"
NAMES = [exercise.name for exercise in WORD_VECTORS.config.exercises]


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_has_three_other_right_answers(name):
    assert sum(one.exercise == name for one in variants.discover(WORD_VECTORS, "right")) >= 3


def test_chapter_is_worth_120_points():
    assert WORD_VECTORS.config.points == 120


def provided(*ids):
    """What some of the chapter's cells define."""
    names = {"np": np}
    for cell in WORD_VECTORS.cells:
        if cell.id in ids:
            exec(cell.source, names)  # noqa: S102  # the author's own cells
    return names


def test_planted_language_is_what_the_text_says():
    """52 words; each sentence has a noun, two topics of its concept, a word of its gender and two fillers."""
    names = provided("corpus")

    sentences = np.sort(names["plant_sentences"](300, seed=1))

    assert len(set(names["WORDS"])) == 52
    nouns, topics, genders, fillers = sentences[:, 0], sentences[:, 1:3], sentences[:, 3], sentences[:, 4:]
    assert ((0 <= nouns) & (nouns < 16)).all()
    assert ((topics - 16) // 3 == nouns[:, None] // 2).all()
    assert ((genders - 40) // 4 == nouns % 2).all()
    assert ((48 <= fillers) & (fillers < 52)).all()


def test_king_meets_whom_the_text_says():
    """The quotients of its table: 9.6 for its topics, 2.4 for words of its gender, 1.2 for fillers."""
    names = provided("corpus")
    sentences = np.array(names["plant_sentences"](8000, seed=2))
    king = sentences[(sentences == 0).any(axis=1)]

    beside = np.bincount(king.ravel(), minlength=52) / (5 * len(king))
    found = beside / (np.bincount(sentences.ravel(), minlength=52) / sentences.size)

    assert np.allclose(found[16:19], 9.6, rtol=0.2)
    assert np.allclose(found[40:44], 2.4, rtol=0.2)
    assert np.allclose(found[48:], 1.2, rtol=0.2)
    assert not found[[*range(1, 16), *range(19, 40), *range(44, 48)]].any()


@pytest.fixture(scope="module")
def judge():
    """The hidden test of train_embeddings, as a module."""
    path = WORD_VECTORS.hidden() / "test_train_embeddings.py"
    found = ModuleType("judge")
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), vars(found))  # noqa: S102  # our own right answer
    return found


def planted_vectors(rng):
    """Vectors in which all that was planted is true: an axis a concept, one for the gender, little chance."""
    nouns = np.hstack([2 * np.repeat(np.eye(8), 2, axis=0), np.tile([[1.0], [-1.0]], (8, 1))])
    return np.vstack([nouns, rng.normal(size=(36, 9))]) + rng.normal(scale=0.01, size=(52, 9))


@pytest.mark.parametrize("kind", ["planted", "chance", "collapsed", "one-hot"])
def test_students_and_grader_judge_vectors_alike(judge, kind):
    names, rng = provided("corpus", "tools_train_embeddings"), np.random.default_rng(4)
    vectors = {
        "planted": planted_vectors(rng),
        "chance": rng.normal(size=(52, 16)),
        "collapsed": 1 + rng.normal(scale=1e-3, size=(52, 16)),
        "one-hot": np.eye(52),
    }[kind]

    shares = names["analogies_right"](vectors), names["kept_together"](vectors)

    assert shares == (judge.share_of_analogies(vectors), judge.share_together(vectors))
    assert (shares == (1, 1)) == (kind == "planted")
    assert (judge.share_together(vectors) >= judge.TOGETHER) == (kind == "planted")


def test_graders_language_is_the_chapters_renumbered(judge):
    sentences, numbers = judge.planted(np.random.default_rng(5), 300)
    words = np.argsort(numbers)[np.array(sentences)]

    words.sort(axis=1)
    assert sorted(numbers) == list(range(52))
    assert ((words[:, 1:3] - 16) // 3 == words[:, :1] // 2).all()
    assert ((words[:, 3] - 40) // 4 == words[:, 0] % 2).all()
    assert (words[:, 4:] >= 48).all()


def text_of_kinds(judge, rng):
    """A text in which each stretch has three words of one kind, and seven that go with that kind."""
    kinds = [line.split() for line in judge.KINDS.strip().splitlines()]
    topics = [["".join(letters) for letters in rng.choice([*"bdfgklmn"], (6, 5))] for _ in kinds]
    found = []
    for kind in rng.integers(len(kinds), size=2000):
        words = [*rng.choice(kinds[kind], 3), *rng.choice(topics[kind], judge.STRETCH - 3)]
        found += rng.permutation(words).tolist()
    return " " + " ".join(found)


@pytest.mark.slow
def test_larger_vectors_come_from_a_small_text_of_the_same_format(judge, monkeypatch, sandbox, tmp_path):
    """The whole path but the GPU: a planted text in text8's format has some of the 50,000 words."""
    with zipfile.ZipFile(tmp_path / "planted.zip", "w") as archive:
        archive.writestr("text8", text_of_kinds(judge, np.random.default_rng(6)))
    monkeypatch.setenv(TEXT8.copy, str(tmp_path / "planted.zip"))
    monkeypatch.setattr(places, "on_device", lambda toolbox: toolbox)

    test = large(WORD_VECTORS, LARGE, sandbox, TRAINED)

    assert (test.outcome, test.message) == (Outcome.passed, "")


@pytest.mark.parametrize("seed", range(3))
def test_words_of_a_kind_are_told_from_chance(judge, seed):
    rng = np.random.default_rng(seed)
    chance, kinds = rng.normal(size=(judge.LARGER_WORDS, judge.LARGER_DIM)), np.arange(48).reshape(8, 6)
    learned = np.repeat(np.eye(8), 6, axis=0) + rng.normal(scale=0.1, size=(48, 8))

    assert judge.share_of_a_kind(learned, kinds) == 1
    assert abs(judge.share_of_a_kind(chance, kinds) - 0.5) < 0.1
    assert judge.share_of_a_kind(np.ones((48, 5)), kinds) == 0.5


@pytest.mark.slow
def test_handout_runs_as_a_module(tmp_path):
    """Top to bottom, figures and all, before anything is solved; a warning is an error."""
    done = subprocess.run(
        [sys.executable, "-W", "error", str(WORD_VECTORS.folder / WORD_VECTORS.config.handout)],
        cwd=tmp_path, env={"MPLBACKEND": "Agg", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr[-3000:]
    assert "public tests 0 of 4. The grader runs more." in done.stdout
