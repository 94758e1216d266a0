"""The answers we would defend: loops over steps, one matrix product for each operand.

Exercises share private helpers only, so that replacing one public function by a variant
changes that exercise and no other.
"""

import keras
import numpy as np
from keras import ops


def _recurrent_count(name, value, least=1):
    if type(value) is not int:
        raise TypeError(f"{name} must be an integer, received {value!r}")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, received {value}")
    return value


def _recurrent_demand(fits, what):
    if not fits:
        raise ValueError(f"shapes do not fit: {what}")


def _rnn_demand_sizes(x, h0, U, W, b):
    _recurrent_demand(x.ndim == 3, f"x must have three axes, received {x.shape}")
    units = b.size
    batch, _, features = x.shape
    _recurrent_demand(h0.shape == (batch, units), f"h0 {h0.shape}")
    _recurrent_demand(W.shape == (units, units), f"W {W.shape}")
    _recurrent_demand(b.shape == (units,), f"b {b.shape}")
    fits = features == units if U is None else U.shape == (features, units)
    _recurrent_demand(fits, "U, or x where there is none")


def _rnn_states(x, h0, U, W, b):
    _rnn_demand_sizes(x, h0, U, W, b)
    read = x if U is None else x @ U  # (batch, steps, units)
    states = np.empty_like(read)
    h = h0
    for t in range(read.shape[1]):
        h = states[:, t] = np.tanh(read[:, t] + h @ W + b)
    return states


def rnn_forward(x, h0, U, W, b):
    return _rnn_states(x, h0, U, W, b)


def rnn_bptt(x, h0, U, W, b, dh, truncate=None):
    states = _rnn_states(x, h0, U, W, b)
    _recurrent_demand(dh.shape == states.shape, f"dh {dh.shape}, states {states.shape}")
    steps = states.shape[1]
    reach = steps if truncate is None else _recurrent_count("truncate", truncate)
    da = np.zeros_like(states)
    for judged in range(steps):
        flow = dh[:, judged]
        for t in range(judged, max(judged - reach, -1), -1):
            flow = flow * (1 - states[:, t] ** 2)
            da[:, t] += flow
            flow = flow @ W.T
    entered = np.concatenate([h0[:, None], states[:, :-1]], axis=1)  # the state before each step
    return {
        "dx": da @ U.T,
        "dh0": da[:, 0] @ W.T,
        "dU": np.einsum("ntd,nth->dh", x, da),
        "dW": np.einsum("ntj,ntk->jk", entered, da),
        "db": da.sum(axis=(0, 1)),
    }


def _fate_demand_square(W):
    _recurrent_demand(W.ndim == 2 and W.shape[0] == W.shape[1], f"W must be square, received {W.shape}")


def hT(W, h0, t):
    _fate_demand_square(W)
    _recurrent_demand(h0.ndim == 2 and h0.shape[1] == len(W), f"h0 {h0.shape}, W {W.shape}")
    values, Q = np.linalg.eig(W)
    powers = values ** _recurrent_count("t", t, least=0)
    return np.real(np.linalg.solve(Q.T, (h0 @ Q * powers).T).T).astype(W.dtype)  # h0 Q powers Q^-1


def fate(W, tol=1e-9):
    _fate_demand_square(W)
    radius = np.abs(np.linalg.eigvals(W)).max()
    if radius < 1 - tol:
        return "vanish"
    return "explode" if radius > 1 + tol else "bounded"


def clip_by_global_norm(grads, max_norm):
    if max_norm <= 0:
        raise ValueError(f"max_norm must be above 0, received {max_norm!r}")
    norm = float(np.sqrt(sum(np.sum(np.square(grad, dtype="float64")) for grad in grads if grad is not None)))
    if norm <= max_norm:
        return [None if grad is None else grad.copy() for grad in grads], norm
    scale = max_norm / norm
    return [None if grad is None else grad * scale for grad in grads], norm


def _recurrent_sigmoid(z):
    return (1 + np.tanh(z / 2)) / 2  # never overflows


def _lstm_demand_sizes(x, h, c, kernel, recurrent, bias):
    _recurrent_demand(x.ndim == 2 and h.ndim == 2, f"x {x.shape} and h {h.shape} must have two axes")
    (batch, features), units = x.shape, h.shape[1]
    wanted = [(batch, units)] * 2 + [(features, 4 * units), (units, 4 * units), (4 * units,)]
    received = [one.shape for one in (h, c, kernel, recurrent, bias)]
    _recurrent_demand(received == wanted, f"expected {wanted} for h, c and the weights, received {received}")


def _lstm_next(x, h, c, kernel, recurrent, bias):
    _lstm_demand_sizes(x, h, c, kernel, recurrent, bias)
    i, f, candidate, o = np.split(x @ kernel + h @ recurrent + bias, 4, axis=1)
    c = _recurrent_sigmoid(f) * c + _recurrent_sigmoid(i) * np.tanh(candidate)
    return _recurrent_sigmoid(o) * np.tanh(c), c


def lstm_step(x, h, c, kernel, recurrent, bias):
    return _lstm_next(x, h, c, kernel, recurrent, bias)


def lstm_forward(x, kernel, recurrent, bias, h0=None, c0=None, mask=None, return_sequences=False):
    _recurrent_demand(x.ndim == 3, f"x must have three axes, received {x.shape}")
    (batch, steps, _), units = x.shape, bias.size // 4
    h = np.zeros((batch, units), x.dtype) if h0 is None else h0.copy()
    c = np.zeros((batch, units), x.dtype) if c0 is None else c0.copy()
    if mask is None:
        mask = np.ones((batch, steps), bool)
    _recurrent_demand(mask.shape == (batch, steps), f"mask {mask.shape}, x {x.shape}")
    shown = []
    for t in range(steps):
        new_h, new_c = _lstm_next(x[:, t], h, c, kernel, recurrent, bias)
        real = mask[:, t, None]
        h, c = np.where(real, new_h, h), np.where(real, new_c, c)
        shown.append(h)
    return np.stack(shown, axis=1) if return_sequences else h, h, c


def to_keras_lstm(params, notation):
    gates = {"bardak": "ufco", "sjoberg": "ifCo"}  # of each deck, in Keras's order i, f, c, o
    if notation not in gates:
        raise ValueError(f"notation must be 'bardak' or 'sjoberg', received {notation!r}")

    def blocks(letter):
        keys = [letter + gate for gate in gates[notation]]
        for key in keys:
            if key not in params:
                raise ValueError(f"params need the key {key!r}")
        return [params[key] for key in keys]

    if notation == "bardak":
        return [np.hstack(blocks(letter)) for letter in "IWb"]
    kernel, recurrent = (np.vstack(blocks(letter)).T.copy() for letter in "UW")
    return [kernel, recurrent, np.zeros_like(kernel[0])]


def _gru_demand_sizes(x, h, kernel, recurrent, bias, rows):
    _recurrent_demand(x.ndim == 2 and h.ndim == 2, f"x {x.shape} and h {h.shape} must have two axes")
    (batch, features), units = x.shape, h.shape[1]
    wanted = [(batch, units), (features, 3 * units), (units, 3 * units), (*rows, 3 * units)]
    received = [one.shape for one in (h, kernel, recurrent, bias)]
    _recurrent_demand(received == wanted, f"expected {wanted} for h and the weights, received {received}")


def gru_step(x, h, kernel, recurrent, bias, reset_after=True):
    _gru_demand_sizes(x, h, kernel, recurrent, bias, (2,) if reset_after else ())
    units = h.shape[1]
    from_x, from_h = bias if reset_after else (bias, np.zeros_like(bias))
    seen = x @ kernel + from_x
    gates = _recurrent_sigmoid((seen + h @ recurrent + from_h)[:, : 2 * units])
    z, r = np.split(gates, 2, axis=1)
    into, beside = recurrent[:, 2 * units :], from_h[2 * units :]
    heard = r * (h @ into + beside) if reset_after else (r * h) @ into
    return z * h + (1 - z) * np.tanh(seen[:, 2 * units :] + heard)


def lm_batches(ids, seq_len, stride=None):
    length = _recurrent_count("seq_len", seq_len)
    step = length if stride is None else _recurrent_count("stride", stride)
    if ids.ndim != 1 or len(ids) <= length:
        raise ValueError(f"expected one axis of at least {length + 1} tokens, received shape {ids.shape}")
    starts = np.arange(0, len(ids) - length, step)
    windows = ids[starts[:, None] + np.arange(length + 1)]
    return windows[:, :-1], windows[:, 1:]


def perplexity(logits, targets, mask=None):
    real = np.ones(targets.shape, bool) if mask is None else mask
    if not logits.shape[:-1] == targets.shape == real.shape or targets.ndim != 2:
        raise ValueError(f"logits {logits.shape}, targets {targets.shape} and mask {real.shape} do not fit")
    if targets.min() < 0 or targets.max() >= logits.shape[-1] or not real.any():
        raise ValueError("a target is outside of the vocabulary, or no step is real")
    above = logits.astype("float64") - logits.max(axis=-1, keepdims=True)
    chosen = np.take_along_axis(above, targets[..., None], axis=-1)[..., 0]
    surprise = np.log(np.exp(above).sum(axis=-1)) - chosen
    return float(np.exp(surprise[real].mean()))


class MyLSTMCell(keras.layers.Layer):
    def __init__(self, units, coupled=False, unit_forget_bias=True, **kwargs):
        super().__init__(**kwargs)
        self.units = _recurrent_count("units", units)
        self.coupled, self.unit_forget_bias = coupled, unit_forget_bias
        self.state_size, self.output_size = [units, units], units

    def build(self, input_shape):
        blocks = 3 if self.coupled else 4
        width, forget = blocks * self.units, blocks - 3  # the forget block comes first when coupled
        self.kernel = self.add_weight(
            shape=(input_shape[-1], width), initializer="glorot_uniform", name="kernel"
        )
        self.recurrent_kernel = self.add_weight(
            shape=(self.units, width), initializer="orthogonal", name="recurrent_kernel"
        )

        def first_bias(shape, dtype=None):
            ones = np.repeat(np.arange(blocks) == forget, self.units) & self.unit_forget_bias
            return ops.convert_to_tensor(ones, dtype)

        self.bias = self.add_weight(shape=(width,), initializer=first_bias, name="bias")

    def call(self, inputs, states, training=False):
        h, c = states
        total = ops.matmul(inputs, self.kernel) + ops.matmul(h, self.recurrent_kernel) + self.bias
        *i, f, candidate, o = ops.split(total, 3 if self.coupled else 4, axis=1)
        f = ops.sigmoid(f)
        let_in = 1 - f if self.coupled else ops.sigmoid(i[0])
        c = f * c + let_in * ops.tanh(candidate)
        h = ops.sigmoid(o) * ops.tanh(c)
        return h, [h, c]

    def get_initial_state(self, batch_size=None):
        return [ops.zeros((batch_size, self.units), self.compute_dtype) for _ in "hc"]

    def get_config(self):
        names = ("units", "coupled", "unit_forget_bias")
        return {**super().get_config(), **{name: getattr(self, name) for name in names}}


def _lm_demand_counts(**counts):
    for name, count in counts.items():
        if type(count) is not int:
            raise TypeError(f"{name} must be an integer, received {count!r}")
        if count < 1:
            raise ValueError(f"{name} must be at least 1, received {count}")


def build_lm(vocab, units):
    _lm_demand_counts(vocab=vocab, units=units)
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            layers.Embedding(vocab, units),
            layers.LSTM(units, return_sequences=True),
            layers.Dense(vocab),
        ]
    )


def train_lm(model, ids, seq_len, seed):
    _lm_demand_counts(seq_len=seq_len)
    if ids.ndim != 1 or ids.dtype.kind not in "iu" or len(ids) <= seq_len:
        got = f"received {ids.dtype} of shape {ids.shape}"
        raise ValueError(f"ids: expected one axis of at least {seq_len + 1} integers, {got}")
    keras.utils.set_random_seed(seed)
    pairs = np.lib.stride_tricks.sliding_window_view(ids, seq_len + 1)[::seq_len]
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(1e-2, global_clipnorm=1.0), loss=loss)
    history = model.fit(pairs[:, :-1], pairs[:, 1:], batch_size=64, epochs=8, verbose=0)
    return float(history.history["loss"][-1])
