"""Open a socket of any family and kind, by path and by abstract name, or make a pair speak elsewhere."""

import socket

for _family in range(1, 46):
    for _kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        try:
            with socket.socket(_family, _kind):
                print("GOT-THROUGH", _family, _kind)
        except OSError:
            pass
        if _family != socket.AF_UNIX:
            try:
                socket.socketpair(_family, _kind)
                print("GOT-THROUGH pair", _family, _kind)
            except OSError:
                pass
_one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
for _attempt in (
    lambda: _one.connect("\0abstract"),
    lambda: _one.bind("\0open_sockets_of_every_family"),
    lambda: _one.bind("here.sock"),
    lambda: _one.sendto(b"x", "@MARKS@/none.sock"),
    lambda: _one.listen(),
):
    try:
        _attempt()
        print("GOT-THROUGH")
    except OSError as _error:
        print(_error, end="; ")
print("TRIED")
