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
# # Output shapes and parameter counts
#
# *Keras Workbook, chapter 1 · nine exercises, 100 points · about 3 to 4 hours · no GPU, no training*
#
# A lecture slide puts a dense layer of 1000 units on a 640 × 480 colour picture and counts 922 million
# parameters. Stored as 4-byte floats that is 3.7 GB, for one layer of a net that has not learned anything
# yet. The person who can see this *before* pressing Run saves an afternoon. It takes no calculus and no luck;
# it takes whole numbers, a little care at the borders, and this chapter.
#
# **When you are done you will be able to**
#
# - say how long every axis of a feature map is, after any convolution or pooling layer;
# - say where the zeros of "same" padding go, and why another library may put them elsewhere;
# - count the parameters of dense, convolutional, recurrent and embedding layers, biases included;
# - read a whole architecture line by line, as `model.summary()` would print it, and find the line that is
#   wrong;
# - say how much of the input one unit deep inside a net can see.

# %% [markdown] id="how_to_work"
# ## How to work with this notebook
#
# Each section ends in a function that you write whole. Its **docstring is the specification**: what goes in,
# what comes out, which errors must be raised. Nothing is tested that is not written there or in the rules
# below.
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
# **Toolbox: numpy.** In the grader, `keras`, `tensorflow`, `scipy` and `torch` cannot be used in this
# chapter, as you are writing what they compute. Plotting is not available there either, so keep it out of
# your solution cells. Plain Python is enough for everything; in your own cells you may ask Keras as often as
# you like.
#
# ### Rules that hold in every exercise
#
# - A **count** is a Python `int`: a length, a kernel size, a number of filters. Answers are plain `int`s, and
#   tuples, lists and strings of them; never floats, never numpy numbers. 28 is right, `28.0` is not.
# - A count that is not an integer raises `TypeError`. So do `True` and `False`, although Python would let
#   them pass as 1 and 0. (numpy integers are not tested.)
# - Anything else impossible raises `ValueError`: a size, kernel, stride or dilation below 1, negative
#   padding, an unknown word, a window that does not fit, a shape or pair with the wrong number of entries.
# - No test makes two mistakes in one call, so the order of your checks is your own. The wording of a message
#   is free, except in exercise 8, where it must say which layer is at fault.

# %% [markdown] id="notation"
# ### The slides' letters and ours
#
# The lecture decks use single letters, and not always the same ones. We use the names that Keras uses, and
# Keras's order of axes: a picture is `(height, width, channels)`, and a batch of them is
# `(batch, height, width, channels)` (for short NHWC). Shapes in this chapter leave the batch out.
#
# | Here | Bardak's deck | Martins's deck | Meaning |
# |---|---|---|---|
# | `n` | $W^i$, $H^i$ | $N$ | length of one axis before the layer |
# | the answer, $o$ | $W^o$, $H^o$ | $M$ | length of that axis after the layer |
# | `kernel`, $k$ | $F$ | $F$ | length of the sliding window along one axis |
# | `stride`, $s$ | $S$ | $S$ | step from one window to the next |
# | `padding`, $p$ | $P$ | – | zeros added on *each* side |
# | `dilation`, $d$ | – | – | distance between neighbouring taps of the window |
# | `c_in` | $C^i$ | $D$ | channels before |
# | `c_out`, `filters` | $C^o$ | $K$ | channels after, the number of filters |
# | `n_in` | $N$ | – | features entering a recurrent layer at each step |
# | `units` | $H$ | – | size of its state; outputs of a dense layer |
#
# Some texts count pixels from 1 and put the channels first, so that a picture is $(C, H, W)$ and the kernel
# of a layer is $(C^o, C^i, F, F)$. Ours start at 0, and a kernel is $(F, F, C^i, C^o)$, as on Bardak's
# slides. Bardak's slides write a map as $(W^i, H^i, C^i)$, width first, and a picture as (height, width,
# channels). When one of them says `Input((640, 480, 3))`, Keras reads 640 *rows* and 480 columns: a
# portrait, not a landscape.

# %% id="setup" role="provided"
import matplotlib.pyplot as plt
import numpy as np

from autograder import check

# %% id="figure_tools" role="demo"
# Helpers for the figures of this chapter: squares, and windows laid over or under a strip of pixels.
BLUE, ORANGE, GREEN, RED, PURPLE, SKY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9"
INK, GREY, PALE = "#222222", "#777777", "#EDEDED"


def draw_canvas(width, height, title):
    """Return axes with square units and no frame."""
    _, axes = plt.subplots(figsize=(width, height), layout="constrained")
    axes.set_aspect("equal")
    axes.axis("off")
    axes.set_title(title, fontsize=12, loc="left")
    return axes


def draw_box(axes, x, y, width=1, height=1, face="none", edge="white", **style):
    axes.add_patch(plt.Rectangle((x, y), width, height, facecolor=face, edgecolor=edge, **style))


def draw_text(axes, x, y, text, align="center", size=10, color=INK, **style):
    axes.text(x, y, text, ha=align, va="center", fontsize=size, color=color, **style)


def draw_pixel(axes, x, y, text="", face=PALE, edge="white"):
    draw_box(axes, x + 0.03, y + 0.03, 0.94, 0.94, face=face, edge=edge)
    draw_text(axes, x + 0.5, y + 0.5, text, size=9)


def draw_window(axes, x, y, width, color, text, fits=True):
    """A bar under the pixels that one window covers; dashed if it does not fit."""
    face, ink, line = (color, "white", "-") if fits else ("white", color, "--")
    draw_box(axes, x + 0.1, y, width - 0.2, 0.55, face, color, linewidth=1.5, linestyle=line)
    draw_text(axes, x + width / 2, y + 0.27, text, size=8.5, color=ink, fontweight="bold")


# %% [markdown] id="text_conv_output_length"
# ## 1 · How long is a convolved axis? (12 points)
#
# **Why.** Every shape in a convolutional net comes from one question, asked once for the rows and once for
# the columns: at how many places can the window stand? Get this one right and the rest of the chapter
# follows. Get it off by one and the net will not build, or, worse, it builds with a border you did not mean
# to lose.
#
# **By hand.** Take an axis of 10 pixels, numbered 0 to 9, and a window of 3. The first window starts at 0,
# and the last one that fits starts at 7, because it covers pixels 7, 8 and 9. That gives 8 places: one of
# Bardak's slides writes it as *length − kernel_size + 1*. A stride of 3 visits the starts 0, 3 and 6; the
# next would be 9, where two thirds of the window would hang over the edge. So 3 places.


# %% id="figure_windows" role="demo"
def figure_windows():
    axes = draw_canvas(9.5, 5.6, "A window of 3 on an axis of 10 pixels: only windows that lie inside count")
    cases = ((1, 3, (0, 1, 2, 3, 4, 5, 6, 7), 8), (2, 2, (0, 2, 4, 6), 8), (3, 1, (0, 3, 6), 9))
    top = 0
    for stride, lines, starts, beyond in cases:
        for pixel in range(10):
            draw_pixel(axes, pixel, top, pixel)
        for index, start in enumerate((*starts, beyond)):
            y, fits = top - 0.7 * (index % lines + 1), start != beyond
            color = (BLUE, GREEN, GREY)[index % 3] if fits else RED
            draw_window(axes, start, y, 3, color, f"output {index}" if fits else "does not fit", fits)
        draw_text(axes, -0.3, top + 0.5, f"stride {stride}", "right", 11)
        draw_text(axes, 12.3, top + 0.5, f"{len(starts)} outputs", "left", 11)
        top -= 0.7 * lines + 1.8
    axes.set(xlim=(-2.6, 14.9), ylim=(top + 1.2, 1.2))
    plt.show()


figure_windows()

# %% [markdown] id="formula_conv_output_length"
# With stride 2 the starts are 0, 2, 4 and 6. The window that starts at 6 ends at pixel 8, and pixel 9 is read
# by nobody: it is a remainder, and it is simply lost.
#
# **Formula.** With $p$ zeros added on each side, and a window that spans $k_\text{eff}$ pixels,
#
# $$o = \left\lfloor \frac{n + 2p - k_\text{eff}}{s} \right\rfloor + 1 .$$
#
# The slides print the same formula, but without the brackets $\lfloor\;\rfloor$ (round down). For their
# examples it makes no difference: $(32-5)/1+1 = 28$ and $(32-5)/3+1 = 10$ come out whole. With stride 2
# the fraction gives 14.5. There is no half window. Why is *down* right, and could you as well round at some
# other place of the formula?
#
# **Dilation** pulls the taps of the window apart and leaves holes. A window still has $k$ taps, but now there
# is a distance of $d$ pixels from each tap to the next. Count in the figure how many pixels it spans from the
# first tap to the last, both included; that is $k_\text{eff}$.


# %% id="figure_dilation" role="demo"
def figure_dilation():
    axes = draw_canvas(9.5, 4.2, "A window of 3 taps on 9 pixels, at its first and its last place")
    for dilation, last in ((1, 6), (2, 4), (3, 2)):
        y = -3 * dilation
        for pixel in range(9):
            draw_pixel(axes, pixel, y, pixel)
        for start, color, drop in ((0, BLUE, 0.7), (last, ORANGE, 1.4)):
            taps = [start + tap * dilation for tap in range(3)]
            axes.plot((taps[0] + 0.5, taps[2] + 0.5), [y - drop + 0.25] * 2, color=color, linewidth=2)
            for x in taps:
                draw_box(axes, x + 0.15, y - drop, 0.7, 0.5, color, INK, zorder=2)
        draw_text(axes, -0.3, y + 0.5, f"dilation {dilation}", "right", 11)
        draw_text(axes, 9.4, y + 0.5, f"starts 0 to {last}", "left", 11)
    axes.set(xlim=(-2.8, 12.2), ylim=(-10.7, -1.8))
    plt.show()


figure_dilation()

# %% [markdown] id="task_conv_output_length"
# **Two words instead of a number.** Keras's convolutions take no number for `padding`, only a word. `"valid"`
# means no padding. `"same"` means: as many zeros as it takes to get $\lceil n/s \rceil$ outputs, whatever
# the kernel and the dilation. Where these zeros go is the next exercise; the length needs no more than this
# sentence.
#
# **Predict.** AlexNet's first layer has an 11-pixel window and stride 4. How many outputs does an axis of 227
# pixels give? And one of 224?
#
# <details><summary>Answer</summary>
#
# $(227-11)/4+1 = 55$ exactly. $(224-11)/4+1 = 54.25$, so 54. Keep these two in mind: in exercise 6 a
# slide will mix them up.
# </details>
#
# **Your turn.** Write `conv_output_length`. It is worth the care: later exercises lean on it.


# %% id="conv_output_length" role="solution"
def conv_output_length(
    n: int, kernel: int, stride: int = 1, padding: int | str = 0, dilation: int = 1
) -> int:
    """Say how many outputs a sliding window gives along one axis.

    Args:
        n: int >= 1. Length of the axis, in pixels.
        kernel: int >= 1. Number of taps of the window.
        stride: int >= 1. Pixels from the start of one window to the start of the next.
        padding: int >= 0, the zeros added on each of the two sides; or "valid", no padding; or
            "same", which gives ceil(n / stride) outputs whatever the kernel and the dilation.
        dilation: int >= 1. Pixels from one tap of the window to the next; 1 leaves no holes.

    Returns:
        int >= 1. The number of places where the whole window lies inside the padded axis; for
        "same", the length given above.

    Raises:
        TypeError: n, kernel, stride or dilation is not an integer, or padding is neither an
            integer nor a str. A bool is not an integer here.
        ValueError: n, kernel, stride or dilation is below 1, padding is negative or an unknown
            word, or the window does not fit, so that there would be no output.

    Example:
        A window of 5 on 32 pixels gives 28 outputs; with stride 3 it gives 10.
        A window of 3 on 10 pixels with stride 2 gives 4.
    """
    raise NotImplementedError("conv_output_length: first the width of the window, then its places")


# %% id="check_conv_output_length" role="check"
check(conv_output_length)


# %% id="figure_staircase" role="demo"
# Your function, drawn: how the output grows with the input.
def figure_staircase():
    sizes, lengths = range(11, 46), {}
    for stride in (1, 2, 4):
        lengths[stride] = [conv_output_length(n, 11, stride) for n in sizes]
    _, axes = plt.subplots(figsize=(8.5, 3.6), layout="constrained")
    for stride, color, style in ((1, BLUE, "-"), (2, ORANGE, "--"), (4, GREEN, "-.")):
        axes.step(sizes, lengths[stride], style, where="post", color=color, lw=2, label=f"stride {stride}")
    axes.set(xlabel="pixels before, n", ylabel="outputs", title="A window of 11: a step is one more output")
    axes.legend()
    axes.grid(alpha=0.3)
    plt.show()


try:
    figure_staircase()
except NotImplementedError:
    print("Solve conv_output_length first; then this cell draws it.")

# %% [markdown] id="pitfalls_conv_output_length"
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *The last window hangs over the edge.* Draw $n=6$, $k=3$, $s=2$: does a third window fit? And if you
#    thought of Python's `round`: it sends 3.5 to 4, 14.5 to 14 and 4.5 to 4. None of these decides whether a
#    window fits.
# 2. *The zeros are counted on one side.* Take $n=5$, $k=3$ and one zero of padding. Count the squares of the
#    padded strip on paper before you count windows.
# 3. *"same" is taken to mean that the length never changes.* The word promises that only for stride 1. With
#    $n=5$ and $s=2$, how many steps of 2 begin inside the axis? A related slip, this one with "valid": what
#    do you get for $n=k$ and $s=2$, where there is exactly one place to stand?
# </details>
#
# **Remember**
#
# - Count the places where the whole window lies inside; a remainder at the end is lost.
# - Explicit padding counts twice, once on each side.
# - A dilated window is wider than its number of taps.
# - "same" means $\lceil n/s \rceil$, and equals $n$ only for stride 1.

# %% [markdown] id="text_same_padding"
# ## 2 · Where do the zeros of "same" go? (10 points)
#
# **Why.** A net trained in one library and rebuilt in another can have all the right shapes and still give
# wrong answers, since its windows stand one pixel off. A common reason is the subject of this exercise:
# "same" is a promise about the *length*, and libraries keep it in different ways. Keras's way is a convention
# you can write in three lines, once you see it.
#
# **By hand.** Martins's deck says that one commonly pads with $(F-1)/2$ zeros, which keeps the size. Try it.
# For $F=3$ that is one zero on each side, and 6 pixels stay 6. Now take $F=4$, and you would need one and a
# half zeros. With one zero on each side, 8 pixels become 7; with two, they become 9. Neither is 8, so the two
# sides cannot be equal. And at stride 2 the rule has another flaw, which you only see when you draw it:


# %% id="figure_same_padding" role="demo"
def figure_same_padding():
    axes = draw_canvas(9.5, 5.4, "6 pixels, a window of 3, stride 2: which pixels does each output see?")
    cases = (('"valid"', 0, 0, 2), ("padding 1, as (F - 1)/2 says", 1, 1, 3), ('"same" in Keras', 0, 1, 3))
    for line, (name, before, after, outputs) in enumerate(cases):
        y = -3.3 * line
        for x in range(-before, 6 + after):
            inside = 0 <= x < 6
            draw_pixel(axes, x, y, x if inside else "zero", *((PALE, "white") if inside else ("white", RED)))
        for index in range(outputs):
            color = (BLUE, GREEN, GREY)[index % 3]
            draw_window(axes, 2 * index - before, y - 0.7 * (index % 2 + 1), 3, color, f"output {index}")
        draw_text(axes, -1.4, y + 0.5, name, "right", 11)
        draw_text(axes, 7.4, y + 0.5, f"{outputs} outputs", "left", 11)
    axes.set(xlim=(-7.6, 10), ylim=(-8.3, 1.2))
    plt.show()


figure_same_padding()

# %% [markdown] id="task_same_padding"
# The two lower rows have the same length, 3, so no shape test can tell them apart. But output 0 reads pixels
# 0 and 1 in one, and 0, 1 and 2 in the other. Keras adds a single zero here, and it adds it **after** the
# axis.
#
# **Formula with shapes.** Begin with what is promised: $o = \lceil n/s \rceil$ outputs. The first window
# starts at the first pixel of the *padded* axis and the last one $(o-1)\,s$ further on. Write down how long
# the padded axis must be so that this last window just fits, and compare with $n$. That difference is the
# total number of zeros; then split it in two. When it is odd, the extra zero goes after.
#
# | $n$ | $k$ | $s$ | outputs | the windows reach over | zeros (before, after) |
# |---|---|---|---|---|---|
# | 5 | 3 | 1 | 5 | 7 | (1, 1) |
# | 8 | 4 | 1 | 8 | 11 | (1, 2) |
# | 6 | 3 | 2 | 3 | 7 | (0, 1) |
# | 7 | 3 | 2 | 4 | 9 | (1, 1) |
#
# **Predict.** A window of 1 with stride 3 on 6 pixels: over how many pixels do its windows reach, and how
# many zeros does Keras add?
#
# <details><summary>Answer</summary>
#
# There are two windows, at pixels 0 and 3, so they reach over 4 of the 6 pixels. No zero is needed, and
# padding never removes pixels: the answer is (0, 0).
# </details>
#
# **Your turn.** Write `same_padding`.


# %% id="same_padding" role="solution"
def same_padding(n: int, kernel: int, stride: int = 1, dilation: int = 1) -> tuple[int, int]:
    """Say how many zeros Keras adds on the two ends of an axis for padding="same".

    The total is the smallest number of zeros, never negative, with which a window that starts at
    every `stride`-th place has ceil(n / stride) places to stand. The two ends get equal shares;
    when the total is odd, the extra zero goes after.

    Args:
        n: int >= 1. Length of the axis, in pixels.
        kernel: int >= 1. Number of taps of the window.
        stride: int >= 1. Pixels from the start of one window to the start of the next.
        dilation: int >= 1. Pixels from one tap of the window to the next; 1 leaves no holes.

    Returns:
        (before, after), two ints >= 0: the zeros in front of the first pixel and behind the last.

    Raises:
        TypeError: an argument is not an integer. A bool is not an integer here.
        ValueError: an argument is below 1.

    Example:
        A window of 3 on 5 pixels needs (1, 1). With stride 2 on 6 pixels it needs (0, 1).
    """
    raise NotImplementedError("same_padding: first the total, from the last window; then the two shares")


# %% id="check_same_padding" role="check"
check(same_padding)

# %% [markdown] id="pitfalls_same_padding"
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *The halves are computed first.* $(k-1)/2$, rounded, on both sides: which sum does that give for $k=4$?
#    Count the total, and only then split it.
# 2. *The stride is forgotten.* Look at the figure again: how many zeros does stride 2 need there, and how
#    many would stride 1 need? For $k=1$ and $s=3$, does your total drop below zero?
# 3. *The extra zero stands in front, or the holes are forgotten.* At which end does the third row of the
#    figure have it? And how many pixels does a window of 3 taps span when the dilation is 2?
# </details>
#
# **Remember**
#
# - "same" promises a length. The positions are the library's convention.
# - Keras adds as few zeros as it can, and puts the odd one after the last pixel.
# - $(F-1)/2$ on each side agrees with Keras for odd windows at stride 1; beyond that, count.

# %% [markdown] id="text_pool_output_shape"
# ## 3 · Pooling (8 points)
#
# **Why.** A pooling layer summarises each window by its maximum or its average. It has nothing to learn, so
# it costs no parameters; what it changes is the size of everything behind it, and with it the cost of the
# first dense layer.
#
# **By hand.** Slide a 2 × 2 window with stride 2 over a map of 24 × 24 with 32 channels. The windows do not
# overlap, there are 12 along each axis, and each channel is pooled by itself: (24, 24, 32) becomes (12, 12,
# 32). AlexNet pools differently. Its windows are 3 × 3 with stride 2, so neighbours share a row or column of
# pixels. Along an axis of 55 pixels the windows start at 0, 2, …, 52: that is 27 of them.


# %% id="figure_pooling" role="demo"
def figure_pooling():
    figure, panels = plt.subplots(1, 2, figsize=(9, 4.9), layout="constrained")
    for axes, (pool, stride) in zip(panels, ((2, 2), (3, 2)), strict=True):
        readers = np.zeros((7, 7), dtype=int)
        for row in (0, 2, 4):
            for column in (0, 2, 4):
                readers[row : row + pool, column : column + pool] += 1
        for (row, column), count in np.ndenumerate(readers):
            face = {0: "white", 1: "#D6E9F5", 2: SKY, 4: BLUE}[count]
            draw_box(axes, column, row, face=face, edge=GREY, linewidth=0.8)
            draw_text(axes, column + 0.5, row + 0.5, count, size=11, color="white" if count == 4 else INK)
        for column, color, line in ((0, RED, "-"), (stride, INK, "--")):
            side = pool - 0.16
            draw_box(axes, column + 0.08, 0.08, side, side, edge=color, linewidth=3, linestyle=line)
        axes.set(xlim=(-0.1, 7.1), ylim=(7.1, -0.1), aspect="equal")
        axes.axis("off")
        axes.set_title(f"window {pool} × {pool}, stride {stride}: a map of 3 × 3", fontsize=11)
    figure.suptitle(
        "7 × 7 pixels; in each, how many windows read it. Outlined: the first two.\n", fontsize=12
    )
    plt.show()


figure_pooling()

# %% [markdown] id="task_pool_output_shape"
# Both give a map of 3 × 3, and for different reasons. The small windows leave the last row and the last
# column unread; the large ones read every pixel, some of them up to four times.
#
# **Formula with shapes.** From $(H, W, C)$ to $(H', W', C)$. Rows and columns each follow the window rule
# of exercise 1. The window may be rectangular: a pair means (rows, columns), a single number means both.
# Three conventions of Keras:
#
# - leaving out `strides` (or `None`) means *the size of the window*, not 1;
# - `padding` is a word, `"valid"` or `"same"`, and `"valid"` if you say nothing;
# - under "same", the places outside the map never become a maximum and are not counted in an average. (The
#   "usually zeros" of the slides is meant for convolutions. Max-pooled with zeros, a map of −1s would get a
#   border of 0s.)
#
# **Predict.** AlexNet pools 3/2 (window 3, stride 2) three times, at maps of 55, 27 and 13 pixels. Which
# sizes come out? Is halving, rounded down, the same?
#
# <details><summary>Answer</summary>
#
# 27, 13 and 6. Halving gives the same three numbers, by luck: 55, 27 and 13 are odd. On 24 pixels a 3/2
# window has 11 places, and half of 24 is 12.
# </details>
#
# **Your turn.** Write `pool_output_shape`.


# %% id="pool_output_shape" role="solution"
def pool_output_shape(
    shape: tuple[int, int, int],
    pool: int | tuple[int, int] = 2,
    strides: int | tuple[int, int] | None = None,
    padding: str = "valid",
) -> tuple[int, int, int]:
    """Say which shape a two-dimensional pooling layer gives.

    Args:
        shape: (height, width, channels), exactly three ints >= 1.
        pool: the window: an int >= 1 for a square one, or a pair (rows, columns).
        strides: the steps: an int >= 1, or a pair (rows, columns). None means the pool size.
        padding: "valid" counts the places where the window lies inside the map; "same" gives
            ceil(size / stride) outputs along each axis.

    Returns:
        (height, width, channels) after pooling, three ints. Channels are pooled one by one.

    Raises:
        TypeError: an entry of shape, pool or strides is not an integer. A bool is not an integer here.
        ValueError: one of them is below 1, shape does not have three entries, a pair does not have
            two, padding is anything but "valid" or "same", or the window does not fit into the map.

    Example:
        (24, 24, 32) becomes (12, 12, 32). With pool=3 and strides=2, (55, 55, 96) becomes (27, 27, 96).
    """
    raise NotImplementedError("pool_output_shape: first strides=None and the pairs, then rows and columns")


# %% id="check_pool_output_shape" role="check"
check(pool_output_shape)

# %% [markdown] id="pitfalls_pool_output_shape"
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *Rows and columns change places, or the channels are pooled too.* A square map hides it. Try a map of 6
#    rows, 9 columns and 4 channels with a window of (2, 3) on paper.
# 2. *Pooling is taken to be halving.* In the left picture above, 7 pixels give 3. What does a window of 3
#    with stride 3 give there?
# 3. *The step starts at 1.* A convolution in Keras steps by 1 unless told otherwise. What does a pooling
#    layer do when nobody names a step? And when only the stride counts and the window is ignored: does the
#    last one still fit at the border?
# </details>
#
# **Remember**
#
# - Pooling changes height and width, never the channels, and has no parameters.
# - Its default stride is its window.
# - 3/2 windows overlap; 2/2 windows may leave a row and a column unread.

# %% [markdown] id="text_dense_params"
# ## 4 · Counting a dense layer (8 points)
#
# **Why.** The dense layer is the plainest layer there is, and most of the weights of a classical image net
# sit in one. It is also the measure for the others: when we say that a convolution saves parameters, we mean
# compared with this.
#
# **By hand.** Each unit has one weight per input, and one bias. Three units on four inputs: $4 \cdot 3$
# weights and 3 biases, 15 numbers. Keras stores them as `kernel` of shape `(inputs, units)` and `bias` of
# shape `(units,)`.
#
# **Formula with shapes.** For a vector $x$ of shape $(N,)$ and a layer of $U$ units,
#
# $$y = x\,W + b, \qquad x:(N,), \quad W:(N, U), \quad b:(U,), \quad y:(U,).$$
#
# A picture must become a vector first. `Flatten` lays its pixels in a row, so that a 32 × 32 colour picture
# has 3072 inputs, as Martins's deck notes. The slide with the large picture then counts
#
# $$640 \cdot 480 \cdot 3 \cdot 1000 + 1000 = 921{,}601{,}000,$$
#
# which it rounds to 922M. We count exactly. That Keras reads the slide's `Input((640, 480, 3))` as 640 rows
# and 480 columns, while a landscape picture has 480 rows, does not matter here: why?
#
# **What Flatten costs.** The layer does not know which pixels were neighbours. Shuffle all pixels of all
# pictures in the same way, and a dense layer learns exactly as well as before. A convolution does not. This
# loss, and not only the number of weights, is why the slides never put a dense layer directly on a large
# image.
#
# **Without Flatten** Keras does not complain and does not flatten for you: a `Dense` layer acts on the *last
# axis* and shares its weights over all the others. In this exercise a tuple stands for a tensor that *was*
# flattened; in exercise 8 you will meet one that was not.
#
# **Predict.** A grey 28 × 28 digit, flattened, goes into 256 units, and these into 10. Which share of all
# parameters is in the first layer: a half, nine tenths, more?
#
# <details><summary>Answer</summary>
#
# The first layer has $784 \cdot 256 + 256 = 200{,}960$, the second $256 \cdot 10 + 10 = 2{,}570$.
# So it is 98.7 per cent: the layer that meets the picture pays for its size.
# </details>
#
# **Your turn.** Write `dense_params`. Python's own integers have no upper end. Those of numpy do, and do not
# always say so: in 32 bits, 65,536 times 65,536 gives 0, with no more than a warning.


# %% id="figure_dense" role="demo"
def figure_dense():
    axes = draw_canvas(7.5, 3.4, "Three units on four inputs: 12 arrows and 3 biases, 15 numbers")
    inputs, units = [(0, 3 - row) for row in range(4)], [(4, 2.5 - row) for row in range(3)]
    colors = (BLUE, ORANGE, GREEN)
    for (right, up), color in zip(units, colors, strict=True):
        for left, low in inputs:
            axes.plot([left + 0.3, right - 0.45], [low, up], color=color, linewidth=1.5)
        axes.add_patch(plt.Circle((right, up), 0.4, color=color))
        draw_text(axes, right, up, "+ bias", size=8, color="white")
        draw_text(axes, right + 0.7, up, "4 weights and 1 bias", align="left", color=color)
    for left, low in inputs:
        axes.add_patch(plt.Circle((left, low), 0.3, color=GREY))
    draw_text(axes, 0, -0.75, "inputs")
    draw_text(axes, 4, -0.75, "units")
    axes.set(xlim=(-0.6, 7.6), ylim=(-1, 3.5))
    plt.show()


figure_dense()


# %% id="dense_params" role="solution"
def dense_params(inputs: int | tuple[int, ...], units: int, use_bias: bool = True) -> int:
    """Count the parameters of a dense layer.

    Args:
        inputs: int >= 1, the number of inputs; or a non-empty tuple of ints >= 1, the shape of a
            tensor that is flattened before the layer, without the batch.
        units: int >= 1. Number of outputs.
        use_bias: whether each unit has a bias.

    Returns:
        int. The exact number of weights and biases, however large.

    Raises:
        TypeError: inputs (or one of its entries) or units is not an integer. A bool is not an
            integer here.
        ValueError: one of them is below 1, or inputs is an empty tuple.

    Example:
        3 units on 4 inputs have 15 parameters, without biases 12.
        1000 units on a flattened (640, 480, 3) picture have 921,601,000.
    """
    raise NotImplementedError("dense_params: first the number of inputs, then what each unit owns")


# %% id="check_dense_params" role="check"
check(dense_params)

# %% [markdown] id="pitfalls_dense_params"
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *The biases are missing, or there is one per input.* Draw three units with four arrows into each. Where
#    would you write the bias: on an arrow, or on a unit?
# 2. *Only the last axis is counted.* If (28, 28, 1) had one input, a digit could be described by a single
#    number. Was the tensor flattened or not?
# 3. *The number is nearly right.* Is it a Python `int`? Is it negative or zero for a very large layer? Was it
#    rounded somewhere, because a float went through it?
# </details>
#
# **Remember**
#
# - Weights: inputs times units. Biases: one per unit.
# - Flatten multiplies the sizes and forgets the neighbourhood.
# - Count in Python integers.

# %% [markdown] id="text_conv2d_params"
# ## 5 · Counting a convolutional layer (12 points)
#
# **Why.** Here is the surprise that made deep image nets affordable: the number of weights of a convolution
# does not depend on the size of the picture. The function you are about to write does not even have an
# argument for it.
#
# **By hand.** Martins's deck slides six 5 × 5 filters over a 32 × 32 colour picture. A colour picture has
# three channels, and one filter covers *all* of them: a 5 × 5 slice for red, one for green, one for blue. The
# three slices are multiplied with the pixels beneath, everything is summed, and one bias is added, which
# gives one number of one output map. So a filter owns $5 \cdot 5 \cdot 3 = 75$ weights and 1 bias, 76
# in all, and six filters own 456. The output is (28, 28, 6).
#
# **Formula with shapes.** Bardak's deck gives the kernel's shape as $(F, F, C^i, C^o)$ and the number of
# parameters as $(F \cdot F \cdot C^i + 1) \cdot C^o$. Two things are to be added: windows need not be
# square, and there may be groups.
#
# **Groups.** With `groups=g` the input channels are cut into $g$ equal parts, and so are the filters. The
# filters of the first part see only the first part of the channels, and so on. AlexNet did this since its net
# had to be spread over two graphics cards; newer nets do it to save weights. Look at what changes in a
# filter, and at what does not.


# %% id="figure_filters" role="demo"
def figure_filters():
    figure, panels = plt.subplots(1, 2, figsize=(10, 4.2), layout="constrained")
    for axes, groups in zip(panels, (1, 2), strict=True):
        for channel, color in enumerate((BLUE, ORANGE, GREEN, PURPLE)):
            x = 4 * channel
            draw_text(axes, x + 1.5, -0.8, f"input {channel}", size=9)
            for unit in range(4):
                if channel * groups // 4 != unit * groups // 4:
                    draw_box(axes, x, 4 * unit, 3, 3, edge=GREY, linestyle=":")
                    continue
                for cell in range(9):
                    draw_box(axes, x + cell % 3, 4 * unit + cell // 3, face=color, alpha=0.85)
        for unit in range(4):
            y = 4 * unit + 1.5
            draw_text(axes, -0.6, y, f"filter {unit}", "right", 9)
            axes.add_patch(plt.Circle((16.8, y), 0.55, facecolor=INK))
            draw_text(axes, 18, y, f"→ output {unit}", "left", 9)
        draw_text(axes, 16.8, -0.8, "bias", size=9)
        axes.set(xlim=(-4.4, 23.5), ylim=(15.3, -1.6), aspect="equal")
        axes.axis("off")
        axes.set_title(f"groups={groups}", fontsize=12)
    figure.suptitle("3 × 3 filters from 4 channels to 4 channels: one row is one filter", fontsize=12)
    plt.show()


figure_filters()

# %% [markdown] id="task_conv2d_params"
# **Predict.** AlexNet's first layer has 96 filters of 11 × 11 on three channels. How many parameters? And the
# same layer on a photograph of twice the width and height?
#
# <details><summary>Answer</summary>
#
# $(11 \cdot 11 \cdot 3 + 1) \cdot 96 = 364 \cdot 96 = 34{,}944$, which is the number on the
# slide; and 34,944 again. The output map grows, and the work with it, but not the number of weights.
# </details>
#
# **Your turn.** Write `conv2d_params`.


# %% id="conv2d_params" role="solution"
def conv2d_params(
    kernel: int | tuple[int, int], c_in: int, c_out: int, use_bias: bool = True, groups: int = 1
) -> int:
    """Count the parameters of a two-dimensional convolution.

    Args:
        kernel: the window: an int >= 1 for a square one, or a pair (rows, columns).
        c_in: int >= 1. Channels of the input.
        c_out: int >= 1. Channels of the output, the number of filters.
        use_bias: whether each filter has a bias.
        groups: int >= 1. Into how many equal parts channels and filters are cut; the filters of
            a part see the input channels of that part only. Must divide c_in and c_out.

    Returns:
        int. The number of weights and biases.

    Raises:
        TypeError: kernel (or one of its entries), c_in, c_out or groups is not an integer. A bool
            is not an integer here.
        ValueError: one of them is below 1, a pair does not have two entries, or groups does not
            divide both c_in and c_out.

    Example:
        6 filters of 5 by 5 on 3 channels have 456 parameters.
        96 filters of 11 by 11 on 3 channels have 34,944.
    """
    raise NotImplementedError("conv2d_params: first the weights of one filter, then all filters")


# %% id="check_conv2d_params" role="check"
check(conv2d_params)

# %% [markdown] id="pitfalls_conv2d_params"
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *A filter is taken to be flat.* In the left picture every filter is a whole row. With 3 input channels,
#    how many slices has it?
# 2. *The biases sit in the wrong place.* Count the black dots: one in all? one per slice? one per row? Does
#    their number change between the two pictures?
# 3. *Groups make the layer larger.* How many coloured slices has a filter on the left, and how many on the
#    right? And if the window is (1, 7), which of its two numbers did you square?
# </details>
#
# **Remember**
#
# - A filter spans all input channels of its group, and makes one output map.
# - One bias per filter, whatever the groups.
# - The size of the picture does not enter.

# %% [markdown] id="text_equivalent_dense_params"
# ## 6 · What would it cost without sharing? (6 points)
#
# **Why.** A convolution is a dense layer in disguise: every output is a weighted sum of inputs. Two things
# are special about it. An output looks at few inputs (*sparse connectivity*), and all outputs of one map use
# the same weights (*parameter sharing*, or *tying*). To see how much that saves, write the same map as a
# dense layer, and count.
#
# **By hand.** Eight numbers in a row, a window of 3: six outputs. A dense layer from 8 to 6 numbers has 48
# weights. The convolution fills the same 8 × 6 table with three numbers, each of them in six places, and 30
# zeros.


# %% id="figure_tied_weights" role="demo"
def figure_tied_weights():
    figure, panels = plt.subplots(1, 2, figsize=(8.6, 4.9), layout="constrained")
    greys = plt.get_cmap("Greys")(np.random.default_rng(0).permutation(np.linspace(0.12, 0.5, 48)))
    for axes, tied in zip(panels, (False, True), strict=True):
        for row, column in np.ndindex(8, 6):
            tap, number = row - column, 6 * row + column
            if not tied:
                face, label, ink = greys[number], str(number + 1), INK
            elif 0 <= tap < 3:
                face, label, ink = (BLUE, ORANGE, GREEN)[tap], "abc"[tap], ("white", INK, "white")[tap]
            else:
                face, label, ink = "white", "0", GREY
            draw_box(axes, column, row, face=face, linewidth=2)
            draw_text(axes, column + 0.5, row + 0.5, label, size=11, color=ink)
        axes.set(xlim=(0, 6), ylim=(8, 0), aspect="equal", xlabel="output", ylabel="input")
        axes.set_xticks(np.arange(6) + 0.5, range(6))
        axes.set_yticks(np.arange(8) + 0.5, range(8))
        axes.tick_params(length=0)
        axes.set_title("convolution: 3 weights, shared" if tied else "dense: 48 weights", fontsize=12)
    figure.suptitle("From 8 numbers to 6, as a table of weights\n", fontsize=12)
    plt.show()


figure_tied_weights()

# %% [markdown] id="task_equivalent_dense_params"
# **Formula with shapes.** The dense layer goes from *every* number of the input volume to *every* number of
# the output volume. If biases are asked for, there is one for each number of the output: nothing is shared
# any more.
#
# For (4, 4, 1) → (3, 3, 2), which is what two 2 × 2 filters make, that is 16 numbers to 18: 288 weights, and
# 18 biases if you want them. The convolution has 10 parameters.
#
# **Predict, and solve a puzzle.** For AlexNet's first layer, output (55, 55, 96), a slide of Bardak's gives
# an "equivalent MLP" of $43.7 \times 10^9$ parameters. The table on a later slide starts from a picture of
# 227 × 227 × 3; other accounts of the net say 224 × 224 × 3, and so does the original paper. Which input did
# the author of the 43.7 use? (Use your function.) And then go back to exercise 1: does an 11-pixel window
# with stride 4 and no padding make 55 outputs out of that picture?
#
# <details><summary>How large is the saving?</summary>
#
# For the 227 picture the dense layer has 1,288,225 times the weights of the convolution (biases left out of
# both). That number is $1135^2$, and $1135 = 227 \cdot 55 / 11$. Can you see where it comes from? Along
# each axis, each of the 55 outputs has 227 weights, where the convolution has 11 for all of them together.
# </details>
#
# **Your turn.** Write `equivalent_dense_params`.


# %% id="equivalent_dense_params" role="solution"
def equivalent_dense_params(
    in_shape: tuple[int, ...], out_shape: tuple[int, ...], use_bias: bool = False
) -> int:
    """Count the parameters of a dense layer from all numbers of one tensor to all of another.

    Args:
        in_shape: non-empty tuple of ints >= 1. Shape of the input without the batch.
        out_shape: non-empty tuple of ints >= 1. Shape of the output without the batch.
        use_bias: whether each number of the output has a bias. By default it has none.

    Returns:
        int. The exact number of weights (and biases, if asked for).

    Raises:
        TypeError: an entry of a shape is not an integer. A bool is not an integer here.
        ValueError: an entry is below 1, or a shape is empty.

    Example:
        From (4, 4, 1) to (3, 3, 2) there are 288 weights, with biases 306 parameters.
    """
    raise NotImplementedError("equivalent_dense_params: first the numbers in each volume")


# %% id="check_equivalent_dense_params" role="check"
check(equivalent_dense_params)

# %% id="puzzle_equivalent_dense" role="demo"
# Your function, asked: which of the two inputs is the slide's?
try:
    print(f"(224, 224, 3) to (55, 55, 96): {equivalent_dense_params((224, 224, 3), (55, 55, 96)):,} weights")
    print(f"(227, 227, 3) to (55, 55, 96): {equivalent_dense_params((227, 227, 3), (55, 55, 96)):,} weights")
except NotImplementedError:
    print("Solve equivalent_dense_params first; then this cell answers the puzzle.")

# %% [markdown] id="pitfalls_equivalent_dense_params"
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *Sizes are added.* In the left table of the figure, how many cells has it: 8 + 6, or more?
# 2. *The channels are left out.* How many numbers are in a volume of shape (2, 2, 3)? Write them down if you
#    doubt it.
# 3. *Biases appear though nobody asked.* What is the default of the flag here? (It differs from
#    `dense_params`.)
# </details>
#
# **Remember**
#
# - A convolution is a dense layer with most weights zero and the rest shared.
# - The saving comes from both: few inputs per output, and one set of weights for all places.
# - When a slide's number does not fit its table, recompute it: usually an input size is to blame.

# %% [markdown] id="text_recurrent_params"
# ## 7 · Recurrent layers and embeddings (12 points)
#
# **Why.** Text nets have their own list of usual suspects. A slide says that an LSTM has four times the
# parameters of a plain RNN. Is that exact, or about? Is a GRU then exactly three times? One of the two
# answers is no, and it has puzzled many people who compared a count of theirs with Keras's.
#
# **By hand.** A plain recurrent layer reads a vector $x_t$ of `n_in` features and its own last state
# $h_{t-1}$ of `units` numbers:
#
# $$h_t = \tanh(x_t\,W + h_{t-1}\,U + b), \qquad W:(n_\text{in}, \text{units}), \quad
# U:(\text{units}, \text{units}), \quad b:(\text{units},).$$
#
# With 3 features and 2 units: $3 \cdot 2 + 2 \cdot 2 + 2 = 12$ parameters. The number of steps does
# not enter, for the same reason as the size of the picture above: the weights are shared, over time instead
# of space.
#
# **LSTM.** Bardak's slides list an update gate $u$, a forget gate $f$, a candidate $\tilde c$ and an output
# gate $o$. Each of the four is computed by its own $x_t W + h_{t-1} U + b$. (Keras calls the first one
# *input gate* and stores the four blocks side by side, in the order i, f, c, o.) The candidate is not a gate,
# but it needs weights all the same. Keras has no "peephole" weights from the cell to the gates.
#
# **GRU.** Two gates, update $z$ and reset $r$, and a candidate: three blocks. The catch is in the candidate.
# In one form of the GRU the reset gate acts on the state *before* it is multiplied by $U$. Keras by default
# lets it act *after*,
#
# $$\tilde h_t = \tanh\bigl(x_t\,W_h + b_h + r_t \odot (h_{t-1}\,U_h + b'_h)\bigr),$$
#
# the form that fast routines on graphics cards compute. Now there are two places for a bias, and $b'_h$
# cannot be merged into $b_h$, because the gate multiplies only one of them. Keras keeps a second bias row for
# *all three* blocks: with `reset_after=True` the bias has the shape `(2, 3 * units)`, with
# `reset_after=False` it is `(3 * units,)`.
#
# **Embedding.** A table with one row of `units` numbers for each word. To look up a word is to copy a row;
# there is nothing to add, and so no bias. Here `n_in` is the size of the vocabulary.


# %% id="figure_cells" role="demo"
def figure_cells():
    axes = draw_canvas(11, 4.2, "Layers with 4 features and 5 units: every square is one parameter")
    cells, x = (("rnn", "h", 1), ("lstm", "ifco", 1), ("gru, reset_after=True", "zrh", 2)), 0
    for name, blocks, bias_rows in cells:
        draw_text(axes, x, -2.2, name, "left", 11, fontweight="bold")
        for block, color in zip(blocks, (BLUE, ORANGE, GREEN, PURPLE), strict=False):
            draw_text(axes, x + 2.5, -0.75, block, size=11)
            for rows, top, alpha in ((4, 0, 1), (5, 5, 0.62), (bias_rows, 11, 0.35)):
                for row, column in np.ndindex(rows, 5):
                    draw_box(axes, x + column, top + row, face=color, alpha=alpha, linewidth=0.8)
            x += 5.4
        x += 2.2
    draw_text(axes, -0.8, 2, "kernel: from the features", "right")
    draw_text(axes, -0.8, 7.5, "recurrent_kernel: from the state", "right")
    draw_text(axes, -0.8, 11.6, "bias", "right")
    axes.set(xlim=(-16, x - 2), ylim=(13.3, -3))
    plt.show()


figure_cells()

# %% [markdown] id="task_recurrent_params"
# **Predict.** (a) With 4 features and 5 units a plain RNN has 50 parameters. How many has the LSTM in the
# figure, and how many the GRU? (b) A small language model has a vocabulary of 10,000 words and states of size
# 100: on Bardak's slide an embedding $E$ ($|V| \times H$), recurrent weights ($H \times H$) and output
# weights ($H \times |V|$). Which of the three is the smallest?
#
# <details><summary>Answer</summary>
#
# (a) Count the squares: 200, which is exactly four times 50; and 165, which is not three times 50. (b) The
# embedding and the output have 1,000,000 weights each, the recurrence 10,000. What makes the net *recurrent*
# is half a per cent of its weights.
# </details>
#
# **Your turn.** Write `recurrent_params`.


# %% id="recurrent_params" role="solution"
def recurrent_params(
    kind: str, n_in: int, units: int, use_bias: bool = True, reset_after: bool = True
) -> int:
    """Count the parameters of a recurrent layer or of an embedding, as Keras does.

    Args:
        kind: "rnn" (Keras's SimpleRNN), "lstm", "gru" or "embedding".
        n_in: int >= 1. Features at each step; for an embedding, the size of the vocabulary.
        units: int >= 1. Size of the state; for an embedding, of the vector of one word.
        use_bias: whether there are biases. An embedding has none in either case.
        reset_after: for "gru" only. True gives its biases two rows, False one row. The other
            kinds ignore it.

    Returns:
        int. The number of weights and biases.

    Raises:
        TypeError: n_in or units is not an integer. A bool is not an integer here.
        ValueError: n_in or units is below 1, or kind is an unknown word.

    Example:
        With 3 features and 2 units an rnn has 12 parameters.
        An embedding of 10 words in 4 dimensions has 40.
    """
    raise NotImplementedError("recurrent_params: first the blocks of each kind, then one block")


# %% id="check_recurrent_params" role="check"
check(recurrent_params)

# %% [markdown] id="pitfalls_recurrent_params"
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *A block is missing, in the count or inside it.* How many coloured columns has the LSTM? Is there, in
#    each, a square part as well as the part for the features? Where does the state feed back?
# 2. *The GRU is three RNNs.* Compare the lowest rows of the figure: which of the three layers differs there,
#    and under which option?
# 3. *The biases are shared or invented.* Does the LSTM have one bias row as wide as one block, or as wide as
#    all four? Is anything added after an embedding has looked up its row?
# </details>
#
# **Remember**
#
# - RNN, LSTM, GRU: one, four, three blocks; each has weights from the features and from the state.
# - A Keras GRU with `reset_after=True`, the default, has two bias rows.
# - The number of steps does not enter the count.
# - An embedding is a table: rows times columns, no bias.

# %% [markdown] id="text_trace"
# ## 8 · A whole net, line by line (20 points)
#
# **Why.** Now you put the pieces together and write your own `model.summary()`. A table of a net is a chain:
# each row's output shape is the next row's input. One wrong shape spoils every row below it, which makes such
# a table a strict examiner, and its first wrong row the place to look.
#
# **The format.** A net is a list of dictionaries, one a layer. Each has a `"type"` and the options of that
# type:
#
# | type | acts on | required | optional, with defaults |
# |---|---|---|---|
# | `conv2d` | (H, W, C) | `filters`, `kernel` | `strides=1, padding="valid", use_bias=True, groups=1` |
# | `maxpool`, `avgpool` | (H, W, C) | – | `pool=2, strides=None, padding="valid"` |
# | `gap` | (H, W, C) | – | – |
# | `flatten` | any shape | – | – |
# | `dense` | any shape | `units` | `use_bias=True` |
# | `embedding` | (T,) | `input_dim`, `output_dim` | – |
# | `rnn`, `lstm` | (T, F) | `units` | `return_sequences=False, use_bias=True` |
# | `gru` | (T, F) | `units` | the same, and `reset_after=True` |
#
# **By hand.** Bardak's deck has a small convolutional net for 28 × 28 digits. Follow the shapes with a
# pencil:
#
# | layer | output shape | parameters |
# |---|---|---|
# | 32 filters 5 × 5 | (24, 24, 32) | $(25 \cdot 1 + 1) \cdot 32 = 832$ |
# | pool 2/2 | (12, 12, 32) | 0 |
# | 64 filters 3 × 3 | (10, 10, 64) | $(9 \cdot 32 + 1) \cdot 64 = 18{,}496$ |
# | pool 2/2 | (5, 5, 64) | 0 |
# | flatten | (1600,) | 0 |
# | dense, 256 units | (256,) | $1600 \cdot 256 + 256 = 409{,}856$ |
# | dense, 10 units | (10,) | 2,570 |
#
# **Four conventions** that the shapes depend on:
#
# - *Global average pooling* (`gap`) averages each map to one number: (H, W, C) becomes (C,).
# - *Dense acts on the last axis*, as in Keras: 7 units on (5, 6, 3) give (5, 6, 7) and own
#   $3 \cdot 7 + 7 = 28$ parameters. Only a `flatten` flattens.
# - *A recurrent layer returns its last state*, (units,). With `return_sequences=True` it returns the state of
#   every step, (T, units). Its parameters are the same in both cases.
# - *An embedding* turns T word numbers into T vectors: (T,) becomes (T, output_dim).

# %% [markdown] id="predict_trace"
# **Predict.** The deck sets this net against a plain one: flatten, 256 units, 10 units. It says that
# convolution shares parameters, which reduces overfitting. Which of the two nets has *more* parameters?
#
# <details><summary>Answer</summary>
#
# The convolutional one: 431,754 against 203,530. Its two convolutions own 19,328 of them, less than a
# twentieth; the dense layer behind `flatten` owns 409,856, because the 5 × 5 × 64 volume holds 1600 numbers,
# about twice as many as the picture's 784. Sharing is a property of a layer, not a promise about a net. Put
# `gap` where `flatten` stands and the net has 38,538.
# </details>
#
# **AlexNet.** Here is the deck's table. Write it as a list of dictionaries yourself; you will need one layer
# that the slide does not print. (A pooling row has no filters of its own, whatever the slide's wording "3x3
# filters" suggests.)
#
# | row | output | window, stride, padding |
# |---|---|---|
# | input | 227 × 227 × 3 | |
# | conv1, 96 filters | 55 × 55 × 96 | 11, 4, 0 |
# | max pool 1 | 27 × 27 × 96 | 3, 2 |
# | conv2, 256 filters | 27 × 27 × 256 | 5, 1, 2 |
# | max pool 2 | 13 × 13 × 256 | 3, 2 |
# | conv3, 384 filters | 13 × 13 × 384 | 3, 1, 1 |
# | conv4, 384 filters | 13 × 13 × 384 | 3, 1, 1 |
# | conv5, 256 filters | 13 × 13 × 256 | 3, 1, 1 |
# | max pool 3 | 6 × 6 × 256 | 3, 2 |
# | fc6, fc7 | 4096 each | |
# | fc8 | 1000 | |
#
# Martins's deck says that AlexNet has 54 million parameters, the paper's abstract says 60 million. Trace it
# and see. The original net was built as two towers, one on each graphics card: conv2, conv4 and conv5 see
# only the maps of their own tower, that is, they have `groups=2`. Which total explains one of these numbers,
# and which number does no total explain?


# %% id="figure_alexnet" role="demo"
def figure_alexnet():
    rows = (  # name, output, per cent of all parameters
        ("conv1", (55, 55, 96), 0.06), ("pool1", (27, 27, 96), 0), ("conv2", (27, 27, 256), 0.99),
        ("pool2", (13, 13, 256), 0), ("conv3", (13, 13, 384), 1.42), ("conv4", (13, 13, 384), 2.13),
        ("conv5", (13, 13, 256), 1.42), ("pool3", (6, 6, 256), 0), ("fc6", (4096,), 60.52),
        ("fc7", (4096,), 26.90), ("fc8", (1000,), 6.57),
    )  # fmt: skip
    colors = [{"c": BLUE, "p": GREY, "f": ORANGE}[name[0]] for name, _, _ in rows]
    outputs = [int(np.prod(shape)) / 1000 for _, shape, _ in rows]
    shares = [share for _, _, share in rows]
    figure, (left, right) = plt.subplots(1, 2, figsize=(10.5, 4.6), sharey=True, layout="constrained")
    for axes, values, title, percent in (
        (left, outputs, "numbers in the output, in thousands", False),
        (right, shares, "share of all parameters", True),
    ):
        axes.barh(range(11), values, color=colors)
        for row, value in enumerate(values):
            label = f"{value:g} %" if percent else f"{value:.1f}"
            draw_text(axes, value + 0.01 * max(values), row, label, "left", 9.5)
        axes.set(title=title, xlim=(0, 1.17 * max(values)))
        axes.spines[["top", "right"]].set_visible(False)
    names = [f"{name}  {' × '.join(map(str, shape))}" for name, shape, _ in rows]
    left.set_yticks(range(11), names, fontsize=10)
    left.invert_yaxis()
    figure.suptitle("AlexNet: activations at the front, parameters at the back\n", fontsize=12)
    plt.show()


figure_alexnet()

# %% [markdown] id="task_trace"
# The five convolutions of AlexNet own six per cent of the parameters; fc6 alone owns six tenths. It reads a
# flattened 6 × 6 × 256 volume, and so a small change of that last map is expensive: where would the count end
# up without the third pooling?
#
# **Your turn.** Write `trace`. It is the longest exercise, and it is easier if each layer type is a small
# function of its own, from input shape to output shape and parameters.
#
# **Errors.** When a layer cannot work, raise `ValueError`, and let the message contain the layer's index,
# counted from 0: whoever gets a table of forty layers wrong wants to know *which*. Errors raised by your
# earlier functions do not know the index yet.


# %% id="trace" role="solution"
def trace(layers: list[dict], input_shape: tuple[int, ...]) -> list[tuple[str, tuple[int, ...], int]]:
    """Follow a shape through a stack of layers, and count the parameters of each.

    Args:
        layers: one dictionary a layer, from the input on. Its key "type" says which, its other
            keys are the options, with defaults as shown:
            conv2d: filters, kernel (int or pair), strides=1 (int or pair), padding="valid" (a
                count on each side of both axes, or "valid", or "same"), use_bias=True, groups=1.
                On (H, W, C).
            maxpool, avgpool: pool=2, strides=None, padding="valid", as in pool_output_shape.
                On (H, W, C).
            gap: no options. (H, W, C) becomes (C,).
            flatten: no options. Any shape becomes (product of the sizes,).
            dense: units, use_bias=True. Acts on the last axis of any shape, which becomes units;
                weights are last axis times units.
            embedding: input_dim, output_dim. (T,) becomes (T, output_dim).
            rnn, lstm, gru: units, return_sequences=False, use_bias=True, and for gru also
                reset_after=True. (T, F) becomes (units,), or (T, units) with return_sequences.
        input_shape: shape of the input without the batch, a tuple of ints >= 1.
        Neither argument may be modified. Other keys than these, and values of a wrong type, are not
        tested.

    Returns:
        A list with one tuple (type, output shape, parameters) for each layer: a str, a tuple of
        ints without the batch, an int. No layers give an empty list.

    Raises:
        ValueError: a layer has an unknown type or lacks a required key, the shape that reaches it
            has the wrong number of axes for it, or its sizes do not work out (a window larger
            than the map, groups that do not divide, ...). The message contains the index of that
            layer as a number, 0 for the first.

    Example:
        On (6, 6, 1), a conv2d with 2 filters of 3 by 3 and then a maxpool give
        [("conv2d", (4, 4, 2), 20), ("maxpool", (2, 2, 2), 0)].
    """
    raise NotImplementedError("trace: first one layer type, then the loop that carries the shape along")


# %% id="check_trace" role="check"
check(trace)


# %% id="table_small_convnet" role="demo"
# Your function, printed: the deck's small convolutional net. Call draw_table with nets of your own.
def draw_table(layers, input_shape):
    rows = trace(layers, input_shape)
    print(f"{'':>3}  {'layer':<10} {'output shape':<18} {'parameters':>14}")
    for index, (kind, shape, params) in enumerate(rows):
        print(f"{index:>3}  {kind:<10} {shape!s:<18} {params:>14,}")
    print(f"{'':>3}  {'':<10} {'all':<18} {sum(row[2] for row in rows):>14,}")


CONVNET = [
    {"type": "conv2d", "filters": 32, "kernel": 5},
    {"type": "maxpool", "pool": 2, "strides": 2},
    {"type": "conv2d", "filters": 64, "kernel": 3},
    {"type": "maxpool", "pool": 2, "strides": 2},
    {"type": "flatten"},
    {"type": "dense", "units": 256},
    {"type": "dense", "units": 10},
]
try:
    draw_table(CONVNET, (28, 28, 1))
except NotImplementedError:
    print("Solve trace first; then this cell prints the table.")

# %% [markdown] id="pitfalls_trace"
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *Channels go astray.* After a convolution, what decides the depth of the volume: the input, or the number
#    of filters? Does a pooling layer have anything to learn? Did `groups` reach the count?
# 2. *A layer is skipped, or added.* Look at the AlexNet figure: which volume does fc6 read, the one before or
#    the one after the third pooling? What is the shape of 7 units on (5, 6, 3) if nobody wrote `flatten`?
# 3. *A default is guessed.* What does an LSTM return when nobody mentions sequences? How does a pooling layer
#    step when nobody mentions strides? Is there a batch axis in your shapes?
# </details>
#
# **Ask Keras.** In a scratch cell of your own, where Keras is installed, you can compare your table with the
# real one:
#
# ```python
# import keras
#
# model = keras.Sequential([
#     keras.Input((28, 28, 1)),
#     keras.layers.Conv2D(32, 5),
#     keras.layers.MaxPooling2D(2, strides=2),
#     keras.layers.Conv2D(64, 3),
#     keras.layers.MaxPooling2D(2, strides=2),
#     keras.layers.Flatten(),
#     keras.layers.Dense(256),
#     keras.layers.Dense(10),
# ])
# model.summary()
# ```
#
# **Remember**
#
# - One row's output is the next row's input: look for the *first* wrong row.
# - Filters set the depth; pooling and flattening learn nothing.
# - In classical image nets most parameters stand behind the flatten, most activations at the front.
# - In Keras, Dense acts on the last axis, and a recurrent layer returns its last state.

# %% [markdown] id="text_receptive_field"
# ## 9 · How far does a unit see? (12 points)
#
# **Why.** A unit that sees 11 pixels cannot recognise a face of 100. Two decks call the size of a filter its
# *receptive field*. That is true for the first layer, and for no other: a unit of the second layer looks at
# units of the first, and each of those looks at a window of pixels.
#
# **By hand.** Two convolutions, each with a window of 3 and stride 1. Unit 0 of the second layer reads units
# 0, 1 and 2 of the first, and these read pixels 0–2, 1–3 and 2–4. Together: pixels 0 to 4. The receptive
# field is 5, neither 3 nor 6 nor 9, since the windows overlap. A third such layer makes it 7.
#
# Strides change the picture. If the first layer has stride 2, its units 0, 1 and 2 read pixels 0–2, 2–4 and
# 4–6. The unit above them now sees 7 pixels, with the very same windows. The reason: one step among the units
# of the first layer is a step of 2 among the pixels. This step in pixels is called the **jump**.


# %% id="figure_receptive_field" role="demo"
def figure_receptive_field():
    axes = draw_canvas(10.5, 5.2, "Blue: all that unit 1 of the top layer sees. Orange: the view of unit 2.")
    levels = (  # name, units, place of unit 0, distance to the next, units seen by the blue one
        ("input", 14, 0.5, 1, range(2, 10)),
        ("kernel 3, stride 1", 12, 1.5, 1, range(2, 8)),
        ("kernel 2, stride 2", 6, 2, 2, range(1, 4)),
        ("kernel 3, stride 1", 4, 4, 2, (1,)),
    )
    links = ((1, 0, (-1, 0, 1)), (2, 1, (-0.5, 0.5)), (3, 2, (-2, 0, 2)))  # from, to, how far to the side
    for upper, lower, sides in links:
        _, units, first, distance, seen = levels[upper]
        for unit in range(units):
            line = {"color": BLUE, "lw": 1.8} if unit in seen else {"color": "#CFCFCF", "lw": 0.8}
            for side in sides:
                x = first + distance * unit
                axes.plot((x, x + side), (2 * upper - 0.3, 2 * lower + 0.3), zorder=1, **line)
    for level, (name, units, first, distance, seen) in enumerate(levels):
        draw_text(axes, -0.8, 2 * level, name, "right", 10.5)
        for unit in range(units):
            x, neighbour = first + distance * unit, (level, unit) == (3, 2)
            face, ink = (BLUE, "white") if unit in seen else ("white", INK)
            edge, width = (ORANGE, 3) if neighbour else (GREY, 1)
            draw_box(axes, x - 0.4, 2 * level - 0.35, 0.8, 0.7, face, edge, linewidth=width, zorder=2)
            draw_text(axes, x, 2 * level, unit, size=9, color=ink)
    for start, color, y in ((2, BLUE, -0.85), (4, ORANGE, -1.35)):
        axes.plot((start + 0.1, start + 7.9), (y, y), color=color, lw=4, solid_capstyle="butt")
    axes.set(xlim=(-5.2, 14.3), ylim=(-1.8, 6.7))
    plt.show()


figure_receptive_field()

# %% [markdown] id="task_receptive_field"
# In the figure the top unit sees 8 pixels, 2 to 9, and its neighbour sees 4 to 11. So the receptive field is
# 8 and the jump is 2.
#
# **Formula.** Carry two numbers through the layers: the field $r$, and the jump $j$, both in input pixels.
# Before the first layer a "unit" is a pixel, so $r = 1$ and $j = 1$. A layer with window $k$ and stride
# $s$ gathers $k$ units that are $j$ pixels apart from one to the next. By how much does the field grow? And
# what is the jump among *its* outputs? Read both off the figure, layer by layer:
#
# | after | field | jump |
# |---|---|---|
# | input | 1 | 1 |
# | kernel 3, stride 1 | 3 | 1 |
# | kernel 2, stride 2 | 4 | 2 |
# | kernel 3, stride 1 | 8 | 2 |
#
# **Predict.** A conv5 unit of AlexNet has a 3 × 3 window. Is its view of the 227-pixel picture nearer to 3
# pixels, to half of the picture, or to all of it? The layers up to there, as (kernel, stride), are (11, 4),
# (3, 2), (5, 1), (3, 2), (3, 1), (3, 1), (3, 1).
#
# <details><summary>Answer</summary>
#
# Well over half of the picture, and far from all of it. Your function tells you exactly, and the figure below
# the check cell shows how it grows. This is the size of the field in principle: near the border a part of it
# lies in the padding, and in practice the pixels in the middle count for more than those at the rim.
# </details>
#
# **Your turn.** Write `receptive_field`. Padding does not enter; it moves the field, but does not change its
# size.


# %% id="receptive_field" role="solution"
def receptive_field(layers: list[tuple[int, int]]) -> tuple[int, int]:
    """Say how many input pixels one output of a stack of layers sees along an axis.

    Args:
        layers: one pair (kernel, stride) for each convolution or pooling, from the input on;
            both ints >= 1.

    Returns:
        (field, jump), two ints, both in input pixels: how many pixels lie between the first and
        the last that can influence one output of the last layer, both included; and how far the
        view moves from one of its outputs to the next. No layers give (1, 1).

    Raises:
        TypeError: a kernel or stride is not an integer. A bool is not an integer here.
        ValueError: a kernel or stride is below 1, or a layer does not have two entries.

    Example:
        Two windows of 3 with stride 1 see 5 pixels and jump by 1.
        If the first of them has stride 2, they see 7 and jump by 2.
    """
    raise NotImplementedError("receptive_field: first two windows on paper, then carry field and jump along")


# %% id="check_receptive_field" role="check"
check(receptive_field)


# %% id="figure_alexnet_field" role="demo"
# Your function, drawn: what one unit of each AlexNet layer sees of the 227 pixels.
def figure_alexnet_field():
    names = ("conv1", "pool1", "conv2", "pool2", "conv3", "conv4", "conv5", "pool3")
    stack = [(11, 4), (3, 2), (5, 1), (3, 2), (3, 1), (3, 1), (3, 1), (3, 2)]
    fields = [receptive_field(stack[: depth + 1]) for depth in range(8)]
    _, axes = plt.subplots(figsize=(8.5, 3.8), layout="constrained")
    colors = [GREY if "pool" in name else BLUE for name in names]
    axes.barh(range(8), [field for field, _ in fields], color=colors)
    for row, (field, _) in enumerate(fields):
        draw_text(axes, field + 2, row, field, "left")
    axes.set_yticks(range(8), [f"{name}, jump {jump}" for name, (_, jump) in zip(names, fields, strict=True)])
    axes.axvline(227, color=RED, linestyle="--")
    draw_text(axes, 225, 0, "edge of the picture", "right", color=RED)
    axes.set(xlim=(0, 245), xlabel="pixels seen along one axis", title="AlexNet's receptive fields")
    axes.invert_yaxis()
    axes.spines[["top", "right"]].set_visible(False)
    plt.show()


try:
    figure_alexnet_field()
except NotImplementedError:
    print("Solve receptive_field first; then this cell draws AlexNet's fields.")

# %% [markdown] id="pitfalls_receptive_field"
# <details><summary><b>Three ways this goes wrong</b></summary>
#
# 1. *Kernels are added, multiplied, or the largest is taken.* For two windows of 3 that gives 6, 9 or 3. The
#    drawing says 5: what do neighbouring windows share?
# 2. *Earlier strides are forgotten.* A window of 3 on a map whose units stand 2 pixels apart: how far is it
#    from the first of these units to the third, in pixels?
# 3. *A stride acts too early.* Does the stride of a layer change what *one* of its own outputs sees, or only
#    how far it is to the next? Compare (3, 2) followed by (3, 1) with (3, 1) followed by (3, 2).
# </details>
#
# **Remember**
#
# - Filter size is receptive field in the first layer only.
# - Windows add little on a fine map and much on a coarse one; the jump is the exchange rate.
# - A layer's own stride matters to the layers above it.

# %% [markdown] id="concept_check"
# ## Concept check (no points)
#
# Answer in one sentence each, then unfold.
#
# <details>
# <summary>1. A convolution halves the map by stride 2. Did that save parameters in this layer?</summary>
#
# No. Strides change the output and the work, not the number of weights; a dense layer behind it may shrink.
# </details>
#
# <details>
# <summary>2. Which layers would you have to rebuild to run the 28 × 28 convnet on 32 × 32 pictures?</summary>
#
# Only the first dense one, whose input would grow from 1600 to 2304. The convolutions run on any size. With
# `gap` in place of `flatten`, none.
# </details>
#
# <details>
# <summary>3. A colleague's GRU has more parameters than your formula says. Where do you look?</summary>
#
# At the shape of the bias: two rows or one.
# </details>
#
# <details>
# <summary>4. Paper and framework agree on all shapes of a strided net, not on its outputs. Why?</summary>
#
# One candidate is "same" padding: the same length with the zeros on different ends.
# </details>
#
# <details>
# <summary>5. Why does AlexNet with 224 pixels and no padding not fit its own table?</summary>
#
# $(224 - 11)/4 + 1$ is 54.25, so there would be 54 outputs, not 55.
# </details>
#
# <details>
# <summary>6. 3 × 3 windows, 64 channels in and out: what do 64 groups leave of the weights?</summary>
#
# One in 64: each filter keeps one slice of 9 weights. The 64 biases stay.
# </details>
#
# **An open question, without an answer here.** Two stacked 3 × 3 convolutions see as far as one 5 × 5. With
# 64 channels everywhere, which has fewer parameters, and what else do you get from the two?

# %% [markdown] id="further_reading"
# ## Further reading
#
# - V. Dumoulin and F. Visin, *A guide to convolution arithmetic for deep learning*, 2016: exercises 1 to 3,
#   with many pictures, and transposed convolutions too.
# - A. Krizhevsky, I. Sutskever and G. E. Hinton, *ImageNet Classification with Deep Convolutional Neural
#   Networks*, 2012: AlexNet, the two towers, and the 224.
# - S. Hochreiter and J. Schmidhuber, *Long Short-Term Memory*, 1997.
# - K. Cho and others, *Learning Phrase Representations using RNN Encoder–Decoder for Statistical Machine
#   Translation*, 2014: the GRU.
# - A. Araujo, W. Norris and J. Sim, *Computing Receptive Fields of Convolutional Neural Networks*, 2019.
