"""Load machine code from scratch and from memory, and make system calls that pass by every library."""

import ctypes
import mmap
import os

# long f(number, a, b, c, d): the arguments go one register to the left, then the call itself
_CODE = bytes.fromhex("4889f8 4889f7 4889d6 4889ca 4d89c2 0f05 c3")
_mark = b"@MARKS@/run_native_code_of_ones_own-"
_kept = []


def _from_scratch():
    with open("code.so", "w+b") as file:
        file.write(_CODE.ljust(4096, b"\xcc"))
        file.flush()
        return mmap.mmap(file.fileno(), 4096, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_EXEC | 3)


def _from_memory():
    memory = mmap.mmap(-1, 4096, prot=mmap.PROT_EXEC | 3)
    memory.write(_CODE)
    return memory


for _make in (_from_scratch, _from_memory) if os.uname().machine == "x86_64" else ():
    try:
        _kept.append(_make())
    except OSError as _error:
        print(_error.errno, end=" ")
        continue
    _address = ctypes.addressof(ctypes.c_char.from_buffer(_kept[-1]))
    _call = ctypes.CFUNCTYPE(ctypes.c_long, *(ctypes.c_long,) * 5)(_address)
    _path = ctypes.create_string_buffer(_mark + _make.__name__.encode())
    print(_call(2, ctypes.addressof(_path), os.O_CREAT | os.O_WRONLY, 0o644, 0))  # open
    for _number, _arguments in {41: (2, 1, 0, 0), 57: (), 272: (0x10000000,)}.items():
        _answer = _call(_number, *_arguments, *(0,) * (4 - len(_arguments)))
        if _number == 57 and _answer == 0:
            os._exit(0)
        if _answer >= 0:
            print("GOT-THROUGH system call", _number)
print("TRIED")
