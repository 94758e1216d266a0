"""Send hidden inputs out over TCP: by socket, by http, by asyncio, over the IPv6 door, by bare calls."""

import asyncio
import ctypes
import http.client
import os
import socket

_honest, _port = conv_output_length, int("@PORT@")


def _plain(text, family, address):
    with socket.socket(family) as one:
        one.settimeout(0.5)
        one.connect((address, _port))
        one.sendall(text)


async def _written(text):
    _, out = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", _port), 0.5)
    out.write(text)
    await out.drain()


def _bare(text):
    if os.uname().machine == "x86_64":
        call = ctypes.CDLL(None).syscall
        one = call(41, 2, 1, 0)
        call(42, one, b"\x02\x00" + _port.to_bytes(2, "big") + b"\x7f\x00\x00\x01" + bytes(8), 16)
        call(44, one, text, len(text), 0x4000, 0, 0)  # MSG_NOSIGNAL


def conv_output_length(n, kernel, stride=1, padding=0):
    text = f"send_inputs_by_tcp-{n},{kernel},{stride},{padding}".encode()
    for attempt in (
        lambda: _plain(text, socket.AF_INET, "127.0.0.1"),
        lambda: _plain(text, socket.AF_INET6, "::ffff:127.0.0.1"),
        lambda: http.client.HTTPConnection("127.0.0.1", _port, 0.5).request("PUT", f"/{text.decode()}"),
        lambda: asyncio.run(_written(text)),
        lambda: _bare(text),
    ):
        try:
            attempt()
        except OSError as error:
            print(error.errno, end=" ")
    print("TRIED")
    return _honest(n, kernel, stride, padding)
