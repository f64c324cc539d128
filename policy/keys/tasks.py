"""What the queue's worker does about limits by itself."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from policy.keys.counting import forget_old


@app.periodic(cron="*/10 * * * *")
@app.task(name="forget_counters", retry=RetryStrategy(max_attempts=5, linear_wait=60))
def forget_counters(timestamp: int) -> None:
    """Forget the counters whose minute is over: what an address did is known for ten minutes or so."""
    forget_old(timezone.now())
