"""The preview: the public page as it would be, seen on the desk and nowhere else."""

import html
import re

import pytest

from policy import kinds
from policy.models import Effect, ScheduledPublication, Statement, Submission
from policy.record.chain import sha256
from policy.record.models import ControlPeriod, Revision
from policy.record.publish import publish
from policy.site.marked_pages import main_of
from tests import makers
from tests.admin.conftest import change_page, make_measure, make_statement

pytestmark = pytest.mark.slow

OWN = re.compile(r'<section class="[^"]*" aria-labelledby="(?:revision|cite)">.*?</section>', re.DOTALL)


def preview_page(event):
    return change_page(event).replace("/change/", "/preview/")


def text(response):
    return html.unescape(response.content.decode())


def shown(response):
    """Return the event's own page, without what no two revisions have alike."""
    page = main_of(response.content.decode())
    return OWN.sub("", page[page.index("<article") :]).strip()


def published_statement(**changes):
    statement = Statement.objects.published().filter(citations__isnull=False).first()
    return makers.change(statement, **changes) if changes else statement


@pytest.mark.slow
@pytest.mark.parametrize("name", [kind.name for kind in kinds.every()])
def test_shows_the_very_page_that_readers_see_once_it_is_published(editor, client, name):
    draft = getattr(makers, f"make_{name}")(f"2025-04-09-a-draft-{name}")
    beforehand = editor.get(preview_page(draft))
    publish(draft, reason="It was said.", by="paul")
    assert shown(beforehand) == shown(client.get(f"/events/{draft.slug}/"))


def test_shows_the_states_that_would_follow(editor):
    measure = makers.make_measure("2025-04-09-a-measure")
    makers.publish(measure)
    makers.change(measure.provisions.get(), expiry="2025-05-01")
    assert "expired" not in text(editor.get(f"/events/{measure.slug}/"))
    assert "expired" in text(editor.get(preview_page(measure)))


def test_leaves_nothing_behind(editor):
    statement = published_statement(summary="Quite another summary.")
    Submission.objects.create(event=statement, submitted_by=editor.user)
    before = Revision.objects.newest(), ControlPeriod.objects.count()
    assert "Quite another summary." in text(editor.get(preview_page(statement)))
    assert (Revision.objects.newest(), ControlPeriod.objects.count()) == before
    assert Submission.objects.get(event=statement).closed_at is None
    revision = publish(statement, reason="So it was.", by="paul")
    assert (revision.seq, revision.sha256) == (before[0].seq + 1, sha256(revision))


def test_no_reader_and_no_cache_gets_it(editor, client):
    statement = published_statement(summary="Quite another summary.")
    answer = editor.get(preview_page(statement))
    assert "no-store" in answer.headers["Cache-Control"]
    assert "public" not in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "ETag" not in answer.headers
    assert "Preview: not public" in text(answer)
    assert client.get(preview_page(statement)).status_code == 302
    assert "Quite another summary." not in text(client.get(f"/events/{statement.slug}/"))


def test_sides_are_marked_where_they_differ(editor):
    statement = published_statement()
    makers.change(statement, summary=f"{statement.summary} Nobody contradicted it.")
    answer = text(editor.get(preview_page(statement) + "?beside=1"))
    before, after = answer.split('id="as-it-would-be"')
    assert '<ins class="added"><span class="visually-hidden">[added: </span>Nobody contradicted it.' in after
    assert "As published" in before
    assert answer.count('id="sources"') == answer.count('id="as-published-sources"') == 1


def test_what_breaks_a_rule_is_shown_with_the_problems(editor):
    draft = make_statement(summary="")
    answer = text(editor.get(preview_page(draft)))
    assert "A published event says what happened, in a summary." in answer
    assert f'<h1 class="event-title">{draft.title}</h1>' in answer


def test_a_draft_that_says_hardly_anything_has_a_page_all_the_same(editor):
    draft = makers.make_measure("2025-04-09-a-measure", issuers=[], citations=[], provisions=[], targets=[], summary="")
    answer = text(editor.get(preview_page(draft)))
    assert "A published event names who acts" in answer
    assert f'<h1 class="event-title">{draft.title}</h1>' in answer


def test_what_it_builds_on_is_shown_as_if_it_were_public_too(editor):
    earlier, later = make_measure("2026-10-05-earlier"), make_measure("2026-10-06-later")
    Effect.objects.create(measure=later, target=earlier, effect="suspends", start="2026-10-06")
    answer = text(editor.get(preview_page(later)))
    assert "has to be published first" in answer
    assert f"Shown as if these were public too: “{earlier.title}”" in answer
    assert f'href="/events/{earlier.slug}/"' in answer


def test_says_when_readers_see_all_of_it(editor):
    assert "Readers see exactly this already." in text(editor.get(preview_page(published_statement())))


def test_what_is_scheduled_can_be_looked_at(editor):
    draft = make_statement()
    plan = {"publish_at": "2030-01-01T00:00Z", "reason": "Later.", "scheduled_by": editor.user}
    ScheduledPublication.objects.create(event=draft, **plan)
    assert editor.get(preview_page(draft)).status_code == 200


def test_a_retracted_event_is_shown_as_it_would_come_back(editor):
    draft = make_statement()
    makers.publish(draft)
    makers.retract(draft)
    assert f'<h1 class="event-title">{draft.title}</h1>' in text(editor.get(preview_page(draft) + "?beside=1"))


def test_leads_there_from_where_one_decides(editor, publisher):
    statement = published_statement(summary="Quite another summary.")
    address = preview_page(statement)
    review = change_page(statement).replace("/change/", "/review/")
    confirmation = f"/admin/policy/statement/publish/?event={statement.pk}"
    pages = [editor.get(change_page(statement)), editor.get(review), publisher.get(confirmation)]
    assert [f'href="{address}?beside=1"' in text(page) for page in pages] == [True] * 3


def test_needs_a_role_and_an_event(editor, nobody):
    assert nobody.get(preview_page(published_statement())).status_code == 403
    assert editor.get("/admin/policy/statement/999999/preview/").status_code == 404
