"""Return a list that holds itself, a tuple 100,000 deep, and lists of lists that unfold to 100 MiB."""


def conv_output_length(n, kernel, stride=1, padding=0):
    print("TRIED")
    pit = []
    pit.append(pit)
    return pit


def conv2d(x, kernel):
    deep = ()
    for _ in range(100_000):
        deep = (deep,)
    return deep


def lstm_step(x, h, c, W, U, b):
    wide = "wide" * 256
    for _ in range(5):
        wide = [wide] * 10
    return wide
