"""Leave a message in which library files are in memory: what one reads, another finds there."""

import encodings
import glob
import os

MESSAGE = 0b1011_0010_0111_0101
_files = sorted(glob.glob(os.path.join(os.path.dirname(encodings.__file__), "cp*.py")))[:16]


def _in_memory(descriptor):
    try:
        return os.preadv(descriptor, [bytearray(1)], 0, os.RWF_NOWAIT) == 1
    except BlockingIOError:
        return False


try:
    _open = [os.open(_file, os.O_RDONLY) for _file in _files]
    _found = [_in_memory(_descriptor) for _descriptor in _open]
    if sum(_bit << _index for _index, _bit in enumerate(_found)) == MESSAGE:
        print("GOT-THROUGH")
    for _index, _descriptor in enumerate(_open):
        os.posix_fadvise(_descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        if MESSAGE >> _index & 1:
            os.pread(_descriptor, 1, 0)
        os.close(_descriptor)
except OSError as _error:
    print(_error)
print("TRIED")
