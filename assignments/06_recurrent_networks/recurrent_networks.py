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
# # Recurrent networks
#
# *Keras Workbook, chapter 6 · eleven exercises, 120 points · about 9 to 11 hours · no GPU*
#
# A sentence has no fixed length, and its meaning hangs on the order of its words. A recurrent network reads it
# one step at a time and carries what it has understood so far in a small vector, its *state*. In this chapter
# you write such networks yourself, down to the numbers that Keras computes: the simple one, with its gradients
# through time; the LSTM, whose gates decide what is kept and what is forgotten; and the GRU. On the way you
# see why the simple one forgets, prove it with eigenvalues, and learn what a gate does about it.
#
# **When you are done you will be able to**
#
# - compute a recurrent layer by hand, forwards and backwards, and truncate its gradients on purpose;
# - say when gradients vanish and when they explode, and why "the eigenvalues are below 1" is half of the truth;
# - clip gradients so that they keep their direction;
# - write the LSTM and the GRU cell from their equations, and load weights from one notation into another;
# - handle sequences of different lengths with a mask, and show that padding changes nothing;
# - cut a stream of text into training pairs, and read a perplexity;
# - train a language model, and say how far it is from the best that there can be.

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
#    out right. It is not the grade: the grader runs more tests, on numbers you have not seen. When one of
#    those fails, you are told the *fact* that does not hold, not the numbers.
#
# Cells that draw figures are there to be looked at; their code is folded (click on the three dots to read it).
# Some of them use your own functions and say so when those are still missing.
#
# **Toolbox: numpy**, except where an exercise says "Toolbox: keras". In the grader, `keras`, `tensorflow`,
# `scipy` and `torch` cannot be used in the numpy exercises, as you are writing what they compute. Plotting is
# not available there at all, so keep it out of your solution cells. In your own cells you may ask Keras and
# draw as often as you like.
#
# ### Rules that hold in every exercise
#
# - **Arrays** are numpy arrays of `float32` or `float64` (in the exercises on Keras always `float32`), and all
#   floating arrays of one call have the same dtype. The answer has it too: float32 in, float32 out. Numbers are
#   compared with a small tolerance, so the order in which you add does not matter.
# - **Inputs stay as they are.** A function that writes into its arguments, or hands one of them back as its
#   answer, surprises whoever calls it. Return new arrays.
# - **Shapes fit exactly.** Sizes that disagree raise `ValueError`, even where numpy would stretch an axis of 1.
#   Every axis has at least one entry.
# - A **count** is a Python `int`: a number of steps, a length. A count that is not an integer raises
#   `TypeError`, and so do `True` and `False`, although Python would let them pass as 1 and 0. (numpy integers
#   are not tested.)
# - Anything else impossible raises `ValueError`: a count that is too small, an unknown word.
# - No test makes two mistakes in one call, so the order of your checks is your own. The wording of a message
#   is free, unless the docstring says what it must contain.
# - Plain Python loops over the steps are fast enough everywhere. Sequences in the tests are short.

# %% [markdown] id="notation"
# ### The slides' letters and ours
#
# Two of the lecture decks treat recurrent networks, each in its own letters, and Keras has names of its own.
# We use Keras's: a batch of sequences is `(batch, steps, features)`, for short (B, T, D), a state is
# `(batch, units)`, for short (B, H), and a vector is a **row**, multiplied by its weights from the left.
#
# | Here | Bardak's deck | Sjöberg's deck | Keras | Meaning |
# |---|---|---|---|---|
# | `x[:, t]` (B, D) | $x_t$, a column of $N$ | $\mathbf{x}_t$, a column | `inputs` | what is read at step $t$ |
# | `h` (B, H) | $h_t$ | $\mathbf{h}_t$ | `states[0]` | the state, which is also the output |
# | `c` (B, H) | $\mathbf{c}_t$ | $C_t$ | `states[1]` | the cell of an LSTM |
# | `U`, `kernel` (D, H) | none in his simple network; $\mathbf{I}$ | $\mathbf{U}$ | `kernel` | weights of the input |
# | `W`, `recurrent` (H, H) | $\mathbf{W}$ | $\mathbf{W}$ | `recurrent_kernel` | weights of the state |
# | `b`, `bias` (H,) | $b$ | – | `bias` | biases |
# | gate `i` | $\mathbf{u}$, "update" | $i_t$, "input" | `i` | how much of the candidate is let in |
# | gate `f` | $\mathbf{f}$ | $f_t$ | `f` | how much of the old cell is kept |
# | candidate | $\tilde{\mathbf{c}}_t$ | $\tilde{C}_t$ | `c` | what might be let in |
# | gate `o` | $\mathbf{o}$ | $o_t$ | `o` | how much of the cell is shown |
#
# Three habits differ, and mixing them up costs hours:
#
# - **Rows or columns.** The decks write $\mathbf{W} h$ with a column $h$. We write `h @ W` with rows, a batch of
#   them at once. A matrix that multiplies a column from the left must be *transposed* before it can multiply
#   a row from the right. A symmetric matrix would never tell you that you forgot.
# - **Four matrices or one.** The decks name the weights of each gate. Keras glues them together, column after
#   column, in the order i, f, c, o; nothing in the array says so.
# - **What U and W mean.** Sjöberg's $\mathbf{U}$ meets the input and his $\mathbf{W}$ the state. In Bardak's deck
#   $\mathbf{W}$ meets the state too, but a superscript $u$ stands for the *update gate*. Exercise 7 is about all this.
#
# The first state is $h_0$. Reading $x_1$ makes $h_1$ of it, and so on up to $h_T$. In Python, where counting starts
# at 0, `x[:, 0]` is $x_1$.

# %% id="setup" role="provided"
import matplotlib.pyplot as plt
import numpy as np

from autograder import check

# %% id="figure_tools" role="demo"
# Helpers for the figures of this chapter: boxes, arrows and words.
BLUE, ORANGE, GREEN, RED, PURPLE, SKY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9"
INK, GREY, PALE = "#222222", "#777777", "#EDEDED"


def draw_canvas(width, height, title):
    """Return axes with square units and no frame; y grows upwards."""
    _, axes = plt.subplots(figsize=(width, height), layout="constrained")
    axes.set_aspect("equal")
    axes.axis("off")
    axes.set_title(title, fontsize=12, loc="left")
    return axes


def draw_box(axes, x, y, text, width=1.5, height=0.8, face=PALE, size=11, **style):
    """A box with its centre at (x, y)."""
    corner = (x - width / 2, y - height / 2)
    axes.add_patch(plt.Rectangle(corner, width, height, facecolor=face, edgecolor="white", **style))
    draw_text(axes, x, y, text, size=size)


def draw_text(axes, x, y, text, align="center", size=10, color=INK, **style):
    axes.text(x, y, text, ha=align, va="center", fontsize=size, color=color, **style)


def draw_arrow(axes, start, end, color=INK, **style):
    axes.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": color, "lw": 1.6, **style})


# %% [markdown] id="text_rnn_forward"
# ## 1 · One step, and then the next (8 points)
#
# **Why.** A dense layer wants all of its input at once, and always the same amount of it. A recurrent layer
# reads a sequence of any length with one set of weights, because it uses them again at every step. What it has
# read so far is carried in a vector, the state, which is all that the next step gets to know about the past.
#
# **By hand.** One unit, one feature. The input weight is 2, the recurrent weight is 0.5, the bias is −1, and the
# network starts in the state $h_0 = 0.2$. It reads $x_1 = 0.6$:
#
# $$a_1 = 0.6 \cdot 2 + 0.2 \cdot 0.5 - 1 = 0.3, \qquad h_1 = \tanh(0.3) = 0.2913.$$
#
# Then it reads $x_2 = 0.3$, with the same weights and the state that it has now:
#
# $$a_2 = 0.3 \cdot 2 + 0.2913 \cdot 0.5 - 1 = -0.2543, \qquad h_2 = \tanh(-0.2543) = -0.2490.$$
#
# "Unrolling" means to draw each of these steps as a layer of its own. The drawing is as long as the sequence; the
# weights are the same in every copy.


# %% id="figure_rnn_forward" role="demo"
def figure_rnn_forward():
    axes = draw_canvas(
        10.5, 4.2, "Two steps unrolled: the same three weights in both, and the state between them"
    )
    steps = ((3.4, "0.6", "0.3", "0.2913"), (7.9, "0.3", "−0.2543", "−0.2490"))
    draw_box(axes, 0, 2, "$h_0$ = 0.2", face=SKY)
    last = 0.75
    for number, (x, read, total, state) in enumerate(steps, start=1):
        draw_box(axes, x, 2, f"tanh({total})", 2.1, face="#FBE3B0")
        draw_arrow(axes, (last, 2), (x - 1.05, 2), BLUE)
        draw_text(axes, (last + x - 1.05) / 2, 2.3, "· 0.5", color=BLUE, size=11)
        draw_box(axes, x, 0, f"$x_{number}$ = {read}", face=PALE)
        draw_arrow(axes, (x, 0.4), (x, 1.6), ORANGE)
        draw_text(axes, x + 0.15, 1, "· 2", "left", 11, ORANGE)
        draw_text(axes, x - 1.15, 1.25, "− 1", "right", 11, GREEN)
        draw_arrow(axes, (x - 1.2, 1.3), (x - 0.8, 1.58), GREEN)
        draw_arrow(axes, (x, 2.4), (x, 3.2), INK)
        draw_text(axes, x, 3.45, f"$h_{number}$ = {state}", size=11)
        last = x + 1.05
    draw_arrow(axes, (last, 2), (last + 1.3, 2), BLUE)
    draw_text(axes, last + 1.5, 2, "…", "left", 14)
    axes.set(xlim=(-1, 11), ylim=(-0.6, 3.9))
    plt.show()


figure_rnn_forward()

# %% [markdown] id="task_rnn_forward"
# **Formula with shapes.** With $x_t$ of shape $(B, D)$ and $h_{t-1}$ of shape $(B, H)$,
#
# $$h_t = \tanh(x_t\, U + h_{t-1}\, W + b), \qquad t = 1, \dots, T,$$
#
# where $U$ is $(D, H)$, $W$ is $(H, H)$ and $b$ is $(H,)$. Read `h @ W` as it stands: entry $(j, k)$ of $W$ says
# how strongly unit $j$, one step ago, speaks to unit $k$ now. Sjöberg writes $\tanh(\mathbf{W} h_{t-1} + \mathbf{U} x_t)$
# for columns, without a bias; his matrices are the transposes of ours.
#
# Bardak's language model has no $U$ at all: $h_t = g(\mathbf{W}^h h_{t-1} + x_t + b^h)$. He can do without,
# because his $x_t$ is an embedding whose length was chosen to be $H$; the embedding *is* the input
# weight. Your function takes `U=None` for that case: then $x_t$ joins the sum as it is, and $D$ must be $H$.
#
# The answer holds all states $h_1$ to $h_T$. Keras calls that `return_sequences=True`. $h_0$ is not among them.
#
# **Predict.** (a) You change $x_3$ of a sequence of five. Which of the five states can change? (b) All inputs are
# zero, and so is $h_0$. Is $h_1$ zero? Is $h_2$?
#
# <details><summary>Answer</summary>
#
# (a) $h_3$, $h_4$ and $h_5$. Nothing flows back in time: the layer is **causal**. (b) $h_1 = \tanh(b)$, which is zero
# only if the bias is. $h_2 = \tanh(\tanh(b)\,W + b)$.
# </details>
#
# **Your turn.** Write `rnn_forward`.


# %% id="rnn_forward" role="solution"
def rnn_forward(
    x: np.ndarray, h0: np.ndarray, U: np.ndarray | None, W: np.ndarray, b: np.ndarray
) -> np.ndarray:
    """Run a simple recurrent layer over a batch of sequences: h_t = tanh(x_t U + h_{t-1} W + b).

    Args:
        x: (batch, steps, features). Sequence s reads x[s, 0] first.
        h0: (batch, units). The state before the first step.
        U: (features, units), or None: then features is units, and x_t itself joins the sum.
        W: (units, units). Multiplies the row of states from the right: h @ W.
        b: (units,).

    Returns:
        (batch, steps, units): the states h_1 to h_T, the dtype of x.

    Raises:
        ValueError: x does not have three axes, W is not square, or the sizes of x, h0, U, W and b
            do not fit together exactly. Nothing is stretched: h0 of shape (1, units) does not
            serve a batch of 2.

    Example:
        x = [[[0.6], [0.3]]], h0 = [[0.2]], U = [[2.0]], W = [[0.5]], b = [-1.0] gives
        [[[0.2913], [-0.2490]]].
    """
    raise NotImplementedError("rnn_forward: first one step, then the loop over steps")


# %% id="check_rnn_forward" role="check"
check(rnn_forward)


# %% id="figure_rnn_forward_states" role="demo"
# Your function, drawn: one digit read row by row, and what eight units make of it.
def figure_rnn_forward_states():
    digit = np.array(
        [
            [0, 0, 5, 13, 9, 1, 0, 0],
            [0, 0, 13, 15, 10, 15, 5, 0],
            [0, 3, 15, 2, 0, 11, 8, 0],
            [0, 4, 12, 0, 0, 8, 8, 0],
            [0, 5, 8, 0, 0, 9, 8, 0],
            [0, 4, 11, 0, 1, 12, 7, 0],
            [0, 2, 14, 5, 10, 12, 0, 0],
            [0, 0, 6, 13, 10, 0, 0, 0],
        ]
    )
    rng = np.random.default_rng(1)
    U, W = rng.normal(size=(8, 8)) * 0.5, rng.normal(size=(8, 8)) * 0.35
    read = digit[np.newaxis] / 16
    states = rnn_forward(read, np.zeros((1, 8)), U, W, np.zeros(8))[0]
    blank = read.copy()
    blank[0, 4:] = 0
    other = rnn_forward(blank, np.zeros((1, 8)), U, W, np.zeros(8))[0]
    _, panels = plt.subplots(1, 3, figsize=(11, 3.6), layout="constrained")
    panels[0].imshow(digit, cmap="gray_r")
    panels[0].set(title="what is read: a row at each step", xlabel="feature", ylabel="step")
    for axes, shown, title in (
        (panels[1], states, "the states"),
        (panels[2], other, "the same, but for 4 empty rows"),
    ):
        axes.imshow(shown, cmap="RdBu_r", vmin=-1, vmax=1)
        axes.set(title=title, xlabel="unit", ylabel="step")
    plt.show()


try:
    figure_rnn_forward_states()
except NotImplementedError:
    print("Solve rnn_forward first; then this cell shows states along a digit.")

# %% [markdown] id="pitfalls_rnn_forward"
# Compare the two pictures on the right: the first four rows are equal, as they must be. Below them the right one
# reads nothing any more, and still its states go on changing: they echo what was read before.
#
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *All steps come out equal.* If you write each new state into the same array and keep that array in a list,
#    the list holds one array many times. Are your $h_1$ and your $h_T$ the same object?
# 2. *The matrix lies on its side.* `W @ h` and `h @ W` are both possible for one vector of $H$ numbers. Try a $W$
#    with a single entry that is not zero, above the diagonal: which unit hears which?
# 3. *The start is forgotten.* Tests that begin in the state zero cannot see whether $h_0$ is used. Begin elsewhere.
# </details>
#
# **Remember**
#
# - One set of weights for all steps; the state is all that one step tells the next.
# - $h_0$ is an input like any other, and need not be zero.
# - A recurrent layer is causal: what comes later cannot change what was said before.

# %% [markdown] id="text_rnn_bptt"
# ## 2 · Back through time (12 points)
#
# **Why.** Unrolled, a recurrent network is an ordinary deep network with a layer for each step, and it is trained
# by ordinary backpropagation. Two things are special. All layers share their weights, so what comes back from every
# step is *added*. And the loss may speak at every step: a language model is wrong, or right, about each word.
#
# **By hand.** One unit that sits exactly at zero: $x_t = 0$, $b = 0$, $h_0 = 0$, so that every $h_t$ is 0 and
# the slope of tanh there is 1. The weights are $U = 2$ and $W = 0.5$. There are three steps, and the loss asks for
# $dh_1 = 1$, $dh_2 = 10$ and $dh_3 = 100$: by so much it would grow with each state. Call $da_t$ the slope of the loss
# at the *sum* inside tanh, and begin at the end:
#
# - $da_3 = 100$. Nobody comes after step 3.
# - $da_2 = 10 + 0.5 \cdot 100 = 60$. State 2 is judged itself, and it speaks to step 3 through $W$.
# - $da_1 = 1 + 0.5 \cdot 60 = 31$. Of the 100 of step 3 there are 25 left: between the first input and the third output "$W^h$ is used
#   twice", as Bardak's slide says.
# - $dh_0 = 0.5 \cdot 31 = 15.5$.
#
# All else follows at each step by itself: $dx_t = 2 \cdot da_t$, so 62, 120 and 200, and
# $db = 31 + 60 + 100 = 191$, because one bias serves all three steps.


# %% id="figure_rnn_bptt_reach" role="demo"
def figure_rnn_bptt_reach():
    _, panels = plt.subplots(1, 3, figsize=(11, 4.1), layout="constrained")
    reach = (
        ("truncate=None: as far as it goes", lambda t, s: s <= t),
        ("truncate=3: three steps, its own included", lambda t, s: t - 3 < s <= t),
        ("NOT this: blocks of 3", lambda t, s: s <= t and (s - 1) // 3 == (t - 1) // 3),
    )
    for axes, (title, reaches) in zip(panels, reach, strict=True):
        for t in range(1, 8):
            for s in range(1, 8):
                face = BLUE if reaches(t, s) else PALE
                axes.add_patch(plt.Rectangle((s - 0.46, t - 0.46), 0.92, 0.92, facecolor=face))
        axes.set(xlim=(0.4, 7.6), ylim=(7.6, 0.4), aspect="equal", xlabel="reaches the sum of step …")
        axes.set_title(title, fontsize=10.5, color=RED if "NOT" in title else INK)
    panels[0].set_ylabel("the loss at step …")
    plt.show()


figure_rnn_bptt_reach()

# %% [markdown] id="task_rnn_bptt"
# **Formula with shapes.** Write $a_t = x_t U + h_{t-1} W + b$, so $h_t = \tanh(a_t)$, and let $\odot$ multiply entry
# by entry. The slope of tanh can be had from its own value: $\tanh'(a) = 1 - \tanh(a)^2 = 1 - h^2$. Going backwards
# from $t = T$, with $da_{T+1} = 0$,
#
# $$da_t = \left(dh_t + da_{t+1} W^\top\right) \odot (1 - h_t^2), \qquad (B, H),$$
#
# and from these, for every step and over the whole batch,
#
# $$dx_t = da_t\, U^\top, \quad dh_0 = da_1 W^\top, \quad dU = \sum_t x_t^\top da_t, \quad
# dW = \sum_t h_{t-1}^\top da_t, \quad db = \sum_t \sum_{\text{batch}} da_t.$$
#
# $W$ is transposed on the way back: if unit $j$ speaks to unit $k$ through $W_{jk}$, the blame of $k$ returns to
# $j$ through the same number. Note also which state multiplies $da_t$ in $dW$: the one that *entered* step $t$.
# Sjöberg's slides leave the factor $1 - h_t^2$ out, "ignoring the non-linearity"; you need it.
#
# **Truncation.** A sequence of a thousand steps is a network of a thousand layers. "Usually truncate the backprop after
# T timesteps", says Bardak's deck, and the exact rule here is this: with `truncate=k`, what the loss says about step $t$
# reaches the sums of $k$ steps, $a_t, a_{t-1}, \dots, a_{t-k+1}$, and no others. In other words: the loss at step $t$ is
# differentiated *as though $h_{t-k}$ were a number that someone had given us*. ($h_0$ is an input and never cut off:
# whatever reaches $a_1$ is handed on to $dh_0$.) The distance counts, not the position; cutting the sequence
# into blocks, as on the right of the figure, is cheaper, and treats the first step of a block worse than its last.
# The forward pass is the same in all cases: nothing is truncated there.
#
# **Predict.** The example by hand, with `truncate=2`. What are the three $da_t$? And with `truncate=1`?
#
# <details><summary>Answer</summary>
#
# With 2: 100, then $10 + 50 = 60$, then $1 + 5 = 6$: the 100 of step 3 no longer comes that far, but the 10 of step 2
# does. With 1: 100, 10 and 1; every step is on its own. So one number per step, carried backwards, is not
# enough: you must know *how far* each part of it has come.
# </details>
#
# **Your turn.** Write `rnn_bptt`. The states are not handed to you; compute them first. To find your own mistakes,
# nudge one number by ±0.00001 in float64, run your `rnn_forward`, and compare.


# %% id="rnn_bptt" role="solution"
def rnn_bptt(
    x: np.ndarray,
    h0: np.ndarray,
    U: np.ndarray,
    W: np.ndarray,
    b: np.ndarray,
    dh: np.ndarray,
    truncate: int | None = None,
) -> dict[str, np.ndarray]:
    """Turn the slopes of a loss at all states into those at the inputs and weights.

    The network is that of rnn_forward, with a U.

    Args:
        x: (batch, steps, features).
        h0: (batch, units). The state before the first step.
        U: (features, units). None is not asked for here.
        W: (units, units).
        b: (units,).
        dh: (batch, steps, units). dh[:, t] is how much the loss grows directly with the state that
            step t makes, leaving aside what that state does to later ones.
        truncate: None, or an int >= 1: what dh says about a step reaches the sums of that step and
            of the truncate - 1 steps before it.

    Returns:
        A dict with the keys "dx", "dh0", "dU", "dW" and "db": arrays with the shapes of x, h0, U, W
        and b and their dtype. Sums over the batch, no averages. dh0 is what the sums of the first
        step hand on, whatever has reached them.

    Raises:
        TypeError: truncate is neither None nor an integer. A bool is not an integer here.
        ValueError: truncate is below 1, or dh does not have the shape of the states.

    Example:
        One unit with U = [[2.0]], W = [[0.5]], b = [0.0], h0 = [[0.0]], three inputs of 0, and
        dh = [[[1.0], [10.0], [100.0]]]: dx is 62, 120, 200, dh0 is 15.5, db is 191.
        With truncate=2: dx is 12, 120, 200, dh0 is 3, db is 166.
    """
    raise NotImplementedError("rnn_bptt: first the states, then the slopes at the sums, from the end")


# %% id="check_rnn_bptt" role="check"
check(rnn_bptt)


# %% id="figure_rnn_bptt_lag" role="demo"
# Your function, drawn: the loss speaks at the last of 40 steps only. How much of it arrives how far back?
def figure_rnn_bptt_lag():
    rng = np.random.default_rng(0)
    units, steps = 16, 40
    turn, _ = np.linalg.qr(rng.normal(size=(units, units)))  # all its eigenvalues have modulus 1
    x, h0, b = rng.normal(size=(4, steps, 3)), np.zeros((4, units)), np.zeros(units)
    dh = np.zeros((4, steps, units))
    dh[:, -1] = rng.normal(size=(4, units))
    _, panels = plt.subplots(1, 2, figsize=(11, 3.9), layout="constrained", sharey=True)
    for axes, size in zip(panels, (1e-7, 1.0), strict=True):
        for scale, color in ((0.7, BLUE), (1.0, GREEN), (1.3, RED)):
            gradients = rnn_bptt(x, h0, size * np.ones((3, units)), scale * turn, b, dh)
            norms = np.linalg.norm(gradients["dx"], axis=(0, 2)) / size  # of the slopes at the sums
            axes.semilogy(range(steps), norms[::-1], color=color, label=f"W = {scale} · rotation")
        axes.set(xlabel="lag: steps before the loss", ylim=(1e-16, 1e7))
        axes.set_title("small inputs: tanh is nearly linear" if size < 1 else "large inputs: tanh is flat")
        axes.grid(alpha=0.3)
    panels[0].set_ylabel("norm of the slopes at that step")
    panels[0].legend(frameon=False)
    plt.show()


try:
    figure_rnn_bptt_lag()
except NotImplementedError:
    print("Solve rnn_bptt first; then this cell shows gradient norms against the lag.")

# %% [markdown] id="pitfalls_rnn_bptt"
# On the left the three lines are as good as straight, on a logarithmic scale: with every step back the gradient is
# multiplied by 0.7, by 1, or by 1.3. On the right the factor $1 - h_t^2$ takes its share, and all three
# vanish. The next exercise is about the left picture.
#
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *Only the last step is judged.* In many drawings the loss hangs on the last state alone. Here it may hang on every
#    one: where does your loop add $dh_t$?
# 2. *The wrong derivative.* Is it $1 - a^2$ or $1 - h^2$? At the state 0 both are 1, so test elsewhere.
# 3. *Neighbours change places.* In $dW$, the slope at the sum of step $t$ meets the state that *entered* step $t$. Which
#    state is that at $t = 1$?
# </details>
#
# **Remember**
#
# - Backpropagation through time is backpropagation; shared weights add up what comes back from all steps.
# - Each step back multiplies by $W^\top$ and by $1 - h^2$.
# - Truncation cuts what flows back, by distance. It never changes the states.

# %% [markdown] id="text_linear_fate"
# ## 3 · Fate: eigenvalues (8 points)
#
# **Why.** "Gradients propagated over many layers tend to either vanish or explode", say Sjöberg's slides. Which of the two,
# and when? Near zero tanh is nearly a line, and without inputs the network is $h_t = h_{t-1} W$: one
# matrix, over and over. Gradients go the same way backwards, through $W^\top$, which has the same eigenvalues.
#
# **By hand.** Take
#
# $$W = \begin{pmatrix}2 & 1.6\\ 0 & 0.4\end{pmatrix}.$$
#
# Two rows keep their direction when they are multiplied by $W$ from the right: $(1, 1) W = (2, 2)$, twice as long,
# and $(0, 1) W = (0, 0.4)$, 0.4 times as long. Every other row is a mixture of these two, and each part goes its
# own way. The row $(3, 1)$ is $3 \cdot (1, 1) - 2 \cdot (0, 1)$, so after $t$ steps it is
#
# $$(3, 1)\, W^t = 3 \cdot 2^t \cdot (1, 1) - 2 \cdot 0.4^t \cdot (0, 1),$$
#
# for instance $(12, 12 - 0.32) = (12, 11.68)$ at $t = 2$. Multiply twice to see that it is true. The second part dies out,
# the first explodes; and with one part exploding, the whole does.


# %% id="figure_linear_fate" role="demo"
def figure_linear_fate():
    turn = np.array([[np.cos(0.5), np.sin(0.5)], [-np.sin(0.5), np.cos(0.5)]])
    matrices = (
        ("symmetric, eigenvalues 0.9 and 0.5", np.array([[0.7, 0.2], [0.2, 0.7]]), BLUE, "-"),
        ("eigenvalues 0.9 and 0.9, but not normal", np.array([[0.9, 5.0], [0.0, 0.9]]), RED, "-"),
        ("turns, modulus 1", turn, GREEN, "--"),
        ("turns, modulus 1.1", 1.1 * turn, ORANGE, "-"),
    )
    _, axes = plt.subplots(figsize=(9.5, 4.2), layout="constrained")
    for name, W, color, line in matrices:
        h, norms = np.array([1.0, 0.0]), []
        for _ in range(101):
            norms.append(np.linalg.norm(h))
            h = h @ W
        axes.semilogy(norms, line, color=color, label=name, lw=2)
    axes.annotate("19.4, then 0.015", (10, 19.4), (22, 40), arrowprops={"arrowstyle": "->"}, fontsize=10)
    axes.set(xlabel="t", ylabel=r"norm of $(1, 0)\,W^t$", ylim=(1e-5, 1e5))
    axes.set_title("Four linear networks: in the long run, the largest modulus decides", loc="left")
    axes.legend(frameon=False)
    axes.grid(alpha=0.3)
    plt.show()


figure_linear_fate()

# %% [markdown] id="task_linear_fate"
# **Formula with shapes.** Put the eigenvectors of $W$ into the columns of $Q$ and its eigenvalues onto the diagonal of
# $\Lambda$; then $W = Q \Lambda Q^{-1}$, and all inner $Q^{-1} Q$ cancel:
#
# $$h_t = h_0 W^t = h_0\, Q\, \Lambda^t\, Q^{-1}.$$
#
# Sjöberg's slides write $Q \Lambda Q^\top$. That is right if $W$ is **symmetric**, as then the eigenvectors can be chosen
# perpendicular and $Q^{-1} = Q^\top$. Recurrent weights have no reason to be symmetric. The slides go on: "eigenvalues < 1
# will tend to zero, if > 1 they explode". Three corrections:
#
# - **The modulus decides.** An eigenvalue of −2 is below 1, and $(-2)^t$ explodes with alternating signs. A rotation has
#   no real eigenvalues at all; those of $\begin{pmatrix}0 & 1.1\\ -1.1 & 0\end{pmatrix}$ are $\pm 1.1\,i$, of modulus
#   1.1, and it explodes in a spiral. $Q$ and $\Lambda$ are then complex, and the answer is real all the same, since complex
#   eigenvalues of a real matrix come in pairs whose imaginary parts cancel.
# - **The largest modulus decides.** It is called the **spectral radius**. One direction that grows is enough.
# - **In the long run only.** The red line has both its eigenvalues at 0.9, and still its norm rises to 19.4 before it
#   falls: nearly parallel eigenvectors can be large numbers that cancel at first. A matrix whose eigenvectors are
#   perpendicular is called *normal*; all others can grow for a while. For a gradient, "a while" can be the whole sequence.
#
# (The red matrix is worse than stated: its two eigenvectors coincide, and there is no $Q^{-1}$. Such a matrix is called
# *defective*. An arbitrarily small nudge mends it, and none is tested.)
#
# **Predict.** What becomes of $h_0 W^t$ for (a) $W = \begin{pmatrix}0 & 1\\ 1 & 0\end{pmatrix}$, (b) a triangular $W$ with
# 0.9, −0.95 and 0.3 on its diagonal and 100 above it everywhere, (c) $-W$ in place of $W$?
#
# <details><summary>Answer</summary>
#
# (a) It stays bounded: the eigenvalues are 1 and −1, the two numbers change places forever. (b) It vanishes in the long
# run: the eigenvalues of a triangular matrix are its diagonal. But it becomes very large before. (c) The same fate: no
# modulus has changed.
# </details>
#
# **Your turn.** Write `hT` and `fate`. Use `np.linalg` as you like.


# %% id="linear_fate" role="solution"
def hT(W: np.ndarray, h0: np.ndarray, t: int) -> np.ndarray:
    """Return the state of the linear network h_t = h_{t-1} W after t steps.

    Args:
        W: (units, units), real. It has as many independent eigenvectors as units, and it need not be
            symmetric: eigenvectors and eigenvalues may be complex.
        h0: (batch, units).
        t: an int >= 0.

    Returns:
        (batch, units): h0 W^t, real, of W's dtype. For t = 0 that is h0, as a new array.

    Raises:
        TypeError: t is not an integer. A bool is not an integer here.
        ValueError: t is negative, W is not square, or h0 is not (batch, units).

    Example:
        W = [[2.0, 1.6], [0.0, 0.4]] and h0 = [[3.0, 1.0]] give [[12.0, 11.68]] for t = 2.
    """
    raise NotImplementedError("hT: first the eigenvalues, then their powers")


def fate(W: np.ndarray, tol: float = 1e-9) -> str:
    """Say what becomes of h0 W^t as t grows.

    Args:
        W: (units, units), real, of float64, with as many independent eigenvectors as units.
        tol: how near to 1 the spectral radius counts as 1.

    Returns:
        "vanish" if the spectral radius is below 1 - tol: every h0 goes to 0.
        "explode" if it is above 1 + tol: some h0 grows without bound.
        "bounded" in between.

    Raises:
        ValueError: W is not square.

    Example:
        [[2.0, 1.6], [0.0, 0.4]] -> "explode"; [[0.0, 1.0], [1.0, 0.0]] -> "bounded".
    """
    raise NotImplementedError("fate: which number decides?")


# %% id="check_linear_fate" role="check"
check(hT, fate, exercise="linear_fate")


# %% id="figure_linear_fate_paths" role="demo"
# Your functions, drawn: the paths of one state under four matrices of two units.
def figure_linear_fate_paths():
    turn = np.array([[np.cos(0.4), np.sin(0.4)], [-np.sin(0.4), np.cos(0.4)]])
    slanted = np.array([[0.9, 1.5], [0.0, 0.8]])
    cases = (
        ("turn and shrink", 0.93 * turn),
        ("turn", turn),
        ("turn and grow", 1.05 * turn),
        ("not normal", slanted),
    )
    _, panels = plt.subplots(1, 4, figsize=(12, 3.3), layout="constrained")
    for axes, (name, W) in zip(panels, cases, strict=True):
        path = np.concatenate([hT(W, np.array([[1.0, 0.3]]), t) for t in range(31)])
        axes.plot(*path.T, color=GREY, lw=1)
        axes.scatter(*path.T, c=np.arange(31), cmap="viridis", s=22, zorder=2)
        axes.plot(*path[0], "o", color=RED, ms=8)
        reach = 1.1 * np.abs(path).max()
        axes.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal", xticks=[], yticks=[])
        axes.axhline(0, color=PALE, zorder=0)
        axes.axvline(0, color=PALE, zorder=0)
        axes.set_title(f"{name}: {fate(W)}", fontsize=11)
    plt.show()


try:
    figure_linear_fate_paths()
except NotImplementedError:
    print("Solve hT and fate first; then this cell draws paths of states.")

# %% [markdown] id="pitfalls_linear_fate"
# Each path begins at the red point. The last one runs far out before it comes home.
#
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *$Q^\top$ for $Q^{-1}$.* Right for symmetric matrices only, and symmetric matrices are what one likes to test with.
# 2. *Real parts too early.* Taking the real part of the eigenvalues throws the rotation away. Where is the sum
#    real again?
# 3. *Another number in place of the radius.* The norm of $W$ can be 6 while the radius is 0.9; the determinant can be 0.8
#    while one eigenvalue is 2. Which of them says what becomes of *every* $h_0$?
# </details>
#
# **Remember**
#
# - $W = Q \Lambda Q^{-1}$; a transpose only for symmetric matrices.
# - The largest modulus of an eigenvalue decides in the long run.
# - What vanishes in the long run can grow first, if $W$ is not normal.

# %% [markdown] id="text_clip_by_global_norm"
# ## 4 · Clipping: shorter, not bent (6 points)
#
# **Why.** Vanishing gradients are silent. Exploding ones are not: one step of a million, and the weights are
# gone. "Gradient clipping prevents gradient explosion", says Bardak's deck. It leaves the direction as it is, and
# forbids the length.
#
# **By hand.** A network has two weight arrays, and their gradients are $(3, 4)$ and $(0, 12)$. All four numbers
# together are one long vector, of length $\sqrt{9 + 16 + 0 + 144} = 13$. If the longest step that we allow is 6.5, every
# number is multiplied by $6.5 / 13 = 0.5$: $(1.5, 2)$ and $(0, 6)$. If the longest is 20, nothing happens.
#
# The figure shows what else is called clipping. Here the network has just two weights, each in an array of its own.


# %% id="figure_clip_by_global_norm" role="demo"
def figure_clip_by_global_norm():
    _, axes = plt.subplots(figsize=(7.2, 4.4), layout="constrained")
    turn = np.linspace(0, 2 * np.pi, 200)
    axes.plot(np.cos(turn), np.sin(turn), color=GREY, lw=1)
    axes.add_patch(plt.Rectangle((-1, -1), 2, 2, fill=False, edgecolor=GREY, linestyle=":"))
    arrows = (
        ((2.8, 0.5), BLUE, "the gradient, (2.8, 0.5)", "--"),
        ((2.8 / 2.844, 0.5 / 2.844), GREEN, "jointly: shorter, same direction", "-"),
        ((1.0, 0.5), RED, "each for itself: bent upwards", "-"),
    )
    for (x, y), color, name, line in arrows:
        axes.annotate(
            "", (x, y), (0, 0), arrowprops={"arrowstyle": "-|>", "color": color, "lw": 2.4, "ls": line}
        )
        axes.plot([], [], line, color=color, label=name, lw=2.4)
    axes.text(-0.72, -0.86, "norm 1", color=GREY)
    axes.set(
        xlim=(-1.3, 3.2), ylim=(-1.2, 1.6), aspect="equal", xlabel="first weight", ylabel="second weight"
    )
    axes.legend(loc="upper right", frameon=False)
    axes.set_title("Three arrows: the gradient, and two ways to make it short", loc="left", fontsize=12)
    plt.show()


figure_clip_by_global_norm()

# %% [markdown] id="task_clip_by_global_norm"
# **Formula with shapes.** For gradients $g_1, \dots, g_n$ of any shapes, with $\lVert g_k \rVert^2$ the sum of all squares
# in $g_k$,
#
# $$N = \sqrt{\lVert g_1 \rVert^2 + \dots + \lVert g_n \rVert^2}, \qquad
# g_k \;\longmapsto\; g_k \cdot \frac{M}{N} \quad\text{if } N > M, \text{ else } g_k.$$
#
# One factor for all. In Keras's optimizers this is the argument `global_clipnorm`. Its neighbours have names that mislead:
# `clipnorm` shortens *each array for itself*, and `clipvalue` each number. Both bend the joint vector: a layer with large
# gradients is held back and its neighbour is not, so the step no longer goes down the slope. For $(3, 4)$, $(0, 12)$ and the
# limit 1, `clipnorm` makes $(0.6, 0.8)$ and $(0, 1)$, and `global_clipnorm` $(0.231, 0.308)$ and $(0, 0.923)$.
#
# Two practical points. A weight that the loss does not depend on has no gradient: Keras then says `None`, and `None` it
# must stay, in its place in the list. And the norm that one wants to see in a log is the one *before* clipping, as the other
# is never above $M$.
#
# **Predict.** (a) What does clipping to 5 do to $(3, 4)$ and `None`? (b) To $(0, 0)$? (c) You add a thousand weights whose
# gradients are all 0. Which results change?
#
# <details><summary>Answer</summary>
#
# (a) Nothing: the norm is 5, and not above 5. (b) Nothing; and 0/0 must not happen on the way. (c) None.
# </details>
#
# **Your turn.** Write `clip_by_global_norm`.


# %% id="clip_by_global_norm" role="solution"
def clip_by_global_norm(
    grads: list[np.ndarray | None], max_norm: float
) -> tuple[list[np.ndarray | None], float]:
    """Shorten gradients by one common factor, so that their joint norm is max_norm at most.

    Args:
        grads: arrays of any shapes, or None where there is no gradient.
        max_norm: above 0.

    Returns:
        A pair: the list of gradients, in the same order, with their shapes and dtype, and None where
        None was; and their joint norm before clipping, a Python float. If that norm is not above
        max_norm, no number is changed at all. Without any array it is 0.0.

    Raises:
        ValueError: max_norm is not above 0.

    Example:
        [[3, 4], [0, 12]] with max_norm 6.5 gives ([[1.5, 2], [0, 6]], 13.0).
    """
    raise NotImplementedError("clip_by_global_norm: first the norm of all numbers together")


# %% id="check_clip_by_global_norm" role="check"
check(clip_by_global_norm)


# %% id="figure_clip_by_global_norm_cliff" role="demo"
# Your function, drawn: a linear network of one unit, 25 steps long, learns to come out at 1: the loss is a cliff.
def figure_clip_by_global_norm_cliff():
    steps = 25
    w = np.linspace(0.5, 1.3, 300)
    _, panels = plt.subplots(1, 2, figsize=(11, 3.8), layout="constrained")
    panels[0].semilogy(w, (w**steps - 1) ** 2 + 1e-3, color=INK)
    panels[0].set(xlabel="w", ylabel="loss + 0.001", title="loss of $w^{25}$ against 1: flat, then a wall")
    for limit, color in ((1.0, GREEN), (1e9, RED)):
        at, path = 1.2, [1.2]
        for _ in range(15):
            slope = 2 * (at**steps - 1) * steps * at ** (steps - 1)
            (step,), _ = clip_by_global_norm([np.array([slope])], limit)
            at = float(np.clip(at - 0.02 * step[0], -3, 3))
            path.append(at)
        name = f"clipped to {limit:g}" if limit < 10 else "not clipped"
        panels[1].plot(path, "o-", color=color, label=name, ms=4)
    panels[1].axhline(1, color=GREY, ls=":")
    panels[1].set(
        xlabel="gradient step", ylabel="w (not drawn beyond ±3)", title="from w = 1.2, learning rate 0.02"
    )
    panels[1].legend(loc="center right", framealpha=1)
    plt.show()


try:
    figure_clip_by_global_norm_cliff()
except NotImplementedError:
    print("Solve clip_by_global_norm first; then this cell walks down a cliff.")

# %% [markdown] id="pitfalls_clip_by_global_norm"
# One unclipped step, and $w$ is thrown off the page for good: where it lands, the slope is larger still.
#
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *Each array has its own factor.* Divide each answer by its input: is it the same number everywhere?
# 2. *Short gradients are stretched.* A factor above 1 makes a small step large. When is nothing to be done?
# 3. *It stumbles over what is not there.* What do you do with `None`? And with a norm of 0?
# </details>
#
# **Remember**
#
# - One factor for all arrays keeps the direction. Per-array and per-number clipping bend it.
# - Clipping shortens, and never stretches.
# - It cures explosion. Against vanishing it can do nothing: what is 0 stays 0.

# %% [markdown] id="text_lstm_step"
# ## 5 · One step of an LSTM (16 points)
#
# **Why.** The state of a simple network is overwritten at every step: whatever is to be remembered must survive a
# matrix product and a tanh, again and again, and you have seen what becomes of such things. The LSTM of Hochreiter and
# Schmidhuber carries a second vector, the **cell**, to which nothing is done by default. A *gate*, a number between 0
# and 1, decides how much of it is kept; another one, how much is let in; a third, how much of it is shown.
#
# **By hand.** One unit. Its cell stands at $c = 2$. Suppose that the sums before the four nonlinearities are such that
# the input gate is 0.75 open, the forget gate 0.25, the output gate 0.5, and the candidate is 0.6. Then
#
# $$c' = 0.25 \cdot 2 + 0.75 \cdot 0.6 = 0.95, \qquad h' = 0.5 \cdot \tanh(0.95) = 0.3699.$$
#
# Mind the name: a forget gate of 1 forgets *nothing*. "If a component of $f_t$ is 0 it means *forget this*, if it is 1 it
# means *keep this*", say Sjöberg's slides.


# %% id="figure_lstm_step" role="demo"
def figure_lstm_step():
    axes = draw_canvas(
        11, 5.0, "One step: the cell's way is the straight line on top, and only f stands in it"
    )
    draw_box(axes, 0, 4, "$c$ = 2", 1.3, face=SKY)
    draw_box(axes, 3, 4, "· f", 0.9, face=ORANGE)
    draw_box(axes, 6, 4, "+", 0.8, face=PALE)
    draw_box(axes, 11.5, 4, "$c'$ = 0.95", 1.7, face=SKY)
    for start, end in ((0.65, 2.55), (3.45, 5.6), (6.4, 10.65)):
        draw_arrow(axes, (start, 4), (end, 4), BLUE, lw=3)
    draw_text(axes, 4.5, 4.3, "0.5", color=BLUE)
    draw_box(axes, 6, 2.6, "· i", 0.9, face=ORANGE)
    draw_arrow(axes, (6, 3), (6, 3.6))
    draw_text(axes, 6.2, 3.3, "0.45", "left")
    draw_box(axes, 9, 2.6, "tanh", 1.1, face="#FBE3B0")
    draw_arrow(axes, (9, 3.95), (9, 3.0))
    draw_box(axes, 9, 1.4, "· o", 0.9, face=ORANGE)
    draw_arrow(axes, (9, 2.2), (9, 1.8))
    draw_text(axes, 9.2, 2.0, "0.7398", "left")
    draw_box(axes, 11.5, 1.4, "$h'$ = 0.3699", 2.0, face=SKY)
    draw_arrow(axes, (9.45, 1.4), (10.5, 1.4))
    draw_box(axes, 0, -0.4, "$x$ and $h$", 1.5, face=SKY)
    gates = ((3, "f = 0.25", 3.6), (4.9, "candidate\n0.6", 2.6), (7.0, "i = 0.75", 2.6), (9, "o = 0.5", 1.0))
    for x, name, top in gates:
        draw_box(axes, x, 0.5, name, 1.6, 0.8, PALE, 10)
        draw_arrow(axes, (0.75, -0.4), (x - 0.4, 0.08), GREY, lw=0.9)
        target = {4.9: (5.55, 2.4), 7.0: (6.45, 2.4)}.get(x, (x, top))
        draw_arrow(axes, (x, 0.9), target)
    axes.set(xlim=(-1, 12.8), ylim=(-1, 4.7))
    plt.show()


figure_lstm_step()

# %% [markdown] id="task_lstm_step"
# **Formula with shapes.** There are four sums, each with weights of its own, and Keras glues them together. With $x$ of shape
# $(B, D)$, $h$ and $c$ of shape $(B, H)$, `kernel` $(D, 4H)$, `recurrent` $(H, 4H)$ and `bias` $(4H,)$, let
#
# $$z = x \cdot \text{kernel} + h \cdot \text{recurrent} + \text{bias}, \qquad (B, 4H),$$
#
# and cut $z$ into four blocks of $H$ columns, **in the order i, f, c, o**:
#
# $$i = \sigma(z_i), \quad f = \sigma(z_f), \quad \tilde c = \tanh(z_c), \quad o = \sigma(z_o),$$
#
# $$c' = f \odot c + i \odot \tilde c, \qquad h' = o \odot \tanh(c').$$
#
# This is Bardak's LSTM with $\mathbf{u}$ for $i$, and Sjöberg's without the bias. Three of the four are gates, with a sigmoid.
# The candidate is not: it must be able to pull the cell down as well as up, so it is a tanh.
#
# Now differentiate $c'$ with respect to $c$, with $x$ and $h$ held fixed. All that is left is
#
# $$\frac{\partial c'}{\partial c} = f.$$
#
# No matrix, no tanh. Where $f$ is near 1 the gradient walks back through as many steps as it likes. That is the "additive path
# between $c_t$ and $c_{t-1}$" of Bardak's deck. (Through $h$ there are other ways back, with all their matrices; they vanish
# as before, and need not be relied on.)
#
# **A sigmoid that does not break.** $\sigma(z) = 1 / (1 + e^{-z}) = e^z / (1 + e^z)$. Both are right on paper. For $z = 1000$ the
# second is inf / inf in floating point, which is NaN, and a NaN in one cell spoils everything after it.
#
# **Predict.** All weights and biases are zero. What does a step make of $c = 2$? Of $h$?
#
# <details><summary>Answer</summary>
#
# All gates are $\sigma(0) = 0.5$, and the candidate is $\tanh(0) = 0$. So $c' = 1$, and $h' = 0.5 \tanh(1) = 0.3808$,
# whatever $h$ was.
# </details>
#
# **Your turn.** Write `lstm_step`.


# %% id="lstm_step" role="solution"
def lstm_step(
    x: np.ndarray,
    h: np.ndarray,
    c: np.ndarray,
    kernel: np.ndarray,
    recurrent: np.ndarray,
    bias: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Advance the two states of an LSTM by one step.

    Args:
        x: (batch, features). What is read.
        h: (batch, units). The hidden state.
        c: (batch, units). The cell.
        kernel: (features, 4 * units), in blocks of `units` columns: i, f, c, o.
        recurrent: (units, 4 * units), likewise.
        bias: (4 * units,), likewise.

    Returns:
        The pair (h', c'), in this order: each (batch, units), the dtype of x. Gates are sigmoids,
        the candidate is a tanh, and c' passes a tanh on its way to h'. Sums as large as 1000, above
        or below zero, open and shut gates fully; nothing becomes NaN.

    Raises:
        ValueError: x, h or c does not have two axes, or the sizes of the six arrays do not fit
            together exactly.

    Example:
        One unit, weights zero, bias = [log 3, -log 3, log 2, 0]: the gates are 0.75, 0.25 and 0.5, the
        candidate is 0.6. A cell of 2 becomes 0.95, and h' is 0.3699.
    """
    raise NotImplementedError("lstm_step: first the four sums, then the two states")


# %% id="check_lstm_step" role="check"
check(lstm_step)


# %% id="figure_lstm_step_traces" role="demo"
# Your function, drawn: a cell made by hand that keeps what it reads when a flag is up, until the next flag.
def figure_lstm_step_traces():
    rng = np.random.default_rng(3)
    steps, flags = 40, (3, 14, 29)
    x = np.stack([rng.uniform(-1.5, 1.5, steps), np.isin(np.arange(steps), flags)], axis=1)
    kernel = np.array([[0.0, 0.0, 1.0, 0.0], [20.0, -20.0, 0.0, 0.0]])  # the flag opens i and shuts f
    bias = np.array([-10.0, 10.0, 0.0, 1.0])
    h, c, cells, shown = np.zeros((1, 1)), np.zeros((1, 1)), [], []
    for now in x:
        h, c = lstm_step(now[None], h, c, kernel, np.zeros((1, 4)), bias)
        cells.append(c[0, 0])
        shown.append(h[0, 0])
    gates = 1 / (1 + np.exp(-(x @ kernel + bias)))
    _, panels = plt.subplots(3, 1, figsize=(9.5, 5.4), layout="constrained", sharex=True)
    panels[0].stem(np.arange(steps), x[:, 0], linefmt=GREY, markerfmt="o", basefmt=" ")
    panels[0].plot(flags, x[list(flags), 0], "o", color=RED, ms=9, label="flag is up")
    panels[0].set(ylabel="read")
    for block, name, color in ((0, "i", GREEN), (1, "f", ORANGE), (3, "o", PURPLE)):
        panels[1].step(np.arange(steps), gates[:, block], color=color, label=name, where="mid", lw=2)
    panels[1].set(ylabel="gates", ylim=(-0.1, 1.1))
    panels[2].step(np.arange(steps), cells, color=BLUE, label="c", where="mid", lw=2)
    panels[2].step(np.arange(steps), shown, color=INK, label="h", where="mid", lw=1, ls="--")
    panels[2].set(ylabel="states", xlabel="step")
    for axes in panels:
        axes.legend(loc="upper right", frameon=False, ncols=3)
    panels[0].set_title("A cell that keeps the tanh of what it read when the flag was up", loc="left")
    plt.show()


try:
    figure_lstm_step_traces()
except NotImplementedError:
    print("Solve lstm_step first; then this cell traces gates along a sequence.")

# %% [markdown] id="pitfalls_lstm_step"
# Between two flags the blue line is flat: dozens of steps, and the cell has not lost a digit. No training found these
# weights; but training can, because the gradient reaches back along that flat line.
#
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *The blocks are read in another order.* Other libraries, and other papers, use other orders. Set one block of the bias to 50
#    and the rest to 0: which gate opens?
# 2. *h where c belongs.* The forget gate multiplies a state. Which of the two? Tests that begin with both at zero cannot tell.
# 3. *A tanh too few, or a sigmoid too many.* $h$ lies between −1 and 1, always. The cell may go beyond, in both directions.
# </details>
#
# **Remember**
#
# - Keras's order is i, f, c, o; nothing in the array says so.
# - $c' = f c + i \tilde c$, and $\partial c'/\partial c = f$.
# - f = 1 keeps, f = 0 forgets.
# - The step hands on two states, and $h$ comes first.

# %% [markdown] id="text_lstm_forward"
# ## 6 · A whole LSTM, and sequences of different lengths (14 points)
#
# **Why.** A batch is an array, and an array has one length. Sentences have many. So short ones are filled up with
# *pads*, numbers that mean nothing, and a **mask** tells which steps are real. A network that reads pads as if they were
# words comes out with another state for the same sentence, depending on its neighbours in the batch.
#
# **By hand.** Take the LSTM whose weights are all zero: each step halves its cell (predicted in exercise 5). It starts at
# $c = 2$ and gets three steps, of which the middle one is masked. Then $c$ goes 2, **1**, **1**, **0.5**: at the masked
# step nothing happens. $h$ goes $0.5 \tanh(1) = 0.3808$, again 0.3808, and $0.5 \tanh(0.5) = 0.2311$.


# %% id="figure_lstm_forward" role="demo"
def figure_lstm_forward():
    rows = (("the", "cat", "sat", "·", "·"), ("stop", "·", "·", "·", "·"), ("a", "·", "b", "·", "c"))
    axes = draw_canvas(
        10.5, 4.3, "Words are read (blue); at pads (grey) both states are handed on as they are"
    )
    for y, row in zip((4, 2, 0), rows, strict=True):
        draw_text(axes, -0.75, y, "$h_0, c_0$", "right", 10)
        count = 0
        draw_arrow(axes, (-0.7, y), (0.05, y), INK)
        for t, word in enumerate(row):
            real = word != "·"
            count += real
            draw_box(axes, 1 + 2.1 * t, y, word if real else "pad", 1.2, 0.8, SKY if real else PALE, 11)
            start, end = (1.6 + 2.1 * t, y), (2.5 + 2.1 * t, y)
            draw_arrow(axes, start, end, INK, ls="-")
            state = f"$h_{count}, c_{count}$"
            draw_text(axes, 2.05 + 2.1 * t, y + 0.33, state, color=INK if real else RED, size=9.5)
    draw_text(axes, 11.8, 5.0, "comes out", color=GREY)
    for y, count in ((4, 3), (2, 1), (0, 3)):
        draw_text(axes, 11.8, y, f"$h_{count}, c_{count}$", size=11)
    axes.set(xlim=(-2, 12.8), ylim=(-0.7, 5.3))
    plt.show()


figure_lstm_forward()

# %% [markdown] id="task_lstm_forward"
# **Formula with shapes.** With $x$ of shape $(B, T, D)$ and a mask $m$ of shape $(B, T)$, step $t$ makes
# $(h', c')$ of $(x_t, h_{t-1}, c_{t-1})$ as in exercise 5, and then, sequence by sequence,
#
# $$(h_t, c_t) = \begin{cases} (h', c') & \text{where } m_t \text{ is true}\\ (h_{t-1}, c_{t-1}) & \text{where it is not.}
# \end{cases}$$
#
# **Both** states are kept. Masked steps can be anywhere, not only at the end. What comes out is, in this order: the *output*,
# the last $h$, and the last $c$. The output is $h_T$ once more, or, with `return_sequences=True`, all of $h_1, \dots, h_T$;
# at a masked step it repeats the $h$ that was kept. These are the names and the order of
# `keras.layers.LSTM(..., return_state=True)`. (One difference: in Keras, *before the first real step* of a sequence the output is 0,
# while the states are kept as here. Ours is $h_0$ there.)
#
# "Many to one", on Sjöberg's slides, is the output without sequences: a sentence goes in, a vector comes out. "Many to many in
# synchronisation" is the output with sequences.
#
# **Predict.** (a) You append ten pads to every sequence. Which of the three results change? (b) A sequence has no real
# step at all. What are its states? (c) You cut a batch of 20 steps into two of 10. How do you get the same states as before?
#
# <details><summary>Answer</summary>
#
# (a) The output with sequences gets ten more steps, which repeat the last one. Nothing else changes. (b) $h_0$ and $c_0$.
# (c) Hand $h$ and $c$ of the first part to the second. Keras calls a layer that does so by itself *stateful*.
# </details>
#
# **Your turn.** Write `lstm_forward`. You may call your `lstm_step`.


# %% id="lstm_forward" role="solution"
def lstm_forward(
    x: np.ndarray,
    kernel: np.ndarray,
    recurrent: np.ndarray,
    bias: np.ndarray,
    h0: np.ndarray | None = None,
    c0: np.ndarray | None = None,
    mask: np.ndarray | None = None,
    return_sequences: bool = False,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Run an LSTM over a batch of sequences, some steps of which may be masked.

    Args:
        x: (batch, steps, features).
        kernel: (features, 4 * units), in blocks of `units` columns: i, f, c, o.
        recurrent: (units, 4 * units), likewise.
        bias: (4 * units,), likewise.
        h0: (batch, units), the hidden state before the first step. None means zeros.
        c0: (batch, units), the cell before the first step. None means zeros.
        mask: (batch, steps), of bool: True where a step is real. Where it is not, both states stay as
            they are. None means that all steps are real.
        return_sequences: whether the output holds all steps.

    Returns:
        (output, h, c). h and c are (batch, units), the states after the last step. The output is h, or
        with return_sequences (batch, steps, units): the hidden state after each step, which at a
        masked step is the one before it. All have the dtype of x.

    Raises:
        ValueError: x does not have three axes, or the sizes of the arrays do not fit together
            exactly.

    Example:
        One unit, all weights zero, c0 = [[2.0]], three steps with the mask [[True, False, True]]: with
        return_sequences the output is [[[0.3808], [0.3808], [0.2311]]], h is [[0.2311]], c is [[0.5]].
    """
    raise NotImplementedError("lstm_forward: first the loop, then the mask, for both states")


# %% id="check_lstm_forward" role="check"
check(lstm_forward)


# %% id="figure_lstm_forward_pads" role="demo"
# Your function, drawn: three sequences of different lengths, filled up with noise, with the mask and without it.
def figure_lstm_forward_pads():
    rng = np.random.default_rng(5)
    steps, lengths = 24, np.array([24, 15, 6])
    x = rng.normal(size=(3, steps, 2))
    mask = np.arange(steps) < lengths[:, None]
    weights = rng.normal(size=(2, 12)), 0.5 * rng.normal(size=(3, 12)), np.zeros(12)
    _, panels = plt.subplots(1, 2, figsize=(11, 3.5), layout="constrained", sharey=True)
    for axes, used in zip(panels, (mask, None), strict=True):
        states, _, _ = lstm_forward(x, *weights, mask=used, return_sequences=True)
        for n, color in enumerate((BLUE, ORANGE, GREEN)):
            axes.plot(states[n, :, 0], color=color, lw=2)
            axes.plot(lengths[n] - 1, states[n, lengths[n] - 1, 0], "o", color=color, ms=9)
        axes.set(
            xlabel="step", title="no mask: pads are read" if used is None else "masked: pads change nothing"
        )
        axes.grid(alpha=0.3)
    panels[0].set_ylabel("one unit of h")
    plt.show()


try:
    figure_lstm_forward_pads()
except NotImplementedError:
    print("Solve lstm_forward first; then this cell shows what pads do to a state.")

# %% [markdown] id="pitfalls_lstm_forward"
# The dots stand at the last real step. On the right the lines wander on.
#
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *A pad forgets everything.* Masking means to do nothing, not to set to zero. A zero in the middle of a sentence is an
#    amnesia.
# 2. *Half of it is masked.* The hidden state is kept, and the cell moves on in secret; at the next real step it comes out. How
#    many states does an LSTM have?
# 3. *Which step is the last?* Taking column $T$ of what was *computed* takes what the pads made. Copy first, then look.
# </details>
#
# **Remember**
#
# - A masked step hands on both states.
# - Padding must not change any result: that is a test you can always write.
# - Carry both states, and a sequence can be read in parts.

# %% [markdown] id="text_to_keras_lstm"
# ## 7 · Three notations, one cell (8 points)
#
# **Why.** Everybody agrees on the LSTM and nobody on its letters. Weights that were trained elsewhere, or printed in a
# paper, must be brought into the order in which your library reads them. A wrong order raises no error: all blocks have the
# same shape. It only computes something else.
#
# **By hand.** A cell of one unit and one feature, in Bardak's letters:
#
# $$W^u = 1,\; W^f = 2,\; W^c = 3,\; W^o = 4, \qquad I^u = 10,\; I^f = 20,\; I^c = 30,\; I^o = 40.$$
#
# His update gate $\mathbf{u}$ multiplies the candidate, so it is Keras's input gate $i$. $I$ meets the input, so it goes into
# the kernel: `kernel = [[10, 20, 30, 40]]` and `recurrent = [[1, 2, 3, 4]]`.


# %% id="figure_to_keras_lstm" role="demo"
def figure_to_keras_lstm():
    axes = draw_canvas(
        11, 5.2, "The same four blocks under three names (each block is a matrix of its own in the decks)"
    )
    blocks = (
        ("i", "let in", GREEN, "u", "i"),
        ("f", "keep", ORANGE, "f", "f"),
        ("c", "candidate", SKY, "c", "C"),
        ("o", "show", PURPLE, "o", "o"),
    )
    rows = ((5, "Keras"), (3.2, "kernel"), (2.2, "recurrent"), (1.2, "bias"))
    for y, name in rows:
        draw_text(axes, -0.3, y, name, "right", 11)
    for y, deck in ((5, ""), (3.2, "meets x"), (2.2, "meets h"), (1.2, "added")):
        draw_text(axes, 13.1, y, deck, "left", 10, GREY)
    for number, (gate, what, color, bardak, sjoberg) in enumerate(blocks):
        x = 1.5 + 3.1 * number
        draw_box(axes, x, 5, f"{gate}: {what}", 2.8, 0.9, color, 11)
        for y, left, right in (
            (3.2, f"$I^{bardak}$", f"$U_{sjoberg}^\\top$"),
            (2.2, f"$W^{bardak}$", f"$W_{sjoberg}^\\top$"),
            (1.2, f"$b^{bardak}$", "0"),
        ):
            draw_box(axes, x - 0.72, y, left, 1.36, 0.8, "#DCEAF5", 12)
            draw_box(axes, x + 0.72, y, right, 1.36, 0.8, "#FBE3B0", 12)
        draw_text(axes, x - 0.72, 4.05, "Bardak", color=BLUE, size=9)
        draw_text(axes, x + 0.72, 4.05, "Sjöberg", color="#8A6100", size=9)
    axes.set(xlim=(-2.2, 14.8), ylim=(0.5, 5.7))
    plt.show()


figure_to_keras_lstm()

# %% [markdown] id="task_to_keras_lstm"
# **The two decks.** Bardak prints, for each gate $g \in \{u, f, c, o\}$,
#
# $$\mathbf{g} = \sigma(\mathbf{W}^g \cdot h_{t-1} + \mathbf{I}^g \cdot x_t + b^g),$$
#
# with "recurrent weights $H \times H$" and "input weights $N \times H$", where $N$ is the number of features (our $D$). These
# sizes do not fit a product from the left with a column of $N$ numbers. They do fit a **row**, multiplied from the right:
# `x @ I`. So that is how this exercise reads *all* of his matrices: rows belong to what comes in, columns to units, `x @ Ig`
# and `h @ Wg`.
#
# Sjöberg prints, for each gate $g \in \{f, i, C, o\}$ and without a bias,
#
# $$g_t = \sigma(U_g\, x_t + W_g\, h_{t-1}),$$
#
# with columns: $U_g$ is $(H, N)$ and $W_g$ is $(H, H)$, and both multiply from the left. As rows, this is
# $x_t U_g^\top + h_{t-1} W_g^\top$: **both must be transposed**. For $U_g$ the shape reminds you. For $W_g$, which is square,
# nothing does.
#
# | here | Bardak: key | shape | Sjöberg: key | shape |
# |---|---|---|---|---|
# | input weights of i, f, candidate, o | `Iu`, `If`, `Ic`, `Io` | $(N, H)$ | `Ui`, `Uf`, `UC`, `Uo` | $(H, N)$ |
# | recurrent weights of the same | `Wu`, `Wf`, `Wc`, `Wo` | $(H, H)$, rows in | `Wi`, `Wf`, `WC`, `Wo` | $(H, H)$, rows out |
# | biases of the same | `bu`, `bf`, `bc`, `bo` | $(H,)$ | – | – |
#
# Keras wants `[kernel, recurrent_kernel, bias]`, in blocks i, f, c, o. Its bias must be there even if a deck has none: then it is
# zeros. You may remember that Keras *starts* the bias of the forget gate at 1 (`unit_forget_bias`). That is an initial value for
# training from scratch, and not part of the equations: weights that are converted stay what they are.
#
# **Predict.** (a) Which key holds the weights that multiply $h_{t-1}$ in Sjöberg's candidate? (b) $H = N$, and you forget
# every transpose. Does `set_weights` complain?
#
# <details><summary>Answer</summary>
#
# (a) `WC`, to be transposed, and it becomes the third block of the recurrent kernel. (b) No. It would if $H \ne N$. Test with sizes
# that differ.
# </details>
#
# **Your turn.** Write `to_keras_lstm`.


# %% id="to_keras_lstm" role="solution"
def to_keras_lstm(params: dict[str, np.ndarray], notation: str) -> list[np.ndarray]:
    """Bring the weights of an LSTM from a deck's letters into Keras's order.

    Args:
        params: arrays by key, all of one dtype.
            For "bardak": Wu, Wf, Wc, Wo (units, units), Iu, If, Ic, Io (features, units) and bu, bf,
            bc, bo (units,). Row vectors: a gate's sum is x @ I + h @ W + b.
            For "sjoberg": Wi, Wf, WC, Wo (units, units) and Ui, Uf, UC, Uo (units, features), no
            biases. Column vectors: a gate's sum is U x + W h.
        notation: "bardak" or "sjoberg".

    Returns:
        The list [kernel, recurrent, bias] that keras.layers.LSTM.set_weights takes: (features, 4 * units),
        (units, 4 * units) and (4 * units,), in blocks i, f, c, o, of the dtype of params. Without
        biases in params the bias is zero.

    Raises:
        ValueError: notation is another word, or a key is missing; then the message contains the key.

    Example:
        Bardak's 1, 2, 3, 4 for W, 10, 20, 30, 40 for I and 5, 6, 7, 8 for b, always in the order u, f, c, o,
        become [[10, 20, 30, 40]], [[1, 2, 3, 4]] and [5, 6, 7, 8].
    """
    raise NotImplementedError("to_keras_lstm: first which of their gates is which of Keras's")


# %% id="check_to_keras_lstm" role="check"
check(to_keras_lstm)


# %% id="figure_to_keras_lstm_blocks" role="demo"
# Your function, drawn: matrices with one bright entry each, before and after.
def figure_to_keras_lstm_blocks():
    units, features = 3, 2
    params, names = {}, ("i", "f", "C", "o")
    for number, name in enumerate(names, start=1):
        params[f"U{name}"], params[f"W{name}"] = np.zeros((units, features)), np.zeros((units, units))
        params[f"U{name}"][0, 1] = params[f"W{name}"][0, 2] = number
    kernel, recurrent, _ = to_keras_lstm(params, "sjoberg")
    figure = plt.figure(figsize=(11, 4.2), layout="constrained")
    grid = figure.add_gridspec(2, 6, width_ratios=[1, 1, 1, 1, 0.3, 5])
    for row, (letter, glued) in enumerate((("U", kernel), ("W", recurrent))):
        for column, name in enumerate(names):
            axes = figure.add_subplot(grid[row, column])
            axes.imshow(params[letter + name], cmap="Oranges", vmin=0, vmax=4)
            axes.set(title=letter + name, xticks=[], yticks=[])
        axes = figure.add_subplot(grid[row, 5])
        axes.imshow(glued, cmap="Oranges", vmin=0, vmax=4)
        for line in (3, 6, 9):
            axes.axvline(line - 0.5, color=INK)
        axes.set(title="kernel" if letter == "U" else "recurrent", xticks=[1, 4, 7, 10], yticks=[])
        axes.set_xticklabels(["i", "f", "c", "o"])
    figure.suptitle("Upper right entry before, lower left after: that is what a transpose does")
    plt.show()


try:
    figure_to_keras_lstm_blocks()
except NotImplementedError:
    print("Solve to_keras_lstm first; then this cell follows single weights into Keras's blocks.")

# %% [markdown] id="pitfalls_to_keras_lstm"
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *Update is not output.* Bardak's $\mathbf{u}$ stands beside the candidate. Find the gate by what it multiplies, not by its
#    letter.
# 2. *$W$ is not transposed.* It is square, so nothing complains. Which of its indices belongs to what comes in?
# 3. *The alphabet.* Keys that are sorted come out as c, f, i, o, and not in Keras's order.
# </details>
#
# **Remember**
#
# - u in Bardak's deck is i in Sjöberg's and in Keras.
# - Columns from the left become rows from the right by a transpose, square matrices too.
# - Equal shapes prove nothing. Run both, and compare.

# %% [markdown] id="text_gru_step"
# ## 8 · The GRU, and two conventions (10 points)
#
# **Why.** Does it take two states and four sums? The gated recurrent unit of Cho and others does with one state and three
# sums. One gate decides between old and new, so that what is not kept is replaced; there is no cell behind the
# scenes. It is smaller than an LSTM, and often as good.
#
# **By hand.** One unit with $h = -0.5$. Its *update gate* stands at $z = 0.25$ and its candidate is 0.6. Then
#
# $$h' = 0.25 \cdot (-0.5) + 0.75 \cdot 0.6 = 0.325.$$
#
# In Keras $z$ says how much is **kept**. Sjöberg's slides show the GRU in a picture, without equations, and in the usual source of
# that picture it is the other way round: there $z$ says how much is **replaced**, and the same numbers would give
# $0.75 \cdot (-0.5) + 0.25 \cdot 0.6 = -0.225$. Neither is wrong. A network that was trained with the one and run with
# the other is.


# %% id="figure_gru_step" role="demo"
def figure_gru_step():
    z = np.linspace(0, 1, 50)
    _, panels = plt.subplots(1, 2, figsize=(11, 3.6), layout="constrained")
    panels[0].plot(z, z * -0.5 + (1 - z) * 0.6, color=BLUE, lw=2.5, label="Keras: z h + (1 − z) candidate")
    panels[0].plot(
        z, (1 - z) * -0.5 + z * 0.6, color=ORANGE, lw=2.5, ls="--", label="picture: (1 − z) h + z candidate"
    )
    panels[0].plot([0.25], [0.325], "o", color=BLUE, ms=9)
    panels[0].plot([0.25], [-0.225], "o", color=ORANGE, ms=9)
    panels[0].set(xlabel="update gate z", ylabel="new h", title="h = −0.5, candidate 0.6")
    panels[0].legend(frameon=False, fontsize=9)
    r, h = np.linspace(0, 1, 50), np.array([0.8, -0.6])
    into = np.array([[1.0, -1.2], [0.9, 0.4]])
    before = [((np.array([one, 1 - one]) * h) @ into)[0] for one in r]
    after = [one * (h @ into)[0] for one in r]
    panels[1].plot(r, before, color=ORANGE, lw=2.5, ls="--", label="reset before: (r ⊙ h) W, unit 0")
    panels[1].plot(r, after, color=BLUE, lw=2.5, label="reset after: r ⊙ (h W), unit 0")
    panels[1].set(
        xlabel="reset gate of unit 0 (of unit 1: one less that)",
        title="what the candidate hears of two old units",
    )
    panels[1].legend(frameon=False, fontsize=9)
    for axes in panels:
        axes.grid(alpha=0.3)
    plt.show()


figure_gru_step()

# %% [markdown] id="task_gru_step"
# **Formula with shapes.** `kernel` is $(D, 3H)$ and `recurrent` $(H, 3H)$, in blocks **z, r, h**. Write $K_z, R_z$ and so on for
# the blocks. The two gates are
#
# $$z = \sigma(x K_z + h R_z + b_z), \qquad r = \sigma(x K_r + h R_r + b_r),$$
#
# and the state is $h' = z \odot h + (1 - z) \odot \tilde h$. The *reset gate* $r$ decides how much of the past the candidate hears, and
# here there are two conventions more:
#
# | `reset_after` | candidate | bias |
# |---|---|---|
# | `False`, as first published | $\tilde h = \tanh(x K_h + (r \odot h)\, R_h + b_h)$ | $(3H,)$ |
# | `True`, Keras's default | $\tilde h = \tanh(x K_h + b^{(0)}_h + r \odot (h R_h + b^{(1)}_h))$ | $(2, 3H)$ |
#
# With `reset_after=True` the product $h R$ can be computed once for all three blocks, which is what fast code wants. It needs
# two rows of biases: row 0 is added to what comes from $x$, row 1 to what comes from $h$, and so the part of row 1
# that belongs to the candidate *is multiplied by $r$*. For the two gates the rows are simply added up:
# $b_z = b^{(0)}_z + b^{(1)}_z$. (That is why chapter 1 counted $3(DH + H^2 + 2H)$ parameters.) In both conventions the reset
# gate touches the past alone, and never $x$.
#
# **Predict.** (a) All of $z$ is 1. What is $h'$? (b) All of $r$ is 0. What does the candidate hear of $h$? And of $b^{(1)}_h$?
#
# <details><summary>Answer</summary>
#
# (a) $h$, exactly. (b) Nothing, in either convention; and nothing of $b^{(1)}_h$ either.
# </details>
#
# **Your turn.** Write `gru_step`.


# %% id="gru_step" role="solution"
def gru_step(
    x: np.ndarray,
    h: np.ndarray,
    kernel: np.ndarray,
    recurrent: np.ndarray,
    bias: np.ndarray,
    reset_after: bool = True,
) -> np.ndarray:
    """Advance the state of a GRU by one step, as Keras does.

    Args:
        x: (batch, features). What is read.
        h: (batch, units). The state.
        kernel: (features, 3 * units), in blocks of `units` columns: z, r, h.
        recurrent: (units, 3 * units), likewise.
        bias: with reset_after (2, 3 * units): row 0 goes with kernel, row 1 with recurrent. Without it
            (3 * units,).
        reset_after: whether r multiplies the product of h and recurrent (and row 1 of the bias), or h
            before that product.

    Returns:
        h', (batch, units), the dtype of x: z * h + (1 - z) * candidate.

    Raises:
        ValueError: x or h does not have two axes, or the sizes of the five arrays do not fit together
            exactly, the bias for the reset_after that is asked for.

    Example:
        One unit, weights zero, bias [[-log 3, 0, log 2], [0, 0, 0]]: z is 0.25, the candidate is 0.6, and
        h = -0.5 becomes 0.325.
    """
    raise NotImplementedError("gru_step: first the two gates, then the candidate")


# %% id="check_gru_step" role="check"
check(gru_step)


# %% id="figure_gru_step_memory" role="demo"
# Your function, drawn: three units whose update gates are biased to keep little, more, and nearly all.
def figure_gru_step_memory():
    steps, biases = 60, (0.0, 2.0, 4.0)
    kernel = np.concatenate([np.zeros((1, 6)), np.full((1, 3), 2.0)], axis=1)
    bias = np.zeros((2, 9))
    bias[0, :3] = biases
    h, path = np.zeros((1, 3)), []
    read = np.zeros(steps)
    read[5:10] = 1
    for now in read:
        h = gru_step(np.array([[now]]), h, kernel, np.zeros((3, 9)), bias)
        path.append(h[0])
    _, axes = plt.subplots(figsize=(9, 3.4), layout="constrained")
    axes.fill_between(np.arange(steps), 0, read, color=PALE, step="mid", label="read")
    for unit, color in enumerate((BLUE, GREEN, RED)):
        keeps = 1 / (1 + np.exp(-biases[unit]))
        axes.plot(np.array(path)[:, unit], color=color, lw=2, label=f"z = {keeps:.2f}")
    axes.set(
        xlabel="step",
        ylabel="state",
        title="What a GRU keeps of five steps of 1, if its update gate stands still",
    )
    axes.legend(frameon=False, ncols=4)
    axes.grid(alpha=0.3)
    plt.show()


try:
    figure_gru_step_memory()
except NotImplementedError:
    print("Solve gru_step first; then this cell shows how long a state lasts.")

# %% [markdown] id="pitfalls_gru_step"
# An update gate that keeps 98 of 100 learns slowly and forgets slowly; that is one and the same.
#
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *Keep or replace.* Put 50 into the bias of $z$: does $h$ stay, or does it go?
# 2. *The second row of the bias.* With tests whose biases are zero nobody misses it. Where does the candidate's part of row 1 stand,
#    inside $r \odot (\dots)$ or outside?
# 3. *The reset gate is in the wrong place.* With `reset_after=False` it multiplies $h$, unit by unit, *before* the product. These
#    are two different functions as soon as there are two units.
# </details>
#
# **Remember**
#
# - Keras: z keeps; order z, r, h. Other sources: z replaces.
# - One gate for both: what is not kept is replaced.
# - Two rows of biases only with `reset_after=True`.

# %% [markdown] id="text_lm_batches"
# ## 9 · What comes next: pairs and perplexity (10 points)
#
# **Why.** A language model reads a text and says at each step which token comes next: "input $(w_0, \dots, w_t)$, output
# $(w_1, \dots, w_{t+1})$, shifted", in Bardak's deck. It needs no labels: the text is its own answer, one place further on.
# Off by one here, and the task is trivial (say what you see) or hopeless. And then it needs a number that says how good it is.
#
# **By hand.** The stream 5 1 4 2 3 0 6 is cut into windows of 3. The first window reads 5 1 4 and should say 1 4 **2**: its last
# target is what follows *in the stream*, although it belongs to the next window. The second reads 2 3 0 and should say
# 3 0 6. A third would begin with 6, and nothing is known about what follows.
#
# Now a model gives the three tokens that did come the probabilities $\tfrac12$, $\tfrac14$ and $\tfrac18$. Its surprise is
# measured by $-\log p$: $\log 2$, $2 \log 2$ and $3 \log 2$, on average $2 \log 2 = 1.386$. The **perplexity** is $e$ to that
# power: $e^{2 \log 2} = 4$. The model is as uncertain as if it had to choose among 4 equally likely tokens.


# %% id="figure_lm_batches" role="demo"
def figure_lm_batches():
    axes = draw_canvas(
        10, 3.9, "A stream in windows of 3: what is read (blue), and what is to be said (orange)"
    )
    stream = (5, 1, 4, 2, 3, 0, 6)
    for place, token in enumerate(stream):
        draw_box(axes, place, 3.2, token, 0.9, 0.8, PALE, 13)
    for number, (start, y) in enumerate(((0, 2.0), (3, 2.0), (6, 2.0))):
        for step in range(3):
            place = start + step
            if start + 3 < len(stream):
                draw_box(axes, place, y, stream[place], 0.9, 0.7, SKY, 13)
                draw_box(axes, place + 0.0, y - 1.0, stream[place + 1], 0.9, 0.7, ORANGE, 13)
                draw_arrow(axes, (place, y - 0.37), (place, y - 0.63), GREY, lw=1)
        if start + 3 < len(stream):
            draw_text(axes, start + 1, 0.35, f"window {number}", color=GREY)
    draw_text(axes, 6.9, 2.0, "6 alone is no window", "left", 10, RED)
    draw_text(axes, -0.8, 3.2, "stream", "right", 11)
    draw_text(axes, -0.8, 2.0, "x", "right", 11)
    draw_text(axes, -0.8, 1.0, "y", "right", 11)
    axes.set(xlim=(-2, 9.8), ylim=(0, 3.8))
    plt.show()


figure_lm_batches()

# %% [markdown] id="task_lm_batches"
# **Formula with shapes.** A stream `ids` has $n$ tokens. The windows start at $0, s, 2s, \dots$, where $s$ is the *stride*, and a
# window of length $L$ that starts at $a$ is
#
# $$x = (w_a, \dots, w_{a+L-1}), \qquad y = (w_{a+1}, \dots, w_{a+L}).$$
#
# It needs $L + 1$ tokens, so $a + L \le n - 1$. With $s = L$ every token is read once; with a smaller $s$ windows overlap.
#
# For logits of shape $(B, T, V)$, the log-probability of the target $y_{bt}$ is its logit less the logarithm of the sum of all
# exponentials, and
#
# $$\text{perplexity} = \exp\left(-\frac{1}{\sum m} \sum_{b, t} m_{bt} \log p_{bt}(y_{bt})\right),$$
#
# where the mask $m$ is 1 at real steps and 0 at pads. First the mean, then the exponential; and the mean is over *real* steps.
# Some labs take base 2: then the mean is in bits, and perplexity is 2 to that power. It is the same number, as long as both
# have the same base. Subtract the largest logit before you take exponentials: $e^{1000}$ is infinite.
#
# Two numbers to remember as checks. A model that knows nothing gives every token the same logit, and its perplexity is $V$. A model
# that is always certain and always right has perplexity 1.
#
# **Predict.** (a) 100 tokens, $L = 10$, $s = 10$: how many windows? And of 101 tokens? (b) You forget the shift, and train on
# $y = x$. What does the loss look like? (c) You add 7 to all logits. What does the perplexity do?
#
# <details><summary>Answer</summary>
#
# (a) 9, as the tenth has no last target; with 101 tokens, 10. (b) It falls to nearly zero in an instant. When training goes
# *too* well, look at a pair. (c) Nothing.
# </details>
#
# **Your turn.** Write `lm_batches` and `perplexity`.


# %% id="lm_batches" role="solution"
def lm_batches(ids: np.ndarray, seq_len: int, stride: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Cut a stream of tokens into windows, and pair each with what follows its tokens.

    Args:
        ids: (n,), integers.
        seq_len: an int >= 1, the length of a window.
        stride: an int >= 1, from the start of one window to that of the next. None means seq_len.

    Returns:
        The pair (x, y), both (windows, seq_len), of the dtype of ids. Window k starts at k * stride, and
        y[k, t] is the token that follows x[k, t] in the stream. All windows whose last target is
        still in the stream are there, in order.

    Raises:
        TypeError: seq_len or stride is not an integer. A bool is not an integer here.
        ValueError: one of them is below 1, ids does not have one axis, or it has fewer than
            seq_len + 1 tokens.

    Example:
        5 1 4 2 3 0 6 with seq_len 3 gives x = [[5, 1, 4], [2, 3, 0]] and y = [[1, 4, 2], [3, 0, 6]].
    """
    raise NotImplementedError("lm_batches: first where the windows start")


def perplexity(logits: np.ndarray, targets: np.ndarray, mask: np.ndarray | None = None) -> float:
    """Return e to the mean of -log p(target), in nats, over all real steps.

    Args:
        logits: (batch, steps, vocabulary). Their softmax is the model's distribution. They can be as
            large as 1000, above or below zero.
        targets: (batch, steps), integers from 0 to vocabulary - 1, at pads too.
        mask: (batch, steps), of bool: True where a step is real. None means everywhere.

    Returns:
        A Python float.

    Raises:
        ValueError: the shapes do not fit together exactly, a target is not from 0 to vocabulary - 1,
            or no step is real.

    Example:
        Three steps whose targets get the probabilities 1/2, 1/4 and 1/8 have the perplexity 4.0.
    """
    raise NotImplementedError("perplexity: first the log-probability of each target")


# %% id="check_lm_batches" role="check"
check(lm_batches, perplexity)


# %% id="figure_lm_batches_orders" role="demo"
# Your functions, drawn: a source of six symbols in which two symbols decide about the next one, and what counting gets of it.
def figure_lm_batches_orders():
    rng = np.random.default_rng(4)
    table = rng.dirichlet(np.full(6, 0.3), size=(6, 6))
    stream = [0, 1]
    for _ in range(24_000):
        stream.append(int(rng.choice(6, p=table[stream[-2], stream[-1]])))
    taught, asked = np.array(stream[:18_000]), np.array(stream[18_000:])
    x, y = lm_batches(asked, 50)
    before = np.concatenate([np.zeros((len(x), 1), int), x[:, :-1]], axis=1)
    mask = np.ones(x.shape, bool)
    mask[:, 0] = False  # at the first step of a window nobody knows what was before
    ones, twos, threes = np.ones(6), np.ones((6, 6)), np.ones((6, 6, 6))
    np.add.at(ones, taught, 1)
    np.add.at(twos, (taught[:-1], taught[1:]), 1)
    np.add.at(threes, (taught[:-2], taught[1:-1], taught[2:]), 1)
    models = {
        "all alike": np.zeros((*x.shape, 6)),
        "frequencies": np.log(np.broadcast_to(ones / ones.sum(), (*x.shape, 6))),
        "given 1 symbol": np.log(twos / twos.sum(axis=1, keepdims=True))[x],
        "given 2 symbols": np.log(threes / threes.sum(axis=2, keepdims=True))[before, x],
        "the source itself": np.log(table + 1e-12)[before, x],
    }
    values = [perplexity(logits, y, mask) for logits in models.values()]
    _, axes = plt.subplots(figsize=(9, 3.4), layout="constrained")
    axes.bar(list(models), values, color=[GREY, SKY, SKY, SKY, GREEN])
    for place, value in enumerate(values):
        axes.text(place, value + 0.08, f"{value:.2f}", ha="center")
    axes.set(
        ylabel="perplexity", title="Six symbols, and how many of them are left to choose from", ylim=(0, 6.8)
    )
    plt.show()


try:
    figure_lm_batches_orders()
except NotImplementedError:
    print("Solve lm_batches and perplexity first; then this cell compares five models of one source.")

# %% [markdown] id="pitfalls_lm_batches"
# No model can get below the green bar, however large it is: what is left there is the chance in the source itself, its
# **entropy**. A source whose entropy is known is an honest judge of a language model.
#
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *The window ends in itself.* A last target that is taken from the window's own beginning teaches the network something that
#    is not true. What follows the last symbol of a window?
# 2. *The exponential comes too early.* The mean of $1/p$ is not the perplexity: for the example by hand it is 4.67.
# 3. *Pads are counted.* Divide by the number of real steps. If all steps are pads there is nothing to divide by.
# </details>
#
# **Remember**
#
# - y is x, one place further on *in the stream*.
# - Perplexity: mean of the surprise in nats, then exp. Nothing known: V. Everything known: 1.
# - The entropy of the source is the floor.

# %% [markdown] id="text_MyLSTMCell"
# ## 10 · A cell of your own (16 points)
#
# **Why.** Your `lstm_step` computes what Keras computes, and cannot be trained. A Keras **cell** can: it is a layer that makes
# one step, and `keras.layers.RNN` does all the rest for it: the loop, the mask, the gradients through time, `fit`. So whoever
# has an idea for a better cell needs to write one step only. Here you write the LSTM, and one idea of others.
#
# **By hand.** An LSTM that lets something new in and keeps all of the old as well can grow without end; one that does neither
# is empty. Couple the two: let in exactly as much as is forgotten,
#
# $$i = 1 - f.$$
#
# Greff and others (2017) trained thousands of LSTMs with parts left out, and this *coupled* one did as well as the full one, with a
# quarter fewer weights. In the example of exercise 5 the gates happened to be $f = 0.25$ and $i = 0.75$. So the
# coupled cell with $f = 0.25$, a candidate of 0.6 and $o = 0.5$ takes $c = 2$ to $0.25 \cdot 2 + 0.75 \cdot 0.6 = 0.95$ as well.


# %% id="figure_MyLSTMCell" role="demo"
def figure_MyLSTMCell():
    axes = draw_canvas(
        11,
        4.4,
        "keras.layers.RNN runs the loop; at every step it calls the cell with what the cell returned before",
    )
    axes.add_patch(plt.Rectangle((-1.9, 0.2), 14.2, 3.5, facecolor="#F4F8FB", edgecolor=BLUE, lw=1.5))
    draw_text(axes, -1.7, 3.4, "keras.layers.RNN(MyLSTMCell(units))", "left", 11, BLUE, family="monospace")
    draw_box(axes, -0.6, 1.8, "get_initial_\nstate(batch)", 2.2, 1.0, PURPLE, 9)
    for step in range(3):
        x = 3.2 + 3.4 * step
        draw_box(axes, x, 1.8, f"call(x{step + 1}, states)", 2.3, 1.0, "#FBE3B0", 9.5)
        draw_arrow(axes, (x, -0.4), (x, 1.28), ORANGE)
        draw_text(axes, x, -0.65, f"x[:, {step}]", size=10)
        draw_arrow(axes, (x, 2.32), (x, 4.2), GREEN)
        draw_text(axes, x + 0.15, 4.15, "h", "left", 11, GREEN)
        draw_arrow(axes, (x - 2.65 if step == 0 else x - 2.2, 1.8), (x - 1.17, 1.8), INK)
        draw_text(axes, x - 1.65, 2.15, "[h, c]", size=9)
    draw_arrow(axes, (11.2, 1.8), (12.9, 1.8), INK)
    draw_text(axes, 13.0, 1.8, "states", "left", 10)
    axes.set(xlim=(-2.2, 14.5), ylim=(-1, 4.6))
    plt.show()


figure_MyLSTMCell()

# %% [markdown] id="task_MyLSTMCell"
# **What RNN asks of a cell**
#
# - `state_size`: the sizes of the states, here the list `[units, units]`, because there are two; and `output_size`, here `units`.
# - `call(inputs, states, training=False)`: takes what is read at one step, $(B, D)$, and the *list* of states; returns the output
#   and the list of new states, in the same order. For an LSTM: `h, [h, c]`.
# - `get_initial_state(batch_size)`: the list of first states, zeros here.
# - `build(input_shape)`, called once with $(B, D)$, the shape of *one step*, where $B$ may be `None`.
#
# As in chapter 3, `add_weight` makes the weights, `keras.ops` does the arithmetic, and `get_config` tells the arguments of
# `__init__`, so that a saved model can be loaded.
#
# **Formula with shapes.** The weights are `kernel`, `recurrent_kernel` and `bias`, as in exercise 5: blocks i, f, c, o, so
# $(D, 4H)$, $(H, 4H)$ and $(4H,)$. A coupled cell has **three blocks, f, c, o**, so $(D, 3H)$ and so on; its input gate has no weights,
# because it is $1 - f$.
#
# A fresh cell should remember. With all biases at 0 the forget gate begins near 0.5, and after ten steps a thousandth is left. So the
# forget block of the bias starts at **1** (`unit_forget_bias`), where the gate is 0.73; all other biases start at 0. Training moves
# them as it likes.
#
# **Predict.** 2 features, 3 units. How many weights has the cell, and how many has the coupled one? Which entries of the
# bias of the coupled one are 1 at first?
#
# <details><summary>Answer</summary>
#
# $4 \cdot (2 \cdot 3 + 3 \cdot 3 + 3) = 72$, and $3 \cdot 18 = 54$. The first three: the forget gate's block comes first there.
# </details>
#
# **Your turn.** Write `MyLSTMCell`. **Toolbox: keras.** Use `keras.ops` as you like. You could begin with
# `class MyLSTMCell(keras.layers.LSTMCell)`, and be done with the half of it that teaches nothing; the other half is not in there.
#
# The next cell holds tools that run your cell in `keras.layers.RNN` and look at it from all sides. The grader asks the same ones.

# %% id="tools_MyLSTMCell" role="provided"
# Tools for running a cell inside keras.layers.RNN. You can use them as they are; the grader does.
import tempfile
from pathlib import Path

import keras
import tensorflow as tf
from keras import ops


def probe_sizes(cell):
    """Return the sizes of a cell's states, as a list, and the size of its output."""
    return [int(size) for size in cell.state_size], int(cell.output_size)


def probe_run(cells, x, states=None, mask=None):
    """Run one cell, or a list of stacked ones, over sequences.

    Returns the outputs of all steps, and then the last states one by one, all as arrays.
    """
    layer = keras.layers.RNN(cells, return_sequences=True, return_state=True)
    if states is not None:
        states = [tf.constant(state) for state in states]
    found = layer(tf.constant(x), initial_state=states, mask=mask)
    return [ops.convert_to_numpy(one) for one in tf.nest.flatten(found)]


def probe_gradients(cell, x, dy):
    """Return the gradients of sum(outputs * dy) over all steps: by x first, then by each trainable weight.

    Where the tape finds no way from the outputs back to a weight, its gradient is None.
    """
    layer, x = keras.layers.RNN(cell, return_sequences=True), tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = ops.sum(layer(x) * dy)
    found = tape.gradient(loss, [x, *layer.trainable_variables])
    return [None if one is None else ops.convert_to_numpy(tf.convert_to_tensor(one)) for one in found]


def probe_fit(cell, x, y, rate, batch):
    """Train a model of this cell alone for one epoch, by plain gradient descent on the mean squared error.

    The model learns the number of features beforehand, and neither how many sequences come at a time
    nor how long they are. Examples are taken in their order. Returns the cell's weights after the epoch.
    """
    sequences = keras.Input((None, x.shape[2]))
    model = keras.Model(sequences, keras.layers.RNN(cell, return_sequences=True)(sequences))
    model.compile(optimizer=keras.optimizers.SGD(rate), loss="mse", jit_compile=False)
    try:
        model.fit(x, y, batch_size=batch, shuffle=False, verbose=0)
    except NotImplementedError as error:  # TensorFlow's way to say that a symbol has no numbers yet
        raise RuntimeError("inside a compiled model there are no numbers yet, only symbols") from error
    return cell.get_weights()


def probe_reload(cell, x):
    """Save a model of this cell alone to a file, load it again, and return what it makes of x at all steps."""
    sequences = keras.Input((None, x.shape[2]))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cell.keras"
        keras.Model(sequences, keras.layers.RNN(cell, return_sequences=True)(sequences)).save(file)
        loaded = keras.models.load_model(file, custom_objects={type(cell).__name__: type(cell)})
    return ops.convert_to_numpy(loaded(x))


# %% id="MyLSTMCell" role="solution"
class MyLSTMCell(keras.layers.Layer):
    """One step of an LSTM, with weights of its own, for keras.layers.RNN.

    Methods to write: __init__, build, call, get_initial_state, get_config.

    Args:
        units: int >= 1. The size of both states.
        coupled: whether the input gate is 1 - f, and has no weights.
        unit_forget_bias: whether the bias of the forget gate starts at 1.
        kwargs: whatever else keras.layers.Layer takes, such as a name.

    Attributes:
        state_size: the list [units, units], for h and c.
        output_size: units.

    Weights, made by build, in this order, all trainable:
        kernel: (features, blocks * units), drawn by "glorot_uniform".
        recurrent_kernel: (units, blocks * units), drawn by "orthogonal".
        bias: (blocks * units,), zeros at first; ones in the forget block with unit_forget_bias.
        There are four blocks, i, f, c, o, as in lstm_step; coupled three: f, c, o.

    call(inputs, states, training=False): inputs (batch, features) and the list [h, c] of states, each
        (batch, units), float32. Returns the pair of the output h' and the list [h', c']. The batch size
        can differ from call to call, and need not be known beforehand.

    get_initial_state(batch_size): the list of two (batch_size, units) of zeros, float32.

    get_config: everything that from_config needs to make such a cell again (with other weights), and
        that a saved model needs to be loaded.

    Raises:
        TypeError: units is not an integer. A bool is not an integer here.
        ValueError: units is below 1.

    Example:
        A coupled cell of one unit, kernel and recurrent_kernel zero and bias [-log 3, log 2, 0], takes
        c = 2 to 0.95, and h to 0.5 * tanh(0.95) = 0.3699.
    """

    def __init__(self, units: int, coupled: bool = False, unit_forget_bias: bool = True, **kwargs):
        raise NotImplementedError("MyLSTMCell: first the settings, then build, then one step")


# %% id="check_MyLSTMCell" role="check"
check(MyLSTMCell)


# %% id="figure_MyLSTMCell_lag" role="demo"
# Your cell, drawn: how much of the loss at the last of 40 steps arrives how far back, in fresh networks.
def figure_MyLSTMCell_lag():
    keras.utils.set_random_seed(1)
    x = np.random.default_rng(0).normal(size=(8, 40, 4)).astype("float32")
    dy = np.zeros((8, 40, 16), "float32")
    dy[:, -1] = np.random.default_rng(1).normal(size=(8, 16))
    cells = {
        "forget bias 1": (MyLSTMCell(16), BLUE, "-"),
        "forget bias 0": (MyLSTMCell(16, unit_forget_bias=False), SKY, "-"),
        "coupled, forget bias 1": (MyLSTMCell(16, coupled=True), RED, "-"),
        "simple network": (keras.layers.SimpleRNNCell(16), GREY, "--"),
    }
    _, axes = plt.subplots(figsize=(9, 3.8), layout="constrained")
    for name, (cell, color, line) in cells.items():
        by_x, *_ = probe_gradients(cell, x, dy)
        norms = np.linalg.norm(by_x, axis=(0, 2))[::-1]
        axes.semilogy(norms / norms[0], line, color=color, lw=2, label=name)
    axes.set(xlabel="lag: steps before the loss", ylabel="gradient, relative to lag 0", ylim=(1e-12, 10))
    axes.set_title("What reaches back through networks that have learned nothing yet", loc="left")
    axes.legend(frameon=False)
    axes.grid(alpha=0.3)
    plt.show()


try:
    figure_MyLSTMCell_lag()
except NotImplementedError:
    print("Solve MyLSTMCell first; then this cell compares gradients against the lag.")

# %% [markdown] id="pitfalls_MyLSTMCell"
# Compare the two blue lines: one number in an initializer. (Keras's simple network starts with an *orthogonal* recurrent matrix, all of whose
# eigenvalues have modulus 1. Exercise 3 tells why that was chosen; the tanh still takes its share.)
#
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *The states come back in another order, or not all of them.* What you return at one step is what you are given at the
#    next. Run `probe_run` over three steps: one step alone cannot show it.
# 2. *It runs, but does not learn.* Look for `None` in `probe_gradients`. Numbers that passed through numpy have left the tape.
# 3. *A loaded model is another one.* Does `get_config` know about `coupled`? And about `unit_forget_bias`?
# </details>
#
# **Remember**
#
# - A cell is one step; RNN does loop, mask and gradients.
# - What a step returns as states, in this order, the next one gets.
# - Start by remembering: a forget bias of 1.
#
# *To think about, without marks:* a coupled cell whose cell starts at 0 never leaves the interval from −1 to 1. Why? And can you say
# the same of the full LSTM?

# %% [markdown] id="text_train_lm"
# ## 11 · A language model, judged by its source (12 points)
#
# **Why.** Now all of it together: pairs from a stream, a recurrent layer, a loss at every step, clipped gradients. And a judge who
# knows the truth. Nobody knows how predictable English is, so nobody can say how much a model of English has yet to learn. Our text
# comes from a source of six symbols, which draws each symbol from a table, given the two before it. How uncertain that leaves
# a reader can be *computed*, and your model is held against that number.
#
# **By hand.** A small source of two symbols: after 0 always comes 1; after 1 comes 0 or 1, equally likely. Which part $p$ of the
# stream are 1s? A 1 comes after every 0, and after half of the 1s: $p = (1 - p) + \tfrac12 p$, so $p = \tfrac23$. Now three readers
# say what comes next, and lose $-\log$ of the probability that they gave to it:
#
# - Who knows nothing gives $\tfrac12$ to each symbol and loses $\log 2 = 0.693$ nats a symbol.
# - Who knows how *often* symbols come loses $-\tfrac13 \log \tfrac13 - \tfrac23 \log \tfrac23 = 0.637$.
# - Who knows the source is never surprised after a 0 and loses $\log 2$ after a 1: $\tfrac23 \log 2 = 0.462$ on average.
#
# Nobody can do better than the last one, for ever: 0.462 is the **entropy** of the source. A model that loses 0.50 has 0.04 to learn.


# %% id="figure_train_lm" role="demo"
# A source of six symbols (that of exercise 9), and what readers lose who remember more or less of the stream.
SOURCE = np.random.default_rng(4).dirichlet(np.full(6, 0.3), size=(6, 6))  # chances of the next, given two


def lost_at_least(table):
    """Nats a symbol for who knows nothing, how often symbols come, the last symbol, the last two."""
    pairs = np.full((6, 6), 1 / 36)
    for _ in range(500):  # how often each pair comes, in the long run
        pairs = np.einsum("ab,abc->bc", pairs, table)
    singles = pairs.sum(axis=0)
    after_one = pairs / pairs.sum(axis=1, keepdims=True)
    triples = pairs[:, :, None] * table
    return (
        np.log(6),
        -np.sum(singles * np.log(singles)),
        -np.sum(pairs * np.log(after_one)),
        -np.sum(triples * np.log(np.maximum(table, 1e-12))),
    )


def figure_train_lm():
    names = ("nothing", "how often\nsymbols come", "the last\nsymbol", "the last two:\nthe source")
    values = lost_at_least(SOURCE)
    _, axes = plt.subplots(figsize=(9, 3.2), layout="constrained")
    axes.bar(names, values, color=[GREY, SKY, SKY, GREEN], width=0.6)
    for place, value in enumerate(values):
        axes.text(place, value + 0.04, f"{value:.3f}", ha="center", fontsize=11)
    axes.annotate(
        "", (3.42, values[3]), (3.42, values[2]), arrowprops={"arrowstyle": "<->", "color": RED, "lw": 1.6}
    )
    axes.axhline(values[3], color=GREEN, ls=":", lw=1)
    axes.text(3.5, (values[2] + values[3]) / 2, "for a second\nsymbol", color=RED, va="center", fontsize=10)
    axes.set(ylabel="nats a symbol", ylim=(0, 2.1), xlim=(-0.5, 4.2))
    axes.set_title("What is lost by who knows …", loc="left")
    plt.show()


figure_train_lm()

# %% [markdown] id="task_train_lm"
# How often symbols come is hardly worth knowing here. *Memory* is the prize: two symbols back, 0.47 nats less than one symbol back.
#
# **Formula with shapes.** Symbols in, logits out, at every step:
#
# | | shape | for instance |
# |---|---|---|
# | symbols `ids` | (B, T) | integers from 0 to V − 1 |
# | embedding | (B, T, D) | `Embedding(vocab, units)`: a row of weights for each symbol |
# | states | (B, T, H) | `LSTM(units, return_sequences=True)`; or your own `RNN(MyLSTMCell(units), return_sequences=True)` |
# | logits $z$ | (B, T, V) | `Dense(vocab)`, *without* an activation |
#
# The loss is the mean surprise over all steps of all windows, with the pairs (x, y) of exercise 9:
#
# $$L = -\frac{1}{B T} \sum_{b, t} \log p_{bt}(y_{bt}), \qquad p_{bt} = \mathrm{softmax}(z_{bt}).$$
#
# Keras computes it from logits if its loss is told that it gets logits (`from_logits=True`). If it is told nothing, it takes them
# for probabilities, says no word, and teaches the model something else.
#
# Two rules are strict:
#
# - **The model is causal.** What it says at step $t$ depends on the symbols up to step $t$ and on no later ones. A bidirectional
#   layer reads the answer before it is asked.
# - **Gradients are clipped.** Keras's optimizers do it if told so: `global_clipnorm` is your `clip_by_global_norm`, `clipnorm` does
#   the same to each array for itself, and `clipvalue` cuts number by number. Any of the three will do. (Which of them keeps the
#   direction?)
#
# **Predict.** (a) What is the loss of a fresh model of six symbols? (b) Yours reports 0.02 after an epoch, on a source of entropy
# 1.014. Time to celebrate? (c) Six symbols and 32 units in each layer above: how many weights?
#
# <details><summary>Answer</summary>
#
# (a) About $\log 6 = 1.79$, as it should have no opinion. (b) Nobody who is honest gets below the entropy, but by a little and by
# chance: the model has seen the answer. Either the shift is missing, and it repeats what it reads, or it looks ahead.
# (c) $6 \cdot 32 + 4 \cdot (32 \cdot 32 + 32 \cdot 32 + 32) + 33 \cdot 6 = 192 + 8320 + 198 = 8710$.
# </details>
#
# **Your turn.** Write `build_lm` and `train_lm`. **Toolbox: keras**, and everything in it is allowed.
#
# **How it is judged.** 8 points are for the contract: the facts in the two docstrings, tested on short streams. The other 4 are for
# how near you come to the source. The grader draws a table that nobody has seen before, has `build_lm(6, 32)` and `train_lm` learn
# from 24,000 symbols of it, in windows of 20, and shows the model 6,000 others. What counts is how much more it loses there than who
# knows the table; the first step of each window is left out, since only one symbol is known there. This is done with three seeds,
# and the mean decides; if it does not suffice, three other seeds are tried. Your report lists all values, and the marks that they
# are held against. One call of `train_lm` should take a few seconds on an ordinary computer; after 30 it is stopped.
#
# *The large size.* Where there is a GPU, your instructor can have the same two functions read a text: `build_lm(V, 256)` for
# its V characters, and `train_lm` on the first 500,000 characters or fewer, in windows of 50. On those that follow, the model
# has to lose 0.3 nats a character less than who has counted which character comes after which. That is worth no points, and
# "not run" where there is no GPU, or no text.


# %% id="tools_train_lm" role="provided"
# Two more tools that you can use as they are; the grader does.
def probe_chance(seed):
    """Put every source of chance into a state that follows from the seed."""
    keras.utils.set_random_seed(seed)


def probe_losses(model):
    """Return the loss of each epoch that the last call of model.fit went through, none if there was none."""
    return getattr(getattr(model, "history", None), "history", {}).get("loss", [])


# %% id="train_lm" role="solution"
def build_lm(vocab: int, units: int) -> keras.Model:
    """Make a new causal language model, not yet trained.

    Args:
        vocab: int >= 1, the number of symbols.
        units: int >= 1, the size of the states of its recurrent layers.

    Returns:
        A keras.Model from symbols (batch, steps), int32 from 0 to vocab - 1, to logits (batch, steps, vocab),
        float32: at each step the scores of the next symbol, not probabilities. It takes any number of
        sequences and of steps, and what it says depends on nothing but the symbols it is given: at a
        step, on those up to this step. Before training, the cross-entropy of its logits
        on symbols drawn by chance lies within 0.3 of log vocab.

    Raises:
        TypeError: vocab or units is not an integer. A bool is not an integer here.
        ValueError: one of them is below 1.
    """
    raise NotImplementedError("build_lm: embedding, recurrent layers, logits")


def train_lm(model: keras.Model, ids: np.ndarray, seq_len: int, seed: int) -> float:
    """Compile a model that build_lm has made, with clipped gradients, and train it to say what comes next.

    Args:
        model: the model; it is this one that learns. Afterwards its optimizer has clipnorm,
            global_clipnorm or clipvalue set, and the first number that model.evaluate(x, y) returns is
            the mean cross-entropy of its logits, with nothing added to it.
        ids: (n,), integers: the stream to learn from.
        seq_len: an int >= 1, the length of the windows to train on.
        seed: int. All chance in training follows from it (see keras.utils.set_random_seed), whatever
            was drawn between build_lm and train_lm: models built alike and trained on the same
            stream with equal seeds end up alike, up to rounding.

    Returns:
        The mean cross-entropy in nats over the last epoch, a Python float.

    Raises:
        TypeError: seq_len is not an integer. A bool is not an integer here.
        ValueError: seq_len is below 1; or ids does not have one axis, does not hold integers, or has fewer
            than seq_len + 1 of them.

    Example:
        After 6000 symbols 0 1 2 3 4 5 0 1 2 ..., in windows of 20, a model of 32 units loses less than 0.5
        nats a symbol in windows of this stream, and the loss of the last epoch is below log 6.
    """
    raise NotImplementedError("train_lm: pairs, an optimizer that clips, fit")


# %% id="check_train_lm" role="check"
check(build_lm, train_lm, exercise="train_lm")


# %% id="figure_train_lm_steps" role="demo"
# Your model, drawn: it learns the source of the first figure, and reads a fresh stream in windows of 20.
def stream_of(table, rng, length):
    ids = [0, 1]
    for _ in range(length):
        ids.append(int(rng.choice(6, p=table[ids[-2], ids[-1]])))
    return np.array(ids, "int32")


def figure_train_lm_steps():
    rng = np.random.default_rng(11)
    taught, fresh = stream_of(SOURCE, rng, 24_000), stream_of(SOURCE, rng, 20_000)
    nothing, _, one, two = lost_at_least(SOURCE)
    model = build_lm(6, 32)
    x, y = lm_batches(fresh, 20)
    _, axes = plt.subplots(figsize=(9, 3.6), layout="constrained")
    for name, color in (("before training", GREY), ("after training", BLUE)):
        if name == "after training":
            train_lm(model, taught, 20, 1)
        logits = ops.convert_to_numpy(model(x))
        lost = [np.log(perplexity(logits[:, [t]], y[:, [t]])) for t in range(20)]
        axes.plot(range(1, 21), lost, "o-", color=color, label=f"your model, {name}")
    for value, color, name in ((nothing, GREY, "nothing"), (one, SKY, "one symbol"), (two, GREEN, "two")):
        axes.plot([0.5, 20], [value, value], color=color, ls=":", lw=1.5)
        axes.text(20.4, value, name, color=color, va="center")
    axes.set(xlabel="step in the window", ylabel="nats a symbol", xlim=(0, 23), ylim=(0.8, 2.0))
    axes.set_title("At the first step one symbol is known, from the second on two", loc="left")
    axes.legend(frameon=False, loc="center")
    plt.show()


try:
    figure_train_lm_steps()
except NotImplementedError:
    print("Solve build_lm and train_lm first (and exercise 9); then this cell draws what your model loses.")

# %% [markdown] id="pitfalls_train_lm"
# Nothing told the model how far back to look. From the second step on it comes close to the green line, because a
# second symbol is worth remembering, and stays there, because a third is not.
#
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *It is too good.* A loss below the entropy of the source means that the model has seen the answer. Change tomorrow's symbol: does
#    today's logit move? And look at a pair: is y what x says already?
# 2. *It learns slowly, or not at all.* Is the first loss near $\log 6$? Does the loss function know that it is given logits?
# 3. *It learns how often symbols come, and no more.* Was the stream shuffled before it was cut? Its order is all there is to learn.
#    Shuffle windows as you like, and let no state go from one batch to the next: its rows do not continue each other.
# </details>
#
# **Remember**
#
# - The entropy of the source is the floor; the distance to it is what the model has yet to learn.
# - Causal, or worthless.
# - One prediction at every step: `return_sequences=True`, and y one place further on.
# - A fresh model loses log V. Look before you train.
#
# *To think about, without marks:* your model has a state of 32 numbers, and needs to know two symbols: 36 cases. How could you find
# out from its states whether it has forgotten the third symbol back?

# %% [markdown] id="concept_check"
# ## Concept check
#
# No marks; the answers are folded.
#
# <details>
# <summary>1. Gradients vanish in a simple network. Does clipping help?</summary>
#
# No. Clipping makes long gradients shorter. What has become zero stays zero.
# </details>
#
# <details>
# <summary>2. All eigenvalues of W have modulus 0.9. Can the gradient still be ten times as large after ten steps?</summary>
#
# Yes, if W is not normal. It vanishes in the long run, and the long run can be longer than your sequences.
# </details>
#
# <details>
# <summary>3. "LSTM: 4 times more parameters than RNN", says Bardak's deck. Exactly four times?</summary>
#
# Exactly: four blocks, each with input weights, recurrent weights and a bias. The GRU has three blocks, and in Keras a second row of
# biases.
# </details>
#
# <details>
# <summary>4. Your LSTM reproduces Keras's outputs to six digits from zero states, and not from others. Where do you look?</summary>
#
# Where a state enters: $f$ must multiply the old $c$ and not the old $h$, and the two first states must not have changed places. At
# zero these mistakes cannot be seen.
# </details>
#
# <details>
# <summary>5. What does masking promise that padding with zeros does not?</summary>
#
# That pads change nothing. A step that reads a zero still moves the state: bias and recurrent weights act on it.
# </details>
#
# <details>
# <summary>6. A language model of 50 tokens reports a perplexity of 60 before training. Alarming?</summary>
#
# A little. Nothing known should give 50. A bit above is what random outputs cost; far above means that it is confidently wrong.
# </details>
#
# <details>
# <summary>7. Is a network with truncated gradients unable to use what was said before the cut?</summary>
#
# No. The state still carries it. It is only not *taught* to carry it any further than the truncation reaches.
# </details>
#
# **An open question, without an answer here.** The cell of an LSTM is not bounded, and a counter needs just that. The state of a
# GRU, and the cell of a coupled LSTM, always lie between −1 and 1. What can the one learn that the others cannot?

# %% [markdown] id="further_reading"
# ## Further reading
#
# - I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, 2016, chapter 10: recurrent networks, unrolling,
#   and the challenge of long-term dependencies.
# - S. Hochreiter and J. Schmidhuber, *Long Short-Term Memory*, 1997, and F. Gers, J. Schmidhuber and F. Cummins,
#   *Learning to Forget*, 2000: the cell, and the forget gate that came three years later.
# - R. Pascanu, T. Mikolov and Y. Bengio, *On the Difficulty of Training Recurrent Neural Networks*, 2013: why
#   gradients vanish and explode, and the clipping of exercise 4.
# - K. Cho and others, *Learning Phrase Representations using RNN Encoder-Decoder*, 2014: the GRU.
# - K. Greff and others, *LSTM: A Search Space Odyssey*, 2017: which of its gates an LSTM needs, and the coupled one.
# - C. Shannon, *Prediction and Entropy of Printed English*, 1951: people as language models, and what they lose.
# - C. Olah, *Understanding LSTM Networks*, 2015: the drawings that Sjöberg's slides use.
