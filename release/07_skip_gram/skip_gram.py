# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] id="title"
# # Word vectors: skip-gram with negative sampling
#
# *Keras Workbook, chapter 7 · ten exercises, 120 points · about 8 to 10 hours · no GPU*
#
# Give a machine nothing but running text, no dictionary and no labels, and ask it to guess which words stand
# near which. If it must make its guesses with one short vector per word, words of similar use end up with
# similar vectors, and differences between vectors begin to mean something. That is word2vec (Mikolov and
# others, 2013), and you are about to build all of it: the pairs it learns from, the two distributions that
# make it practical, the loss, its gradients, and the update that touches a handful of rows in a huge table.
#
# **When you are done you will be able to**
#
# - turn text into training pairs, and say what the window does to them;
# - explain why word2vec raises counts to the power 0.75, and drops most of its "the"s;
# - draw negative examples correctly, and test a *random* function so that chance cannot fool you;
# - derive the loss of negative sampling with its three gradients, and compute them without overflow;
# - update only the rows that a batch has touched, with repeated words counted as often as they occur;
# - build the same model in Keras, and read from its first loss whether all is well;
# - train word vectors from sentences alone, and hold them against what was planted in the text.

# %% [markdown] id="how_to_work"
# ## How to work with this notebook
#
# Each section ends in code that you write whole: a function, a pair of functions, a class. Its **docstring is
# the specification**: what goes in, what comes out, which errors must be raised. Nothing is tested that is
# not written there or in the rules below.
#
# 1. Read the section and do the numbers by hand. Answer the *Predict* question before you unfold the answer.
# 2. Replace the `raise NotImplementedError(...)` line by your code. Helper functions go into the same cell,
#    above the function. Later exercises may call your earlier ones; get those green first.
# 3. Run the check cell below it. "Public tests 4 of 4" means that the examples you can verify on paper come
#    out right. It is not the grade: the grader runs more tests, on words you have not seen. When one of
#    those fails, you are told the *fact* that does not hold, not the numbers.
#
# Cells that draw figures are there to be looked at; their code is folded (click on the three dots to read it).
# Some of them use your own functions and say so when those are still missing.
#
# **Toolbox: numpy**, except where an exercise says "Toolbox: keras". In the grader, `keras`, `tensorflow`,
# `scipy` and `torch` cannot be used in the numpy exercises, as you are writing what they compute. Plotting is
# not available there at all, so keep it out of your solution cells.
#
# ### Rules that hold in every exercise
#
# - **Words are ids**: whole numbers from 0 to the size of the vocabulary less one. Sentences are lists of ids,
#   as Python ints. Arrays of ids have an integer dtype; −1 is no word, although numpy would take it for the last.
# - **Tables and vectors** are numpy arrays of `float32` or `float64`, and all of one call have the same dtype.
#   The answer has it too, unless the text says otherwise. Numbers are compared with a small tolerance.
# - **Inputs stay as they are.** A function that writes into its arguments, or hands one of them back as its
#   answer, surprises whoever calls it. Return new arrays.
# - **Chance comes from `rng`**, a `numpy.random.Generator` that the caller hands in. Equal generators give equal
#   answers. numpy's global chance (`np.random.seed`, `np.random.rand` and the like) is neither used nor touched.
#   *How* you draw is your own affair: any method with the right distribution will do.
# - A **count** is a Python `int`: a window, a number of negatives, the size of a vocabulary. A count that is not
#   an integer raises `TypeError`, and so do `True` and `False`. (numpy integers are not tested.)
# - Anything else impossible raises `ValueError`. The docstrings list what is tested. No test makes two mistakes
#   in one call, so the order of your checks is your own. The wording of a message is free.

# %% [markdown] id="notation"
# ### The slides' letters and ours
#
# Martins's deck derives the model, Bardak's shows it, Gagné's sums it up.
#
# | Here | Martins's deck | Bardak's deck | Meaning |
# |---|---|---|---|
# | `V` (as a count) | – | $\lvert V \rvert$ | words in the vocabulary |
# | `window` | $m$ | context size | how far to the left and to the right a neighbour may be |
# | `centers`, row of `U` | word $o$, vector $u_o$ | anchor word | the word in the middle, and its vector |
# | `contexts`, row of `V` (as a table) | word $c$, vector $v_c$ | context | a neighbour, and its vector in that role |
# | `negatives` | $j_1 \dots j_k$ | negative words | words drawn at random, taken for no neighbours |
# | `probs` | $P(x)$ | – | the distribution they are drawn from, the *noise* |
# | loss | $-J_t(\Theta)$ | – | what we make small |
#
# Four habits differ, and mixing them up costs hours:
#
# - **Maximum or minimum.** Martins writes $J$, to be made large. Keras makes losses small, and so do we: our
#   loss is $-J$, and it is never negative.
# - **Which vector is which.** Here, as in Martins's deck, $u$ belongs to the centre and $v$ to the context. A
#   well-known Stanford course has it the other way round, and so have many programs on the web.
# - **Rows or columns.** Bardak writes $E\,w$ with a one-hot column $w$. Our vectors are rows: a table is
#   $(V, d)$, one row a word, and looking up is `onehot @ E`.
# - **"Two hidden layers"**, says Gagné's deck of word2vec. There is one table of vectors, a second one, and a dot
#   product between them. Nothing in it is hidden, and nothing is bent.

# %% id="setup" role="provided"
import matplotlib.pyplot as plt
import numpy as np

from autograder import check


# %% id="tools" role="provided"
# Two tools for looking at functions from the outside. You can use them as they are; the grader does.
class Watched(np.ndarray):
    """An array like any other. The grader hands it over, and looks at it again afterwards."""


def probe_watched(array):
    """Return a copy of an array that can be looked at again after somebody has had it."""
    return array.copy().view(Watched)


def probe_generator(seed):
    """Return a new generator in the state that a seed stands for."""
    return np.random.default_rng(seed)


def probe_global_chance():
    """Return the state of numpy's global chance, which your functions leave alone."""
    _, numbers, position, *_ = np.random.get_state()
    return [int(position), int(numbers.astype("uint64").sum())]


# %% id="figure_tools" role="demo"
# Helpers for the figures of this chapter: words in boxes, and arrows between them.
BLUE, ORANGE, GREEN, RED, PURPLE, SKY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9"
INK, GREY, PALE = "#222222", "#777777", "#EDEDED"
CARROT = "the carrot is a root vegetable usually orange".split()


def draw_canvas(width, height, title):
    """Return axes with no frame; y grows downwards, as lines of text do."""
    _, axes = plt.subplots(figsize=(width, height), layout="constrained")
    axes.axis("off")
    axes.set_title(title, fontsize=12, loc="left")
    return axes


def draw_word(axes, x, y, word, face=PALE, color=INK, width=0.94):
    axes.add_patch(
        plt.Rectangle((x + (1 - width) / 2, y - 0.36), width, 0.72, facecolor=face, edgecolor="white")
    )
    axes.text(x + 0.5, y, word, ha="center", va="center", fontsize=10.5, color=color)


def draw_arrow(axes, start, end, color, bend=0.0, width=1.6):
    axes.annotate(
        "", end, start,
        arrowprops={"arrowstyle": "->", "color": color, "lw": width, "connectionstyle": f"arc3,rad={bend}"},
    )  # fmt: skip


# %% [markdown] id="text_corpus"
# ## The text we learn from
#
# Real text is large, and nobody knows the right answer for it. So this chapter comes with a small language in
# which you know everything, because it was *planted*. It has 52 words. Sixteen are nouns: eight concepts, each
# in a male and a female form (king and queen, uncle and aunt, …). Each concept has three topic words of its
# own (a crown, a throne, a palace), each gender has four (he, him, …), and four fillers stand anywhere (the,
# a, of, and). A sentence has six words in random order: a noun, two topic words of its concept, one word of
# its gender, and two fillers.
#
# Nobody tells the model what a concept or a gender is. But "queen" keeps company with the crown, as "king"
# does, and with "her", as "aunt" does. If vectors are shaped by company, then *king* and *queen* should
# differ by just what *uncle* and *aunt* differ by, and the sixteen nouns should form eight pairs of parallel
# arrows. "You shall know a word by the company it keeps" (Firth, 1957): here we can check.

# %% id="corpus" role="provided"
# The planted language: its words, and sentences in it.
NOUNS = ["king queen", "father mother", "brother sister", "son daughter"]
NOUNS += ["uncle aunt", "actor actress", "waiter waitress", "monk nun"]
NOUNS = [pair.split() for pair in NOUNS]
TOPICS = ["crown throne palace", "home supper garden", "toys quarrel secret", "school birthday lullaby"]
TOPICS += ["visit gift wedding", "stage film applause", "menu tray tip", "prayer candle abbey"]
TOPICS = [words.split() for words in TOPICS]
GENDERS = ["he him his himself".split(), "she her hers herself".split()]
FILLERS = "the a of and".split()
WORDS = [
    word for words in (*NOUNS, *TOPICS, *GENDERS, FILLERS) for word in words
]  # 52; an id is a place here


def plant_sentences(count, seed=0):
    """Return so many sentences of six ids each."""
    rng = np.random.default_rng(seed)
    ids = {word: place for place, word in enumerate(WORDS)}
    sentences = []
    for concept, gender in rng.integers([8, 2], size=(count, 2)):
        words = [NOUNS[concept][gender], rng.choice(GENDERS[gender])]
        words += [*rng.choice(TOPICS[concept], 2), *rng.choice(FILLERS, 2)]
        sentences.append([ids[str(word)] for word in rng.permutation(words)])
    return sentences


# %% id="figure_corpus" role="demo"
def figure_corpus():
    sentences = plant_sentences(2000)
    together = np.zeros((52, 52))
    for sentence in sentences:
        for word in sentence:
            together[word, sentence] += 1
    np.fill_diagonal(together, 0)
    _, (left, right) = plt.subplots(1, 2, figsize=(12, 5.4), layout="constrained")
    left.imshow(together[:16, 16:48] > 0, cmap="Blues", vmax=1.6, aspect="auto")
    left.set_xticks(range(32), WORDS[16:48], rotation=90, fontsize=9)
    left.set_yticks(range(16), WORDS[:16], fontsize=9)
    left.set_title("Blue: the two words share some sentence", fontsize=12)
    left.axvline(23.5, color=ORANGE, lw=2)
    for place, pair in enumerate(NOUNS):
        turn = np.pi * (place + 0.5) / 8 + 0.15
        x, y = 3.1 * np.cos(turn * 2), 1.9 * np.sin(turn * 2)
        right.annotate(
            "", (x + 1.15, y + 0.55), (x, y), arrowprops={"arrowstyle": "->", "color": RED, "lw": 2}
        )
        right.text(x, y - 0.05, pair[0], ha="right", va="top", color=BLUE, fontsize=11)
        right.text(x + 1.2, y + 0.58, pair[1], ha="left", va="bottom", color=GREEN, fontsize=11)
    right.set(xlim=(-4.6, 5.8), ylim=(-2.9, 3.4))
    right.axis("off")
    right.set_title("Planted: one step, the same everywhere", fontsize=12)
    plt.show()
    for sentence in sentences[:3]:
        print(" ".join(WORDS[word] for word in sentence))


figure_corpus()

# %% [markdown] id="text_one_hot"
# ## 1 · A word as a vector (6 points)
#
# **Why.** A net computes with numbers, and a word is none. One can number the words, but id 7 is not
# "more" than id 3, and not nearer to 8 than to 40. The honest way to say "this word and no other" is a vector
# with one axis per word: all 0, and 1 on the word's own axis. It is called **one-hot**. It is honest, and
# it is useless as a description: every word is exactly as far from every other.
#
# **By hand.** With $V = 4$ words, word 2 is $(0, 0, 1, 0)$ and word 0 is $(1, 0, 0, 0)$. Their difference is
# $(-1, 0, 1, 0)$, of length $\sqrt{2}$, and their product is 0, so the cosine is 0 too. Take any other two: the
# same numbers. Cat and kitten, cat and Tuesday. Bardak's slide says "symbols are equidistant".


# %% id="figure_one_hot" role="demo"
def figure_one_hot():
    words = ["cat", "kitten", "Tuesday"]
    figure = plt.figure(figsize=(10, 4), layout="constrained")
    left = figure.add_subplot(1, 2, 1, projection="3d")
    for axis, (word, color) in enumerate(zip(words, (BLUE, SKY, RED), strict=True)):
        end = np.eye(3)[axis]
        left.plot(*zip(np.zeros(3), end, strict=True), color=color, lw=3)
        left.text(*(1.1 * end), word, color=color, fontsize=11)
    left.plot(*np.eye(3)[[0, 1, 2, 0]].T, color=GREY, lw=1, ls="--")
    left.set_title("one-hot: every dashed line has length √2", fontsize=12)
    left.set(xticks=(), yticks=(), zticks=())
    left.view_init(25, 35)
    right = figure.add_subplot(1, 2, 2)
    for (x, y), word, color in zip(
        ((2.0, 1.4), (2.3, 0.9), (-1.2, 1.5)), words, (BLUE, SKY, RED), strict=True
    ):
        right.annotate("", (x, y), (0, 0), arrowprops={"arrowstyle": "->", "color": color, "lw": 3})
        right.text(x, y + 0.12, word, ha="center", color=color, fontsize=11)
    right.set(xlim=(-2, 3), ylim=(-0.3, 2.1), xticks=(), yticks=())
    right.set_title("dense: nearness can say something", fontsize=12)
    plt.show()


figure_one_hot()

# %% [markdown] id="task_one_hot"
# **Formula with shapes.** The cure is a table $E$ of shape $(V, d)$, with one short, dense row per word; $d$ is
# 50 to 300 where $V$ is 100,000. "Multiply the one-hot vector by $E$", say the decks, and that is right:
#
# $$x = w\,E, \qquad x_j = \sum_{i=0}^{V-1} w_i \, E_{ij} = E_{\text{id},\,j} .$$
#
# Of the $V$ products in each sum, $V - 1$ are with a 0. So nobody computes it that way: **an embedding is a row
# of a table**, and looking it up costs nothing. The product is still worth knowing. It says that the lookup is
# linear in $E$, hence has a gradient: the row that was read gets it, and if it was read three times, it gets
# three. You will need that in exercise 8.
#
# Ids come in all shapes: one word is a number without axes, shape $()$; a sentence is $(T,)$; a batch of sentences
# is $(B, T)$. The answer has the shape of the ids, and then one axis more:
#
# $$\text{ids } (\dots) \;\longrightarrow\; \text{one-hot } (\dots, V), \quad \text{embedded } (\dots, d).$$
#
# **Predict.** Gagné's deck speaks of some 100,000 words of French. You have a page of 8,000 words. How many bytes
# are its one-hot vectors in float32, and its embeddings with $d = 100$?
#
# <details><summary>Answer</summary>
#
# $8{,}000 \cdot 100{,}000 \cdot 4 = 3.2$ billion bytes, nearly all of them zeros, against
# $8{,}000 \cdot 100 \cdot 4 = 3.2$ million.
# </details>
#
# **Your turn.** Write `one_hot` and `embed`. The second must not build the first: it is tested with a vocabulary
# for which that would not fit into memory.


# %% id="one_hot" role="solution"
def one_hot(ids: np.ndarray, V: int) -> np.ndarray:
    """Turn words into one-hot vectors.

    Args:
        ids: integers of any shape, also (). Each is a word, from 0 to V - 1.
        V: int >= 1. The number of words.

    Returns:
        float32, of the shape of ids followed by V: 1 on the axis of the word, 0 elsewhere.

    Raises:
        TypeError: V is not an integer (a bool is not an integer here), or ids have no integer dtype.
        ValueError: V is below 1, or an id is negative or V or more.

    Example:
        Word 2 of 4 is (0, 0, 1, 0).
    """
    raise NotImplementedError("one_hot: which shape does the answer have, and where do the ones go?")


def embed(ids: np.ndarray, E: np.ndarray) -> np.ndarray:
    """Look up words in a table: what one_hot(ids, V) @ E would be, in a memory that does not grow with V.

    Args:
        ids: integers of any shape, also (). Each is a word, from 0 to V - 1.
        E: (V, d), floating. Row i is the vector of word i.

    Returns:
        Of the shape of ids followed by d, in the dtype of E: the rows of the words. A new array.

    Raises:
        TypeError: ids have no integer dtype.
        ValueError: an id is negative or V or more, or E does not have two axes.

    Example:
        With the table [[1, 2], [3, 4], [5, 6]], the words (2, 0, 2) are [[5, 6], [1, 2], [5, 6]].
    """
    raise NotImplementedError("embed: which rows, in which shape?")


# %% id="check_one_hot" role="check"
check(one_hot, embed, exercise="one_hot")

# %% [markdown] id="pitfalls_one_hot"
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *Word −1.* Python counts −1 from the end, and numpy does too. An id of −1 usually means that a word was
#    looked up and not found. Do you hear of it, or do you get the vector of the last word?
# 2. *An axis is lost.* A batch of one sentence has the shape (1, T). Which shape must come out? And for a single
#    word, shape ()?
# 3. *The largest id.* There are V words and the first is 0. Which is the last, and does it have an axis?
# </details>
#
# **Remember**
#
# - One-hot: one axis per word, all words $\sqrt{2}$ apart.
# - An embedding is a row of a table. The product with a one-hot vector is its definition, not its computation.
# - In: any shape. Out: that shape and one axis more.

# %% [markdown] id="text_skipgram_pairs"
# ## 2 · From text to pairs (14 points)
#
# **Why.** Nobody has labelled your text, and nobody needs to: text labels itself. Take any word, look at its
# neighbours, and you have questions with known answers: "which words stand near *carrot*?" This is called
# self-supervision. Everything the model will ever know is in the list of pairs that you are about to make.
#
# **By hand.** Bardak's sentence is *the carrot is a root vegetable, usually orange*. We put a word in the
# middle, the **centre** (orange below), and look at most $m = 2$ places to either side (blue). Each blue word
# makes a pair with the orange one. At the ends of the sentence the window is cut off; it does not reach round
# to the other end, nor into the next sentence. The count on the right is the number of pairs.


# %% id="figure_skipgram_pairs" role="demo"
def figure_skipgram_pairs():
    axes = draw_canvas(10, 4.4, "Windows of 2 to either side: one line for each centre")
    for line in range(8):
        pairs = 0
        for place, word in enumerate(CARROT):
            near = 0 < abs(place - line) <= 2
            pairs += near
            face = ORANGE if place == line else SKY if near else "white"
            draw_word(axes, 1.5 * place, line, word, face, INK if face != "white" else "#BBBBBB", width=1.4)
        axes.text(12.4, line, f"{pairs}", va="center", fontsize=11)
    axes.text(12.4, 8, "26", va="center", fontsize=11, fontweight="bold")
    axes.set(xlim=(-0.6, 13), ylim=(8.5, -0.7))
    plt.show()


figure_skipgram_pairs()

# %% [markdown] id="task_skipgram_pairs"
# The second line gives (carrot, the), (carrot, is), (carrot, a). The third gives four pairs, among them (is,
# carrot): what is near is near both ways, so every pair turns up in both orders.
#
# **Formula with shapes.** For a sentence $x_0, \dots, x_{L-1}$ the pairs are
#
# $$(x_t,\; x_{t+j}) \qquad \text{for } -m \le j \le m,\; j \ne 0,\; 0 \le t + j < L ,$$
#
# and for $L > m$ there are $m(2L - m - 1)$ of them: $2 \cdot (16 - 3) = 26$ for the carrot. (On Martins's slide a
# stray $T$ stands above the inner sum. And nothing is said there about the ends; we cut off.) The answer has the
# shape $(N, 2)$: one row a pair, first the centre, then its neighbour.
#
# Note that $j \ne 0$ forbids a *place*, not a word. In "the cat saw the dog", with $m = 3$, the first "the" has
# the other one for a neighbour, and the pair (the, the) is a fact about English like any other. Nor are
# pairs that occur twice dropped: how often they occur is just what we want to learn.
#
# **The window that breathes.** A neighbour at distance 1 says more about a word than one at distance 5. word2vec
# has a charming way to weigh them: for each centre it draws a new half-width $b$ from $1, \dots, m$, all equally
# likely, and takes all places up to distance $b$, on both sides. So a neighbour at distance $d$ is kept if
# $b \ge d$, which has the probability
#
# $$\frac{m - d + 1}{m} .$$
#
# The weights come for free, and there are fewer pairs to train on.
#
# **Predict.** With $m = 5$, how much of its pairs does a very long text keep when the window breathes?
#
# <details><summary>Answer</summary>
#
# The mean of $b$ is $(m + 1)/2 = 3$, against 5 always: three fifths. Distance 1 is always kept, distance 5 in one
# of five cases.
# </details>
#
# **Your turn.** Write `skipgram_pairs`.


# %% id="skipgram_pairs" role="solution"
def skipgram_pairs(
    sentences: list[list[int]],
    window: int,
    dynamic: bool = False,
    rng: np.random.Generator | None = None,
) -> np.ndarray:
    """List every word with each of its neighbours.

    Args:
        sentences: lists of ids. A sentence may have one word, or none; then it gives no pair.
        window: int >= 1. Neighbours stand at most so many places away, in the same sentence.
        dynamic: if true, each centre has a half-width of its own, drawn from 1, 2, ..., window, all
            equally likely and independent of one another; it holds for both sides.
        rng: where chance comes from; needed only if dynamic.

    Returns:
        (N, 2), integers: centre and neighbour. Sorted by sentence, then by the place of the centre,
        then by the place of the neighbour. A pair stands there as often as it occurs; a word and
        itself make a pair where they stand at two places. (0, 2) if there is no pair.

    Raises:
        TypeError: window is not an integer. A bool is not an integer here.
        ValueError: window is below 1, or dynamic is true and there is no rng.

    Example:
        The sentence (5, 7, 9) with window 1 gives (5, 7), (7, 5), (7, 9), (9, 7).
    """
    raise NotImplementedError("skipgram_pairs: for each centre, which places are its neighbours'?")


# %% id="check_skipgram_pairs" role="check"
check(skipgram_pairs)


# %% id="figure_skipgram_pairs_kept" role="demo"
# Your function, drawn: how often each distance is kept, and how often words of the planted language meet.
def figure_skipgram_pairs_kept():
    line = list(range(20_000))
    _, (left, right) = plt.subplots(1, 2, figsize=(12, 4.2), layout="constrained")
    for dynamic, color, name in ((False, GREY, "fixed window of 5"), (True, BLUE, "a window that breathes")):
        pairs = skipgram_pairs([line], 5, dynamic, np.random.default_rng(1))
        away = np.bincount(np.abs(pairs[:, 1] - pairs[:, 0]), minlength=6)[1:] / (2 * len(line))
        left.bar(np.arange(1, 6) + (0.2 if dynamic else -0.2), away, 0.38, color=color, label=name)
    left.plot(range(1, 6), (6 - np.arange(1, 6)) / 5, "o--", color=RED, label="(m − d + 1) / m")
    left.set(xlabel="distance d", ylabel="share of neighbours kept")
    left.legend(loc="upper right")
    pairs = skipgram_pairs(plant_sentences(4000), 5)
    table = np.zeros((52, 52))
    np.add.at(table, (pairs[:, 0], pairs[:, 1]), 1)
    right.imshow(np.log1p(table), cmap="Blues")
    right.set_title("How often two words meet (darker: more often)", fontsize=11)
    ticks = (0, 16, 40, 48)
    right.set_xticks(ticks, ["nouns", "topics", "genders", "fillers"], ha="left", rotation=-25)
    right.set_yticks(ticks, ["nouns", "topics", "genders", "fillers"])
    plt.show()


try:
    figure_skipgram_pairs_kept()
except NotImplementedError:
    print("Solve skipgram_pairs first; then this cell counts what it keeps.")

# %% [markdown] id="pitfalls_skipgram_pairs"
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *The place or the word?* In (3, 1, 3) with window 2, which pairs begin with the first 3? Does your code
#    compare words where it should compare places?
# 2. *The ends.* `sentence[i - 2]` of the first word is the last but one. Is that a neighbour? And is the first
#    word of the next sentence?
# 3. *One draw for all.* With `dynamic`, print the half-widths of all centres of one long sentence. Are they the
#    same? Does $m$ itself ever come up? Are both sides of a centre equally wide?
# </details>
#
# **Remember**
#
# - Text labels itself: each word with each neighbour is one example.
# - The window counts places, is cut off at both ends, and includes distance $m$.
# - A window that breathes weighs near neighbours more, and trains less.

# %% [markdown] id="text_cbow_examples"
# ## 3 · The other way round: a bag of neighbours (8 points)
#
# **Why.** word2vec has two heads. Skip-gram asks, given a word, for each of its neighbours. The **continuous bag
# of words**, CBoW for short, asks, given all the neighbours at once, for the word in the middle: the exercise
# where you fill in the gap. It is the faster one (one question a place instead of four), skip-gram is the one that
# does more for rare words. The rest of this chapter trains skip-gram; but you should know how closely the two
# are related, and see it in your own numbers.
#
# **By hand.** Once more the carrot, with windows of 2. At *is*, the gap is "the carrot … a root". At *the*, the
# gap is the first word, and its bag holds what there is: "carrot is". Bags at the edges are smaller; nothing is
# put in to fill them.


# %% id="figure_cbow_examples" role="demo"
def figure_cbow_examples():
    axes = draw_canvas(11, 3.6, "Who is asked for whom, with a window of 2 around the word is")
    for left, name, color in ((0, "skip-gram: four questions", RED), (6.4, "CBoW: one question", BLUE)):
        axes.text(left + 2.5, 3.5, name, ha="center", fontsize=12, color=color)
        for place in range(5):
            here = place == 2
            draw_word(axes, left + place, 0 if here else 2.4, CARROT[place], ORANGE if here else SKY)
            if here:
                continue
            above, below = (left + place + 0.5, 2.0), (left + 2.5 + 0.16 * (place - 2), 0.4)
            draw_arrow(axes, *((below, above) if color == RED else (above, below)), color)
    axes.set(xlim=(-0.2, 11.6), ylim=(3.9, -0.6))
    plt.show()


figure_cbow_examples()

# %% [markdown] id="task_cbow_examples"
# **Formula with shapes.** For each place $t$ of a sentence of length $L$ there is one example,
#
# $$\bigl(\,[\,x_{t-m}, \dots, x_{t-1},\; x_{t+1}, \dots, x_{t+m}\,],\;\; x_t \bigr),$$
#
# where places outside the sentence are left out. A bag forgets order when it is used (the vectors in it are
# averaged), but it does not forget *how often* a word is in it. So we list its words from left to right, repeated
# ones as often as they stand there. The examples have bags of different sizes: no array holds them, so the answer
# is a list.
#
# The bag's target is not in the bag. That is worth a second look: a model that is shown the answer needs to learn
# nothing but copying. But if the same word stands at *another* place in the window, it belongs there.
#
# **Predict.** You pair the target of every example with each word of its bag. How many pairs do you get from the
# carrot, and where have you seen them?
#
# <details><summary>Answer</summary>
#
# 26, one for each pair of exercise 2, and the very same ones: (target, neighbour) is (centre, neighbour). The two
# models look at the same facts, and ask different questions about them.
# </details>
#
# **Your turn.** Write `cbow_examples`.


# %% id="cbow_examples" role="solution"
def cbow_examples(sentences: list[list[int]], window: int) -> list[tuple[list[int], int]]:
    """List every word with the bag of its neighbours.

    Args:
        sentences: lists of ids. A sentence may have one word, or none; then it gives no example.
        window: int >= 1. Neighbours stand at most so many places away, in the same sentence.

    Returns:
        A list of pairs (neighbours, target), one for each word that has a neighbour, in the order of
        the text. The neighbours are a list of ids, from left to right, without the target's own place.

    Raises:
        TypeError: window is not an integer. A bool is not an integer here.
        ValueError: window is below 1.

    Example:
        The sentence (5, 7, 9) with window 1 gives ([7], 5), ([5, 9], 7), ([7], 9).
    """
    raise NotImplementedError("cbow_examples: which places lie around the gap?")


# %% id="check_cbow_examples" role="check"
check(cbow_examples)


# %% id="figure_cbow_examples_gaps" role="demo"
# Your function at work: the gaps of the carrot sentence.
def figure_cbow_examples_gaps():
    for near, target in cbow_examples([list(range(8))], 2):
        words = [CARROT[word] for word in near]
        words.insert(sum(word < target for word in near), "____")
        print(f"{' '.join(words):36s} {CARROT[target]}")


try:
    figure_cbow_examples_gaps()
except NotImplementedError:
    print("Solve cbow_examples first; then this cell prints its gaps.")

# %% [markdown] id="pitfalls_cbow_examples"
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *The answer is in the question.* Is the target's own place in your bag? Or have you thrown the word out
#    wherever it stands?
# 2. *Edges are filled up.* Is there a 0 in the bag of the first word? Which word is 0?
# 3. *Only the past.* Gagné's deck says "those preceding and following". What is in the bag of the last word, and
#    what in that of the first?
# </details>
#
# **Remember**
#
# - Skip-gram: from the centre to each neighbour. CBoW: from all neighbours to the centre.
# - The facts are the same; paired up, they are equal as multisets.
# - Edges make smaller bags, not filled ones.

# %% [markdown] id="text_noise_distribution"
# ## 4 · Which words to hold up as wrong (10 points)
#
# **Why.** If all the model ever hears is "these two belong together", the perfect answer is to make all vectors
# long and alike. Somebody has to say no. The full model of Martins's deck says no to every other word at once:
# its softmax divides by a sum over the whole vocabulary, 100,000 products for each pair. **Negative sampling** says
# no to a handful of words drawn at random. From which distribution? The deck leaves it open, "uniform, unigram
# frequency, etc.". word2vec took neither, and its choice has been copied ever since.
#
# **By hand.** Three words occur 16, 1 and 0 times. *Uniform* noise would hold up a rare word as often as a
# frequent one. *Unigram* noise, counts divided by their sum, says no to "the" nearly always. word2vec raises the
# counts to the power $\tfrac34$ first: $16^{3/4} = 8$ and $1^{3/4} = 1$, so the probabilities are $\tfrac89$ and
# $\tfrac19$ (instead of $\tfrac{16}{17}$ and $\tfrac1{17}$). The word that never occurs is never drawn.


# %% id="figure_noise_distribution" role="demo"
def figure_noise_distribution():
    rank = np.arange(1, 1001)
    counts = 100_000 / rank  # as in most languages, the word of rank r is about r times rarer than the first
    _, (left, right) = plt.subplots(1, 2, figsize=(12, 4), layout="constrained")
    powers = (1.0, GREY), (0.75, RED), (0.5, BLUE), (0.0, GREEN)
    for place, (power, color) in enumerate(powers):
        shares = counts**power / np.sum(counts**power)
        left.loglog(rank, shares, color=color, lw=2.5 if power == 0.75 else 1.5, label=f"power {power:g}")
        right.bar(
            np.arange(3) + 0.2 * (place - 1.5),
            [shares[:10].sum(), shares[10:100].sum(), shares[100:].sum()], 0.18, color=color,
        )  # fmt: skip
    left.set(xlabel="rank of the word by frequency", ylabel="probability in the noise")
    left.legend()
    right.set_xticks(range(3), ["the 10 most\nfrequent words", "the next 90", "the other 900"])
    right.set_ylabel("share of all negatives")
    plt.show()


figure_noise_distribution()

# %% [markdown] id="task_noise_distribution"
# **Formula with shapes.** `counts` is $(V,)$, and for a power $\alpha$
#
# $$P(i) = \frac{c_i^{\,\alpha}}{\sum_{j} c_j^{\,\alpha}}, \qquad\text{hence}\qquad
# \frac{P(i)}{P(j)} = \Bigl(\frac{c_i}{c_j}\Bigr)^{\alpha} .$$
#
# The second form is the one to keep in mind. A power below 1 pulls ratios towards 1: frequent words stay more
# likely than rare ones, but not by as much. At $\alpha = 1$ it is the unigram distribution, at $\alpha = 0$ it is
# uniform. Why just 0.75? It worked best in experiments, and no better reason is known.
#
# A trap lies at $\alpha = 0$: on a computer, $0^0$ is 1. A word that never occurs must not come into the noise
# by that door. And the probabilities of a vocabulary of 100,000 words are small; they are added up when one draws
# from them, so the answer is float64, always.
#
# **Predict.** One word occurs 10,000 times, another once. How much likelier is the first under unigram noise, and
# how much under word2vec's?
#
# <details><summary>Answer</summary>
#
# 10,000 times, and $10{,}000^{0.75} = 1000$ times.
# </details>
#
# **Your turn.** Write `noise_distribution`.


# %% id="noise_distribution" role="solution"
def noise_distribution(counts: np.ndarray, power: float = 0.75) -> np.ndarray:
    """Turn counts of words into the distribution that negatives are drawn from.

    Args:
        counts: (V,), integers or floating, none negative. How often each word occurs; may be very large.
        power: >= 0. What the counts are raised to.

    Returns:
        (V,), float64, whatever the dtype of counts: probabilities in proportion to counts ** power, in
        the order of counts. They add up to 1 within 1e-12. A word that never occurs has probability 0,
        whatever the power.

    Raises:
        ValueError: a count is negative, all counts are 0, or counts does not have one axis.

    Example:
        The counts (16, 1, 0) give (8/9, 1/9, 0).
    """
    raise NotImplementedError(
        "noise_distribution: raise, then divide; and what about words that never occur?"
    )


# %% id="check_noise_distribution" role="check"
check(noise_distribution)


# %% id="figure_noise_distribution_words" role="demo"
# Your function, drawn: the planted language as it is counted, and as it is held up as wrong.
def figure_noise_distribution_words():
    counts = np.bincount(np.concatenate(plant_sentences(4000)), minlength=52)
    _, axes = plt.subplots(figsize=(12, 3.6), layout="constrained")
    for shift, power, color in ((-0.28, 1.0, GREY), (0.0, 0.75, RED), (0.28, 0.0, GREEN)):
        shares = noise_distribution(counts, power)
        axes.bar(np.arange(52) + shift, shares, 0.28, color=color, label=f"power {power:g}")
    axes.set_xticks(range(52), WORDS, rotation=90, fontsize=9)
    axes.set_ylabel("probability")
    axes.set_xlim(-1, 52)
    axes.legend()
    plt.show()


try:
    figure_noise_distribution_words()
except NotImplementedError:
    print("Solve noise_distribution first; then this cell draws the noise of the planted language.")

# %% [markdown] id="pitfalls_noise_distribution"
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *Divide, then raise.* $\tfrac{16}{17}$ and $\tfrac1{17}$, each to the power 0.75: what do they add up to?
# 2. *The power is fixed.* Does your function look at its second argument? What does it give for the power 1?
# 3. *The words that never occur.* Take the counts (3, 0, 5) and the power 0. How many words are there to draw?
# </details>
#
# **Remember**
#
# - Noise: counts to the power 0.75, divided by their sum.
# - Ratios of counts become ratios to the power; 16 : 1 becomes 8 : 1.
# - What has never been seen is not held up as wrong.

# %% [markdown] id="text_keep_probability"
# ## 5 · Fewer of the too many (8 points)
#
# **Why.** In English text every fifteenth word or so is "the". Pairs with "the" fill the training, and teach next to
# nothing: everything stands near "the". **Subsampling** throws words out of the text *before* pairs are made,
# frequent ones often and rare ones never. The training gets shorter, and better: with the "the"s gone, the window
# reaches further among the words that matter. The decks leave it out; word2vec does not.
#
# **By hand.** A word makes up the share $f$ of the text, and $t$ is a threshold, say $0.01$. Words up to that share
# are all kept. A word with $f = 0.04$ is four times too frequent, and is kept with the probability
# $\sqrt{0.01 / 0.04} = 0.5$. One with $f = 0.16$ is kept one time in four.


# %% id="figure_keep_probability" role="demo"
def figure_keep_probability():
    share = np.logspace(-5, 0, 400)
    _, (left, right) = plt.subplots(1, 2, figsize=(12, 4), layout="constrained")
    for threshold, color in ((1e-2, GREEN), (1e-3, BLUE), (1e-4, PURPLE)):
        ratio = threshold / share
        for extra, line, name in ((0, "-", "paper"), (ratio, "--", "C program")):
            keep = np.minimum(np.sqrt(ratio) + extra, 1)
            left.semilogx(share, keep, line, color=color, label=f"t = {threshold:g}, {name}")
            right.loglog(share, keep * share, line, color=color)
    left.set(xlabel="share f of the word in the text", ylabel="probability that it is kept")
    left.legend(fontsize=9)
    right.loglog(share, share, ":", color=GREY)
    right.text(2e-2, 4e-2, "everything kept", rotation=32, color=GREY)
    right.set(xlabel="share f of the word in the text", ylabel="what is left of it")
    plt.show()


figure_keep_probability()

# %% [markdown] id="task_keep_probability"
# **Formula with shapes.** `counts` is $(V,)$, $f_i = c_i / \sum_j c_j$, and there are two formulas, as the paper says
# one thing and the authors' program in C does another. People have confused them ever since, so we name them:
#
# $$\text{"paper":}\quad \min\Bigl(1,\; \sqrt{t / f_i}\Bigr) \qquad\qquad
# \text{"c":}\quad \min\Bigl(1,\; \sqrt{t / f_i} + t / f_i\Bigr) .$$
#
# (The paper states the probability of being *thrown away*, $1 - \sqrt{t/f}$. We ask for that of being kept.)
#
# What counts is the **share** and not the count. Write the same text twice, one copy after the other, and nothing
# about its words has changed; nothing about the answer may change either. At least two programs in use got
# this wrong, and subsampled the more the longer the text.
#
# **Predict.** (a) With $t = 0.001$ and $f = 0.064$: what do the two formulas give? (b) For which $f$ is "c" just 1?
#
# <details><summary>Answer</summary>
#
# (a) $t/f = 1/64$, so $1/8 = 0.125$, and $0.125 + 0.0156 = 0.1406$. (b) Where $\sqrt{r} + r = 1$ for $r = t/f$:
# $\sqrt r = (\sqrt 5 - 1)/2$, the golden section, and $f \approx 2.62\,t$.
# </details>
#
# **Your turn.** Write `keep_probability`.


# %% id="keep_probability" role="solution"
def keep_probability(counts: np.ndarray, t: float = 1e-3, variant: str = "paper") -> np.ndarray:
    """Tell for each word with which probability one occurrence of it stays in the text.

    Args:
        counts: (V,), integers or floating, none negative. How often each word occurs.
        t: > 0. The share of the text up to which words are not too frequent.
        variant: "paper" for min(1, sqrt(t / f)), "c" for min(1, sqrt(t / f) + t / f), where f is a
            word's share of the text.

    Returns:
        (V,), float64, whatever the dtype of counts: probabilities from 0 to 1. A word that never
        occurs has 1, as there is nothing to throw away.

    Raises:
        ValueError: t is 0 or negative, variant is another word, a count is negative, or all are 0.

    Example:
        With t = 0.01, words that occur 4, 16 and 80 times in 100 are kept with the probabilities
        0.5, 0.25 and sqrt(1/80) = 0.1118.
    """
    raise NotImplementedError("keep_probability: shares first; and what has no share?")


# %% id="check_keep_probability" role="check"
check(keep_probability)


# %% id="figure_keep_probability_text" role="demo"
# Your function at work: what is left of the planted language.
def figure_keep_probability_text():
    sentences = plant_sentences(3000)
    keep = keep_probability(np.bincount(np.concatenate(sentences), minlength=52), t=5e-3)
    rng = np.random.default_rng(0)
    for sentence in sentences[:6]:
        print(" ".join(WORDS[word] if rng.random() < keep[word] else "·" for word in sentence))


try:
    figure_keep_probability_text()
except NotImplementedError:
    print("Solve keep_probability first; then this cell thins out the planted language.")

# %% [markdown] id="pitfalls_keep_probability"
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *Keep or discard?* Which words have the larger numbers in your answer, the frequent or the rare ones?
# 2. *Counts in place of shares.* Multiply all counts by two. Does your answer change?
# 3. *More than certain.* What is $\sqrt{t/f}$ for a rare word? And for one that never occurs, with its $f = 0$?
# </details>
#
# **Remember**
#
# - Subsampling keeps all rare words and few of the frequent ones, before pairs are made.
# - It looks at shares, not at counts.
# - Two formulas are in use; say which.

# %% [markdown] id="text_sample_negatives"
# ## 6 · Drawing what is not there (14 points)
#
# **Why.** For every pair of the text, $k$ other words are drawn from the noise and shown to the model as
# "these do *not* belong together". Nothing here looks difficult, and yet this is where published programs go wrong
# most often: the same word is called right and wrong in one breath, all rows get the same negatives, or a repair of
# the first mistake quietly bends the distribution. None of it crashes. The vectors are a little worse, and nobody
# knows why.
#
# **By hand.** The noise is $P = (0.5, 0.3, 0.2)$, and the positive of some row is word 0. If the draw is 0, we
# throw it away and draw again, until it is another word. What do we end up with? Out of 100 first draws, 30 are
# word 1, 20 are word 2, and 50 are thrown away; those are drawn again, and split 3 to 2 once more. So word 1 comes
# out in $\tfrac{3}{5}$ of all cases, word 2 in $\tfrac25$: the old probabilities, divided by what is left, $1 - 0.5$.


# %% id="figure_sample_negatives" role="demo"
def figure_sample_negatives():
    noise = np.array([0.5, 0.3, 0.2])
    others = np.array([0.0, 0.6, 0.4])
    uniform = np.array([0.0, 0.3 + 0.25, 0.2 + 0.25])
    shifted = np.array([0.0, 0.3 + 0.5, 0.2])
    cases = (
        ("the noise", noise, GREY),
        ("positive is word 0:\ndraw again", others, GREEN),
        ("wrong: draw again\nfrom all others alike", uniform, RED),
        ("wrong: take the\nnext word instead", shifted, RED),
    )
    _, panels = plt.subplots(1, 4, figsize=(12, 3.2), layout="constrained", sharey=True)
    for axes, (name, shares, color) in zip(panels, cases, strict=True):
        axes.bar(range(3), shares, color=color)
        for word, share in enumerate(shares):
            axes.text(word, share + 0.02, f"{share:g}", ha="center")
        axes.set_title(name, fontsize=11)
        axes.set(xticks=range(3), ylim=(0, 0.95))
    panels[0].set_ylabel("probability of the word")
    plt.show()


figure_sample_negatives()

# %% [markdown] id="task_sample_negatives"
# **Formula with shapes.** `positives` is $(N,)$, one context word for each pair; the answer is $(N, k)$. With
# $p^{+}$ for the positive of the row, each entry of the row follows the **conditional law**
#
# $$P(j \mid j \ne p^{+}) = \frac{P(j)}{1 - P(p^{+})} \quad (j \ne p^{+}), \qquad 0 \text{ for } j = p^{+} .$$
#
# All entries are independent. Hence the same word may turn up twice in a row, and should, as often as chance has
# it: word2vec draws with replacement. What is excluded is the positive of the row and nothing else, neither other
# neighbours of the same centre nor the positives of other rows. (Does Martins's $j_i \sim P(x)$ exclude the
# positive? The slide does not say. The program word2vec does. TensorFlow's tutorial did not, until somebody
# complained. So there is a switch.)
#
# **How do you test a function that is right in many ways?** Not by its numbers: there are many good ways to draw,
# and each uses the generator differently. One tests what they have in common, the law. Draw $n = 20{,}000$ words,
# count them, and compare the counts $O_j$ with the expected $E_j = n P(j)$:
#
# $$\chi^2 = \sum_j \frac{(O_j - E_j)^2}{E_j} .$$
#
# For a right answer this is about the number of words less one, now a little more and now less. For
# a wrong law it grows with $n$. The grader draws its line where a right answer lands once in a billion gradings
# (for ten words about 60), and the wrong laws that you have just seen land in the hundreds and thousands. You need
# not be lucky, and a wrong answer cannot be.
#
# **Predict.** For the positive 0 and the noise above: a program draws once, and if it hits the positive, draws just
# once more and takes what comes. How often is the positive among the negatives?
#
# <details><summary>Answer</summary>
#
# $0.5 \cdot 0.5$: every fourth negative is the positive. With a rare positive one would hardly notice.
# </details>
#
# **Your turn.** Write `sample_negatives`. There are at least four good ways.


# %% id="sample_negatives" role="solution"
def sample_negatives(
    positives: np.ndarray,
    k: int,
    probs: np.ndarray,
    rng: np.random.Generator,
    exclude: str = "positive",
) -> np.ndarray:
    """Draw k words from the noise for each pair.

    Args:
        positives: (N,), integers. The context word of each pair.
        k: int >= 1. How many negatives each pair gets.
        probs: (V,), float64. The noise: probabilities that add up to 1; some may be 0.
        rng: where chance comes from.
        exclude: "positive": no negative is the positive of its own row; each follows the law of
            probs, given that it is another word. "none": each follows probs.

    Returns:
        (N, k), integers. All entries are independent of one another; a row may hold a word twice.

    Raises:
        TypeError: k is not an integer. A bool is not an integer here.
        ValueError: k is below 1, exclude is another word, or exclude is "positive" and a positive has
            probability 1, so that there is nothing else to draw.

    Example:
        With probs (0.5, 0.3, 0.2), a row whose positive is word 0 holds words 1 and 2 only, in the
        long run as 3 to 2.
    """
    raise NotImplementedError("sample_negatives: draw; and what if it is the positive?")


# %% id="check_sample_negatives" role="check"
check(sample_negatives, probe_generator)


# %% id="figure_sample_negatives_law" role="demo"
# Your function, drawn: 20,000 draws for one positive, and the law that they should follow.
def figure_sample_negatives_law():
    probs = np.arange(1, 11) ** 0.75 / np.sum(np.arange(1, 11) ** 0.75)
    positive, words = 7, np.arange(10)
    drawn = sample_negatives(np.full(4000, positive), 5, probs, np.random.default_rng(0))
    law = np.where(words == positive, 0, probs) / (1 - probs[positive])
    seen = np.bincount(drawn.ravel(), minlength=10)
    rest = words != positive
    chi2 = np.sum((seen - seen.sum() * law)[rest] ** 2 / (seen.sum() * law[rest]))
    _, axes = plt.subplots(figsize=(8, 3.6), layout="constrained")
    axes.bar(words, seen / seen.sum(), color=SKY, label="your draws")
    axes.plot(words[rest], law[rest], "o", color=RED, label="P(j) / (1 − P(positive))")
    axes.step(words, probs, where="mid", color=GREY, label="the noise itself")
    axes.set(xlabel="word (the positive is 7)", ylabel="share", xticks=words)
    axes.set_title(f"chi-square {chi2:.1f}; expected about 8, and never above 60", fontsize=12)
    axes.legend()
    plt.show()


try:
    figure_sample_negatives_law()
except NotImplementedError:
    print("Solve sample_negatives first; then this cell holds your draws against the law.")

# %% [markdown] id="pitfalls_sample_negatives"
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *The repair bends the law.* A draw that hits the positive has to go. Where does its replacement come from:
#    from the noise, from all words alike, or from next door? Work it out for $P = (0.5, 0.3, 0.2)$.
# 2. *Distinct, or shared.* Does a row of yours ever hold the same word twice? Do two rows hold the same words
#    always?
# 3. *Chance from elsewhere.* Call your function twice, with equal generators. Is the answer the same?
# </details>
#
# **Remember**
#
# - Negatives follow the noise, given that they are not the positive of their own row.
# - Throw away and draw again: that is dividing by what is left.
# - Random functions are tested by their law, with a line that right answers practically never cross.

# %% [markdown] id="text_sgns_loss_and_grads"
# ## 7 · The loss, and which way is down (18 points)
#
# **Why.** Now the model can be told what is near and what is not, and the question is how wrong it is. Martins's
# first answer is a softmax: the probability of the true neighbour among all words of the language. It is exact, and
# costs a sum over the vocabulary for every pair. Negative sampling asks something smaller: of each pair on its own,
# is it **real or drawn**? That is a yes-or-no question, logistic regression, and $1 + k$ of them cost $1 + k$ products.
#
# **By hand.** The *score* of a pair is the product of its two vectors. The model's belief that it is real is
# $\sigma(s) = 1 / (1 + e^{-s})$. A score of 0 means "no idea", one half. A score of $\log 3 = 1.0986$ means three to
# one, $\sigma = \tfrac34$. If that pair is real, the loss is $-\log \tfrac34 = 0.288$. If it was drawn, the loss is
# $-\log \tfrac14 = 1.386$: the model believed in it, and must pay.


# %% id="figure_sgns_loss_and_grads" role="demo"
def figure_sgns_loss_and_grads():
    score = np.linspace(-5, 5, 200)
    _, (left, right) = plt.subplots(1, 2, figsize=(12, 4), layout="constrained")
    left.plot(score, np.logaddexp(0, -score), color=BLUE, lw=2.5, label="real pair: −log σ(s)")
    left.plot(score, np.logaddexp(0, score), color=RED, lw=2.5, label="drawn pair: −log σ(−s)")
    left.plot([0], [np.log(2)], "o", color=INK)
    left.text(0.25, 0.3, "log 2", fontsize=11)
    left.plot([np.log(3)] * 2, [np.log(4 / 3), np.log(4)], "s", color=INK, ms=5)
    left.set(xlabel="score s = u · v", ylabel="loss")
    left.legend()
    right.plot(score, -1 / (1 + np.exp(score)), color=BLUE, lw=2.5, label="real: σ(s) − 1")
    right.plot(score, 1 / (1 + np.exp(-score)), color=RED, lw=2.5, label="drawn: σ(s)")
    right.axhline(0, color=GREY, lw=1)
    right.set(xlabel="score s", ylabel="slope of the loss by the score")
    right.legend()
    plt.show()


figure_sgns_loss_and_grads()

# %% [markdown] id="task_sgns_loss_and_grads"
# **Formula with shapes.** For one pair with centre $u$, context $v^+$ and negatives $v^-_1, \dots, v^-_k$,
#
# $$L = -\log \sigma(u \cdot v^+) \;-\; \sum_{i=1}^{k} \log \sigma(-\,u \cdot v^-_i) .$$
#
# That is $-J_t$ of the deck. Mind the sign inside the second $\sigma$: a drawn pair should have a *low* score. The
# batch has $N$ pairs; `u` and `v_pos` are $(N, d)$, `v_neg` is $(N, k, d)$, and the loss is $(N,)$: one number for
# each pair, the sum of its $1 + k$ questions, not their mean.
#
# The slope of $-\log \sigma(s)$ is $\sigma(s) - 1$; that of $-\log \sigma(-s)$ is $\sigma(s)$. Call them $g^+$ and
# $g^-_i$: belief minus truth, in both cases. A score is a product, so its slope by one factor is the other, and
#
# $$\frac{\partial L}{\partial u} = g^+ v^+ + \sum_i g^-_i v^-_i, \qquad
# \frac{\partial L}{\partial v^+} = g^+ u, \qquad
# \frac{\partial L}{\partial v^-_i} = g^-_i u .$$
#
# Read it as forces. Down the slope, $v^+$ and $u$ pull each other closer, by as much as the model doubts the pair;
# each $v^-_i$ and $u$ push each other off, by as much as the model believes in it. The centre feels all $1 + k$ of
# them.
#
# **Two sanity numbers.** With all vectors 0, every belief is one half, and the loss is $(1 + k) \log 2$. (A softmax over
# the $1 + k$ candidates would cost $\log(1 + k)$: another question, another number.) And it never gets negative.
#
# **Large scores.** At $s = -500$ the loss of a real pair is 500, a harmless number. But $e^{500}$ is about $10^{217}$,
# and in float32 that is infinite; $\sigma(-500)$ rounds to 0 there, and $\log 0$ is $-\infty$. Rewrite the formula so
# that nothing large is ever raised: $-\log \sigma(s) = \log(1 + e^{-s})$, and of $e^{-s}$ and $e^{s}$ one is
# always small. numpy has a function that adds in the exponent for you.
#
# **Predict.** You train with the full softmax instead, on five words. For a true pair, which products of vectors
# does a step make larger, and which smaller?
#
# <details><summary>Answer</summary>
#
# The product with the true neighbour grows, those with the *four* others shrink. Negative sampling does the
# same to some of them, and sees the others another time.
# </details>
#
# **Your turn.** Write `sgns_loss_and_grads`. It is the heart of the chapter; check it by differences.


# %% id="sgns_loss_and_grads" role="solution"
def sgns_loss_and_grads(
    u: np.ndarray, v_pos: np.ndarray, v_neg: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the loss of each pair, and its gradients.

    Args:
        u: (N, d), floating. The vectors of the centres.
        v_pos: (N, d). The vectors of their contexts.
        v_neg: (N, k, d), k >= 1. The vectors of the negatives of each pair.

    Returns:
        loss (N,), du (N, d), dv_pos (N, d), dv_neg (N, k, d), in the dtype of u. Entry n of loss is
        -log sigmoid(u·v_pos) - sum over i of log sigmoid(-u·v_neg[i]) of pair n, and row n of each
        gradient is the slope of that number by the vectors of pair n. Nothing is divided by N or k.
        All numbers are finite and right at scores of 500 and -500, in float32 as well.

    Raises:
        ValueError: the shapes are not (N, d), (N, d) and (N, k, d) with the same N and d.

    Example:
        For u = (1, 0), v_pos = (log 3, 5) and one negative (0, 1) the loss is log(4/3) + log 2,
        du = -1/4 (log 3, 5) + 1/2 (0, 1), dv_pos = (-1/4, 0) and dv_neg = (1/2, 0).
    """
    raise NotImplementedError("sgns_loss_and_grads: scores, then belief minus truth, then who feels it")


# %% id="check_sgns_loss_and_grads" role="check"
check(sgns_loss_and_grads)


# %% id="figure_sgns_loss_and_grads_forces" role="demo"
# Your function, drawn: one centre, one context and three negatives, and where a step pulls each of them.
def figure_sgns_loss_and_grads_forces():
    u = np.array([[1.0, 0.6]])
    v_pos = np.array([[-0.6, 1.1]])
    v_neg = np.array([[[1.2, -0.2], [0.2, 1.5], [-1.0, -0.9]]])
    _, (left, right) = plt.subplots(1, 2, figsize=(12, 4.6), layout="constrained")
    losses = []
    for step in range(40):
        loss, du, dv_pos, dv_neg = sgns_loss_and_grads(u, v_pos, v_neg)
        losses.append(loss[0])
        if step == 0:
            points = [(u[0], du[0], ORANGE, "centre"), (v_pos[0], dv_pos[0], BLUE, "context")]
            points += [(v, dv, RED, "drawn") for v, dv in zip(v_neg[0], dv_neg[0], strict=True)]
            for place, slope, color, name in points:
                left.plot(*place, "o", color=color, ms=9)
                left.text(place[0] + 0.05, place[1] + 0.1, name, color=color)
                end = place - 0.6 * slope
                left.annotate("", end, place, arrowprops={"arrowstyle": "->", "color": color, "lw": 2})
            left.set_title("Where a step takes each vector", fontsize=12)
            left.set(xlim=(-1.9, 2), ylim=(-1.5, 2.1), aspect="equal")
            left.axhline(0, color=PALE)
            left.axvline(0, color=PALE)
        u, v_pos, v_neg = u - 0.3 * du, v_pos - 0.3 * dv_pos, v_neg - 0.3 * dv_neg
    right.plot(losses, "o-", color=INK, ms=3)
    right.axhline(4 * np.log(2), color=GREY, ls="--")
    right.text(39, 4 * np.log(2) + 0.05, "4 log 2: no idea", ha="right", color=GREY)
    right.set(xlabel="step", ylabel="loss of the pair", ylim=(0, None))
    plt.show()


try:
    figure_sgns_loss_and_grads_forces()
except NotImplementedError:
    print("Solve sgns_loss_and_grads first; then this cell draws its forces.")

# %% [markdown] id="pitfalls_sgns_loss_and_grads"
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *The sign.* Is your loss positive? With all vectors 0, is it $(1 + k) \log 2$, or minus that? Do the contexts
#    come closer after a step against your gradient?
# 2. *The centre forgets the negatives.* How many terms does the slope by $u$ have? Compare with differences.
# 3. *A mean slips in.* Double $k$ by listing each negative twice. By how much should the loss grow, and the slope by
#    the first of them?
# </details>
#
# **Remember**
#
# - $1 + k$ independent yes-or-no questions; $(1 + k) \log 2$ at the start.
# - Every slope is belief minus truth, times the other vector.
# - Never raise $e$ to a large number: add in the exponent.

# %% [markdown] id="text_sgns_sparse_update"
# ## 8 · A step that touches a few rows (12 points)
#
# **Why.** The two tables of a real model have 100,000 rows of 100 numbers each, and a batch mentions a few hundred
# words. All other gradients are exactly 0. A step that computes with them anyway is a thousand times slower, and
# does nothing more. So one writes to the rows that were touched, and to no others. It sounds like bookkeeping, and
# a much-copied course solution loses some of its gradients in just this place, silently.
#
# **By hand.** A batch has two pairs, and both have word 3 as a negative. The first pair wants row 3 of the context
# table moved by $(1, 0)$, the second by $(1, 2)$. Both are right, and the sum of the two losses wants both: row 3
# has to move by $(2, 2)$. Now look at numpy. `V[[3, 3]] += [[1, 0], [1, 2]]` takes out row 3 twice, adds to each copy,
# and puts both back into the same place. The last one wins, and row 3 has moved by $(1, 2)$.


# %% id="figure_sgns_sparse_update" role="demo"
def figure_sgns_sparse_update():
    axes = draw_canvas(11, 4.2, "A batch of two pairs, k = 2: which rows of the two tables it touches")
    pairs = ((1, 4, (3, 6)), (1, 0, (3, 4)))
    for left, name in ((0, "U: centres"), (8, "V: contexts and negatives")):
        axes.text(left + 0.5, -0.8, name, ha="center", fontsize=11)
        for row in range(8):
            touched = row == 1 if left == 0 else row in (0, 3, 4, 6)
            draw_word(axes, left, row, f"row {row}", ORANGE if touched else PALE, width=1.6)
    for color, y, (center, context, negatives) in zip((BLUE, PURPLE), (1.9, 5.1), pairs, strict=True):
        axes.text(4.5, y, f"pair {center} → {context}", ha="center", va="center", fontsize=11, color=color)
        draw_arrow(axes, (3.5, y), (1.4, center), color)
        draw_arrow(axes, (5.5, y), (7.6, context), color)
        for negative in negatives:
            axes.annotate(
                "", (7.6, negative), (5.5, y + 0.2),
                arrowprops={"arrowstyle": "->", "color": color, "lw": 1.4, "ls": "--"},
            )  # fmt: skip
    axes.text(11, 3, "two dashed arrows:\nboth count", va="center", fontsize=10, color=RED)
    axes.text(11, 4.2, "context of one pair,\nnegative of the other", va="center", fontsize=10, color=RED)
    axes.set(xlim=(-1, 13.5), ylim=(7.7, -1.3))
    plt.show()


figure_sgns_sparse_update()

# %% [markdown] id="task_sgns_sparse_update"
# **Formula with shapes.** `U` and `V` are $(V, d)$, `centers` and `contexts` are $(N,)$, `negatives` is $(N, k)$. With
# the gradients of exercise 7, taken at the **old** tables, the step for the sum $L = \sum_n L_n$ is
#
# $$U_i \;\leftarrow\; U_i - \eta \sum_{n:\; \text{center}_n = i} \frac{\partial L_n}{\partial u_n},
# \qquad
# V_j \;\leftarrow\; V_j - \eta \Bigl( \sum_{n:\; \text{context}_n = j} \frac{\partial L_n}{\partial v^+_n}
# + \sum_{n,i:\; \text{negative}_{ni} = j} \frac{\partial L_n}{\partial v^-_{ni}} \Bigr) .$$
#
# Read the sums once more. A row gets a term for *every* time that its word is mentioned: as the centre of several
# pairs, as a negative twice in one row, as the context of one pair and a negative of another. If nobody mentions it,
# its sum is empty, and the row stays as it is, to the last bit.
#
# You have met this rule in exercise 1: a row that was read three times gets three gradients. numpy knows it as
# well, under another name than `+=`; sorting, counting, or a plain loop do it too.
#
# **Predict.** All 500 pairs of a batch have the same centre, and you use `U[centers] -= lr * du`. How much of the
# batch has the centre learned?
#
# <details><summary>Answer</summary>
#
# One pair, the last. 499 gradients are gone, and no error was raised.
# </details>
#
# **Your turn.** Write `sgns_sparse_update`. You may call your `sgns_loss_and_grads`.


# %% id="sgns_sparse_update" role="solution"
def sgns_sparse_update(
    U: np.ndarray,
    V: np.ndarray,
    centers: np.ndarray,
    contexts: np.ndarray,
    negatives: np.ndarray,
    lr: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Take one step of gradient descent on the sum of the pairs' losses.

    Args:
        U: (V, d), floating. The vectors of words as centres.
        V: (V, d). The vectors of words as contexts and negatives.
        centers: (N,), integers: row numbers of U. Any word may stand there repeatedly.
        contexts: (N,), integers: row numbers of V, likewise.
        negatives: (N, k), integers: row numbers of V, likewise; a word may be the context of a pair
            and a negative of this or another one.
        lr: the step per unit of gradient.

    Returns:
        The new U and the new V, in the dtype of U: new arrays. All gradients are taken at the old
        tables. Rows that are not mentioned are equal to the old ones to the last bit.

    Raises:
        ValueError: a row number is negative or V or more, U and V differ in shape, or the row numbers
            do not have the shapes (N,), (N,) and (N, k).

    Example:
        With U = [[2, 0], [0, 0]], V = 0 everywhere, centre 0, context 1, negatives (0, 0) and lr = 1,
        U stays, V[1] becomes (1, 0), and V[0], drawn twice, becomes (-2, 0).
    """
    raise NotImplementedError("sgns_sparse_update: gradients of all pairs first, then every mention counts")


# %% id="check_sgns_sparse_update" role="check"
check(sgns_sparse_update)


# %% id="figure_sgns_sparse_update_rows" role="demo"
# Your function, drawn: how far one step on eight pairs of the planted language moves each row.
def figure_sgns_sparse_update_rows():
    rng = np.random.default_rng(3)
    U, V = rng.normal(size=(2, 52, 12)) / 2
    centers, contexts = rng.integers(16, size=8), rng.integers(16, 40, size=8)
    negatives = rng.integers(52, size=(8, 2))
    moved = [np.abs(new - old).sum(axis=1) for new, old in zip(
        sgns_sparse_update(U, V, centers, contexts, negatives, 0.1), (U, V), strict=True
    )]  # fmt: skip
    _, panels = plt.subplots(2, 1, figsize=(12, 3.8), layout="constrained", sharex=True)
    for axes, table, length in zip(panels, "UV", moved, strict=True):
        axes.bar(range(52), length, color=[BLUE if one else PALE for one in length])
        axes.set_ylabel(f"how far a row\nof {table} has moved")
    for word in centers:
        panels[0].text(word, 0, "c", ha="center", va="bottom", color=ORANGE, fontsize=9)
    for word in (*contexts, *negatives.ravel()):
        panels[1].text(word, 0, "v", ha="center", va="bottom", color=ORANGE, fontsize=9)
    panels[1].set_xticks(range(52), WORDS, rotation=90, fontsize=9)
    plt.show()


try:
    figure_sgns_sparse_update_rows()
except NotImplementedError:
    print("Solve sgns_sparse_update first; then this cell shows which rows it moves.")

# %% [markdown] id="pitfalls_sgns_sparse_update"
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *The last mention wins.* Take one pair whose two negatives are the same word. Has its row moved twice as far as
#    with one of them?
# 2. *New values too early.* In which order do you update the tables, and which of them do the gradients see?
# 3. *A row too many.* Compare `new == old` row by row. Which rows differ? And were the caller's own tables changed?
# </details>
#
# **Remember**
#
# - `table[ids] += x` counts a repeated id once. Sums over mentions need another tool.
# - All gradients first, at the old tables; then the step.
# - What nobody mentions does not move, not even in the last bit.

# %% [markdown] id="text_SkipGram"
# ## 9 · The model in Keras (14 points)
#
# **Why.** You have derived the gradients once, and need not do it again. In Keras the model is two tables and a
# product; the tape finds the slopes, `fit` takes the steps. What is left to decide are the things that no library
# decides for you: which table is read with what, what the output means, and how the tables start.
#
# **By hand.** Three words, vectors of length 2. $U = ((1, 0), (0, 2), (1, 1))$, $V = ((3, 0), (0, 1), (2, 2))$. The
# centre is word 1, its candidates are words 2 and 0: first the true neighbour, then a drawn one. The scores are
# $(0, 2) \cdot (2, 2) = 4$ and $(0, 2) \cdot (3, 0) = 0$. That is all the model does.


# %% id="figure_SkipGram" role="demo"
def figure_SkipGram():
    axes = draw_canvas(11, 3.6, "One centre and its 1 + k candidates; what leaves the model are scores")
    for x, y, text, face in (
        (0, 0.6, "center", ORANGE), (0, 2.6, "candidates", SKY), (2.6, 0.6, "U  (V, d)", PALE),
        (2.6, 2.6, "V  (V, d)", PALE), (5.4, 0.6, "u", ORANGE), (5.4, 2.6, "v⁺ v₁ … vₖ", SKY),
        (8, 1.6, "products", PALE), (10.4, 1.6, "s⁺ s₁ … sₖ", GREEN),
    ):  # fmt: skip
        draw_word(axes, x, y, text, face, width=1.9)
    for start, end in (
        ((1.5, 0.6), (2.1, 0.6)), ((1.5, 2.6), (2.1, 2.6)), ((4.1, 0.6), (4.9, 0.6)), ((4.1, 2.6), (4.9, 2.6)),
        ((6.9, 0.6), (7.5, 1.3)), ((6.9, 2.6), (7.5, 1.9)), ((9.5, 1.6), (9.9, 1.6)),
    ):  # fmt: skip
        draw_arrow(axes, start, end, INK)
    axes.text(2.6 + 0.5, 1.2, "word_vectors()", ha="center", fontsize=10, color=RED)
    axes.text(10.9, 2.4, "labels  1 0 … 0", ha="center", fontsize=10, color=GREY)
    axes.set(xlim=(-0.8, 12), ylim=(3.4, 0))
    plt.show()


figure_SkipGram()

# %% [markdown] id="task_SkipGram"
# **Formula with shapes.** Centres $(N,)$, candidates $(N, 1 + k)$, and the **logits**
#
# $$s_{ni} = U_{\text{center}_n} \cdot V_{\text{candidate}_{ni}}, \qquad (N, 1 + k) .$$
#
# The labels are $(1, 0, \dots, 0)$ in each row, and the loss is `BinaryCrossentropy(from_logits=True)`, which is
# exercise 7 but for one thing: Keras takes the *mean* over all $N(1 + k)$ questions, where we took a sum for each
# pair. So a fresh model reports $\log 2 = 0.693$, whatever $k$ is, and its gradients are smaller by the factor
# $N(1 + k)$. Logits are scores: no sigmoid on the way out, as the loss has it already, and no division by lengths,
# since a cosine of at most 1 could never say more than $\sigma(1) = 0.73$.
#
# **Two tables.** "Every word gets two vectors!", says Martins. With a single table, the score of a word with itself
# would be the square of its length: the model would have to believe that every word stands next to itself. After
# training, $U$ is kept and $V$ is thrown away.
#
# **How they start.** Small random numbers, so that all beliefs are near one half. One of the tables may even start at
# 0, and in word2vec one does. But if both are 0, look at the gradients in exercise 7: that of $u$ is made of $v$s, that
# of $v$ is made of $u$s. Nothing moves, ever.
#
# **Predict.** How many weights does the model have for 50,000 words and $d = 100$? And how many of them does one pair
# with 5 negatives move?
#
# <details><summary>Answer</summary>
#
# $2 \cdot 50{,}000 \cdot 100 = 10$ million. One row of $U$ and six of $V$: 700.
# </details>
#
# **Your turn.** Write `SkipGram`. **Toolbox: keras**, and all of it is allowed. The next cell has a tool that the
# grader uses as well.

# %% id="tools_SkipGram" role="provided"
# A tool for training a model on pairs. You can use it as it is; the grader does.
import keras
from keras import ops


def probe_fit(model, centers, candidates, labels, rate, batch):
    """Fit a model for one epoch by plain gradient descent, examples in their order; return its weights."""
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.SGD(rate), loss=loss)
    model.fit((centers, candidates), labels, batch_size=batch, shuffle=False, verbose=0)
    return [ops.convert_to_numpy(ops.convert_to_tensor(one)) for one in model.weights]


def probe_chance(seed):
    """Put every source of chance into a state that follows from the seed."""
    keras.utils.set_random_seed(seed)


# %% id="SkipGram" role="solution"
class SkipGram(keras.Model):
    """Skip-gram with negative sampling: two tables of word vectors, and products between them.

    Methods to write: __init__, call, word_vectors.

    Args:
        vocab: int >= 1. The number of words.
        dim: int >= 1. The length of a vector.
        seed: int. What the tables start with follows from it, whatever was drawn before; other seeds
            give other numbers.

    After the first call its weights are two tables of shape (vocab, dim), both trained, and nothing
    else: first or second, as you like. They start small: the mean cross-entropy of a fresh model
    lies within 0.1 of log 2, whatever the examples and labels. But in no column are the word
    vectors all the same: there is a difference to learn from.

    It trains by compile and fit, with BinaryCrossentropy(from_logits=True), with any batch size, any
    number of candidates, and labels (N, 1 + k).

    Raises:
        TypeError: vocab or dim is not an integer. A bool is not an integer here.
        ValueError: vocab or dim is below 1.
    """

    def __init__(self, vocab: int, dim: int, seed: int = 0):
        super().__init__()
        raise NotImplementedError("SkipGram: two tables")

    def call(self, inputs):
        """Return the scores of candidates.

        Args:
            inputs: the pair (centers, candidates) of integers, (N,) and (N, 1 + k).

        Returns:
            (N, 1 + k), float32: the product of the centre's row in one table with the candidate's row
            in the other. Any real numbers: logits, not probabilities.
        """
        raise NotImplementedError("SkipGram.call: which table for which words?")

    def word_vectors(self) -> np.ndarray:
        """Return the table of the centres as it is now: (vocab, dim), float32, a numpy array.

        It is asked for after the model was called for the first time. (A weight's numbers are
        those of its method numpy().)
        """
        raise NotImplementedError("SkipGram.word_vectors: which table is kept?")


# %% id="check_SkipGram" role="check"
check(SkipGram)


# %% id="figure_SkipGram_fitted" role="demo"
# Your model at work: four words, of which 0 and 1 stand together, and 2 and 3.
def figure_SkipGram_fitted():
    model = SkipGram(4, 3)
    batch = np.arange(4), np.array([[1, 2, 3], [0, 2, 3], [3, 0, 1], [2, 0, 1]])
    everything = np.arange(4), np.tile(np.arange(4), (4, 1))
    before = ops.convert_to_numpy(model(everything))
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(0.1), loss=loss)
    labels = np.tile(np.array([1, 0, 0], "float32"), (4, 1))
    losses = model.fit(batch, labels, batch_size=4, epochs=12, verbose=0).history["loss"]
    after = ops.convert_to_numpy(model(everything))
    _, panels = plt.subplots(1, 3, figsize=(12, 3.6), layout="constrained")
    panels[0].plot(range(1, 13), losses, color=BLUE, lw=2)
    panels[0].axhline(np.log(2), color=GREY, ls="--")
    panels[0].text(12, np.log(2) + 0.02, "log 2", ha="right", color=GREY)
    panels[0].set(xlabel="epoch", ylabel="loss", ylim=(0, 0.8))
    for axes, scores, name in zip(panels[1:], (before, after), ("before", "after"), strict=True):
        axes.imshow(scores, cmap="RdBu", vmin=-12, vmax=12)
        for (center, context), score in np.ndenumerate(scores):
            axes.text(context, center, f"{score:.1f}", ha="center", va="center")
        axes.set(xticks=range(4), yticks=range(4), xlabel="candidate", ylabel="centre")
        axes.set_title(f"scores {name} training", fontsize=12)
    plt.show()


try:
    figure_SkipGram_fitted()
except NotImplementedError:
    print("Solve SkipGram first; then this cell fits it to four words.")

# %% [markdown] id="pitfalls_SkipGram"
# Look at the diagonal. Nobody has asked for the score of a word with itself. It has risen all the same: 0 and 1 are used
# alike, both being kept apart from 2 and 3, and so they have got vectors that are alike.
#
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *The output is squeezed.* Print the smallest and the largest logit of a model whose tables you have set to large
#    numbers. Are they between 0 and 1, or between −1 and 1? What does the loss expect?
# 2. *One table in two roles, or the wrong one at the end.* How many weight tensors does `model.weights` list? Which
#    of them does `word_vectors` return?
# 3. *The loss stays at 0.693.* To the last digit, epoch after epoch? Then look at how your tables start.
# </details>
#
# **Remember**
#
# - Two tables, a product, no activation; $\log 2$ at the start.
# - Keras's loss is a mean over all questions; the sum of exercise 7 is larger by their number.
# - Keep the table of the centres.

# %% [markdown] id="text_train_embeddings"
# ## 10 · The whole of word2vec (16 points)
#
# **Why.** Pairs, noise, negatives, loss, steps: you have built every part, and checked it. What is left is to put
# them together, and to find out whether the vectors *know* something. For real text that is a matter of opinion. For
# the planted language it is not: you know what a right answer looks like, so a wrong one cannot hide.
#
# **By hand: what there is to learn.** The king shares his sentence with five words: two of *crown, throne, palace*,
# one of *he, him, his, himself*, and two fillers. So of all his neighbours,
#
# | neighbour of "king" | its share there | its share of the text | quotient |
# |---|---|---|---|
# | crown, as throne and palace | $\tfrac25 \cdot \tfrac13 = \tfrac{2}{15}$ | $\tfrac26 \cdot \tfrac1{24} = \tfrac{1}{72}$ | $9.6$ |
# | he, as him, his and himself | $\tfrac15 \cdot \tfrac14 = \tfrac{1}{20}$ | $\tfrac16 \cdot \tfrac18 = \tfrac{1}{48}$ | $2.4$ |
# | the, as the other fillers | $\tfrac25 \cdot \tfrac14 = \tfrac{1}{10}$ | $\tfrac26 \cdot \tfrac14 = \tfrac{1}{12}$ | $1.2$ |
# | all others: she, menu, prayer, … | $0$ | | $0$ |
#
# The queen has the same table, with *she, her, hers, herself* in the second line. So queen and king differ in eight
# places, the eight words of gender, and by the same numbers as aunt and uncle do.


# %% id="figure_train_embeddings" role="demo"
# The quotients of four nouns, worked out on paper as above, and the differences of two pairs of them.
def planted_quotients(noun):
    """Return how much likelier than in the text each word is beside a noun: (52,)."""
    concept, gender = divmod(noun, 2)
    found = np.zeros(52)
    found[16 + 3 * concept : 19 + 3 * concept] = 9.6
    found[40 + 4 * gender : 44 + 4 * gender] = 2.4
    found[48:] = 1.2
    return found


def figure_train_embeddings():
    nouns = [WORDS.index(word) for word in "king queen uncle aunt".split()]
    rows = np.array([planted_quotients(noun) for noun in nouns])
    _, (top, below) = plt.subplots(2, 1, figsize=(12, 5.2), layout="constrained", sharex=True)
    top.imshow(np.sqrt(rows[:, 16:]), cmap="Blues", aspect="auto")
    top.set_yticks(range(4), [WORDS[noun] for noun in nouns])
    top.set_title("How much likelier than in the text a word is beside a noun (white: never)", fontsize=12)
    for shift, (one, other), color in ((-0.2, (1, 0), RED), (0.2, (3, 2), BLUE)):
        name = f"{WORDS[nouns[one]]} − {WORDS[nouns[other]]}"
        below.bar(np.arange(36) + shift, (rows[one] - rows[other])[16:], 0.4, color=color, label=name)
    below.set_xticks(range(36), WORDS[16:], rotation=90, fontsize=9)
    below.set_title(
        "The differences: the same for both pairs, and 0 but for the words of gender", fontsize=12
    )
    below.legend(loc="upper left")
    plt.show()


figure_train_embeddings()

# %% [markdown] id="task_train_embeddings"
# **Why differences come out parallel.** Where skip-gram has come to rest, the score of a pair is the logarithm of its
# quotient, less $\log k$ (Levy and Goldberg, 2014; for noise with the power 1). For king and crown with $k = 4$ that is
# $\log 9.6 - \log 4 = 0.88$; for pairs that never meet it goes down as long as you train. The score is a product
# $u \cdot v$. Nouns with equal scores want equal $u$, and a noun whose scores differ by the same amounts from those
# of another wants a $u$ that differs by the same vector. So
#
# $$u_{\text{queen}} - u_{\text{king}} \;\approx\; u_{\text{aunt}} - u_{\text{uncle}} .$$
#
# **The analogy.** "King is to queen as uncle is to …?" Make all vectors one long, compute queen − king + uncle, and take
# the word whose vector has the largest cosine with it, the three words of the question left out. (Sjöberg's second deck
# has the sign the other way round: woman − man + aunt is *not* near uncle.) On paper, with two axes for the concepts and
# one for the gender: king $(2, 0, 1)$, queen $(2, 0, -1)$, uncle $(0, 2, 1)$, aunt $(0, 2, -1)$. Then
#
# $$(2, 0, -1) - (2, 0, 1) + (0, 2, 1) = (0, 2, -1),$$
#
# which is the aunt. There are $8 \cdot 7$ ways to choose two concepts in order, and the question can be asked from male
# to female and back: 112 questions.
#
# **Kept together.** The cosine of king and queen is $(4 - 1)/5 = 0.6$, that of king and uncle $0.2$, that of king and
# aunt $-0.2$. What shares a concept should be nearer than what does not. Among 16 nouns there are 8 pairs of one concept
# and 112 of two; in how many of the $8 \cdot 112$ comparisons is the first pair the nearer one? Chance gives one half.
#
# **Formula with shapes.** Sentences in, as lists of ids; one table out, $(V, d)$. A text of $n$ sentences of six words,
# with a window of at least 5, makes $n \cdot 6 \cdot 5$ pairs.
#
# **Predict.** (a) How many pairs do 6000 sentences give? (b) How many analogies come out right if the table is returned
# as it was drawn at the start? (c) You print the mean loss of a pair with its four negatives, before the first step and
# at the end. What must the first number be, and what do you know about the second?
#
# <details><summary>Answer</summary>
#
# (a) 180,000. (b) 49 words are in reach, so about $112 / 49$: two, by luck. (c) $5 \log 2 = 3.47$ (0.693 in Keras, which
# takes the mean of the five questions). The second must be clearly lower: with the text as it is, it comes
# down to about 2.1. If it does not move, neither do the vectors: take larger steps, or more of them.
# </details>
#
# **Your turn.** Write `train_embeddings`. **Toolbox: keras**, and everything in it is allowed, as is numpy alone. You may
# build on your own functions: pairs from exercise 2, noise from 4, negatives from 6, steps from 8 or the model from 9.
# How many negatives, how many passes over the text, how large a step, which of the two tables: all that is yours
# to choose. So is the method. Whoever knows another way from sentences to vectors may take it. In this exercise,
# chance may come from `keras.utils.set_random_seed` as well.
#
# **How it is judged.** 10 points are for the contract in the docstring, tested on 200 sentences. The other 6 are for
# what the vectors know. The grader plants a text of 6000 sentences as above, but with another seed, and with the 52
# words renumbered by chance (there, word 0 is not the king, and the numbers of a concept are not next to each other).
# It trains with `dim = 16` and counts the analogies that come out right. Where the concepts are not kept together in at
# least 90 of 100 comparisons, none counts. This is done with three seeds, and the mean share decides: 0.9 for all 6
# points, 0.45 for 3. If it does not suffice, three other seeds are tried. Your report lists all values. One call should
# take a few seconds on an ordinary computer; after 60 it is stopped.
#
# *The large size.* Where there is a GPU, your instructor can have the same `train_embeddings` learn from real text:
# two million words of Wikipedia (text8), in stretches of ten, with the 50,000 most frequent words and `dim = 100`
# (`probe_larger_text`, below). Then two months should be nearer to each other than a month and a colour, and so for
# eight kinds of words, in 75 of 100 comparisons. That is worth no points, and "not run" where there is no GPU. One
# call may take ten minutes: copying both tables at every step, as exercise 8 does, would take hours there.


# %% id="tools_train_embeddings" role="provided"
# Two tools for judging vectors of the planted language, numbered as in WORDS, and one for the large size.
def analogies_right(vectors):
    """Return which share of the 112 planted analogies comes out right."""
    unit = np.asarray(vectors, "float64")
    unit = unit / np.maximum(np.linalg.norm(unit, axis=1, keepdims=True), 1e-12)
    right = []
    for first in range(16):
        for second in range(first % 2, 16, 2):
            if second != first:
                asked = [first, first ^ 1, second]  # king, queen, uncle; first ^ 1 is the other of a pair
                scores = unit @ (unit[asked[1]] - unit[asked[0]] + unit[asked[2]])
                scores[asked] = -np.inf
                right.append(bool(np.argmax(scores) == second ^ 1))
    return float(np.mean(right))


def kept_together(vectors):
    """Return in which share of 896 comparisons two nouns of one concept are nearer than two of different ones."""
    nouns = np.asarray(vectors, "float64")[:16]
    nouns = nouns / np.maximum(np.linalg.norm(nouns, axis=1, keepdims=True), 1e-12)
    one, other = np.triu_indices(16, 1)
    near, same = (nouns @ nouns.T)[one, other], one // 2 == other // 2
    kept, mixed = near[same][:, None], near[~same]
    return float(np.mean((kept > mixed) + (kept == mixed) / 2))


def probe_larger_text(sentences, vocab_size, dim, seed):
    """Train on sentences that come as an array (sentences, words): too many to be sent as lists."""
    return np.asarray(train_embeddings(sentences.tolist(), vocab_size, dim, seed), "float32")


# %% id="train_embeddings" role="solution"
def train_embeddings(sentences: list[list[int]], vocab_size: int, dim: int, seed: int) -> np.ndarray:
    """Learn a vector for each word from the company it keeps.

    Args:
        sentences: lists of ids from 0 to vocab_size - 1. A sentence may have any number of words, also
            one, or none; some words of the vocabulary may not occur.
        vocab_size: int >= 1. The number of words.
        dim: int >= 1, at most vocab_size. The length of a vector.
        seed: int >= 0. All chance follows from it, whatever was drawn before: equal seeds give equal
            vectors, up to rounding, and other seeds give other vectors.

    Returns:
        (vocab_size, dim), float32 or float64: row i is the vector of word i. All numbers are finite,
        also in the rows of words that do not occur. The vectors follow from who stands beside whom:
        the same words in other company get other vectors.

    Raises:
        TypeError: vocab_size or dim is not an integer. A bool is not an integer here.
        ValueError: vocab_size or dim is below 1, an id in any sentence is negative or vocab_size or
            more, or no sentence has two different words, so that there is nothing to learn.

    Example:
        train_embeddings(plant_sentences(6000), 52, 16, seed=0) has the shape (52, 16), and in it
        queen - king + uncle is nearer to aunt than to any other word but the three.
    """
    raise NotImplementedError(
        "train_embeddings: check, make pairs, and go over them; which table is returned?"
    )


# %% id="check_train_embeddings" role="check"
check(train_embeddings, plant_sentences, analogies_right)


# %% id="figure_train_embeddings_learned" role="demo"
# Your function on the planted language. It takes as long as your training does.
def nearest(vectors, word, count=3):
    """The words whose vectors have the largest cosine with that of a word."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    order = np.argsort(-(unit @ unit[WORDS.index(word)]))
    return " ".join(WORDS[place] for place in order[1 : 1 + count])


def draw_nouns(axes, vectors):
    """The nouns, seen so that the mean step from male to female points up."""
    nouns = vectors[:16].astype("float64")
    middle = nouns - nouns.mean(axis=0)
    step = (nouns[1::2] - nouns[::2]).mean(axis=0)
    across = step / np.linalg.norm(step)
    rest = middle - np.outer(middle @ across, across)
    x, y = middle @ np.linalg.svd(rest, full_matrices=False)[2][0], middle @ across
    axes.plot(x, y, ".", color=GREY)
    for place, pair in enumerate(NOUNS):
        ends = [(x[2 * place + one], y[2 * place + one]) for one in (0, 1)]
        axes.annotate("", ends[1], ends[0], arrowprops={"arrowstyle": "->", "color": RED, "lw": 1.5})
        for end, word, color in zip(ends, pair, (BLUE, GREEN), strict=True):
            axes.text(*end, word, color=color, fontsize=10, ha="center")
    axes.set(xlabel="main direction of what is left (PCA)", ylabel="along the mean step, male to female")
    axes.margins(0.15)


def draw_main_directions(axes, vectors):
    """All words in the two main directions of their vectors."""
    middle = vectors.astype("float64") - vectors.mean(axis=0)
    x, y = (middle @ np.linalg.svd(middle, full_matrices=False)[2][:2].T).T
    kinds = ((0, 16, 2, BLUE, "male nouns"), (1, 16, 2, GREEN, "female nouns"), (16, 40, 1, ORANGE, "topics"))
    kinds += (
        (40, 44, 1, SKY, "he, him, …"),
        (44, 48, 1, PURPLE, "she, her, …"),
        (48, 52, 1, GREY, "fillers"),
    )
    for start, end, step, color, name in kinds:
        axes.plot(x[start:end:step], y[start:end:step], "o", color=color, label=name)
    axes.set(xlabel="first main direction (PCA)", ylabel="second main direction")
    axes.legend(fontsize=8, loc="upper center", ncols=3)
    axes.margins(y=0.25)


def draw_cosines(axes, vectors):
    """The cosines of the nouns: a dark square of two by two is a concept kept together."""
    unit = vectors[:16] / np.linalg.norm(vectors[:16], axis=1, keepdims=True)
    axes.imshow(unit @ unit.T, cmap="RdBu", vmin=-1, vmax=1)
    axes.set_xticks(range(16), WORDS[:16], rotation=90, fontsize=8)
    axes.set_yticks(range(16), WORDS[:16], fontsize=8)


def figure_train_embeddings_learned():
    after = train_embeddings(plant_sentences(6000), 52, 16, seed=0)
    before = np.random.default_rng(0).normal(size=after.shape)
    print(f"{'':14s} {'random vectors':32s} your vectors")
    for name, share in (("analogies", analogies_right), ("kept together", kept_together)):
        print(f"{name:14s} {share(before):<32.2f} {share(after):.2f}")
    for word in ("queen", "uncle", "film", "hers", "the"):
        print(f"{word:14s} {nearest(before, word):32s} {nearest(after, word)}")
    _, panels = plt.subplots(2, 3, figsize=(15, 9), layout="constrained")
    for line, vectors, name in zip(panels, (before, after), ("before", "after"), strict=True):
        for axes, draw in zip(line, (draw_nouns, draw_main_directions, draw_cosines), strict=True):
            draw(axes, vectors)
        line[0].set_title(f"the nouns {name} training", fontsize=12)
        line[1].set_title(f"all words {name} training", fontsize=12)
        line[2].set_title(f"cosines of the nouns {name} training", fontsize=12)
    plt.show()


try:
    figure_train_embeddings_learned()
except NotImplementedError:
    print("Solve train_embeddings first; then this cell draws what your vectors know.")

# %% [markdown] id="pitfalls_train_embeddings"
# Look at the arrows. Nobody has told the model that kings are male. And look at the table: *queen* has moved next to the
# words that keep her company or are used like her, and "the", which keeps company with all, is near the fillers.
#
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *The loss stays where it was.* Print it after each pass. If it is still $(1 + k) \log 2$, are there any pairs at
#    all, and are your steps large enough? If it is near 0 soon, who says no: are the labels of the negatives 0?
# 2. *All cosines are near 1.* Then everything points one way, as nothing pushes. Are the negatives other words than the
#    positive, and drawn anew for each pair?
# 3. *The loss is fine and no analogy is right.* Print the neighbours of a few words. If they make no sense, is row 7 of
#    your table really word 7, or the seventh word of a numbering of your own? And is it the table that was trained?
# </details>
#
# **Remember**
#
# - Company is all that the model sees, and planted differences in company come out as differences of vectors.
# - Watch the loss fall from $(1 + k) \log 2$; then look at neighbours; only then count analogies.
# - A text with a known answer finds mistakes that no loss will tell you.

# %% [markdown] id="concept_check"
# ## Concept check (no points)
#
# Answer in one sentence each, then unfold.
#
# <details>
# <summary>1. "Skip-gram" means two things in the decks. Which?</summary>
#
# In Gagné's list of n-grams it is a group of words that need not be adjacent. In word2vec it is the model
# that predicts neighbours from the word in the middle.
# </details>
#
# <details>
# <summary>2. Why does word2vec need negative examples at all?</summary>
#
# If all it ever hears is "these two belong together", making every product of vectors large is a perfect
# answer. Something has to say no.
# </details>
#
# <details>
# <summary>3. Every word has two vectors. Would one not do?</summary>
#
# A word hardly ever stands next to itself, but its product with itself is never negative, and the larger its
# vector, the larger that is. With two tables, "stands next to" and "is like" are two different things.
# </details>
#
# <details>
# <summary>4. A fresh model with k = 5 negatives reports a loss of 0.69 in Keras and of 4.16 in your own code. Who is wrong?</summary>
#
# Nobody. $6 \log 2 = 4.16$ is the sum over the pair and its five negatives, and Keras reports the mean of the six.
# </details>
#
# <details>
# <summary>5. You double the window. What happens to the vectors?</summary>
#
# Near neighbours share syntax, farther ones the topic. Small windows group words that can stand in each other's
# place, large ones words that are spoken of together.
# </details>
#
# <details>
# <summary>6. Why can a random function not be tested by comparing its numbers with stored ones?</summary>
#
# There are many right ways to draw from a distribution, and they use the generator differently. What they share
# is the distribution, so that is what a test must look at.
# </details>
#
# **An open question, without an answer here.** "Bank" has one vector, whether it is the river's or the money's.
# What would you look for in the geometry to find out that a word has two meanings?

# %% [markdown] id="further_reading"
# ## Further reading
#
# - T. Mikolov, K. Chen, G. Corrado and J. Dean, *Efficient Estimation of Word Representations in Vector Space*,
#   2013: CBoW, skip-gram, and the first analogies.
# - T. Mikolov, I. Sutskever, K. Chen, G. Corrado and J. Dean, *Distributed Representations of Words and Phrases
#   and their Compositionality*, 2013: negative sampling, subsampling, and the power 0.75.
# - C. Dyer, *Notes on Noise Contrastive Estimation and Negative Sampling*, 2014: the notes that Martins's deck
#   refers to; why the two are not the same.
# - Y. Goldberg and O. Levy, *word2vec Explained*, 2014: the derivation, step by step.
# - O. Levy and Y. Goldberg, *Neural Word Embedding as Implicit Matrix Factorization*, 2014: what the vectors
#   converge to.
# - Y. Bengio and others, *A Neural Probabilistic Language Model*, 2003: where tables of vectors began.
