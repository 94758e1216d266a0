# %% [markdown] id="intro"
# A small chapter on softmax regression.

# %% id="setup" role="provided"
import matplotlib.pyplot as plt
import numpy as np

from autograder import check

# %% [markdown] id="text"
# ## One step, and many


# %% id="figure_loss" role="demo"
def figure_loss():
    p = np.linspace(0.01, 1)
    _, axes = plt.subplots()
    axes.plot(p, -np.log(p))
    axes.set(xlabel="probability of the right class", ylabel="loss")
    plt.show()


figure_loss()


# %% id="gradient_step" role="solution"
def gradient_step(kernel: np.ndarray, bias: np.ndarray, x: np.ndarray, y: np.ndarray, rate: float) -> tuple:
    """Take one step down the mean cross-entropy of a batch.

    Args:
        kernel: (features, classes).
        bias: (classes,).
        x: (batch, features).
        y: (batch,) whole numbers, the classes.
        rate: how far to go along the gradient.

    Returns:
        The new kernel and the new bias.
    """
    raise NotImplementedError("gradient_step")


# %% id="check_gradient_step" role="check"
check(gradient_step)


# %% id="train_readout" role="solution"
def train_readout(x: np.ndarray, y: np.ndarray, seed: int) -> tuple:
    """Train softmax regression by gradient descent, to tell classes apart on points not seen here.

    Args:
        x: (examples, features), sorted by class.
        y: (examples,) whole numbers from 0 to 3, the classes.
        seed: of all chance: equal seeds give equal answers.

    Returns:
        A kernel (features, 4) and a bias (4,).
    """
    raise NotImplementedError("train_readout")


# %% id="check_train_readout" role="check"
check(train_readout)
