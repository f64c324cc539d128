"""How much of its memory a process gives back: what it freed, where the C library is glibc (docs/adr/0026)."""

import ctypes

TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8  # the parameters of mallopt(3)
LARGE_BYTES = 131_072  # glibc's own bound, which it raises up to 32 MB as soon as something larger is freed


def give_back_what_is_freed() -> None:
    """Let large blocks go back to the system once they are freed, and all threads share one heap.

    Threads that begin later, and processes that are forked, do the same. Elsewhere than with glibc nothing changes.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        for parameter, value in ((ARENA_MAX, 1), (MMAP_THRESHOLD, LARGE_BYTES), (TRIM_THRESHOLD, LARGE_BYTES)):
            mallopt(parameter, value)
