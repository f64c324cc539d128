"""The page on which somebody else reads what waits for review: approves exactly that, or sends it back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from policy import review
from policy.admin.publication import PUBLISH, changes_of, rehearsed
from policy.models import Event, Submission
from policy.record.editorial import read_all
from policy.record.models import Revision
from policy.rules import Problem, Refused

SUBMIT, APPROVE = "policy.submit_event", "policy.approve_event"


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="What has to be done",
        help_text="For whoever submitted it. Readers don't see it.",
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )


class ReviewPage:
    """One event that waits, as one request sees it. Raises `Http404` and `PermissionDenied`."""

    def __init__(self, page: Any, request: HttpRequest, key: str) -> None:
        self.page, self.request, self.user = page, request, request.user
        self.event: Event = page.get_object(request, key)
        if self.event is None:
            raise Http404("No such event.")
        if not (self._may(SUBMIT) and page.has_view_permission(request, self.event)):
            raise PermissionDenied
        self.waiting = Submission.objects.filter(event=self.event.pk, closed_at=None).first()

    def respond(self) -> HttpResponse:
        """Do what was chosen; show the page, when nothing was or when it is refused."""
        form = AnswerForm(self.request.POST if "send_back" in self.request.POST else None)
        try:
            if self.request.method == "POST" and (done := self._do(form)):
                self.page.log_change(self.request, self.event, done)
                self.page.message_user(self.request, done, messages.SUCCESS)
                return redirect(self.page.url("change", self.event.pk))
        except Refused as refused:
            return self._shown(form, refused.problems)
        return self._shown(form, [])

    def _do(self, form: AnswerForm) -> str:
        """Return what was done, in a sentence; empty when the form isn't filled."""
        chosen = self.request.POST
        if "withdraw" in chosen:
            if not (self.waiting and self.waiting.submitted_by_id == self.user.pk):
                raise PermissionDenied
            review.answer(self.event, self.user, "Withdrawn.")
            return f"“{self.event.title}” no longer waits for review."
        if not self._may(APPROVE):
            raise PermissionDenied
        if "approve" in chosen:
            review.approve(self.event, self.user, chosen.get("content", ""))
            return f"You approved “{self.event.title}” as it stands."
        if "send_back" in chosen and form.is_valid():
            review.answer(self.event, self.user, form.cleaned_data["answer"])
            return f"“{self.event.title}” went back to its authors."
        return ""

    def _shown(self, form: AnswerForm, refused: list[Problem]) -> HttpResponse:
        facts = read_all([self.event])[0]
        content = review.content_sha256(facts)
        wrote = review.authors([self.event.pk]).get(self.event.pk, set())
        name = self.user.get_username()  # type: ignore[union-attr]
        published = Revision.objects.current().filter(event=self.event.pk).values_list("facts", flat=True).first()
        context = {
            **self.page.admin_site.each_context(self.request),
            "title": f"Review “{self.event.title}”",
            "opts": self.page.opts,
            "event": self.event,
            "waiting": self.waiting,
            "content": content,
            "authors": sorted(wrote),
            "approvers": sorted(review.approvers({self.event.pk: content}).get(self.event.pk, ())),
            "changes": changes_of([self.event], {self.event.pk: published})[self.event.pk],
            "is_new": published is None,
            "problems": rehearsed([self.event], name),
            "refused": refused,
            "form": form,
            "may_approve": self._may(APPROVE) and wrote != {name},
            "may_send_back": self._may(APPROVE) and self.waiting,
            "may_withdraw": self.waiting and self.waiting.submitted_by_id == self.user.pk,
            "may_publish": self._may(PUBLISH.permission),
            "publish_address": f"{self.page.url('publish')}?event={self.event.pk}",
            "preview_address": self.page.url("preview", self.event.pk) + ("" if published is None else "?beside=1"),
            "change_address": self.page.url("change", self.event.pk),
            "media": self.page.media,
        }
        return TemplateResponse(self.request, "admin/review.html", context, status=409 if refused else 200)

    def _may(self, permission: str) -> bool:
        return self.user.has_perm(permission)  # type: ignore[union-attr]
