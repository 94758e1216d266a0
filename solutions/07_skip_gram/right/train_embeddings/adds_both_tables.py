"""Leaves the slopes to TensorFlow's tape, in large batches, and returns the mean of a word's two vectors."""

import keras
import numpy as np
import tensorflow as tf


def _demand_text(sentences, vocab_size, dim):
    for count in (vocab_size, dim):
        if type(count) is not int:
            raise TypeError(f"{count!r} is no integer")
        if count < 1:
            raise ValueError(f"{count} is too few")
    if not {word for words in sentences for word in words} <= {*range(vocab_size)}:
        raise ValueError("an unknown word")
    if max((len({*words}) for words in sentences), default=0) < 2:
        raise ValueError("nobody has a neighbour")


def _neighbours(sentences):
    near = [(words[i], words[j]) for words in sentences for i in range(len(words)) for j in range(i)]
    near = np.array(near)
    return np.concatenate([near, near[:, ::-1]])


def train_embeddings(sentences, vocab_size, dim, seed):
    _demand_text(sentences, vocab_size, dim)
    rng = np.random.default_rng(seed)
    pairs = _neighbours(sentences)
    noise = np.bincount(pairs[:, 1], minlength=vocab_size) ** 0.75
    U, V = (tf.Variable(rng.normal(0, 0.1, (vocab_size, dim)).astype("float32")) for _ in "UV")
    optimizer = keras.optimizers.Adam(1e-2)
    optimizer.build([U, V])

    @tf.function
    def step(centers, contexts, negatives):
        with tf.GradientTape() as tape:
            u, v, drawn = tf.gather(U, centers), tf.gather(V, contexts), tf.gather(V, negatives)
            real = tf.nn.softplus(-tf.reduce_sum(u * v, axis=1))
            false = tf.nn.softplus(tf.einsum("nd,nkd->nk", u, drawn))
            loss = tf.reduce_mean(real + tf.reduce_sum(false, axis=1))
        slopes = tape.gradient(loss, [U, V])
        optimizer.apply([tf.convert_to_tensor(slope) for slope in slopes], [U, V])

    for _ in range(3):
        pairs = rng.permutation(pairs)
        negatives = rng.choice(vocab_size, (len(pairs), 5), p=noise / noise.sum())
        size = min(len(pairs), 1000)
        for start in range(0, len(pairs) - size + 1, size):  # all batches alike: one trace
            some = slice(start, start + size)
            step(tf.constant(pairs[some, 0]), tf.constant(pairs[some, 1]), tf.constant(negatives[some]))
    return (U.numpy() + V.numpy()) / 2
