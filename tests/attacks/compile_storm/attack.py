"""Have TensorFlow compile program after program in threads of its own."""


def build_model():
    import time

    import tensorflow as tf

    print("TRIED", flush=True)
    end, size = time.monotonic() + 90, 8
    while time.monotonic() < end:
        size += 1
        program = tf.function(lambda x: tf.linalg.matmul(tf.tanh(x @ x), x), jit_compile=True)
        program(tf.ones((size, size)))
