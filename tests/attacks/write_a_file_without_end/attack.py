"""Make a file of a TiB that holds almost nothing, by its size, by a distant byte, by a reservation."""

import os

SIZE = 1 << 40
_file = os.open("large", os.O_CREAT | os.O_RDWR)
for _attempt in (
    lambda: os.ftruncate(_file, SIZE),
    lambda: os.pwrite(_file, b"x", SIZE - 1),
    lambda: os.posix_fallocate(_file, SIZE - 1, 1),
):
    try:
        _attempt()
    except OSError as _error:
        print(_error.errno, end=" ")
    if os.fstat(_file).st_size > 1 << 30:
        print("GOT-THROUGH")
    os.ftruncate(_file, 0)
os.close(_file)
print("TRIED")
