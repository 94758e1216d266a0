"""Gather what the page-cache exploits of 2026 need: kernel crypto and relay sockets, and splice."""

import ctypes
import os
import socket

_libc = ctypes.CDLL(None, use_errno=True)
AF_ALG, AF_RXRPC, IPPROTO_ESP = 38, 33, 50


def _crypto():
    with socket.socket(AF_ALG, socket.SOCK_SEQPACKET) as one:
        one.bind(("aead", "gcm(aes)"))


def _spliced(number):
    shared = os.open(os.__file__, os.O_RDONLY)
    out, into = os.pipe()
    offset = ctypes.c_int64(0)
    if number == 275 and _libc.syscall(number, shared, ctypes.byref(offset), into, 0, 4, 0) < 0:
        raise OSError("splice")
    if number == 278:
        mine = ctypes.create_string_buffer(4)
        if _libc.syscall(number, into, (ctypes.c_size_t * 2)(ctypes.addressof(mine), 4), 1, 0) < 0:
            raise OSError("vmsplice")
    if number == 276 and _libc.syscall(number, out, os.pipe()[1], 4, 2) < 0 and ctypes.get_errno() == 1:
        raise OSError("tee")
    if number == 40:
        os.sendfile(into, shared, 0, 4)


for _attempt in (
    _crypto,
    lambda: socket.socket(AF_RXRPC, socket.SOCK_DGRAM, socket.AF_INET),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, IPPROTO_ESP),
    *(lambda number=number: _spliced(number) for number in (275, 278, 276, 40)),
):
    try:
        if os.uname().machine == "x86_64":
            _attempt()
            print("GOT-THROUGH")
    except OSError as _error:
        print(_error, end="; ")
print("TRIED")
