"""How far the workers of one server have come: one number in memory that they share, so that none lags behind another."""

import multiprocessing

LONGEST_WAIT_SECONDS = 1.0  # for a worker that was killed while it wrote


class Newest:
    """The place of the newest version of the record that any worker has heard of; reading it takes no lock."""

    def __init__(self) -> None:
        self._place = multiprocessing.Value("Q", 0)

    @property
    def place(self) -> int:
        return self._place.get_obj().value

    def tell(self, place: int, *, seen: int | None = None) -> None:
        """Let a place be the newest if it is, or if it was read from the database when `seen` was, and still is, the newest.

        So a record that was restored to an earlier state is believed.
        """
        lock = self._place.get_lock()
        is_alone = lock.acquire(timeout=LONGEST_WAIT_SECONDS)
        try:
            if place > self.place or seen == self.place:
                self._place.get_obj().value = place
        finally:
            if is_alone:
                lock.release()
