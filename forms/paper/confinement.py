"""What a program that opens strangers' files may do: little memory and time, no files, no network, no programs."""

import ctypes
import errno
import platform
import resource
import struct

#: architecture -> (its number in a filter, numbers of socket, connect, socketpair, execve, execveat, ptrace)
CALLS = {
    "x86_64": (0xC000003E, (41, 42, 53, 59, 322, 101)),
    "aarch64": (0xC00000B7, (198, 203, 199, 221, 281, 117)),
}
_NO_NEW_PRIVILEGES, _SECCOMP, _MODE_FILTER = 38, 22, 2
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_NUMBER_AT, _ARCHITECTURE_AT = 0, 4
_ALLOW, _FAIL, _KILL = 0x7FFF0000, 0x00050000, 0x80000000


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def confine(memory_bytes: int, cpu_seconds: int) -> bool:
    """Give up for good what opening a file does not need. Return whether the kernel also closed the network.

    It does on every Linux that we support; elsewhere only the limits hold.
    """
    for limit, value in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    return _close_network()


def _close_network() -> bool:
    """Let the kernel refuse the calls that reach another machine or start another program."""
    if platform.system() != "Linux" or platform.machine() not in CALLS:
        return False
    architecture, refused = CALLS[platform.machine()]
    steps = [
        struct.pack("HBBI", _LOAD, 0, 0, _ARCHITECTURE_AT),
        struct.pack("HBBI", _JUMP_IF_EQUAL, 1, 0, architecture),
        struct.pack("HBBI", _RETURN, 0, 0, _KILL),
        struct.pack("HBBI", _LOAD, 0, 0, _NUMBER_AT),
    ]
    for number in refused:
        steps.append(struct.pack("HBBI", _JUMP_IF_EQUAL, 0, 1, number))
        steps.append(struct.pack("HBBI", _RETURN, 0, 0, _FAIL | errno.EPERM))
    steps.append(struct.pack("HBBI", _RETURN, 0, 0, _ALLOW))
    program = _Program(len(steps), b"".join(steps))
    kernel = ctypes.CDLL(None, use_errno=True)
    if kernel.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(kernel.prctl(_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0) == 0)
