"""What is kept of a source against the day on which its page is gone: copies, an archive's, and whether it still answers.

Nothing of this is published, so that whoever may add sources keeps copies of those that readers see, too.
"""

import re
from contextlib import suppress
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.text import get_valid_filename
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from config.uploads import was_too_large
from policy import copies, links
from policy.admin.editing import ReadOnlyRows
from policy.admin.links import standing, told
from policy.models import Source, SourceCopy
from policy.rules import Refused

ADD, SEE, TAKE_BACK, CHECK = (
    "policy.add_sourcecopy",
    "policy.view_sourcecopy",
    "policy.delete_sourcecopy",
    "policy.change_source",
)
TOO_LARGE = "This file has more than {} MB. Keep the pages that matter, or a smaller picture."
ARCHIVE = "https://web.archive.org/save/"
SANDBOX = "default-src 'none'; sandbox"
SHOWN_AS = {"text/html": "text/plain"}


class CopyForm(forms.Form):
    """One file to be kept of a source."""

    file = forms.FileField(
        label="File", help_text="PDF, HTML, PNG, JPEG, WebP or GIF; what it holds counts, not its name."
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=300,
        help_text="Where and when it was taken, or what it lacks.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def __init__(self, *args: Any, is_too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_too_large:
            most = settings.MOST_UPLOAD_BYTES // 1_000_000
            self.fields["file"].error_messages["required"] = TOO_LARGE.format(most)


class CopyRows(ReadOnlyRows):
    """The copies of a source, for its history."""

    model = SourceCopy
    fk_name = "source"
    fields = ["original_name", "sha256"]


def urls(page: Any) -> list[Any]:
    """Return the addresses of what is kept of a source; `page` is the admin of sources."""

    def kept(request: HttpRequest, object_id: str) -> HttpResponse:
        return KeptPage(page, request, object_id).respond()

    def copy(request: HttpRequest, object_id: str, sha256: str) -> Any:
        return download(page, request, object_id, sha256)

    seen = page.admin_site.admin_view
    return [
        path("<path:object_id>/kept/", seen(kept), name="policy_source_kept"),
        path("<path:object_id>/kept/<str:sha256>/", seen(copy, cacheable=True), name="policy_source_copy"),
    ]


class KeptPage:
    """The page of what is kept of one source, as one request sees it. Raises `Http404` and `PermissionDenied`."""

    def __init__(self, page: Any, request: HttpRequest, object_id: str) -> None:
        self.page, self.request = page, request
        self.source = _source(page, request, object_id)
        self.form = CopyForm()

    def may(self, permission: str) -> bool:
        return self.request.user.has_perm(permission)  # type: ignore[union-attr]

    def respond(self) -> HttpResponse:
        """Do what was asked for; else, or when it is refused, show the page."""
        if self.request.method != "POST":
            return self._show()
        verbs = {"_check": (CHECK, self._check), "_take_back": (TAKE_BACK, self._take_back)}
        asked = next((verb for name, verb in verbs.items() if name in self.request.POST), (ADD, self._keep))
        permission, verb = asked
        if not self.may(permission):
            raise PermissionDenied
        return verb()

    def _check(self) -> HttpResponse:
        if not settings.LINK_CHECKS:
            raise PermissionDenied
        if reason := links.ask_for_check(self.source, now=timezone.now()):
            return self._done(reason, messages.WARNING)
        with suppress(AlreadyEnqueued), transaction.atomic():  # one that waits will see to it
            app.configure_task("check_links").defer(timestamp=int(timezone.now().timestamp()))
        return self._done("Its address is checked within minutes. This page then shows what came of it.")

    def _keep(self) -> HttpResponse:
        self.form = CopyForm(self.request.POST, self.request.FILES, is_too_large=was_too_large(self.request))
        if not self.form.is_valid():
            return self._show()
        file, note = self.form.cleaned_data["file"], self.form.cleaned_data["note"]
        try:
            copy = copies.keep(self.source, file, name=file.name, note=note, by=self.request.user)
        except Refused as refused:
            self.form.add_error("file", refused.problems[0].message)
            return self._show()
        return self._done(f"“{copy}” is kept.")

    def _take_back(self) -> HttpResponse:
        sha256 = self.request.POST["_take_back"]
        copy = SourceCopy.objects.filter(source=self.source, sha256=sha256).first()
        if copy is None:
            raise Http404("No such copy.")
        copies.take_back(copy)
        return self._done(f"“{copy}” is no longer kept.")

    def _done(self, said: str, level: int = messages.SUCCESS) -> HttpResponse:
        self.page.message_user(self.request, said, level)
        return redirect(self.page.url("kept", self.source.pk))

    def _show(self) -> HttpResponse:
        context = {
            **self.page.admin_site.each_context(self.request),
            "title": f"Link and copies of “{self.source}”",
            "opts": self.page.opts,
            "source": self.source,
            "standing": standing(self.source),
            "told": told(self.source),
            "checks": self.source.link_checks.all(),
            "checks_links": settings.LINK_CHECKS,
            "is_asked": bool(getattr(self.source, "link", None) and self.source.link.asked_at),
            "copies": self.source.copies.select_related("uploaded_by"),
            "archive": f"{ARCHIVE}{self.source.url}",
            "form": self.form,
            "keeps_copies": bool(settings.COPIES_DIR),
            "may_add": self.may(ADD),
            "may_see": self.may(SEE),
            "may_check": self.may(CHECK),
            "may_take_back": self.may(TAKE_BACK),
            "back": self.page.url("change", self.source.pk),
            "media": self.page.media,
        }
        return TemplateResponse(self.request, "admin/kept.html", context, status=409 if self.form.errors else 200)


def _source(page: Any, request: HttpRequest, object_id: str) -> Source:
    if not page.has_view_permission(request):
        raise PermissionDenied
    source = page.get_object(request, unquote(object_id))
    if source is None:
        raise Http404("No such source.")
    return source


def download(page: Any, request: HttpRequest, object_id: str, sha256: str) -> Any:
    """Send the file of a copy, to be saved and never to be run: what it holds was made by strangers."""
    source = _source(page, request, object_id)
    if not request.user.has_perm(SEE):  # type: ignore[union-attr]
        raise PermissionDenied
    copy = source.copies.filter(sha256=sha256).first()
    if copy is None:
        raise Http404("No such copy.")
    etag = f'"{copy.sha256}"'
    response = get_conditional_response(request, etag=etag) or _file(copy)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _file(copy: SourceCopy) -> FileResponse:
    try:
        file = copies.place(copy.sha256).open("rb")
    except OSError:
        raise Http404("The file of this copy is missing.") from None
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", get_valid_filename(f"copy {copy.original_name}")[:150])
    name = f"{stem}.{copies.ENDINGS[copy.media_type]}"
    kind = SHOWN_AS.get(copy.media_type, copy.media_type)
    return FileResponse(file, as_attachment=True, filename=name, content_type=kind)
