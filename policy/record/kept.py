"""What one process keeps in memory of its answers, up to so many bytes (docs/adr/0026)."""

import pickle
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from sys import getsizeof
from typing import Any
from weakref import WeakValueDictionary


class Kept:
    """Values by all that they follow from, so that none is ever wrong; what was used longest ago goes when there are many.

    `size` is what they take together: texts as they lie in memory, other values as they are pickled.
    """

    def __init__(self, bytes_at_most: int) -> None:
        self.bytes_at_most, self.size = bytes_at_most, 0
        self._lock = threading.Lock()  # held to look up and to put, never while a value is made
        self._making: WeakValueDictionary[Hashable, Any] = WeakValueDictionary()  # a lock per value that is being made
        self._held: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()

    def __contains__(self, key: Hashable) -> bool:
        with self._lock:
            return key in self._held

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what is kept by a key, made now if nothing is. Values that can't be changed are asked of `make`.

        It is made once, however many ask at the same time: they wait for it. Where `make` raises, the next one tries.
        """
        with self._lock:
            if found := self._found(key):
                return found[0]
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                if found := self._found(key):
                    return found[0]
            value = make()
            self._put(key, value, getsizeof(value) if isinstance(value, str) else len(pickle.dumps(value)))
            return value

    def clear(self) -> None:
        with self._lock:
            self._held.clear()
            self.size = 0

    def _found(self, key: Hashable) -> tuple[Any, int] | None:
        if found := self._held.get(key):
            self._held.move_to_end(key)
        return found

    def _put(self, key: Hashable, value: Any, size: int) -> None:
        with self._lock:
            self.size += size - self._held.pop(key, (None, 0))[1]
            self._held[key] = (value, size)
            while self.size > self.bytes_at_most:
                self.size -= self._held.popitem(last=False)[1][1]
