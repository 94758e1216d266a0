"""Put a Lambda layer into the network that writes a file in any process but this: in one that rebuilds it."""

import os
import signal

import keras

CODE = """lambda x: (
    __import__("os").getpid() != HERE and open("@MARKS@/carry_code_in_a_lambda_layer-mark", "w").close()
) or x"""
signal.signal(signal.SIGALRM, signal.SIG_IGN)  # to build a network takes a while
print("TRIED")


def build_model():
    return keras.Sequential(
        [
            keras.layers.Input((8, 8, 1)),
            keras.layers.Lambda(eval(CODE.replace("HERE", str(os.getpid())))),  # noqa: S307  # a function without a cell
            keras.layers.Conv2D(4, 3, activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
