"""Memory that was freed goes back to the system."""

import platform
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FREED = """
from os import sysconf
from pathlib import Path
from config import memory

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * sysconf("SC_PAGE_SIZE")

{}
bytes(20_000_000)  # once something as large was freed, glibc takes what is smaller from its heap, and keeps that
blocks = [b"x" * 1_000_000 + bytes([number]) for number in range(100)]
before = resident()
del blocks[:-1]
print((before - resident()) // 1_000_000)
"""

pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="There is nothing to set but with glibc.")


def megabytes_given_back(call):
    command = [sys.executable, "-c", FREED.format(call)]
    return int(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def test_what_is_freed_goes_back_to_the_system():
    assert megabytes_given_back("memory.give_back_what_is_freed()") > 90
    assert megabytes_given_back("") < 10
