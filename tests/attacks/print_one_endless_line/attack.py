"""Print 16 MiB without a line's end, and rubbish that is no text on the other stream."""

import os

os.write(2, bytes(range(256)) * 4096)
_block = b"L" * (1 << 20)
for _ in range(16):
    _rest = _block
    while _rest:
        _rest = _rest[os.write(1, _rest) :]
print("TRIED")
