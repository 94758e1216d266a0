"""Writes down, key by key, where it comes from and whether it is turned."""

import numpy as np


def to_keras_lstm(params, notation):
    if notation == "bardak":
        table = [["Iu", "If", "Ic", "Io"], ["Wu", "Wf", "Wc", "Wo"], ["bu", "bf", "bc", "bo"]]
    elif notation == "sjoberg":
        table = [["Ui", "Uf", "UC", "Uo"], ["Wi", "Wf", "WC", "Wo"]]
    else:
        raise ValueError("bardak or sjoberg, please")
    for row in table:
        for key in row:
            if params.get(key) is None:
                raise ValueError(f"where is {key}?")
    turned = notation == "sjoberg"
    answer = [
        np.concatenate([params[key].T if turned else params[key] for key in row], axis=-1) for row in table
    ]
    if turned:
        answer.append(answer[0][0] * 0)
    return answer
