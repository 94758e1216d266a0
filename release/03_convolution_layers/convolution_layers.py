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

# %% id="setup" role="provided"
import matplotlib.pyplot as plt
import numpy as np

from autograder import check

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
# the layer is ten lines of what you already know. (For "same", the zeros go where exercise 1.2 put them.)
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
# 431,754 weights were counted in exercise 1.8, and 409,856 of them sit in a single layer, the dense one behind
# Flatten. Ours has pictures of 64 pixels, so 30,000 weights are plenty. Keep that layer in mind when you spend
# them.
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


# %% id="tools_digit_convnet" role="provided"
# Two more tools that you can use as they are; the grader does.
def probe_chance(seed):
    """Put every source of chance into a state that follows from the seed."""
    keras.utils.set_random_seed(seed)


def probe_shared(first, second):
    """Return how many weights two nets have in common: none, if each has its own."""
    return sum(any(one is other for other in second.weights) for one in first.weights)


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
        x: (examples, 8, 8, 1), float32. Pictures with values from 0 to 16, sorted by class.
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
