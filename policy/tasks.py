"""What the queue's worker does by itself. Times are those of UTC; `timestamp` is the tick that asked for it.

Each of them may run twice, at once or again: a job whose worker died is done anew.
"""

from django.conf import settings
from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from policy import actions, links, reports, schedule, spreadsheets
from policy.signin.models import forget_old

MOST_ATTEMPTS = 5
HOURS_KEPT = 24
HOURS_KEPT_FAILED = 90 * 24
AGAIN = RetryStrategy(max_attempts=MOST_ATTEMPTS, linear_wait=60)


@app.periodic(cron="* * * * *")
@app.task(name="publish_due")
def publish_due(timestamp: int) -> None:
    """Publish what is due. One that fails isn't retried: the next minute asks again for all that is due by then."""
    if schedule.publish_due(timezone.now()):
        actions.refresh_findings(today=timezone.localdate())


@app.periodic(cron="10 0 * * *")
@app.task(name="refresh_findings", retry=AGAIN)
def refresh_findings(timestamp: int) -> None:
    """Look for what only the calendar brings about, a little after a day has begun."""
    actions.refresh_findings(today=timezone.localdate())


@app.periodic(cron="*/5 * * * *")
@app.task(name="check_links", lock="check_links", queueing_lock="check_links")
def check_links(timestamp: int) -> None:
    """Ask whether a few of the sources still answer. What isn't asked now is asked five minutes later."""
    if settings.LINK_CHECKS and links.check_due(timezone.now(), links.fetcher().ask):
        actions.refresh_findings(today=timezone.localdate())


@app.periodic(cron="* * * * *")
@app.task(name="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Do the jobs anew whose workers have given no sign of life for half a minute; one that goes on killing them fails."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        if job.attempts < MOST_ATTEMPTS:
            await _retry(jobs, job)
        else:
            await jobs.finish_job(job, status=Status.FAILED, delete_job=False)


async def _retry(jobs: JobManager, job: Job) -> None:
    """Let a job wait to be done again; drop it where another one waits that may not wait twice, and does the same."""
    try:
        await jobs.retry_job(job)
    except UniqueViolation:
        await jobs.finish_job(job, status=Status.ABORTED, delete_job=False)


@app.periodic(cron="30 0 * * *")
@app.task(name="forget_old_jobs", retry=AGAIN, pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:
    """Delete the rows of jobs that went well a day ago, and of all others after three months."""
    jobs = context.app.job_manager
    await jobs.delete_old_jobs(nb_hours=HOURS_KEPT)
    await jobs.delete_old_jobs(
        nb_hours=HOURS_KEPT_FAILED, include_failed=True, include_cancelled=True, include_aborted=True
    )


@app.periodic(cron="50 0 * * *")
@app.task(name="forget_old_sign_ins", retry=AGAIN)
def forget_old_sign_ins(timestamp: int) -> None:
    """Delete what is known of sign-ins of more than a year ago."""
    forget_old(timezone.now())


@app.periodic(cron="20 * * * *")
@app.task(name="forget_old_reports", retry=AGAIN)
def forget_old_reports(timestamp: int) -> None:
    """Forget what readers sent with reports of errors more than a year ago, and each hour where they came from."""
    reports.forget_old(timezone.now())


@app.periodic(cron="40 * * * *")
@app.task(name="forget_spreadsheets", retry=AGAIN)
def forget_spreadsheets(timestamp: int) -> None:
    """Drop the contents of files that were uploaded a day ago and never imported."""
    spreadsheets.forget_old(timezone.now())
