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
# # Convolution layers
#
# *Keras Workbook, chapter 3 · ten exercises, 120 points · about 9 to 10 hours · no GPU*
#
# `keras.layers.Conv2D(32, 3)` is one line, and most people who write it have never seen what it does. In this
# chapter you write the layer yourself, from the frame of zeros around the picture to the gradients that train
# it. You write it as a sum under a sliding window, as a table of patches, and as a matrix, and all three give
# the same numbers. Then you make it a layer that Keras can train and save, and end with a net that reads digits.
#
# **When you are done you will be able to**
#
# - say what a convolution layer computes, and why mathematicians call it by another name;
# - compute it in several ways, with any stride and padding, and say which is fast and why;
# - derive its three gradients, and check them by numbers instead of hope;
# - write a Keras layer of your own, with weights that are trained and saved;
# - train a net on a problem of your own, and see from its first loss whether all is well;
# - say what "translation equivariant" means, and what it does not.

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
# **Toolbox: numpy**, except where an exercise says "Toolbox: keras" (8 and 10). In the grader, `keras`, `tensorflow`,
# `scipy` and `torch` cannot be used in the numpy exercises, as you are writing what they compute. Plotting is
# not available there at all, so keep it out of your solution cells. In your own cells you may ask Keras and
# draw as often as you like.
#
# ### Rules that hold in every exercise
#
# - **Arrays** are numpy arrays of `float32` or `float64` (in the exercises on Keras always `float32`), and all
#   arrays of one call have the same dtype. The answer has it too: float32 in, float32 out. Numbers are
#   compared with a small tolerance, so the order in which you add does not matter.
# - **Inputs stay as they are.** A function that writes into its arguments, or hands one of them back as its
#   answer, surprises whoever calls it. Return new arrays.
# - A **count** is a Python `int`: a stride, a padding, a length. A count that is not an integer raises
#   `TypeError`, and so do `True` and `False`, although Python would let them pass as 1 and 0. (numpy integers
#   are not tested.)
# - Anything else impossible raises `ValueError`: a wrong number of axes, a negative size, an unknown word, a
#   window that does not fit.
# - No test makes two mistakes in one call, so the order of your checks is your own. The wording of a message
#   is free.
# - Plain Python loops are fast enough wherever the text does not say otherwise. Pictures in the tests are
#   small.

# %% [markdown] id="notation"
# ### The slides' letters and ours
#
# Three of the lecture decks treat convolution, each in its own letters. We use Keras's order of axes: a batch
# of pictures is `(batch, height, width, channels)`, for short NHWC, and the kernel of a layer is
# `(kernel height, kernel width, channels in, channels out)`, for short HWIO.
#
# | Here | Bardak's deck | Martins's deck | Sjöberg's deck | Meaning |
# |---|---|---|---|---|
# | `img`, `k` | `im`, `k` | $x$, $w$ (one axis) | $I$, $K$ | one map and one kernel, each two-dimensional |
# | `x` (B, H, W, Ci) | $(W^i, H^i, C^i)$ | $N \times N \times D$ | $V_{i,j,k}$: channel, row, column | what enters a layer |
# | `w` (kh, kw, Ci, Co) | $(F, F, C^i, C^o)$ | $F \times F \times D$, $K$ times | $K_{i,l,m,n}$: out, in, row, column | the kernel of a layer |
# | `z` (B, Ho, Wo, Co) | $(W^o, H^o, C^o)$ | $M \times M \times K$ | $z_{i,j,k}$: channel, row, column | what leaves a layer |
# | `dz`, `dx`, `dw` | – | – | $G$ and $\partial J / \partial V$, $\partial J / \partial K$ | gradients of the loss |
# | `stride` | $S$ | $S$ | $s$ | step from one window to the next |
# | `pad`, `padding` | $P$ | zeros at the border | – | rows and columns added around the map |
#
# Three habits differ, and mixing them up costs hours:
#
# - **Where counting starts.** Sjöberg counts from 1, so that his windows begin at row $(j-1)s+1$. We count
#   from 0, and the window of output row $i$ begins at row $i\,s$: all the "−1"s disappear.
# - **Which axis comes first.** Sjöberg's pictures start with the channel and have no batch axis; his kernels
#   start with the output channel. Bardak's maps start with the width, his pictures with the height. Ours go:
#   picture, row, column, channel.
# - **What the star means.** Martins and Sjöberg write $*$ for the convolution of mathematics, and Sjöberg, on
#   the next line, for what libraries compute. Bardak writes $\star$ for the latter. In this chapter $\star$ is
#   cross-correlation (exercise 2) and $*$ is convolution (exercise 3), always.

# %% id="setup" role="provided"
import matplotlib.pyplot as plt
import numpy as np

from autograder import check

# %% id="figure_tools" role="demo"
# Helpers for the figures of this chapter: pixels with numbers in them, and windows laid over them.
BLUE, ORANGE, GREEN, RED, PURPLE, SKY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9"
INK, GREY, PALE = "#222222", "#777777", "#EDEDED"


def draw_canvas(width, height, title):
    """Return axes with square units and no frame; y grows downwards, as rows do."""
    _, axes = plt.subplots(figsize=(width, height), layout="constrained")
    axes.set_aspect("equal")
    axes.axis("off")
    axes.set_title(title, fontsize=12, loc="left")
    return axes


def draw_box(axes, x, y, width=1, height=1, face="none", edge="white", **style):
    axes.add_patch(plt.Rectangle((x, y), width, height, facecolor=face, edgecolor=edge, **style))


def draw_text(axes, x, y, text, align="center", size=10, color=INK, **style):
    axes.text(x, y, text, ha=align, va="center", fontsize=size, color=color, **style)


def draw_pixel(axes, x, y, text="", face=PALE, edge="white", size=11, color=INK):
    draw_box(axes, x + 0.03, y + 0.03, 0.94, 0.94, face=face, edge=edge)
    draw_text(axes, x + 0.5, y + 0.5, str(text).replace("-", "−"), size=size, color=color)


def draw_numbers(axes, x, y, rows, face=PALE, title="", **style):
    """A grid of numbers with its upper left corner at (x, y); `face` is a colour or a function of a cell."""
    for i, row in enumerate(rows):
        for j, number in enumerate(row):
            draw_pixel(axes, x + j, y + i, number, face(i, j) if callable(face) else face, **style)
    draw_text(axes, x + len(rows[0]) / 2, y - 0.45, title, size=10, color=GREY)


def draw_window(axes, x, y, width, color, text, solid=True):
    """A bar under the pixels that one window covers; dashed where it reaches over the edge."""
    face, ink, line = (color, "white", "-") if solid else ("white", color, "--")
    draw_box(axes, x + 0.1, y, width - 0.2, 0.55, face, color, linewidth=1.5, linestyle=line)
    draw_text(axes, x + width / 2, y + 0.27, text, size=8.5, color=ink, fontweight="bold")


def draw_picture(axes, picture, title, limit=None):
    """A map in grey from 0 to 1, or, with a limit, from blue (−limit) over white to red."""
    scale = ("gray", 0, 1) if limit is None else ("RdBu_r", -limit, limit)
    axes.imshow(picture, cmap=scale[0], vmin=scale[1], vmax=scale[2], interpolation="nearest")
    axes.set_title(title, fontsize=11)
    axes.axis("off")


# %% [markdown] id="text_pad2d"
# ## 1 · A frame around the picture (6 points)
#
# **Why.** A window that must lie inside the picture cannot stand with its centre on a border pixel. So every
# 3 × 3 convolution shaves a ring of one pixel off the map: ten layers, and a picture of 28 × 28 has shrunk to
# 8 × 8. The corner pixel suffers twice, as it lies in a single window where a pixel in the middle lies in
# nine. The cure is old and simple: put a frame around the picture first.
#
# **By hand.** Here is a picture of 2 rows and 3 columns. We add one row above, one row below, nothing on the
# left, and two columns on the right. The pixels keep their numbers; they move down by one row, because there
# is now a row above them, and they do not move sideways, because nothing was put on the left.


# %% id="figure_pad2d" role="demo"
def figure_pad2d():
    axes = draw_canvas(
        9, 4.1, "A picture of 2 × 3, and the same in a frame: 1 above, 1 below, 0 left, 2 right"
    )
    picture = ((3, 1, 4), (1, 5, 9))
    draw_numbers(axes, 0, 1, picture, SKY, "2 × 3", size=13)
    draw_text(axes, 4.5, 2, "→", size=22)
    draw_text(axes, 8.5, -0.45, "4 × 5", color=GREY)
    for i, j in np.ndindex(4, 5):
        if 1 <= i <= 2 and j < 3:
            draw_pixel(axes, 6 + j, i, picture[i - 1][j], SKY, size=13)
        else:
            draw_pixel(axes, 6 + j, i, 0, "white", RED, 13, RED)
    for i in range(4):
        draw_text(axes, 5.7, i + 0.5, f"row {i}", "right", 9, GREY)
    for j in range(5):
        draw_text(axes, 6.5 + j, 4.3, f"col. {j}", size=9, color=GREY)
    axes.set(xlim=(-0.2, 11.2), ylim=(4.7, -0.8))
    plt.show()


figure_pad2d()

# %% [markdown] id="task_pad2d"
# **Formula with shapes.** A layer does not get one picture but a batch of them, each with several channels:
# `x` has the shape $(B, H, W, C)$. Every channel of every picture gets the same frame, with $p_t$ rows on top,
# $p_b$ below, $p_l$ columns on the left and $p_r$ on the right:
#
# $$(B,\; H,\; W,\; C) \;\longrightarrow\; (B,\; p_t + H + p_b,\; p_l + W + p_r,\; C).$$
#
# Row $i$ and column $j$ of a picture move to row $i + p_t$ and column $j + p_l$. All places that get no pixel
# hold one and the same number, the *value* of the frame.
#
# The batch axis and the channel axis get no frame. A frame around the batch would be a picture that nobody
# took; a frame around the channels would be a fourth colour. That sounds absurd, and yet a one-line call with
# a single number does just that when it is told nothing about axes.
#
# Why four counts, and not one? Because of chapter 1: Keras's "same" padding can need one zero more *after*
# the picture than before it, and rows and columns can have windows of different lengths. Where one number is
# enough, you may pass one number: it is put on all four sides.
#
# Why a value, when the slides say "usually: fill with 0s"? A zero adds nothing to a sum, so for convolutions
# it is the right frame. For max-pooling it is not: a map of −1s with a frame of 0s gets a border of 0s, and
# no pixel was ever 0. You will meet that in exercise 7.
#
# **Predict.** A batch of 2 colour pictures, 3 rows by 4 columns each, gets a frame of one pixel on all sides.
# How many zeros are added in all?
#
# <details><summary>Answer</summary>
#
# One map grows from 3 × 4 = 12 to 5 × 6 = 30 places: 18 zeros. There are 2 pictures with 3 channels each, so
# 6 maps and 108 zeros. The shape goes from (2, 3, 4, 3) to (2, 5, 6, 3).
# </details>
#
# **Your turn.** Write `pad2d`.


# %% id="pad2d" role="solution"
def pad2d(
    x: np.ndarray, pad: int | tuple[tuple[int, int], tuple[int, int]], value: float = 0.0
) -> np.ndarray:
    """Put a frame around every channel of every picture.

    Args:
        x: (batch, height, width, channels), floating.
        pad: an int >= 0, put on all four sides; or two pairs ((top, bottom), (left, right)) of
            ints >= 0: rows above and below, columns on the left and on the right.
        value: the number that all places of the frame hold.

    Returns:
        (batch, top + height + bottom, left + width + right, channels), the dtype of x. A new array,
        also where nothing is added.

    Raises:
        TypeError: a count in pad is not an integer. A bool is not an integer here.
        ValueError: a count in pad is negative, pad holds more or less than two pairs, a pair more or
            less than two counts, or x does not have four axes.

    Example:
        Picture [[3, 1, 4], [1, 5, 9]] with pad=((1, 1), (0, 2)) becomes
        [[0, 0, 0, 0, 0], [3, 1, 4, 0, 0], [1, 5, 9, 0, 0], [0, 0, 0, 0, 0]].
    """
    raise NotImplementedError("pad2d: first the four counts and the new shape, then where the pixels go")


# %% id="check_pad2d" role="check"
check(pad2d)


# %% id="figure_pad2d_frames" role="demo"
# Your function, drawn: one picture in four frames.
def figure_pad2d_frames():
    rows, columns = np.mgrid[0:12, 0:16]
    picture = 0.25 + 0.5 * ((rows - 5) ** 2 + (columns - 6) ** 2 < 16) + 0.02 * (columns - rows)
    cases = (
        ("as it is", 0, 0.0),
        ("pad=2, value=0", 2, 0.0),
        ("pad=((0, 3), (6, 0)), value=1", ((0, 3), (6, 0)), 1.0),
        ("pad=((1, 0), (0, 1)), value=0", ((1, 0), (0, 1)), 0.0),
    )
    _, panels = plt.subplots(1, 4, figsize=(12, 2.9), layout="constrained")
    for axes, (name, pad, value) in zip(panels, cases, strict=True):
        framed = pad2d(picture[np.newaxis, :, :, np.newaxis], pad, value)[0, :, :, 0]
        axes.imshow(framed, cmap="gray", vmin=0, vmax=1)
        axes.set_title(f"{name}\n{framed.shape[0]} × {framed.shape[1]}", fontsize=10)
        axes.set(xticks=[], yticks=[])
    plt.show()


try:
    figure_pad2d_frames()
except NotImplementedError:
    print("Solve pad2d first; then this cell draws its frames.")

# %% [markdown] id="pitfalls_pad2d"
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *Every axis gets a frame.* Two pictures go in: how many come out? Look at the first and at the last
#    number of the shape.
# 2. *Rows and columns change places, or one end is forgotten.* A picture of 5 × 5 with `pad=1` hides the
#    first mistake completely. Try 2 × 3 with `((1, 1), (0, 2))`: where does the 3 of the upper left corner
#    stand?
# 3. *The frame repeats the neighbours.* Some padding functions continue the picture, or reflect it. Which
#    number does the specification ask for in a place where no pixel is?
# </details>
#
# **Remember**
#
# - Padding acts on rows and columns. Batch and channels have no border.
# - The two ends of an axis need not be equal, and neither need the two axes.
# - Zero is the neutral frame for sums; other operations may need another.

# %% [markdown] id="text_cross_correlate2d"
# ## 2 · The sliding sum: cross-correlation (8 points)
#
# **Why.** This is the operation inside every convolution layer, in its purest form: one map, one kernel. Laid
# over a patch of the picture, the kernel asks a single question, *how much does this patch look like me?*, and
# it asks the same question everywhere. Choose the nine numbers by hand and you get an edge detector; let
# gradient descent choose them and you get a layer.
#
# **By hand.** The kernel is laid over the upper left corner. Multiply each of its numbers by the pixel below
# it, add the products, write down the sum. Then move one column to the right, and so on; at the end of the
# line, move one row down.


# %% id="figure_cross_correlate2d_sliding" role="demo"
def figure_cross_correlate2d_sliding():
    axes = draw_canvas(10.5, 7.6, "A kernel slides over a picture: three of the six places where it fits")
    picture, kernel = ((1, 2, 0, 1), (0, 1, 3, 1), (2, 0, 1, 0)), ((1, 2), (0, -1))
    answers = ((4, -1, 1), (2, 6, 5))
    sums = ("1·1 + 2·2 + 0·0 + 1·(−1)", "2·1 + 0·2 + 1·0 + 3·(−1)", "3·1 + 1·2 + 1·0 + 0·(−1)")
    for y, (top, left), text in zip((0, 3.8, 7.6), ((0, 0), (0, 1), (1, 2)), sums, strict=True):
        for i, j in np.ndindex(3, 4):
            covered = top <= i < top + 2 and left <= j < left + 2
            draw_pixel(axes, j, y + i, picture[i][j], "#FBE3B0" if covered else PALE, size=14)
            if covered:
                number = f"·{kernel[i - top][j - left]}".replace("-", "−")
                draw_text(axes, j + 0.75, y + i + 0.79, number, color=BLUE, size=10, fontweight="bold")
        draw_box(axes, left, y + top, 2, 2, edge=ORANGE, linewidth=3, zorder=3)
        draw_text(axes, 7, y + 1.5, f"{text}  =", size=11)
        for i, j in np.ndindex(2, 3):
            here, done = (i, j) == (top, left), (i, j) <= (top, left)
            face = ORANGE if here else PALE
            draw_pixel(axes, 10 + j, y + 0.5 + i, answers[i][j] if done else "", face, size=14)
    draw_text(axes, 2, -0.4, "picture 3 × 4, kernel numbers in blue", color=GREY)
    draw_text(axes, 11.5, -0.4, "answer 2 × 3", color=GREY)
    axes.set(xlim=(-0.2, 13.2), ylim=(10.8, -0.8))
    plt.show()


figure_cross_correlate2d_sliding()

# %% [markdown] id="formula_cross_correlate2d"
# In the first line: $1\cdot1 + 2\cdot2 + 0\cdot0 + 1\cdot(-1) = 4$. Do the three places that are not shown, and
# compare with the finished map at the bottom right.
#
# **Formula with shapes.** `img` is $(H, W)$, `k` is $(k_h, k_w)$, and
#
# $$(K \star I)(i, j) = \sum_{m=0}^{k_h-1} \sum_{n=0}^{k_w-1} K(m, n) \; I(i + m,\; j + n).$$
#
# The kernel is read in its own order, from its upper left corner, just as you laid it over the picture. The
# name of this is **cross-correlation**. The decks call it convolution, and two of them admit it: "actually
# cross-correlation", says Bardak's, and Sjöberg's says that libraries "incorrectly" call it so. One line of
# Bardak's needs a correction. It equates $\sum_{a+b=x} f(a)\,g(b)$ with $\sum_a f(a)\,g(x+a)$; but $a + b = x$
# means $b = x - a$. The left side is convolution, the right side is cross-correlation, and they differ. You
# write the right side here, and the left side in exercise 3.
#
# **Where may the window stand?** There are three usual answers. The picture counts as 0 outside its borders.
#
# | mode | the answer has an entry for | shape |
# |---|---|---|
# | `"valid"` | every place where the whole window lies on the picture | $(H - k_h + 1,\; W - k_w + 1)$ |
# | `"same"` | every pixel | $(H,\; W)$ |
# | `"full"` | every place where window and picture share at least one pixel | $(H + k_h - 1,\; W + k_w - 1)$ |


# %% id="figure_cross_correlate2d_modes" role="demo"
def figure_cross_correlate2d_modes():
    axes = draw_canvas(
        10,
        8.4,
        "One row of 6 pixels: the windows of each mode, by output; dashed if they reach over the edge",
    )
    y = 0
    for taps, modes in ((3, ("valid", "same", "full")), (4, ("same",))):
        starts = {
            "valid": (0, 7 - taps),
            "same": (-((taps - 1) // 2), 6 - (taps - 1) // 2),
            "full": (1 - taps, 6),
        }
        for mode in modes:
            places = range(*starts[mode])
            for x in range(6):
                draw_pixel(axes, x, y, x)
            for index, start in enumerate(places):
                inside = 0 <= start <= 6 - taps
                color, drop = (BLUE, GREEN, GREY, ORANGE)[index % taps], 0.68 * (index % taps + 1) + 0.35
                draw_window(axes, start, y + drop, taps, color, f"{index}", inside)
            draw_text(axes, -3.5, y + 0.5, f'"{mode}", {taps} taps', "right", 11)
            draw_text(axes, 9.6, y + 0.5, f"{len(places)} outputs", "left", 11)
            y += 0.7 * taps + 1.75
    axes.set(xlim=(-7.2, 12.2), ylim=(y - 0.2, -0.3))
    plt.show()


figure_cross_correlate2d_modes()

# %% [markdown] id="task_cross_correlate2d"
# Bardak's formula with $im(x + n - 1,\; y + m - 1)$ is "same" for a 3 × 3 kernel: the −1 moves the window so
# that its *centre* stands on pixel $(x, y)$. A kernel with an even number of taps has no centre. Then we do as
# Keras does, and you know its rule from chapter 1: the odd zero goes after the picture. In the last strip,
# with 4 taps, each window has one tap before its pixel and two taps behind it.
#
# **Predict.** A picture is black (0) but for a single pixel, which is 1. What do you find in the "full" answer,
# for the kernel $\begin{pmatrix}1 & 2\\ 0 & -1\end{pmatrix}$ of the figure?
#
# <details><summary>Answer</summary>
#
# The kernel, turned by 180°: $\begin{pmatrix}-1 & 0\\ 2 & 1\end{pmatrix}$. The window comes from the upper
# left, so the bright pixel first meets the kernel's *last* tap. (A kernel that looks the same when turned
# would have told you nothing. Test with crooked ones.)
# </details>
#
# **Your turn.** Write `cross_correlate2d`. A kernel may be larger than the picture, unless the mode is "valid".


# %% id="cross_correlate2d" role="solution"
def cross_correlate2d(img: np.ndarray, k: np.ndarray, mode: str = "valid") -> np.ndarray:
    """Slide a kernel over a picture; at each place, sum the products of its numbers and the pixels.

    Outside its borders the picture counts as 0. Entry (0, 0) of the answer belongs to the window
    that stands furthest to the upper left.

    Args:
        img: (height, width), floating.
        k: (rows, columns), of the same dtype. It is not turned or mirrored.
        mode: "valid", the windows that lie wholly on the picture; "full", all windows that share at
            least one pixel with it; "same", one window a pixel, which reaches (rows - 1) // 2 rows
            above its pixel and rows // 2 below, and likewise (columns - 1) // 2 columns to the left
            and columns // 2 to the right.

    Returns:
        The sums, with the dtype of img: (height - rows + 1, width - columns + 1) for "valid",
        (height, width) for "same", (height + rows - 1, width + columns - 1) for "full".

    Raises:
        ValueError: img or k does not have two axes, mode is another word, or in mode "valid" the
            kernel has more rows or more columns than the picture.

    Example:
        Picture [[1, 2, 0, 1], [0, 1, 3, 1], [2, 0, 1, 0]] and kernel [[1, 2], [0, -1]] give
        [[4, -1, 1], [2, 6, 5]].
    """
    raise NotImplementedError("cross_correlate2d: first valid; then a frame of zeros for the other two modes")


# %% id="check_cross_correlate2d" role="check"
check(cross_correlate2d)


# %% id="picture_cross_correlate2d" role="demo"
# A photograph in grey, from 0 to 1; where scikit-learn cannot give one, a drawing of a house.
def _cross_correlate2d_picture():
    try:
        from sklearn.datasets import load_sample_image

        return load_sample_image("china.jpg")[::3, ::3].mean(axis=2) / 255
    except ImportError:
        rows, columns = np.mgrid[0:140, 0:200]
        picture = 0.9 - 0.3 * rows / 140
        picture[rows > 110] = 0.45
        picture[(rows > 60) & (rows < 118) & (abs(columns - 90) < 45)] = 0.3
        picture[(rows <= 60) & (rows > 20) & (abs(columns - 90) < 1.4 * (rows - 20))] = 0.15
        for left in (58, 84, 110):
            picture[75:95, left : left + 14] = 0.95
        picture[(rows - 35) ** 2 + (columns - 165) ** 2 < 200] = 1.0
        return picture


# %% id="figure_cross_correlate2d_edges" role="demo"
# Your function, drawn: two kernels of nine numbers find edges.
def figure_cross_correlate2d_edges():
    picture = _cross_correlate2d_picture()
    sideways = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
    downwards = np.array([[-1.0, -2.0, -1.0], [0.0, 0.0, 0.0], [1.0, 2.0, 1.0]])
    right, below = (cross_correlate2d(picture, kernel) for kernel in (sideways, downwards))
    strength = np.hypot(right, below)
    _, panels = plt.subplots(2, 2, figsize=(10, 7.4), layout="constrained")
    draw_picture(panels[0, 0], picture, "the picture")
    draw_picture(panels[0, 1], right, "brighter to the right: red; darker: blue", 2)
    draw_picture(panels[1, 0], below, "brighter below: red; darker: blue", 2)
    draw_picture(panels[1, 1], 1 - np.clip(strength / 2, 0, 1), "strength of both, on white")
    for axes, kernel in ((panels[0, 1], sideways), (panels[1, 0], downwards)):
        text = "\n".join(" ".join(f"{number:+.0f}".replace("+0", " 0") for number in row) for row in kernel)
        note = {"family": "monospace", "fontsize": 9, "va": "top"}
        axes.text(3, 3, text, bbox={"facecolor": "white", "alpha": 0.9, "edgecolor": GREY}, **note)
    plt.show()


try:
    figure_cross_correlate2d_edges()
except NotImplementedError:
    print("Solve cross_correlate2d first; then this cell finds edges in a picture.")

# %% [markdown] id="pitfalls_cross_correlate2d"
# These kernels were written by a person (they are named after Irwin Sobel). Each is a little picture of what it
# looks for: dark on one side, bright on the other. In a net, the numbers are learned, and the first layer of a
# net trained on photographs often comes to hold kernels much like these.
#
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *The kernel is turned, mirrored or transposed.* Put a single bright pixel into a black picture. Which
#    shape comes back? Does a kernel for upright edges find upright edges?
# 2. *Rows stand for columns.* Everything works for 3 × 3 kernels on square pictures, and for nothing else. Try
#    a kernel of 2 × 5 on a picture of 6 × 9.
# 3. *"same" is off by one, or the border borrows pixels from the other side.* Where does the answer to a
#    single pixel land when the kernel has 4 columns? And what does the left border know about the right one?
# </details>
#
# **Remember**
#
# - Multiply, add, move on: a convolution layer is this sum, with more channels.
# - What libraries call convolution is cross-correlation. The kernel is laid down as it is.
# - A single bright pixel shows you everything: order, mirror, anchor.

# %% [markdown] id="text_convolve2d"
# ## 3 · The other star: convolution (6 points)
#
# **Why.** If libraries do not compute the mathematician's convolution, why should you? Because it has two laws
# that cross-correlation lacks: it does not matter which factor comes first, nor which pair you join first. The
# second law says that two convolutions in a row are *one*, with a larger kernel. And you will soon need it in
# earnest: the way back through a convolution layer (exercise 5) is made of it.
#
# **By hand.** Think of stamps instead of windows. Every pixel prints a copy of the kernel on an empty sheet,
# its upper left corner at the pixel's own place, all numbers multiplied by the pixel; where prints overlap,
# they add. Below, two pixels are not 0. The 1 prints the kernel in the corner. The 2 prints it twice as
# strong, one row down and one column to the right.


# %% id="figure_convolve2d_stamps" role="demo"
def figure_convolve2d_stamps():
    axes = draw_canvas(10.5, 3.6, "Convolution as stamping: each pixel prints the kernel")
    draw_numbers(axes, 0, 0.5, ((1, 0, 0, 0), (0, 2, 0, 0), (0, 0, 0, 0)), title="picture 3 × 4")
    draw_numbers(axes, 5.4, 1, ((1, 2), (0, -1)), "white", "kernel 2 × 2", edge=GREY)
    draw_text(axes, 4.7, 2, "∗", size=18)
    draw_text(axes, 8.1, 2, "=", size=18)
    answer = ((1, 2, 0, 0, 0), (0, 1, 4, 0, 0), (0, 0, -2, 0, 0), (0, 0, 0, 0, 0))
    draw_numbers(axes, 9, 0, answer, title='"full" answer 4 × 5')
    for x, y, color in ((0, 0.5, BLUE), (1, 1.5, ORANGE)):
        draw_box(axes, x + 0.06, y + 0.06, 0.88, 0.88, edge=color, linewidth=3, zorder=3)
    draw_box(axes, 9.04, 0.04, 1.94, 1.94, edge=BLUE, linewidth=3, zorder=3)
    draw_box(axes, 10.04, 1.04, 1.94, 1.94, edge=ORANGE, linewidth=3, zorder=3)
    draw_text(axes, 14.2, 0.9, "print of the 1", "left", color=BLUE)
    draw_text(axes, 14.2, 2, "print of the 2", "left", color=ORANGE)
    draw_text(axes, 14.2, 3.1, "both: −1 + 2 = 1", "left")
    axes.set(xlim=(-0.2, 17.8), ylim=(4.2, -0.9))
    plt.show()


figure_convolve2d_stamps()

# %% [markdown] id="task_convolve2d"
# You know this operation from school, along one axis. To multiply two polynomials, every term of the first
# prints a copy of the second:
#
# $$(1 + 2x)\,(3 + x + 4x^2) = 3 + 7x + 6x^2 + 8x^3 .$$
#
# The coefficients (1, 2) and (3, 1, 4) give (3, 7, 6, 8), which is their convolution; and it is no surprise
# that the order of the factors does not matter.
#
# **Formula with shapes.** For `img` of shape $(H, W)$ and `k` of shape $(k_h, k_w)$, all numbers outside the two
# arrays counting as 0,
#
# $$(I * K)(i, j) = \sum_m \sum_n I(m, n) \; K(i - m,\; j - n), \qquad
# 0 \le i < H + k_h - 1, \quad 0 \le j < W + k_w - 1 .$$
#
# This is Sjöberg's formula; Martins's $h[t] = \sum_a x[a]\,w[t-a]$ is the same along one axis. Compare it with
# exercise 2: as $m$ and $n$ grow, the kernel is now read *backwards*, along both axes. A kernel read backwards
# along both axes is one that was turned by 180°, half a turn. Mirroring one axis is not enough, and a quarter
# turn is something else.
#
# The modes name parts of the "full" answer, and they are the windows of exercise 2 with the turned kernel laid
# under them. "valid" keeps what comes from the whole kernel. "same" keeps $H \times W$ entries, from row
# $\lfloor k_h/2 \rfloor$ and column $\lfloor k_w/2 \rfloor$ on. This function's default is "full", since the laws
# hold there without a border.
#
# **Does it matter to a net?** No: its kernels are learned. A library with the other convention would learn
# the same kernels, turned. It matters when kernels move between libraries, or from a textbook into a program.
#
# **Predict.** You blur a picture with a 3 × 3 kernel, then blur the result with a 3 × 3 kernel, both in mode
# "full". Is there one kernel that does both at once, and how large is it?
#
# <details><summary>Answer</summary>
#
# Yes: $(I * K_1) * K_2 = I * (K_1 * K_2)$, and $K_1 * K_2$ in mode "full" is 5 × 5. So two linear layers in a
# row are one. It takes the ReLU between them to make the second worth its while.
# </details>
#
# **Your turn.** Write `convolve2d`. How much of exercise 2 can you use?


# %% id="convolve2d" role="solution"
def convolve2d(img: np.ndarray, k: np.ndarray, mode: str = "full") -> np.ndarray:
    """Convolve a picture with a kernel, as mathematics defines it.

    Outside their borders both arrays count as 0.

    Args:
        img: (height, width), floating.
        k: (rows, columns), of the same dtype.
        mode: "full", every entry to which at least one pixel contributes; "same", height x width
            of them, from row rows // 2 and column columns // 2 of the full answer on; "valid", those
            to which the whole kernel contributes.

    Returns:
        The sums, with the dtype of img: (height + rows - 1, width + columns - 1) for "full",
        (height, width) for "same", (height - rows + 1, width - columns + 1) for "valid".

    Raises:
        ValueError: img or k does not have two axes, mode is another word, or in mode "valid" the
            kernel has more rows or more columns than the picture.

    Example:
        [[1, 2]] and [[3, 1, 4]] give [[3, 7, 6, 8]].
    """
    raise NotImplementedError("convolve2d: which way round does the kernel lie under the window?")


# %% id="check_convolve2d" role="check"
check(convolve2d)


# %% id="figure_convolve2d_lights" role="demo"
# Your functions, drawn: what a kernel in the shape of an F makes of three lights.
def figure_convolve2d_lights():
    letter = np.zeros((9, 7))
    letter[:, 1], letter[1, 1:6], letter[4, 1:5], letter[0], letter[8] = 1, 1, 1, 0, 0
    lights = np.zeros((26, 34))
    lights[4, 5], lights[14, 16], lights[8, 26] = 1, 0.75, 0.5
    _, panels = plt.subplots(1, 4, figsize=(12, 3.1), layout="constrained", width_ratios=(34, 9, 40, 40))
    draw_picture(panels[0], lights, "three lights")
    draw_picture(panels[1], letter, "kernel")
    draw_picture(panels[2], convolve2d(lights, letter), "convolution: upright")
    draw_picture(panels[3], cross_correlate2d(lights, letter, "full"), "cross-correlation: turned by 180°")
    plt.show()


try:
    figure_convolve2d_lights()
except NotImplementedError:
    print("Solve cross_correlate2d and convolve2d first; then this cell draws both.")

# %% [markdown] id="pitfalls_convolve2d"
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *The kernel is not turned, or turned half-way.* Swap the two arguments: the "full" answer must stay. Which
#    entry of `k` should stand in the upper left corner after half a turn? And after a quarter?
# 2. *The picture is turned instead.* That gives the right numbers in the wrong places: stamp a single light
#    near the upper left corner, and see where the print lands.
# 3. *"full" is cropped.* A pixel at the lower right corner prints beyond the picture. How large must the sheet
#    be so that the print fits?
# </details>
#
# **Remember**
#
# - Convolution is stamping; cross-correlation is looking through a window. Half a turn of the kernel leads
#   from one to the other.
# - Convolution commutes and associates. Two of them in a row are one, with a kernel of $k_1 + k_2 - 1$ taps.
# - Networks learn their kernels, so they can live with either. Textbooks and programs cannot.

# %% [markdown] id="text_conv2d_forward"
# ## 4 · The whole layer (18 points)
#
# **Why.** So far one kernel slid over one grey picture. A layer gets a *batch* of pictures with several
# channels each, and it owns many filters. What you write here is what `keras.layers.Conv2D` computes, and the
# rest of the chapter turns around it: exercise 5 differentiates it, exercise 6 makes it a matrix product,
# exercise 8 makes it a layer that trains.
#
# **By hand.** A picture with two channels of 3 × 3 pixels meets one filter. The filter has a slice for each
# channel, here 2 × 2, and one bias. In the first window, channel 0 contributes $1 \cdot 1 + 3 \cdot 1 = 4$
# and channel 1 contributes $1 \cdot (-1) + 2 \cdot 2 = 3$. Both go into *one* sum, the bias 1 is added once,
# and the first number of the map is 8. Work out the other three before you read them off.


# %% id="figure_conv2d_forward_by_hand" role="demo"
def draw_conv2d_forward_grid(axes, x, y, numbers, face="#EDEDED", window=None, color="#0072B2"):
    """Squares with numbers, the upper left corner at (x, y); a window at the corner is shaded."""
    for (row, column), number in np.ndenumerate(np.asarray(numbers)):
        inside = window is not None and row < window[0] and column < window[1]
        fill = {"facecolor": color, "alpha": 0.35} if inside else {"facecolor": face}
        axes.add_patch(plt.Rectangle((x + column, y + row), 1, 1, edgecolor="white", **fill))
        axes.text(x + column + 0.5, y + row + 0.5, number, ha="center", va="center", fontsize=11)


def draw_conv2d_forward_text(axes, x, y, text, size=11, **style):
    axes.text(x, y, text, ha="center", va="center", fontsize=size, **style)


def figure_conv2d_forward_by_hand():
    _, axes = plt.subplots(figsize=(10, 4.6), layout="constrained")
    channels = ([[1, 0, 2], [0, 3, 1], [2, 1, 0]], [[0, 1, 0], [2, 0, 1], [1, 1, 3]])
    slices, sums = ([[1, 0], [0, 1]], [[0, -1], [2, 0]]), (4, 3)
    for channel, (pixels, weights, total, color) in enumerate(
        zip(channels, slices, sums, ("#0072B2", "#E69F00"), strict=True)
    ):
        y = 4.4 * channel
        draw_conv2d_forward_grid(axes, 0, y, pixels, window=(2, 2), color=color)
        draw_conv2d_forward_grid(axes, 4.6, y + 0.5, weights, window=(2, 2), color=color)
        draw_conv2d_forward_text(axes, 3.8, y + 1.5, "×", 16)
        draw_conv2d_forward_text(axes, 7.9, y + 1.5, f"→  {total}", 14, color=color, fontweight="bold")
        draw_conv2d_forward_text(axes, 1.5, y - 0.45, f"channel {channel}")
        draw_conv2d_forward_text(axes, 5.6, y - 0.45, f"slice {channel} of the filter")
    draw_conv2d_forward_text(axes, 10.3, 3.7, "4 + 3 + bias 1 = 8", 12)
    axes.annotate("", (12.9, 3.7), (12.2, 3.7), arrowprops={"arrowstyle": "->"})
    draw_conv2d_forward_grid(axes, 13.2, 2.7, [[8, 2], [4, 5]], window=(1, 1), color="#009E73")
    draw_conv2d_forward_text(axes, 14.2, 2.25, "the map")
    axes.set(xlim=(-0.3, 15.6), ylim=(7.7, -1), aspect="equal")
    axes.axis("off")
    axes.set_title("Two channels, one filter: a sum over the window in both channels", loc="left")
    plt.show()


figure_conv2d_forward_by_hand()

# %% [markdown] id="filters_conv2d_forward"
# **Many filters.** Every filter makes one map, and all of them see the same window. So there is a slice for
# each *pair* of an input channel and an output map: $C_i \cdot C_o$ slices, kept in one array `w` of shape
# `(kh, kw, Ci, Co)`. Through the slice `w[:, :, c, o]`, input channel $c$ speaks to output map $o$. Read the
# figure by rows: a row is a filter.


# %% id="figure_conv2d_forward_filters" role="demo"
def figure_conv2d_forward_filters():
    _, axes = plt.subplots(figsize=(10, 4.6), layout="constrained")
    colors, marks = ("#D55E00", "#009E73", "#0072B2"), ("×", "+", "+")
    for channel, color in enumerate(colors):
        x = 4.6 * channel
        for cell in range(20):
            corner = (x + 0.6 * (cell % 5), 0.6 * (cell // 5))
            axes.add_patch(plt.Rectangle(corner, 0.6, 0.6, facecolor=color, alpha=0.3, edgecolor="white"))
        draw_conv2d_forward_text(axes, x + 1.5, -0.5, f"x[..., {channel}]", family="monospace")
        for filter in range(2):
            y = 3.6 + 3.4 * filter
            for cell in range(9):
                corner = (x + 0.6 + 0.6 * (cell % 3), y + 0.6 * (cell // 3))
                axes.add_patch(plt.Rectangle(corner, 0.6, 0.6, facecolor=color, alpha=0.8, edgecolor="white"))
            name = f"w[:, :, {channel}, {filter}]"
            draw_conv2d_forward_text(axes, x + 1.5, y + 2.25, name, 10, family="monospace")
            draw_conv2d_forward_text(axes, x - 0.8, y + 0.9, marks[channel] if channel else "", 16)
    for filter in range(2):
        y = 3.6 + 3.4 * filter
        draw_conv2d_forward_text(axes, -2.2, y + 0.9, f"filter {filter}")
        draw_conv2d_forward_text(axes, 14.0, y + 0.9, f"+  b[{filter}]   →", 12)
        for cell in range(6):
            corner = (16.1 + 0.6 * (cell % 3), y + 0.3 + 0.6 * (cell // 3))
            axes.add_patch(plt.Rectangle(corner, 0.6, 0.6, facecolor="#444444", edgecolor="white"))
        draw_conv2d_forward_text(axes, 17, y + 2.25, f"z[..., {filter}]", 10, family="monospace")
    axes.set(xlim=(-3.4, 18.8), ylim=(9.7, -1), aspect="equal")
    axes.axis("off")
    axes.set_title("3 channels in, 2 maps out: 6 slices, 2 biases", loc="left")
    plt.show()


figure_conv2d_forward_filters()

# %% [markdown] id="formula_conv2d_forward"
# **Formula with shapes.** Let $\tilde x$ be the picture with its zeros around it. Then
#
# $$z_{b,i,j,o} = \beta_o + \sum_{m=0}^{k_h-1} \sum_{n=0}^{k_w-1} \sum_{c=0}^{C_i-1}
# \tilde x_{b,\;i s_h + m,\;j s_w + n,\;c} \; w_{m,n,c,o} .$$
#
# | | shape | |
# |---|---|---|
# | `x` | $(B, H, W, C_i)$ | a batch of pictures |
# | `w` | $(k_h, k_w, C_i, C_o)$ | all slices of all filters |
# | `b`, in the formula $\beta$ | $(C_o)$ | one bias for each filter |
# | `z` | $(B, H_o, W_o, C_o)$ | the maps; sizes as in chapter 1 |
#
# **From the slides to here.** Sjöberg's slide writes the strided layer as
# $z_{i,j,k} = \sum_{l,m,n} v_{l,(j-1)s+m,(k-1)s+n} K_{i,l,m,n}$. He counts from 1 and puts channels first:
# his $i$ is our $o$, his $(j, k)$ our $(i, j)$, his $l$ our $c$. Each $-1$ is there because he starts at 1;
# ours start at 0, so there is none. (The $-1$ in Bardak's $im(x+n-1, y+m-1)$ is another matter: those indices
# start at 0, and it moves the window so that it is centred, which is a padding of 1.) Pixel and weight run in
# the same direction, so this is the *cross-correlation* of exercise 2, and no kernel is flipped, although
# everybody calls the layer a convolution. Bardak puts a relu around the sum; in this exercise it is left
# out.
#
# **Strides and padding** choose where windows stand. Below, each dot is the centre of a window and hence one
# number of the map; the first and the last window are outlined. A padding given as a number adds as many
# zeros on all four sides. The two words are Keras's: `"valid"` adds none, and `"same"` adds as few as it takes
# for $\lceil n / s \rceil$ outputs along each axis, an odd one going *after* (chapter 1, exercise 2). Look
# where the zeros are at stride 2: rows and columns differ.


# %% id="figure_conv2d_forward_places" role="demo"
def draw_conv2d_forward_places(axes, stride, sides, places, title):
    """A picture of 5 by 6 pixels, its zeros, the centres of windows of 3 by 3; sides: before, after."""
    (top, bottom), (left, right) = sides
    for row in range(-top, 5 + bottom):
        for column in range(-left, 6 + right):
            inside = 0 <= row < 5 and 0 <= column < 6
            fill = (
                {"facecolor": "#DDDDDD", "edgecolor": "white"}
                if inside
                else {"facecolor": "white", "edgecolor": "#D55E00"}
            )
            axes.add_patch(plt.Rectangle((column + 0.04, row + 0.04), 0.92, 0.92, **fill))
            if not inside:
                draw_conv2d_forward_text(axes, column + 0.5, row + 0.5, "0", 9, color="#D55E00")
    starts = [(i * stride - top, j * stride - left) for i in range(places[0]) for j in range(places[1])]
    for row, column in starts:
        axes.plot(column + 1.5, row + 1.5, "o", color="#222222", markersize=6)
    for (row, column), color in ((starts[-1], "#E69F00"), (starts[0], "#0072B2")):
        axes.add_patch(plt.Rectangle((column, row), 3, 3, fill=False, edgecolor=color, linewidth=3))
    axes.set(xlim=(-1.2, 7.2), ylim=(6.2, -1.2), aspect="equal")
    axes.axis("off")
    axes.set_title(title, fontsize=11)


def figure_conv2d_forward_places():
    figure, panels = plt.subplots(2, 3, figsize=(10, 6.2), layout="constrained")
    cases = (
        (1, ((0, 0), (0, 0)), (3, 4), "valid, stride 1: map 3 × 4"),
        (2, ((0, 0), (0, 0)), (2, 2), "valid, stride 2: map 2 × 2"),
        (3, ((0, 0), (0, 0)), (1, 2), "valid, stride 3: map 1 × 2"),
        (1, ((1, 1), (1, 1)), (5, 6), "same, stride 1: map 5 × 6"),
        (2, ((1, 1), (0, 1)), (3, 3), "same, stride 2: map 3 × 3"),
        (3, ((0, 1), (0, 0)), (2, 2), "same, stride 3: map 2 × 2"),
    )
    for axes, case in zip(panels.flat, cases, strict=True):
        draw_conv2d_forward_places(axes, *case)
    figure.suptitle("Windows of 3 × 3 on 5 × 6 pixels: first in blue, last in orange, a dot for each output")
    plt.show()


figure_conv2d_forward_places()

# %% [markdown] id="task_conv2d_forward"
# **Equivariance, not invariance.** Bardak's slide says "translation invariance", Martins's "translation
# equivariance". The formula decides: if the picture moves by two pixels, the map at stride 1 moves by two
# pixels as well. That is equivariance; invariance would mean that the map stays as it was. (It ends at the
# border, where other pixels come into view, and at stride $s$ it holds for moves by multiples of $s$ only.)
#
# **Predict.** A batch of 8 colour pictures of 5 × 6 pixels goes through 4 filters of 3 × 3, with `"same"` and
# stride 2. What are the shapes of `w`, `b` and `z`? How many products are summed for one number of `z`? And if
# a second layer of 3 × 3 windows stands on top of a first one that has stride 2, how many pixels across does a
# number of the second map see?
#
# <details><summary>Answer</summary>
#
# `w` is (3, 3, 3, 4), `b` is (4,), `z` is (8, 3, 3, 4). One number is a sum of $3 \cdot 3 \cdot 3 = 27$
# products. Three windows of 3 pixels, 2 pixels apart, reach over 7 pixels; the last figure of this section
# lets your function say so.
# </details>
#
# **Your turn.** Write `conv2d_forward`. Any way is right: loops over the indices of the formula are slow but
# clear, and fast enough for the grader.


# %% id="conv2d_forward" role="solution"
def conv2d_forward(
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray | None = None,
    stride: int | tuple[int, int] = 1,
    padding: str | int = "valid",
) -> np.ndarray:
    """Compute the maps of a convolutional layer, without an activation.

    Args:
        x: (batch, height, width, channels). A batch of pictures.
        w: (kernel rows, kernel columns, channels, filters). It is not flipped.
        b: (filters,), a bias for each filter; or None, no biases.
        stride: pixels from one window to the next: an int >= 1 for both axes, or a tuple
            (down, right).
        padding: "valid", no padding; "same", as few zeros as it takes for ceil(n / stride) outputs
            along each axis, half of them before and half after, an odd one after; or an int >= 0,
            that many zeros on each of the four sides.

    Returns:
        (batch, rows, columns, filters), of the dtype of x. x, w and b have the same dtype, float32
        or float64, and are not modified.

    Raises:
        TypeError: stride (or one of its entries) is not an integer, or padding is neither an
            integer nor a str. A bool is not an integer here.
        ValueError: x or w does not have four axes, they differ in channels, b is not of shape
            (filters,), a stride is below 1 or a tuple without two entries, padding is negative or
            an unknown word, or the window does not fit into the padded picture.

    Example:
        A row of five pixels 1, 2, 3, 4, 5, a window of one pixel with the weight 10, and the
        stride (1, 2) give 10, 30, 50.
    """
    raise NotImplementedError("conv2d_forward: first the zeros, then the windows, then the sums")


# %% id="check_conv2d_forward" role="check"
check(conv2d_forward)


# %% id="figure_conv2d_forward_colours" role="demo"
# Your function, drawn: two filters of 3 by 3 that look for upright edges. One has the same slice for all
# colours; the other has a slice for red, its negative for green, and zeros for blue.
def figure_conv2d_forward_colours():
    rows, columns = np.mgrid[:28, :44]
    disc = (rows - 13.5) ** 2 + (columns - 21.5) ** 2 < 81
    x = np.where(disc[..., np.newaxis], [0.75, 0.25, 0.4], [0.25, 0.75, 0.4])[np.newaxis]
    x[:, :, 36:] += 0.2  # a brighter strip, of the same hue
    edge = np.array([[-1.0, 0.0, 1.0]] * 3)
    w = np.zeros((3, 3, 3, 2))
    w[..., 0] = edge[..., np.newaxis]
    w[:, :, 0, 1], w[:, :, 1, 1] = edge, -edge
    z = conv2d_forward(x, w, padding="valid")[0]
    _, panels = plt.subplots(1, 3, figsize=(10, 2.9), layout="constrained")
    panels[0].imshow(x[0])
    titles = ("the picture", "filter 0: equal slices", "filter 1: red against green")
    for axes, title, picture in zip(panels, titles, (None, z[..., 0], z[..., 1]), strict=True):
        if picture is not None:
            axes.imshow(picture, cmap="RdBu_r", vmin=-3, vmax=3)
        axes.set_title(title, fontsize=11)
        axes.set(xticks=[], yticks=[])
    plt.show()


try:
    figure_conv2d_forward_colours()
except NotImplementedError:
    print("Solve conv2d_forward first; then this cell draws it.")

# %% [markdown] id="colours_conv2d_forward"
# Red and green parts of that picture are equally bright, so a filter with equal slices is blind to the disc
# and sees the brighter strip alone. The other filter sees the disc alone. What a filter looks for is decided
# across channels as much as across pixels. Now put one layer of 3 × 3 windows onto another, all weights 1, and
# switch on one pixel at a time: which pixels reach the number in the middle of the last map, and by how many
# ways?


# %% id="figure_conv2d_forward_field" role="demo"
def figure_conv2d_forward_field():
    pixels = np.eye(121).reshape(121, 11, 11, 1)  # 121 pictures, with one bright pixel each
    ones = np.ones((3, 3, 1, 1))
    _, panels = plt.subplots(1, 3, figsize=(10, 3.8), layout="constrained")
    cases = (
        ((1,), "one layer: 3 × 3 pixels"),
        ((1, 1), "two layers: 5 × 5"),
        ((2, 1), "two layers, the first with stride 2: 7 × 7"),
    )
    for axes, (strides, title) in zip(panels, cases, strict=True):
        maps = pixels
        for stride in strides:
            maps = conv2d_forward(maps, ones, stride=stride)
        ways = maps[:, maps.shape[1] // 2, maps.shape[2] // 2, 0].reshape(11, 11)
        axes.imshow(ways, cmap="Blues", vmax=12)
        for (row, column), count in np.ndenumerate(ways):
            if count:
                axes.text(column, row, f"{count:.0f}", ha="center", va="center", fontsize=9)
        axes.set_title(title, fontsize=11)
        axes.set(xticks=[], yticks=[])
    plt.show()


try:
    figure_conv2d_forward_field()
except NotImplementedError:
    print("Solve conv2d_forward first; then this cell draws it.")

# %% [markdown] id="pitfalls_conv2d_forward"
# Bardak's slide calls the kernel size "receptive field", which is true of a single layer. A second layer
# widens the field, and a stride widens it faster. At stride 1, pixels in the middle are reached in more ways
# than those at the rim; at stride 2, those where windows overlap.
#
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *The map has the right size, and windows stand in the wrong places.* With stride 2, does output 1 start at
#    pixel 1 or at pixel 2? With stride (1, 2), which axis is thinned out? And with `"same"`, even windows or
#    stride 2, are there as many zeros before the axis as after it?
# 2. *Channels do not meet.* Set one input channel to zero. Which maps should change? If each of your maps
#    listens to one channel only, count the slices in the second figure. If a black picture gives three times
#    the bias, ask inside which loop you add it.
# 3. *Shapes that do not fit pass.* numpy stretches an axis of length 1 without a word: a single bias for four
#    filters, or one slice for three channels. Which of these does the specification refuse?
# </details>
#
# **Remember**
#
# - A filter sums over its window *and* over all input channels, and adds its bias once.
# - There are $C_i \cdot C_o$ slices; Keras keeps them as `(kh, kw, Ci, Co)`.
# - The kernel is not flipped: the layer is a cross-correlation.
# - A stride moves the window; padding is there before the first window stands.
# - A layer is equivariant to shifts, up to its border and its stride.

# %% [markdown] id="text_conv2d_backward"
# ## 5 · The way back through a convolution (22 points)
#
# **Why.** A layer that can only compute forward never learns. In training it is told, for each of its
# outputs, how much the loss would grow if that output grew a little. From these slopes it must find three
# more: one for each weight and one for each bias, along which it steps, and one for each pixel it was given,
# which it hands on to the layer below.
#
# **By hand.** A row of 8 pixels, one kernel $(w_0, w_1, w_2)$, stride 2. The three outputs read pixels 0–2,
# 2–4 and 4–6. Call the slopes that arrive $dz_0, dz_1, dz_2$. Now nudge one pixel upwards by a tiny
# $\varepsilon$ and watch:
#
# - Pixel 1 has a part in output 0 alone, where it meets $w_1$. That output grows by $w_1\varepsilon$, and the
#   loss by $dz_0\,w_1\,\varepsilon$. So the slope of pixel 1 is $dz_0\,w_1$.
# - Pixel 2 has a part in *two* outputs. It meets $w_2$ in output 0 and $w_0$ in output 1, and the loss feels
#   both. Its slope is $dz_0\,w_2 + dz_1\,w_0$.
# - Pixel 7 has a part in none. Paint it any colour, and the loss does not move: its slope is exactly 0.
#
# With $w = (1, 10, 100)$ and $dz = (1, 2, 3)$, you can read off every slope which weights it is made of:


# %% id="figure_conv2d_backward_links" role="demo"
def draw_conv2d_backward_box(axes, x, y, text, face="#EDEDED", size=12, **style):
    axes.add_patch(plt.Rectangle((x - 0.4, y - 0.3), 0.8, 0.6, facecolor=face, zorder=2, **style))
    axes.text(x, y, text, ha="center", va="center", fontsize=size, color="#222222", zorder=3)


def figure_conv2d_backward_links():
    colors, weights, dz = ("#0072B2", "#E69F00", "#009E73"), (1, 10, 100), (1, 2, 3)
    slopes = [0] * 8
    _, axes = plt.subplots(figsize=(9.5, 4.3), layout="constrained")
    for output, slope in enumerate(dz):
        for tap, (color, weight) in enumerate(zip(colors, weights, strict=True)):
            pixel = 2 * output + tap
            slopes[pixel] += weight * slope
            label = f"met weight {weight}" if output == 0 else None
            axes.plot((2 * output + 1, pixel), (2.7, 0.3), color=color, lw=2.5, zorder=1, label=label)
        draw_conv2d_backward_box(axes, 2 * output + 1, 3, slope, "white", edgecolor="#222222", lw=1.5)
    for pixel, slope in enumerate(slopes):
        face = {2: "#FFE9B8", 4: "#FFE9B8", 7: "white"}.get(pixel, "#EDEDED")
        edge = {"edgecolor": "#777777", "linestyle": "--"} if pixel == 7 else {}
        draw_conv2d_backward_box(axes, pixel, 0, slope, face, **edge)
        axes.text(pixel, -0.6, f"pixel {pixel}", ha="center", fontsize=10, color="#777777")
    for y, text in ((3, "dz, arriving"), (0, "dx, handed on")):
        axes.text(-0.8, y, text, ha="right", va="center", fontsize=12)
    axes.legend(loc="center right", frameon=False, fontsize=11)
    axes.set(xlim=(-2.6, 9.4), ylim=(-0.9, 3.5), aspect="equal")
    axes.set_title("Pixels 2 and 4 collect from two windows; nobody ever looked at pixel 7", loc="left")
    axes.axis("off")
    plt.show()


figure_conv2d_backward_links()

# %% [markdown] id="formula_conv2d_backward"
# A weight is met once by every window. $w_0$ meets the pixels 0, 2 and 4, and its slope is
# $dz_0 x_0 + dz_1 x_2 + dz_2 x_4$. The bias, which the picture leaves out, is added at all three places; its
# slope is $dz_0 + dz_1 + dz_2 = 6$. Shared parameters *sum* what comes back from every place and every image.
# Nobody divides: if the loss is an average over the batch, its $1/B$ is in `dz` already.
#
# **Formula with shapes.** Sjöberg's slides write these sums with 1-based indices, channels first and without a
# batch. The dictionary:
#
# | Slides | Here | Shape here |
# |---|---|---|
# | $V_{i,j,k}$: channel, row, column | `x` | (batch, height, width, c_in) |
# | $K_{i,j,k,l}$: out, in, row, column | `w` | (kh, kw, c_in, c_out) |
# | $G_{i,j,k} = \partial J / \partial z_{i,j,k}$ | `dz` | (batch, rows, columns, c_out) |
# | $\partial J/\partial V$, $\partial J/\partial K$ | `dx`, `dw` | those of `x` and `w` |
# | – (the slides have no bias) | `db` | (c_out,) |
#
# Their "previous layer", from which $G$ is received, is the one nearer to the loss: they count on the way back.
#
# Let $p_h$ and $p_w$ be the zeros that the padding puts above and to the left. Output $(i, j)$ meets the weights
# of row $m$ and column $n$ at the pixel in row $i s_h + m - p_h$ and column $j s_w + n - p_w$. Everything
# follows from that line:
#
# $$dw_{m,n,c,o} = \sum_{b,i,j} dz_{b,i,j,o}\; x_{b,\; i s_h + m - p_h,\; j s_w + n - p_w,\; c}$$
#
# $$dx_{b,r,q,c} = \sum_{o} \sum_{\substack{i,m\ \text{with}\\ i s_h + m - p_h = r}}\;
# \sum_{\substack{j,n\ \text{with}\\ j s_w + n - p_w = q}} dz_{b,i,j,o}\; w_{m,n,c,o}$$
#
# Here $x$ is 0 outside the image, and $db_o$ is the sum of $dz$ over everything but $o$. A zero of the padding
# is no pixel of `x`, so what falls on it does not appear in `dx`.
#
# **Predict.** (a) All of `dz` is 0, except for a single 1 at place $(i, j)$. What does `dx` look like? Does the
# kernel lie in it as in `w`, or turned by 180°? (b) A window of 2 × 2 walks over 8 × 8 pixels in steps of 3.
# How many entries of `dx` are 0 for certain?
#
# <details><summary>Answer</summary>
#
# (a) As in `w`: a copy of the kernel lies where that window stood. The turn appears when you stand on a
# *pixel* and look up: pixel 2 above met the last weight of its first window and the first weight of its
# second. At stride 1, a cross-correlation forward is a true convolution (exercise 3) on the way back.
#
# (b) The windows read rows 0, 1, 3, 4, 6, 7, and the same columns. That makes 36 pixels that are read, and
# 64 − 36 = 28 that are not.
# </details>
#
# **Your turn.** Write `conv2d_backward`. Loop over windows, over the taps of the kernel, or over nothing at all;
# no test needs speed. To find your own mistakes, nudge one entry of `x` or `w` by ±0.00001, run your
# `conv2d_forward` in float64, and compare.


# %% id="conv2d_backward" role="solution"
def conv2d_backward(
    dz: np.ndarray,
    x: np.ndarray,
    w: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: str | int = "valid",
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Turn the slopes of a loss at a layer's outputs into those at its input, kernel and biases.

    The layer is that of conv2d_forward: z = cross-correlation of x with w, plus a bias for each
    output channel.

    Args:
        dz: (batch, rows, columns, c_out). How much the loss grows with each output.
        x: (batch, height, width, c_in). What the layer was given.
        w: (kh, kw, c_in, c_out). Its kernel.
        stride: an int >= 1, or a pair (rows, columns) of them.
        padding: "valid", no zeros; "same", as Keras pads: just enough zeros for ceil(size / stride)
            outputs along each axis, half of them on either side, an odd one at the end; or an int
            >= 0, the number of zeros on each of the four sides.

    Returns:
        A tuple (dx, dw, db) of arrays with the shapes of x, of w, and (c_out,): how much the loss
        grows with each pixel, each weight and each bias. They have the floating dtype of the
        arguments, float32 or float64. A pixel that no window reads has exactly 0. The arguments
        are not changed.

    Raises:
        TypeError: a stride is not an integer, or padding is neither an integer nor a str. A bool
            is not an integer here.
        ValueError: a stride is below 1, a pair of strides does not have two entries, padding is
            negative or an unknown word, dz, x or w does not have four axes, x and w disagree on
            c_in, or dz does not have the shape of the layer's output for this x, w, stride and
            padding.

    Example:
        One row of pixels (1, 2, ..., 8), one kernel row (1, 10, 100), stride (1, 2), dz = (1, 2, 3):
        dx = (1, 10, 102, 20, 203, 30, 300, 0), dw = (22, 28, 34) and db = (6).
    """
    raise NotImplementedError("conv2d_backward: first which pixel meets which weight in which output")


# %% id="check_conv2d_backward" role="check"
check(conv2d_backward)


# %% id="figure_conv2d_backward_holes" role="demo"
# Your function, drawn. All of dz and w is 1, so dx counts the windows that read each pixel.
def figure_conv2d_backward_holes():
    _, panels = plt.subplots(1, 3, figsize=(10.5, 3.9), layout="constrained")
    for axes, (kernel, stride) in zip(panels, ((3, 1), (3, 2), (2, 3)), strict=True):
        x, w = np.ones((1, 10, 10, 1)), np.ones((kernel, kernel, 1, 1))
        places = len(range(0, 10 - kernel + 1, stride))
        dx, _, _ = conv2d_backward(np.ones((1, places, places, 1)), x, w, stride)
        axes.imshow(dx[0, :, :, 0], cmap="Blues", vmin=0, vmax=16)
        for (row, column), count in np.ndenumerate(dx[0, :, :, 0]):
            hole = count == 0
            axes.text(
                column, row, f"{count:g}", ha="center", va="center", color="#D55E00" if hole else "#222222"
            )
            if hole:
                box = plt.Rectangle(
                    (column - 0.5, row - 0.5), 1, 1, fill=False, hatch="///", ec="#EBC3A5", lw=0
                )
                axes.add_patch(box)
        axes.set_title(f"kernel {kernel} × {kernel}, stride {stride}", fontsize=11)
        axes.axis("off")
    plt.show()


try:
    figure_conv2d_backward_holes()
except NotImplementedError:
    print("Solve conv2d_backward first; then this cell shows where the gradient has holes.")

# %% [markdown] id="pitfalls_conv2d_backward"
# At the hatched pixels no window looked. In the middle picture they are the remainder at the end, and the rest is
# chequered, since 3 is not a multiple of 2. Generative nets turn a convolution round to *make* images; there, this
# pattern shows wherever an image should be smooth.
#
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *The stride is lost on the way back.* At stride 1 nothing is amiss. In the first figure, at which pixel does
#    the window of output 2 start?
# 2. *A window overwrites its neighbour.* Your function is right for windows of 2 with stride 2, and wrong for 3
#    with stride 2. How many shares come back to a pixel that two windows read, and how many arrive?
# 3. *Zeros of the padding stay in, or the wrong ones leave.* Is `dx.shape == x.shape` with "same"? With six
#    pixels, a window of 3 and stride 2 there is a single zero, and it is at the end: which end do you cut?
# </details>
#
# **Remember**
#
# - Forward, a window gathers; on the way back, the same window scatters. Where windows overlap, shares add up.
# - Pixel, weight and output meet at one place: row $i s_h + m - p_h$. All three gradients follow from it.
# - Shared parameters sum over all places and images. Nobody averages.
# - No window, no gradient: exactly 0.
#
# *To think about:* at stride 1, what must you do to `dz` and `w` to get `dx` from your `conv2d_forward`?

# %% [markdown] id="text_im2col"
# ## 6 · A convolution is a matrix product (10 points)
#
# **Why.** Nothing runs as fast on a processor or a graphics card as the product of two large matrices;
# people have polished it for decades. So many libraries do not slide windows at all. They copy every window
# into a row of a table, and then one product does the whole layer. The way back, from the table to the
# picture, is just what the gradient of exercise 5 needs.
#
# **By hand.** A picture of 3 × 4 pixels has $2 \cdot 3 = 6$ windows of 2 × 2. Write each down as a row, its
# upper pixels first: 1 2 5 6 for the first. Then lay the kernel out as a column, in the same order. Row times
# column is a sum of four products, the very sum that the sliding kernel makes at that place. Check it for the
# second row.


# %% id="figure_im2col_table" role="demo"
def draw_im2col_grid(axes, x, y, numbers, colors):
    """Squares with numbers, the upper left corner at (x, y); `colors` gives the face of (row, column)."""
    for (row, column), number in np.ndenumerate(np.asarray(numbers)):
        face = colors(row, column)
        axes.add_patch(plt.Rectangle((x + column, y + row), 1, 1, facecolor=face, edgecolor="white"))
        axes.text(x + column + 0.5, y + row + 0.5, number, ha="center", va="center", fontsize=11)


def figure_im2col_table():
    _, axes = plt.subplots(figsize=(10, 4.6), layout="constrained")
    blue, orange, pale, green = "#9FC9E6", "#F5D08A", "#EDEDED", "#B5DFD0"
    rows = [[1, 2, 5, 6], [2, 3, 6, 7], [3, 4, 7, 8], [5, 6, 9, 10], [6, 7, 10, 11], [7, 8, 11, 12]]
    draw_im2col_grid(axes, 0, 1.5, np.arange(1, 13).reshape(3, 4), lambda row, column: pale)
    for left, top, color in ((0, 1.5, "#0072B2"), (2, 2.5, "#E69F00")):
        axes.add_patch(
            plt.Rectangle((left + 0.06, top + 0.06), 1.88, 1.88, fill=False, edgecolor=color, linewidth=3)
        )
    draw_im2col_grid(axes, 6.3, 0, rows, lambda row, column: {0: blue, 5: orange}.get(row, pale))
    draw_im2col_grid(axes, 11.9, 1, [[1], [0], [0], [1]], lambda row, column: green)
    draw_im2col_grid(
        axes,
        14.6,
        0,
        [[7], [9], [11], [15], [17], [19]],
        lambda row, column: {0: blue, 5: orange}.get(row, pale),
    )
    draw_im2col_grid(
        axes,
        17.8,
        2,
        [[7, 9, 11], [15, 17, 19]],
        lambda row, column: {(0, 0): blue, (1, 2): orange}.get((row, column), pale),
    )
    for x, text in ((5.2, "im2col\n→"), (11.1, "×"), (13.7, "="), (16.7, "→")):
        axes.text(x, 3, text, ha="center", va="center", fontsize=13)
    titles = (
        (2, 1, "picture"),
        (8.3, -0.5, "cols: a row is a window"),
        (12.4, 0.5, "kernel"),
        (19.3, 1.5, "map"),
    )
    for x, y, text in titles:
        axes.text(x, y, text, ha="center", va="center", fontsize=11)
    axes.set(xlim=(-0.3, 21.2), ylim=(6.3, -1.1), aspect="equal")
    axes.axis("off")
    axes.set_title("The kernel with the rows 1 0 and 0 1, as one matrix product", loc="left")
    plt.show()


figure_im2col_table()

# %% [markdown] id="formula_im2col"
# **Formula with shapes.** With channels, a row lists the window pixel after pixel, row by row, and for each
# pixel all its channels:
#
# $$\text{cols}_{b,\,i,\,j,\;(m k_w + n) C + c} = x_{b,\;i s_h + m,\;j s_w + n,\;c} .$$
#
# From $x$ of shape $(B, H, W, C)$ this makes $(B, H_o, W_o, k_h k_w C)$. The order is chosen so that Keras's
# kernel needs no rearrangement: `w.reshape(-1, Co)`, of shape $(k_h k_w C, C_o)$, lists its weights in the
# same order, and `cols @ w.reshape(-1, Co)` are the maps. Padding is not part of it; pad first if you want
# any.
#
# **The way back.** Suppose each entry of cols got a number, say the slope of a loss with respect to that
# entry. What is the slope with respect to a *pixel*? A pixel was copied into every window that covers it.
# Raise it by a little, and all of its copies rise; the effects add up. So `col2im` sends every number home to
# the pixel that its entry was copied from, and *adds* what arrives there. A pixel that no window reads gets
# exactly 0. In the language of linear algebra, im2col is a matrix of zeros and ones, and col2im is its
# transpose, or adjoint: for all $x$ and all $g$ of the shape of cols,
#
# $$\langle \text{im2col}(x),\, g \rangle = \langle x,\, \text{col2im}(g) \rangle ,$$
#
# where $\langle u, v \rangle$ is the sum of all products of corresponding entries. It is *not* the inverse.
#
# **Predict.** On 5 × 5 pixels with windows of 3 × 3 at stride 1: if every entry of cols is 1, what does col2im
# give to the pixel in the middle, and to a corner? What is the sum over all pixels? And how much larger than
# its input is cols in AlexNet's first layer, 227 × 227 × 3 pixels, windows of 11 × 11, stride 4?
#
# <details><summary>Answer</summary>
#
# All nine windows see the middle, so 9; a corner is seen by one. Each of 9 windows sends home 9 ones, 81 in
# all. AlexNet has $55 \cdot 55$ windows of $11 \cdot 11 \cdot 3 = 363$ numbers, 1,098,075 in all, about 7
# times the 154,587 of the picture. Speed is paid for in memory.
# </details>
#
# **Your turn.** Write `im2col` and `col2im`.


# %% id="im2col" role="solution"
def im2col(x: np.ndarray, kernel: tuple[int, int], stride: tuple[int, int]) -> np.ndarray:
    """Copy every window of a batch of pictures into a row.

    Args:
        x: (batch, height, width, channels), float32 or float64. Not modified.
        kernel: (rows, columns) of a window, each an int >= 1.
        stride: (down, right), pixels from one window to the next, each an int >= 1.

    Returns:
        (batch, map rows, map columns, kernel rows * kernel columns * channels), of the dtype of x:
        the windows that lie wholly inside. A window is listed row by row, in a row pixel by
        pixel, and of each pixel all channels.

    Raises:
        TypeError: an entry of kernel or stride is not an integer. A bool is not an integer here.
        ValueError: x does not have four axes, an entry is below 1, or no window fits.

    Example:
        In the picture with the rows 1 2 3, 4 5 6 and 7 8 9, windows of (2, 2) with the stride
        (1, 1) are 1 2 4 5, then 2 3 5 6, then 4 5 7 8 and 5 6 8 9.
    """
    raise NotImplementedError("im2col: first where windows start, then what each holds")


def col2im(
    cols: np.ndarray, x_shape: tuple[int, int, int, int], kernel: tuple[int, int], stride: tuple[int, int]
) -> np.ndarray:
    """Send every entry of cols back to the pixel it was copied from, and add what arrives there.

    Args:
        cols: of the shape that im2col gives for pictures of shape x_shape. Not modified.
        x_shape: (batch, height, width, channels).
        kernel: (rows, columns) of a window, each an int >= 1.
        stride: (down, right), pixels from one window to the next, each an int >= 1.

    Returns:
        An array of shape x_shape and of the dtype of cols. Pixels that no window reads are 0.

    Raises:
        TypeError: an entry of kernel or stride is not an integer. A bool is not an integer here.
        ValueError: x_shape does not have four entries, an entry of kernel or stride is below 1, no
            window fits, or cols is not of the shape that im2col gives.

    Example:
        If all entries of cols are 1, a picture of 3 by 3 pixels under windows of (2, 2) with the
        stride (1, 1) comes back as 1 2 1, 2 4 2 and 1 2 1.
    """
    raise NotImplementedError("col2im: each entry of cols goes home; how many can meet in one pixel?")


# %% id="check_im2col" role="check"
check(im2col, col2im)


# %% id="figure_im2col_visits" role="demo"
# Your functions, drawn: how many windows of 3 by 3 read each pixel.
def figure_im2col_visits():
    ones = np.ones((1, 8, 9, 1))
    _, panels = plt.subplots(1, 4, figsize=(10, 3), layout="constrained")
    for axes, stride in zip(panels, ((1, 1), (2, 2), (3, 3), (4, 2)), strict=True):
        cols = im2col(ones, (3, 3), stride)
        visits = col2im(cols, ones.shape, (3, 3), stride)[0, :, :, 0]
        axes.imshow(visits, cmap="Blues", vmin=0, vmax=14)
        for (row, column), count in np.ndenumerate(visits):
            axes.text(
                column,
                row,
                f"{count:.0f}",
                ha="center",
                va="center",
                fontsize=10,
                color="#D55E00" if not count else "black",
            )
        axes.set_title(f"stride {stride}", fontsize=11)
        axes.set(xticks=[], yticks=[])
    plt.show()


try:
    figure_im2col_visits()
except NotImplementedError:
    print("Solve im2col and col2im first; then this cell draws them.")

# %% [markdown] id="pitfalls_im2col"
# At stride 1 windows overlap and counts grow towards the middle. At stride 3 windows lie side by side. Orange
# zeros mark pixels that no window reads, in gaps and beyond the last window: a weight can learn nothing from
# them.
#
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *Rows have the right length and the wrong order.* Take a window of two pixels with two channels, 1, 10
#    and 2, 20. Does the row start with 1, 10 or with 1, 2? Which of the two does `w.reshape(-1, Co)` expect?
# 2. *A reshape crosses pictures.* Put a black and a white picture into one batch. Is every row of
#    `cols[0]` black? A reshape keeps the order of numbers in memory, and never moves an axis.
# 3. *Only the last visit counts.* Give the middle of 3 × 3 pixels four ones. If it shows 1, what did the
#    fourth window do to the other three? Mind that `x[index] += values` looks an index up once, even if it
#    stands there four times.
# </details>
#
# **Remember**
#
# - im2col copies windows into rows; a convolution is then one matrix product.
# - Rows and the reshaped kernel must list their entries in the same order.
# - col2im adds; it is the transpose of im2col, not its inverse.
# - The price is memory, up to $k_h k_w$ copies of each pixel.

# %% [markdown] id="text_pool2d"
# ## 7 · Pooling, forward and back (14 points)
#
# **Why.** A convolution says of every pixel how much its pattern is there. The layers behind it rarely need to
# know that to the pixel: an ear is an ear one pixel further left. A pooling layer boils each window down to one
# number, its largest or its mean. It has no weights. It makes maps smaller and what follows cheaper, and a
# loss can still be traced back through it.
#
# **By hand.** Four windows of 2 × 2, side by side:


# %% id="figure_pool2d_numbers" role="demo"
def draw_pool2d_numbers(axes, numbers, tile, title, bold=()):
    """Draw a map; each square of tile × tile pixels has a colour of its own."""
    colors = ("#D6E9F5", "#FFE9B8", "#D3EDE4", "#F3DCE9")
    for (row, column), number in np.ndenumerate(numbers):
        face = colors[2 * (row // tile) + column // tile]
        axes.add_patch(plt.Rectangle((column, row), 1, 1, facecolor=face, edgecolor="white", lw=2))
        weight = "bold" if (row, column) in bold else "normal"
        axes.text(
            column + 0.5, row + 0.5, f"{number:g}", ha="center", va="center", fontsize=13, weight=weight
        )
    middle = len(numbers) / 2
    axes.set(xlim=(middle - 2.05, middle + 2.05), ylim=(middle + 2.05, middle - 2.55), aspect="equal")
    axes.text(middle, -0.15, title, ha="center", va="bottom", fontsize=11)
    axes.axis("off")


def figure_pool2d_numbers():
    x = np.array([[1, 5, 2, 0], [3, 7, 4, 6], [8, 0, 1, 1], [0, 4, 9, 5]])
    winners = ((1, 1), (1, 3), (2, 0), (3, 2))
    slopes = np.array([[40, 80], [120, 160]])
    to_winners = np.zeros((4, 4))
    for winner, slope in zip(winners, slopes.ravel(), strict=True):
        to_winners[winner] = slope
    _, (top, bottom) = plt.subplots(2, 3, figsize=(9, 6.8), layout="constrained")
    draw_pool2d_numbers(top[0], x, 2, "x; bold: the largest of its window", winners)
    draw_pool2d_numbers(top[1], np.array([[7, 6], [8, 9]]), 1, "its maxima")
    draw_pool2d_numbers(top[2], np.array([[4, 3], [3, 4]]), 1, "its averages")
    draw_pool2d_numbers(bottom[0], slopes, 1, "slopes dy, arriving")
    draw_pool2d_numbers(bottom[1], to_winners, 2, "dx of the maxima", winners)
    draw_pool2d_numbers(bottom[2], slopes.repeat(2, 0).repeat(2, 1) / 4, 2, "dx of the averages")
    plt.show()


figure_pool2d_numbers()

# %% [markdown] id="task_pool2d"
# On the way back each output brings a slope. Of a maximum, only one pixel can say "I made this": nudge another
# one, and nothing moves. So the winner gets everything. An average is made by all pixels alike, and each
# gets its share. Either way, what a window hands on sums to what it was given.
#
# **Formula with shapes.** From `x` (batch, height, width, channels) to `y` (batch, rows, columns, channels).
# Let $W_{ij}$ be the set of pixels *of the map* in window $(i, j)$, and $|W_{ij}|$ their number. Then
#
# $$y_{b,i,j,c} = \max_{(r,q)\in W_{ij}} x_{b,r,q,c} \qquad\text{or}\qquad
# y_{b,i,j,c} = \frac{1}{|W_{ij}|}\sum_{(r,q)\in W_{ij}} x_{b,r,q,c}\,.$$
#
# Channels never mix. Windows stand where those of a convolution would stand. With "same" some hang over the
# edge, and what lies outside is *nothing*; it is not zero. It cannot be a maximum, and it is not counted in
# $|W_{ij}|$. (Zeros are what a *convolution* is padded with.) A pixel that lies in several windows collects
# from each of them, as in exercise 5.
#
# When several pixels tie for the maximum, there is a kink, and no slope in the strict sense. Libraries
# choose one of them. You may choose any one, or let them share; but `dy` must be handed on once in total.
#
# **What the slides promise.** "Provides translation invariance", says one deck, "local invariance" say two
# others. Keep two words apart. A convolution is *equivariant*: shift the picture, and the map shifts with it.
# *Invariant* would mean that nothing changes. Another slide says pooling "reduces the number of parameters":
# not its own, as it has none, but those of a dense layer behind it.
#
# **Predict.** (a) A black map has a single bright pixel, and is max-pooled 2 × 2. Move the pixel one step to
# the right. Does the pooled map change? (b) A pixel far from the border is larger than all others. Windows of 3 × 3
# move in steps of 1, and all of `dy` is 1. What is its slope?
#
# <details><summary>Answer</summary>
#
# (a) From column 0 to 1, no. From column 1 to 2, yes: the bright output moves by one, which is two pixels.
# Invariance is local, and only partial; on the whole, a shift still shows. (b) It wins in all 9 windows it lies
# in, so 9. A step of 2 would give it 1, 2 or 4, according to where it lies.
# </details>
#
# **Your turn.** Write `pool2d` and `pool2d_backward`. The way back is asked for "valid" only.


# %% id="pool2d" role="solution"
def pool2d(
    x: np.ndarray,
    size: int | tuple[int, int] = 2,
    stride: int | tuple[int, int] | None = None,
    mode: str = "max",
    padding: str = "valid",
) -> np.ndarray:
    """Summarise each window of each channel by its maximum or its average.

    Args:
        x: (batch, height, width, channels), float32 or float64.
        size: the window: an int >= 1 for a square one, or a pair (rows, columns).
        stride: the steps: an int >= 1, or a pair (rows, columns). None means the size.
        mode: "max" or "avg".
        padding: "valid" takes only windows that lie on the map; "same", as in Keras, gives
            ceil(size of the map / stride) windows along each axis, which hang over the edge by as
            little as it takes, half of it on either side, an odd one at the end. Places outside
            the map are never the maximum, and are not counted in an average.

    Returns:
        (batch, rows, columns, channels) in the dtype of x. x is not changed.

    Raises:
        TypeError: an entry of size or stride is not an integer. A bool is not an integer here.
        ValueError: one of them is below 1, a pair does not have two entries, x does not have four
            axes, mode or padding is another than those above, or with "valid" the window does not
            fit on the map.

    Example:
        The windows (1, 5), (5, 2) and (2, 3) of the row (1, 5, 2, 3), with size (1, 2) and stride 1,
        have the maxima (5, 5, 3) and the averages (3, 3.5, 2.5).
    """
    raise NotImplementedError("pool2d: first the place of each window, then what counts as a pixel in it")


def pool2d_backward(
    dy: np.ndarray,
    x: np.ndarray,
    size: int | tuple[int, int],
    stride: int | tuple[int, int] | None,
    mode: str,
) -> np.ndarray:
    """Hand the slopes of a loss at pooled outputs back to the pixels, for padding "valid".

    Args:
        dy: (batch, rows, columns, channels), as pool2d gives it for x. How much the loss grows
            with each output.
        x, size, stride, mode: as pool2d was given them.

    Returns:
        (batch, height, width, channels) in the dtype of x: how much the loss grows with each pixel.
        Where several pixels of a window tie for the maximum, one of them takes the slope, or they
        share it; together they get it once. The arguments are not changed.

    Raises:
        TypeError, ValueError: as pool2d with padding "valid"; and a ValueError if dy does not have
            the shape of pool2d's answer.

    Example:
        In the example above, dy = (1, 10, 100) gives dx = (0, 11, 0, 100) for the maxima, and
        (0.5, 5.5, 55, 50) for the averages.
    """
    raise NotImplementedError("pool2d_backward: who made this output, and with which share?")


# %% id="check_pool2d" role="check"
check(pool2d, pool2d_backward)


# %% id="figure_pool2d_strokes" role="demo"
# Your functions, drawn, with windows of 3 and stride 2. For the way back the loss is half the sum of the squared
# outputs, so that dy is y.
def figure_pool2d_strokes():
    row, column = np.indices((49, 49))
    ring = np.abs(np.hypot((row - 17) / 12, (column - 24) / 17) - 1) * 14
    line = np.hypot(row - 44 + column / 7, np.maximum(np.abs(column - 24) - 17, 0))
    picture = np.exp(-(np.minimum(ring, line) ** 2))[None, :, :, None]
    picture += 0.01 * np.random.default_rng(7).random(picture.shape)
    shown = {"the picture": (picture, "gray", 1)}
    for mode, name in (("max", "maxima"), ("avg", "averages")):
        y = pool2d(picture, 3, 2, mode)
        shown[name] = (y, "gray", 1)
        dx = pool2d_backward(y, picture, 3, 2, mode)
        shown[f"dx of the {name},\nwhite to {dx.max():.1f}"] = (dx, "Blues", dx.max())
    _, panels = plt.subplots(1, 5, figsize=(12, 3.1), layout="constrained")
    for axes, (title, (maps, colors, brightest)) in zip(panels, shown.items(), strict=True):
        axes.imshow(maps[0, :, :, 0], cmap=colors, vmin=0, vmax=brightest)
        axes.set_title(title, fontsize=11)
        axes.set(xticks=(), yticks=())
    plt.show()


try:
    figure_pool2d_strokes()
except NotImplementedError:
    print("Solve pool2d and pool2d_backward first; then this cell draws what they do.")

# %% [markdown] id="pitfalls_pool2d"
# The maximum keeps a thin stroke bright and makes it broad; the average lets it fade. On the way back, the maxima
# teach single pixels, those on the ridge of a stroke, and some of them up to four times. The averages teach all
# pixels around it a little.
#
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *Zeros win.* Pool a map of −1s with "same". Is there a 0 at your border? And average a map of 1s: is every
#    output 1, at the corner too? By how many did you divide there?
# 2. *A winner is paid once.* A pixel can win in two windows when they overlap. The example in the docstring
#    has one; windows of 2 with stride 2 never do. What is the slope of the 5 there?
# 3. *Everybody who ties is paid in full.* After a ReLU, windows full of zeros are common. Compare the sum of
#    `dx` with the sum of `dy` on such a map.
# </details>
#
# **Remember**
#
# - Pooling works on each channel alone, has no weights, and steps by its own size unless told otherwise.
# - Outside the map is nothing, not zero.
# - A maximum sends the whole slope to its winner; an average shares it out. Overlaps add up.
# - Convolution: equivariant. Pooling: invariant a little, and locally.
#
# *To think about:* which convolution, with which kernel and stride, is an average pooling of one channel?

# %% [markdown] id="text_MyConv2D"
# ## 8 · A layer of your own (16 points)
#
# **Why.** Your `conv2d_forward` gets its kernel handed in and forgets it. A net needs more: something has to
# *own* the kernel, make it when the number of channels becomes known, hand it to the optimizer, and write it
# to a file. In Keras that something is a **layer**. Once you have written one you can build any layer that a
# paper describes, and this one does something that `keras.layers.Conv2D` cannot.
#
# **The life of a layer.** Bardak's deck writes `x = Conv2D(32, 5, activation='relu')(input_image)`. Those
# are two calls on one line. The first makes a layer and gives it its settings; there is no kernel yet, since
# nobody has said how many channels the input has. The second shows it an input. Keras then calls `build`, once,
# with the input's shape, and `call`, now and at every later batch.


# %% id="figure_life_MyConv2D" role="demo"
def figure_life_MyConv2D():
    _, axes = plt.subplots(figsize=(10, 3.3), layout="constrained")
    stations = (
        ("__init__", "settings only:\nfilters, window, strides …", "once", "#56B4E9"),
        (
            "build(input_shape)",
            "makes the weights:\nkernel and bias",
            "once, when the\nchannels are known",
            "#E69F00",
        ),
        ("call(x)", "uses the weights;\nmakes none", "at every batch,\nof any size", "#009E73"),
        (
            "get_config()",
            "tells the settings, so that\na twin can be made",
            "when a model\nis saved",
            "#CC79A7",
        ),
    )
    for place, (name, does, when, color) in enumerate(stations):
        x = 3.3 * place
        axes.add_patch(plt.Rectangle((x, 0.9), 2.8, 1.5, facecolor=color, alpha=0.35, edgecolor=color, lw=2))
        axes.text(
            x + 1.4, 2.12, name, ha="center", va="center", fontsize=11.5, family="monospace", weight="bold"
        )
        axes.text(x + 1.4, 1.45, does, ha="center", va="center", fontsize=10.5)
        axes.text(x + 1.4, 0.45, when, ha="center", va="center", fontsize=10.5, color="#555555")
        if place < 3:
            axes.annotate("", (x + 3.25, 1.65), (x + 2.85, 1.65), arrowprops={"arrowstyle": "->", "lw": 1.8})
    axes.annotate(
        "", (8.6, 2.42), (7.4, 2.42), arrowprops={"arrowstyle": "->", "connectionstyle": "arc3,rad=-1.2"}
    )
    axes.set(xlim=(-0.1, 12.9), ylim=(0, 3.3))
    axes.axis("off")
    axes.set_title(
        "A layer's life, from left to right: what happens when, and how often", loc="left", fontsize=12
    )
    plt.show()


figure_life_MyConv2D()

# %% [markdown] id="formula_MyConv2D"
# Four things make a class a good citizen:
#
# - `self.add_weight(shape=…, initializer=…, name=…)` makes a weight *and* tells Keras of it. An array that you
#   merely keep in an attribute is nobody's weight: it is not trained and not saved.
# - `call` computes with `keras.ops`, which the tape can follow backwards. When a model is compiled, `x` is a
#   **symbol**: it has a shape, but no numbers, and the first entry of its shape is `None`, because nobody knows
#   how many pictures will come at a time. The last batch of an epoch is often smaller than the others.
# - `compute_output_shape` answers before any picture has come, and the batch size may be `None` there too.
# - `get_config` returns the arguments of `__init__` in a dictionary, on top of those that `super().get_config()`
#   knows (the name and the dtype). They come back as keyword arguments, so `__init__` ends in `**kwargs` and
#   passes them on to `super().__init__`.
#
# **By hand.** Now the part that Keras does not have. Take a filter of two taps, $v = (3, 4)$, on the pixels
# $(10, 5)$. It answers $3 \cdot 10 + 4 \cdot 5 = 50$. A filter twice as long, $(6, 8)$, looks for the
# same pattern and shouts twice as loud: 100. Divide each by its length, $\sqrt{3^2 + 4^2} = 5$ and
# $\sqrt{6^2 + 8^2} = 10$, and both become $(0.6, 0.8)$ and answer 10. Only the *direction* of the filter
# counts now. This is the weight normalization of Salimans and Kingma (2016), without the gain that they add.
#
# **Formula with shapes.** The layer owns $v$ of shape $(k_h, k_w, C^i, C^o)$, our `kernel`, and $b$ of shape
# $(C^o,)$. For each filter $o$,
#
# $$\hat w_{abco} = \frac{v_{abco}}{\lVert v_o \rVert}, \qquad
# \lVert v_o \rVert = \sqrt{\sum_{a,b,c} v_{abco}^2},$$
#
# and $\hat w$ takes the place of the kernel in the convolution of exercise 4; the bias is added afterwards
# and is not divided. The sum runs over the window *and* the input channels: a filter is the whole block that
# makes one output map. (Sjöberg's slides put the output channel first in their four-dimensional kernel, and
# count from 1; the block is the same.) A filter of zeros has no direction. It stays a filter of zeros.
#
# The optimizer moves $v$, not $\hat w$. So the norm is part of the function whose gradient you want. You need
# not derive anything: as long as `call` computes the norm with `keras.ops`, from the weights as they are *now*,
# the tape does it. One consequence is worth knowing. As the length of $v_o$ has no effect, the gradient has no
# part along $v_o$; it only turns the filter.


# %% id="figure_directions_MyConv2D" role="demo"
def figure_directions_MyConv2D():
    _, axes = plt.subplots(figsize=(5.6, 4.3), layout="constrained")
    turn = np.linspace(0, 2 * np.pi, 200)
    axes.plot(np.cos(turn), np.sin(turn), color="#777777", lw=1.5)
    axes.annotate("norm 1", (0.72, -0.69), (1.35, -1.0), arrowprops={"arrowstyle": "-", "color": "#777777"})
    for (x, y), color, name in (((2.4, 3.2), "#0072B2", "one filter"), ((-1.8, 1.5), "#D55E00", "another")):
        length = np.hypot(x, y)
        axes.annotate(
            "", (x, y), (0, 0), arrowprops={"arrowstyle": "->", "color": color, "lw": 1.6, "ls": "--"}
        )
        axes.annotate(
            "", (x / length, y / length), (0, 0), arrowprops={"arrowstyle": "-|>", "color": color, "lw": 3}
        )
        axes.text(x, y + 0.16, f"{name}, norm {length:.1f}", ha="center", color=color, fontsize=11)
    axes.set(xlim=(-3, 4), ylim=(-1.5, 3.7), aspect="equal", xlabel="first tap", ylabel="second tap")
    axes.set_title("Dashed: what the layer owns. Solid: what acts.", fontsize=12)
    axes.grid(alpha=0.3)
    plt.show()


figure_directions_MyConv2D()

# %% [markdown] id="task_MyConv2D"
# **Predict.** A layer of 4 filters, 3 × 2, with biases, is built on two channels. (a) How many weights does it
# own? (b) How many with `normalized=True`? (c) You multiply its whole kernel by 10. By how much do the maps grow,
# in each of the two cases, if the biases are zero?
#
# <details><summary>Answer</summary>
#
# (a) $3 \cdot 2 \cdot 2 \cdot 4 + 4 = 52$. (b) 52 again: norms are computed, not owned. (c) Ten times; and
# not at all.
# </details>
#
# **Your turn.** Write `MyConv2D`. **Toolbox: keras.** Use `keras.ops` as you like, but leave `ops.conv` and
# Keras's own convolution layers alone. Nobody checks that. You would only cheat yourself out of seeing that
# the layer is ten lines of what you already know. (For "same", the zeros go where exercise 2 of chapter 1 put them.)
#
# The next cell holds three tools. The grader asks the same ones: they look at what cannot be seen from the
# outside.

# %% id="tools_MyConv2D" role="provided"
# Tools for looking at a layer from all sides. You can use them as they are; the grader does.
import tempfile
from pathlib import Path

import keras
import tensorflow as tf
from keras import ops


def probe_gradients(layer, x, dz):
    """Return the gradients of sum(layer(x) * dz): by x first, then by each trainable weight.

    Where the tape finds no way from the result back to a weight, its gradient is None.
    """
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = ops.sum(layer(x) * dz)
    found = tape.gradient(loss, [x, *layer.trainable_variables])
    return [None if one is None else ops.convert_to_numpy(tf.convert_to_tensor(one)) for one in found]


def probe_fit(layer, x, y, rate, batch):
    """Train a model of this layer alone for one epoch, by plain gradient descent on the mean squared error.

    The model learns the height, width and channels of x beforehand, and not how many pictures come
    at a time. Examples are taken in their order. Returns the layer's weights after the epoch.
    """
    pictures = keras.Input(x.shape[1:])
    model = keras.Model(pictures, layer(pictures))
    model.compile(optimizer=keras.optimizers.SGD(rate), loss="mse")
    try:
        model.fit(x, y, batch_size=batch, shuffle=False, verbose=0)
    except NotImplementedError as error:  # TensorFlow's way to say that a symbol has no numbers yet
        raise RuntimeError("inside a compiled model there are no numbers yet, only symbols") from error
    return layer.get_weights()


def probe_reload(layer, x):
    """Save a model of this layer alone to a file, load it again, and return what it makes of x."""
    pictures = keras.Input(x.shape[1:])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "layer.keras"
        keras.Model(pictures, layer(pictures)).save(file)
        loaded = keras.models.load_model(file, custom_objects={type(layer).__name__: type(layer)})
    return ops.convert_to_numpy(loaded(x))


# %% id="MyConv2D" role="solution"
class MyConv2D(keras.layers.Layer):
    """A two-dimensional convolution with weights of its own, whose filters can be normalized.

    Like the convolution of exercise 4 (no flip), followed by the bias and then the activation.
    Methods to write: __init__, build, call, compute_output_shape, get_config.

    Args:
        filters: int >= 1. Number of output channels.
        kernel_size: the window: an int >= 1 for a square one, or a pair (rows, columns).
        strides: an int >= 1 for both directions, or a pair (down, right).
        padding: "valid" or "same", both as in Keras.
        use_bias: whether each filter has a bias.
        activation: a name that keras.activations.get knows, such as "relu", or None.
        normalized: whether each filter is divided by its norm, over rows, columns and input
            channels, whenever it is used. A filter of zeros stays one, and its gradient is
            finite. Weights are kept as they are.
        kwargs: whatever else keras.layers.Layer takes, such as a name.

    Weights, made by build, in this order:
        kernel: (rows, columns, channels, filters), trainable, drawn by "glorot_uniform".
        bias: (filters,), trainable, zeros at first; absent without use_bias.

    Call: x (batch, height, width, channels), float32 -> (batch, height', width', filters), float32.
        The batch size can differ from call to call, and need not be known beforehand.

    compute_output_shape: takes the input's shape and returns the output's, a tuple; batch can be None.

    get_config: everything that from_config needs to make such a layer again (with other weights),
        and that a saved model needs to be loaded.

    Raises:
        TypeError: filters, or an entry of kernel_size or strides, is not an integer. A bool is
            not an integer here.
        ValueError: one of them is below 1, a pair does not have two entries, or padding is
            another word. When the layer meets an input: it is not (batch, height, width,
            channels), or with "valid" the window does not fit into it.

    Example:
        One filter of 1 x 2 with the taps 3 and 4, bias 1, on the pixels 10 and 5, gives 51.
        With normalized=True it gives 11.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: int | tuple[int, int],
        strides: int | tuple[int, int] = 1,
        padding: str = "valid",
        use_bias: bool = True,
        activation: str | None = None,
        normalized: bool = False,
        **kwargs,
    ):
        raise NotImplementedError("MyConv2D: first the settings, then build, then call")


# %% id="check_MyConv2D" role="check"
check(MyConv2D)


# %% id="figure_scales_MyConv2D" role="demo"
# Your layer, drawn: an edge filter, and the same filter ten times as long.
def figure_scales_MyConv2D():
    picture = np.zeros((1, 12, 12, 1), "float32")
    picture[0, 2:10, 3:6] = picture[0, 7:10, 3:10] = 1.0
    edges = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]], "float32")[:, :, None, None]
    figure, panels = plt.subplots(2, 3, figsize=(9, 6), layout="constrained")
    for line, normalized in zip(panels, (False, True), strict=True):
        layer = MyConv2D(1, 3, padding="same", use_bias=False, normalized=normalized)
        layer.build(picture.shape)
        line[0].imshow(picture[0, :, :, 0], cmap="gray")
        line[0].set_title("picture")
        for axes, factor in zip(line[1:], (1, 10), strict=True):
            layer.set_weights([factor * edges])
            shown = axes.imshow(np.asarray(layer(picture))[0, :, :, 0], cmap="RdBu", vmin=-4, vmax=4)
            axes.set_title(f"filter × {factor}, normalized={normalized}")
        figure.colorbar(shown, ax=line[2], shrink=0.8)
        for axes in line:
            axes.set(xticks=[], yticks=[])
    figure.suptitle("What the length of a filter does to its map", fontsize=13)
    plt.show()


try:
    figure_scales_MyConv2D()
except NotImplementedError:
    print("Solve MyConv2D first; then this cell draws what it makes.")

# %% [markdown] id="pitfalls_MyConv2D"
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *It works on a batch, but not in a model.* Call your layer inside `probe_fit`. Do you ask `x` for numbers
#    (`np.…`, `float(…)`), or for the length of its first axis? In a compiled model it has neither.
# 2. *It computes, but does not learn.* Is `layer.trainable_weights` what you expect, before and after a call?
#    Is one of the gradients of `probe_gradients` `None`? And if normalized filters learn oddly: were the norms
#    computed once, or outside of what the tape sees?
# 3. *One filter turns everything to NaN.* What is 0/0? And what is the slope of a square root at 0? A `where`
#    *behind* the division comes too late for the gradient: zero times infinity is not zero.
# </details>
#
# **Remember**
#
# - Settings in `__init__`, weights in `build`, arithmetic in `call`.
# - What Keras is not told of (`add_weight`) is not trained and not saved.
# - Inside a compiled model the batch size is `None`: let -1 or the other axes speak for it.
# - Normalized filters have a direction and no length; the gradient flows through the norm.
#
# *To think about, without marks:* after a step of plain gradient descent a normalized filter is never shorter
# than before. Why?

# %% [markdown] id="text_conv_as_matrix"
# ## 9 · A convolution is a matrix (8 points)
#
# **Why.** A dense layer multiplies its input by a matrix. A convolution layer does so as well, but by a very
# special matrix: nearly all of it is zero, and the rest is the same few numbers over and over. Martins's deck
# calls this *sparse connectivity and parameter tying*, Sjöberg's *parameter sharing*. Once you have seen the
# matrix, three mysteries dissolve: where the parameters of the dense layer went, why the way back through a
# convolution is a transpose, and what "translation equivariance" means.
#
# **By hand.** Take one axis, to keep the matrix small enough to draw: 6 pixels, and a kernel of 3 taps with
# the numbers 1, 2 and −1. Output 0 is the kernel laid over pixels 0, 1 and 2. Written as a row of a matrix it
# is 1, 2, −1 and then zeros, since pixels 3, 4 and 5 do not enter. For output 1 everything stands one column
# further to the right.


# %% id="figure_conv_as_matrix_rows" role="demo"
def figure_conv_as_matrix_rows():
    axes = draw_canvas(
        11, 4.4, "One axis of 6 pixels, a kernel of 3 taps: each row of the matrix is one window"
    )
    colors, taps = ("#FBE3B0", SKY, "#A9DFCB"), (1, 2, -1)
    rows = ((1, 2, -1, 0, 0, 0), (0, 1, 2, -1, 0, 0), (0, 0, 1, 2, -1, 0), (0, 0, 0, 1, 2, -1))

    def face(i, j):
        return colors[j - i] if 0 <= j - i < 3 else "white"

    draw_numbers(axes, -4.8, 2, (taps,), lambda i, j: colors[j], "kernel, 3 numbers")
    draw_numbers(axes, 0, 1, rows, face, "matrix 4 × 6", edge="#DDDDDD")
    draw_numbers(axes, 7.2, 0, [[number] for number in (3, 0, 1, 2, 1, 0)], title="pixels")
    draw_numbers(axes, 9.6, 1, [[number] for number in (2, 0, 4, 4)], ORANGE, "outputs")
    draw_text(axes, 6.6, 3, "·", size=20)
    draw_text(axes, 8.9, 3, "=", size=16)
    sums = ("3·1 + 0·2 + 1·(−1)", "0·1 + 1·2 + 2·(−1)", "1·1 + 2·2 + 1·(−1)", "2·1 + 1·2 + 0·(−1)")
    for row, text in enumerate(sums):
        draw_text(axes, 11, 1.5 + row, text, "left")
    axes.set(xlim=(-5, 15.2), ylim=(6.2, -0.9))
    plt.show()


figure_conv_as_matrix_rows()

# %% [markdown] id="formula_conv_as_matrix"
# **Formula with shapes.** For a kernel $k$ of $K$ taps, an axis of $n$ pixels and a stride $s$, the matrix $M$ has
# the shape $(o, n)$, outputs first, where $o$ is the number of windows that fit (chapter 1, exercise 1, without
# padding), and
#
# $$y = M\,x, \qquad y_i = \sum_{m=0}^{K-1} k_m \; x_{i\,s + m} .$$
#
# Read the second formula as an instruction: in row $i$, which column is multiplied by $k_0$? All other columns
# of that row hold 0. As in exercise 2, the kernel is not turned.
#
# **What the matrix tells.**
#
# - *Sparse*: of the $n$ entries of a row, $K$ belong to the kernel. *Tied*: all rows hold the same $K$ numbers. A
#   dense layer of this shape has $o \cdot n$ parameters, the convolution has $K$, and both are a matrix times a
#   vector. So everything a convolution can do, a dense layer could learn; it would have to find out by itself
#   that most weights are 0 and the others repeat.
# - *The way back is the transpose.* If $J$ is the loss, then $\partial J/\partial x = M^\top\, \partial J/\partial y$.
#   Column $j$ of $M$ lists the outputs that pixel $j$ takes part in, and with which weight; a pixel that no
#   window reads has a column of zeros, and a gradient of 0. This is exercise 5 in one line, and it is why the
#   layer called "transposed convolution" bears its name.
# - *Equivariant, not invariant.* Move the input by one stride, and the output moves by one place. That is
#   **equivariance**: the answer moves along. It holds because each row is the row above it, moved by $s$ columns,
#   and it holds up to the border, where pixels fall out. **Invariance** would mean that the answer stays as it
#   is. Bardak's and Sjöberg's slides say "translation invariance" and Martins's says both; for a convolution,
#   "equivariance" is the right word. It takes pooling to come nearer to invariance, and then only for small
#   shifts.
#
# **Predict.** 28 pixels, a kernel of 5 taps, stride 1. How many entries does the matrix have, what share of them
# is 0, and how many numbers can be chosen freely?
#
# <details><summary>Answer</summary>
#
# 24 outputs times 28 pixels are 672 entries. Each of the 24 rows holds 5 taps, 120 in all, so 552 entries are
# 0: 82%. Five numbers are free.
# </details>
#
# **Your turn.** Write `conv_as_matrix`.


# %% id="conv_as_matrix" role="solution"
def conv_as_matrix(k: np.ndarray, in_len: int, stride: int = 1) -> np.ndarray:
    """Return the matrix that cross-correlates an axis with a kernel, without padding.

    Args:
        k: (taps,), floating, at least one tap. It is not turned or mirrored.
        in_len: int >= 1. Pixels on the axis.
        stride: int >= 1. Pixels from the start of one window to the start of the next.

    Returns:
        (outputs, in_len), the dtype of k: a row for every place where the whole window lies on the
        axis, beginning with the one at pixel 0. Row times pixels is the output of that window.

    Raises:
        TypeError: in_len or stride is not an integer. A bool is not an integer here.
        ValueError: in_len or stride is below 1, k does not have one axis or has no taps, or it has
            more taps than the axis has pixels.

    Example:
        Kernel [1, 2, -1] on 5 pixels gives [[1, 2, -1, 0, 0], [0, 1, 2, -1, 0], [0, 0, 1, 2, -1]].
        With stride 2, the middle row is missing.
    """
    raise NotImplementedError(
        "conv_as_matrix: first the number of rows, then where the kernel starts in each"
    )


# %% id="check_conv_as_matrix" role="check"
check(conv_as_matrix)


# %% id="figure_conv_as_matrix_strides" role="demo"
# Your function, drawn: the same kernel at three strides, and a dense layer for comparison.
def figure_conv_as_matrix_strides():
    kernel = np.array([1.0, -0.4, 0.7, -1.0])
    cases = [(f"stride {stride}", conv_as_matrix(kernel, 17, stride)) for stride in (1, 2, 3)]
    dense = np.random.default_rng(3).uniform(-1, 1, size=cases[0][1].shape)
    _, panels = plt.subplots(1, 4, figsize=(12, 3.6), layout="constrained")
    for axes, (name, matrix) in zip(panels, [*cases, ("dense layer", dense)], strict=True):
        axes.imshow(matrix, cmap="RdBu_r", vmin=-1, vmax=1)
        free = matrix.size if name == "dense layer" else kernel.size
        title = (
            f"{name}: {matrix.shape[0]} × {matrix.shape[1]}\n{np.mean(matrix == 0):.0%} zeros, {free} free"
        )
        axes.set_title(title, fontsize=10)
        axes.set(xlabel="pixel", ylabel="output", xticks=range(0, 17, 4), yticks=range(0, len(matrix), 2))
    plt.show()


try:
    figure_conv_as_matrix_strides()
except NotImplementedError:
    print("Solve conv_as_matrix first; then this cell draws it.")

# %% [markdown] id="pitfalls_conv_as_matrix"
# Look at the last pixels of stride 2 and stride 3: is there a column without any colour? Such a pixel is read by
# nobody, and learns nothing.
#
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *The kernel wraps around.* A square matrix whose last rows begin again on the left belongs to an axis that
#    is a ring. How many windows of 3 fit on 6 pixels of a line?
# 2. *The matrix lies on its side, or its rows are mirrored.* Which of the two numbers of the shape must agree
#    with the length of `x`, so that `M @ x` works? And what is `M @ x` for an `x` that is 1 at one pixel and 0
#    elsewhere?
# 3. *The stride is applied to the wrong thing.* With stride 2, the second row starts at pixel 2. How many rows
#    are there for 8 pixels and 3 taps, and which is the last start?
# </details>
#
# **Remember**
#
# - A convolution is a matrix with few distinct numbers, each of them many times, and many zeros.
# - Forward is $M$, backward is $M^\top$. The gradient of a pixel sums over the windows that read it.
# - Equivariant: the answer moves with the input. Invariant: it does not change. Convolution is the former.

# %% [markdown] id="text_digit_convnet"
# ## 10 · A net that reads digits (12 points)
#
# **Why.** Everything in this chapter was a part. Here the parts become a net that learns to read handwriting,
# and you decide how: nobody tells you the layers, the loss or the learning rate. What you get is a contract and
# two sanity numbers, which is what you have when you start on a problem of your own.
#
# **The data** come with scikit-learn: 1797 digits, 8 × 8 pixels each, with values from 0 (paper) to 16 (ink).


# %% id="figure_digits_digit_convnet" role="demo"
# The digits, in the shapes that `train` gets. (This cell does not run in the grader.)
from sklearn.datasets import load_digits


def split_digits(count=1000, seed=0):
    """Return pictures and classes to train on, sorted by class, and others to judge by."""
    found = load_digits()
    pictures, classes = found.images[..., None].astype("float32"), found.target
    order = np.random.default_rng(seed).permutation(len(pictures))
    chosen = order[:count][np.argsort(classes[order[:count]], kind="stable")]
    rest = order[count:]
    return pictures[chosen], classes[chosen], pictures[rest], classes[rest]


def figure_digits_digit_convnet():
    pictures, classes, _, _ = split_digits()
    figure, panels = plt.subplots(3, 10, figsize=(10, 3.4), layout="constrained")
    for digit in range(10):
        for axes, picture in zip(panels[:, digit], pictures[classes == digit][:3], strict=True):
            axes.imshow(picture[:, :, 0], cmap="gray_r", vmin=0, vmax=16)
            axes.set(xticks=[], yticks=[])
        panels[0, digit].set_title(f"class {digit}", fontsize=11)
    figure.suptitle("Three examples of each class, 8 × 8 pixels", fontsize=12)
    plt.show()


figure_digits_digit_convnet()

# %% [markdown] id="formula_digit_convnet"
# **By hand: what a net must cost before it has learned anything.** Bardak's deck builds a net for 28 × 28
# pixels: 32 filters of 5 × 5, pooling, 64 of 3 × 3, pooling, a dense layer of 256, and one of 10 outputs. Its
# 431,754 weights were counted in chapter 1 (exercise 8), and 409,856 of them sit in a single layer, the dense
# one behind Flatten. Ours has pictures of 64 pixels, so 30,000 weights are plenty. Keep that layer in mind when
# you spend them.
#
# **Formula with shapes.** For a batch of $B$ pictures the net returns **scores** $z$ of shape $(B, 10)$, also
# called logits: any real numbers, the larger the likelier. Softmax makes probabilities of them, and
# cross-entropy asks for the probability of the right class $y_n$:
#
# $$p_{nk} = \frac{e^{z_{nk}}}{\sum_j e^{z_{nj}}}, \qquad
# L = -\frac{1}{B} \sum_n \log p_{n y_n} .$$
#
# The two belong together, as their logarithm and exponential cancel: computed in one go, the loss is exact
# even for scores of ±1000. Keras does that if its loss is told that it gets logits. If it is told nothing, it takes
# what it gets for probabilities, clips it to between 0 and 1, and says no word. The net then learns next to
# nothing, and you look for the mistake in the wrong place.
#
# Two numbers tell before the first epoch whether all is well. A fresh net knows nothing, so its scores should be
# small and its probabilities nearly equal: then $L$ is close to a value that you can name. And the history must
# show that value falling.
#
# **Predict.** (a) What is $L$ for a net that gives the same score to all ten classes? (b) A fresh net reports 9.3
# instead. Name two possible reasons. (c) The pictures come sorted by class. You call
# `model.fit(x, y, validation_split=0.1)`. Which digits will it be validated on?
#
# <details><summary>Answer</summary>
#
# (a) Each class has probability 1/10, so $L = \log 10 = 2.303$. (b) The pixels go in as 0 … 16, though initial
# weights are meant for inputs of about 1; or the loss takes the scores for something else. (c) On the last tenth,
# which is all nines: Keras cuts it off *before* it shuffles. What is more, the net has then hardly seen a nine.
# </details>
#
# **Your turn.** Write `build` and `train`. **Toolbox: keras**, and everything in it is allowed; you may build on
# your own `MyConv2D`.
#
# **How it is judged.** 8 points are for the contract: the facts in the two docstrings, tested on a few pictures.
# The other 4 are for how well your net reads. The grader calls `build`, then `train` on 1000 digits, and then
# shows the trained net about 800 others. Your code never sees their labels; besides, the classes are renamed by
# chance, so that a 3 may be called 7. This is done with three seeds, and the mean accuracy counts. If it does not
# suffice, three other seeds are tried. Your report lists all values, and the marks that they are held against.
# One call of `train` should take a few seconds on an ordinary computer; after 30 it is stopped.
#
# *The large size.* Where there is a GPU, your instructor can have the same `train` teach Bardak's net of 431,754
# weights (`probe_larger_net`, below) to read MNIST: 28 × 28 pixels, 10,000 digits to learn, 10,000 to be judged
# by. That is worth no points, and "not run" where there is no GPU. A `train` that takes the number of pixels
# from nowhere but the net needs no change.


# %% id="tools_digit_convnet" role="provided"
# Three more tools that you can use as they are; the grader does.
def probe_chance(seed):
    """Put every source of chance into a state that follows from the seed."""
    keras.utils.set_random_seed(seed)


def probe_shared(first, second):
    """Return how many weights two nets have in common: none, if each has its own."""
    return sum(any(one is other for other in second.weights) for one in first.weights)


def probe_larger_net():
    """Make Bardak's net for pictures of 28 x 28 pixels with values from 0 to 255: 431,754 weights."""
    layers = keras.layers
    parts = [
        keras.Input((28, 28, 1)),
        layers.Rescaling(1 / 255),
        layers.Conv2D(32, 5, activation="relu"),
        layers.MaxPooling2D(),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dense(256, activation="relu"),
        layers.Dense(10),
    ]
    return keras.Sequential(parts)


# %% id="digit_convnet" role="solution"
def build() -> keras.Model:
    """Make a new convolutional net for digits, not yet trained.

    Returns:
        A keras.Model from pictures (batch, 8, 8, 1), float32 with values from 0 to 16, to scores
        (batch, 10), float32: logits, not probabilities. It has at most 30,000 weights. Each call
        makes a net of its own. Before training, the cross-entropy of its scores on digits lies
        within 0.5 of log 10.
    """
    raise NotImplementedError("build: whatever the net needs to do with pixels from 0 to 16, it does itself")


def train(model: keras.Model, x: np.ndarray, y: np.ndarray, seed: int) -> keras.callbacks.History:
    """Compile a net that build has made, and train it.

    Args:
        model: the net; it is this one that learns.
        x: (examples, 8, 8, 1), float32. Pictures with values from 0 to 16, sorted by class. (In the
            large size: the pictures that the larger net takes.)
        y: (examples,), whole numbers from 0 to 9. Their classes.
        seed: int. All chance in training follows from it (see keras.utils.set_random_seed),
            whatever was drawn between build and train: nets built alike and trained on the same
            examples with equal seeds end up alike, up to rounding.

    Returns:
        What model.fit returns: a History whose history["loss"] has the loss of each epoch. Training
        lowers it. Afterwards the first number that model.evaluate(x, y) returns is the
        mean cross-entropy of the scores on x, with nothing added to it.
    """
    raise NotImplementedError("train: seed, compile, fit")


# %% id="check_digit_convnet" role="check"
check(build, train, exercise="digit_convnet")


# %% id="figure_learning_digit_convnet" role="demo"
# Your net, drawn: how it learned, what it still gets wrong, and what its first filters look for.
def figure_learning_digit_convnet(losses, names, guesses):
    _, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    left.plot(range(1, len(losses) + 1), losses, "o-", color="#0072B2")
    left.axhline(np.log(10), color="#777777", ls="--")
    left.text(len(losses), np.log(10) + 0.04, "log 10: knows nothing", ha="right", color="#555555")
    left.set(xlabel="epoch", ylabel="loss on the training digits", ylim=(0, 2.6))
    left.set_title("How it learned", fontsize=12)
    table = np.zeros((10, 10), int)
    np.add.at(table, (names, guesses), 1)
    right.imshow(np.log1p(table), cmap="Blues")
    for (name, guess), count in np.ndenumerate(table):
        if count:
            ink = "white" if count > 20 else "black"
            right.text(guess, name, count, ha="center", va="center", color=ink, fontsize=8)
    right.set(xticks=range(10), yticks=range(10), xlabel="what the net says", ylabel="what it is")
    right.set_title(f"{np.mean(guesses == names):.1%} of {len(names)} new digits are right", fontsize=12)
    plt.show()


def figure_filters_digit_convnet(before, after):
    count = min(12, before.shape[3])
    figure, panels = plt.subplots(2, count, figsize=(10, 2.4), layout="constrained")
    for line, kernel in zip(panels, (before, after), strict=True):
        for index, axes in enumerate(line):
            axes.imshow(kernel[:, :, 0, index], cmap="RdBu", vmin=-0.7, vmax=0.7)
            axes.set(xticks=[], yticks=[])
    panels[0, 0].set_ylabel("before", fontsize=11)
    panels[1, 0].set_ylabel("after", fontsize=11)
    figure.suptitle("Filters of your first layer: where it is blue, ink counts for it, where red, against it")
    plt.show()


def _digit_convnet_drawn():
    def first_kernel(net):
        return next(one for one in net.get_weights() if one.ndim == 4)

    x, y, others, names = split_digits()
    model = build()
    before = first_kernel(model)
    losses = train(model, x, y, seed=0).history["loss"]
    figure_learning_digit_convnet(losses, names, np.argmax(model.predict(others, verbose=0), axis=1))
    figure_filters_digit_convnet(before, first_kernel(model))


try:
    _digit_convnet_drawn()
except NotImplementedError:
    print("Solve build and train first; then this cell draws what they come to.")

# %% [markdown] id="pitfalls_digit_convnet"
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *The first loss is not near 2.3.* What range do the pixels have when they reach the first filter? And does
#    the last layer end in what the loss expects?
# 2. *It learns one digit after the other.* The examples are sorted. What does one batch hold if nobody shuffles?
#    What does a `validation_split` cut off?
# 3. *The weights are spent in one place.* Print `model.summary()`. Which layer has most of them, and would one
#    more pooling layer in front of it hurt?
# </details>
#
# **Remember**
#
# - A fresh classifier of ten classes costs log 10. Look before you train.
# - Scores and loss are one agreement: tell the loss that it gets logits.
# - What the net needs done to its inputs belongs into the net; whoever uses it will not know.
# - Judge a net by digits it has not seen, and by more than one seed.
#
# *To think about, without marks:* which pairs of digits does your net confuse, and would you?

# %% [markdown] id="concept_check"
# ## Concept check (no points)
#
# Answer in one sentence each, then unfold.
#
# <details>
# <summary>1. A net was trained with cross-correlation, and your library convolves. What do you do with its kernels?</summary>
#
# Turn each of them by 180°, along height and width; the channel axes stay as they are.
# </details>
#
# <details>
# <summary>2. You move the picture by one pixel. What happens to a map of a stride-2 convolution?</summary>
#
# Nothing simple: it moves by one place when the picture moves by *two*. For one pixel the windows fall between
# the old ones. Equivariance holds for whole strides.
# </details>
#
# <details>
# <summary>3. The gradient of the loss with respect to the bias: over which axes of <code>dz</code> do you sum?</summary>
#
# Over batch, height and width, since one bias is added for every picture at every place. The channels stay.
# </details>
#
# <details>
# <summary>4. A gradient check passes at stride 1 and fails at stride 2. Where do you look first?</summary>
#
# At the place where an output's row is turned into the row of its window. Forgetting to multiply by the stride
# changes nothing when it is 1.
# </details>
#
# <details>
# <summary>5. im2col makes the layer fast. What does it cost?</summary>
#
# Memory: at stride 1, a table of 3 × 3 patches holds nearly every number of the picture nine times.
# </details>
#
# <details>
# <summary>6. A 1 × 1 convolution sees no neighbours. What is it good for?</summary>
#
# It is a dense layer for each pixel: it mixes channels, and can cheaply make fewer or more of them.
# </details>
#
# <details>
# <summary>7. Does max-pooling make a net invariant to translation?</summary>
#
# A little: a maximum that moves inside its window leaves the answer as it is, one that crosses to the next
# window does not.
# </details>
#
# **An open question, without an answer here.** With zeros at the border, a pixel in the corner gives other
# answers than the same patch in the middle. Is that a flaw, or can a net use it to find out *where* it is?

# %% [markdown] id="further_reading"
# ## Further reading
#
# - I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, 2016, chapter 9: convolution, its gradients and
#   its motives, in the notation that Sjöberg's slides use.
# - V. Dumoulin and F. Visin, *A guide to convolution arithmetic for deep learning*, 2016: strides, padding and
#   transposed convolutions, with many pictures.
# - Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, *Gradient-Based Learning Applied to Document Recognition*,
#   1998: LeNet, and digits read in earnest.
# - K. Chellapilla, S. Puri and P. Simard, *High Performance Convolutional Neural Networks for Document
#   Processing*, 2006: the table of patches of exercise 6.
# - T. Salimans and D. Kingma, *Weight Normalization*, 2016: the normalized filters of exercise 8, with a gain.
# - R. Zhang, *Making Convolutional Networks Shift-Invariant Again*, 2019: what strides and pooling do to
#   equivariance.
