"""Reach for the machine's credentials: the cloud's metadata service, the CI's tokens, mounted secrets."""

import glob
import os
import re
import socket

for _address in (("127.0.0.1", int("@PORT@")), ("169.254.169.254", 80), ("127.0.0.1", 10250)):
    try:
        with socket.create_connection(_address, timeout=0.1) as _service:
            print("GOT-THROUGH", _address)
            if "@PORT@" == str(_address[1]):
                _service.sendall(b"GET /ask_the_cloud_for_credentials-/latest/meta-data/ HTTP/1.0\r\n\r\n")
    except OSError as _error:
        print(_error, end="; ")
for _door in ("/var/run/docker.sock", "/run/containerd/containerd.sock", "/run/dbus/system_bus_socket"):
    try:
        socket.socket(socket.AF_UNIX).connect(_door)
        print("GOT-THROUGH", _door)
    except OSError as _error:
        print(_error, end="; ")
_environment = repr(os.environ)
try:
    _environment += open("/proc/self/environ").read()
except OSError as _error:
    print(_error, end="; ")
print(re.findall("HIDDEN-CANARY-[0-9a-f]+", _environment))
print(re.findall("(?:ACTIONS|GITHUB|AWS|GOOGLE|AZURE|KUBERNETES|CI)_[A-Z_]+", _environment))
for _secret in ("/var/run/secrets/*/*/token", "/etc/kubernetes/*", "/home/*/.aws/*", "/home/*/.ssh/*"):
    for _path in glob.glob(_secret):
        try:
            with open(_path) as _file:
                print("GOT-THROUGH", _path)
        except OSError as _error:
            print(_error.errno, end=" ")
print("TRIED")
