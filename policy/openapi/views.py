"""The schema of the API: as a file for programs, and as a page for people."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer

from policy.api.files import accepted
from policy.api.views import RecordView
from policy.openapi import file
from policy.openapi.page import groups, posted, shapes
from policy.record.documents import compact
from policy.record.http import versioned
from policy.site.questions import takes_no_question


class Yaml(BaseRenderer):
    media_type, format = "application/yaml", "yaml"  # RFC 9512


class OpenApiAnswer(serializers.Serializer):
    """This document."""

    openapi = serializers.CharField(help_text="The version of OpenAPI that it follows.")
    info = serializers.DictField(help_text="What the API is, and under which licence.")
    servers = serializers.ListField(child=serializers.DictField(), help_text="Where it is: at this site.")
    security = serializers.ListField(child=serializers.DictField(), help_text="That a key may be sent, or none.")
    tags = serializers.ListField(child=serializers.DictField(), help_text="The groups of endpoints.")
    paths = serializers.DictField(help_text="The endpoints.")
    webhooks = serializers.DictField(help_text="What is posted to subscribers.")
    components = serializers.DictField(help_text="Parameters, headers, answers and schemas that they share.")


RENDERERS = {"yaml": Yaml, "json": JSONRenderer}


class SchemaFile(RecordView):
    """The schema that docs/openapi.yaml holds: YAML, or JSON for those who ask for it by `Accept`."""

    renderer_classes = list(RENDERERS.values())
    form_of = staticmethod(lambda request: accepted(request, RENDERERS))
    summary, answers = "The schema of the API", OpenApiAnswer
    about = "OpenAPI 3.1, in YAML, or in JSON where `Accept` asks for it."
    example = None

    def get(self, request: Any) -> HttpResponse:
        self.refuse_parameters()
        if request.accepted_renderer.format == "json":
            return self.answer(compact(file.kept()))
        return HttpResponse(file.text(), content_type=Yaml.media_type)


@require_safe
@takes_no_question
@versioned
def docs(request: Any) -> HttpResponse:
    """Show what the schema says to people."""
    schema = file.kept()
    shown = {"groups": groups(schema), "posted": posted(schema), "shapes": shapes(schema)}
    return render(request, "api/docs.html", {"info": schema["info"], **shown})
