"""One operation of the schema, from what its view says of itself."""

import re
from typing import Any

from drf_spectacular.openapi import AutoSchema

from policy import kinds
from policy.api.answers import GoneProblem, LimitProblem, Problem
from policy.api.files import Filed
from policy.openapi import fields  # noqa: F401  # registers what describes our own fields
from policy.openapi.examples import EXAMPLE, example_request
from policy.openapi.parameters import parameter, path_parameter
from policy.openapi.responses import OF_ANSWERS, headers, response

Schema = dict[str, Any]


class Described(AutoSchema):
    """Reads the class attributes of `policy.api.views.RecordView`."""

    def get_operation(self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any) -> Schema:
        self.registry, self.path, self.method = registry, path, method
        view = self.view
        for answer in (Problem, GoneProblem, LimitProblem):
            self.resolve_serializer(answer, "response")
        in_path = re.findall(r"{(\w+)}", path)
        operation = {
            "operationId": _name(type(view).__name__),
            "summary": view.summary.format(**_words(view)),
            "description": view.about,
            "tags": [view.group],
            "parameters": [path_parameter(name) for name in in_path]
            + [parameter(name, field) for name, field in view.takes().items()],
            "responses": self._responses(in_path),
        }
        return operation | ({} if view.example is None else {EXAMPLE: example_request(path, view)})

    def _responses(self, in_path: list[str]) -> Schema:
        possible = {
            "200": self._success(),
            "304": response("NotModified"),
            "308": response("Moved") if "slug" in in_path else None,
            "400": response("BadRequest"),
            "401": response("Unauthorized"),
            "403": response("Forbidden"),
            "404": response("NotFound") if in_path else None,
            "405": response("MethodNotAllowed"),
            "406": response("NotAcceptable") if len(self.view.renderer_classes) > 1 else None,
            "410": response("Gone") if self.view.may_be_gone else None,
            "429": response("TooManyRequests"),
            "500": response("ServerError"),
            "503": response("Unavailable"),
        }
        return {code: told for code, told in possible.items() if told}

    def _success(self) -> Schema:
        of_lists = ("Link", "Content-Disposition") if isinstance(self.view, Filed) else ()
        schema = self.resolve_serializer(self.view.answers, "response").ref
        content = {
            one.media_type: {"schema": schema if _is_tree(one.media_type) else _file(one.media_type)}
            for one in self.view.renderer_classes
        }
        return {"description": "What was asked for.", "headers": headers(*OF_ANSWERS, *of_lists), "content": content}


def _is_tree(media_type: str) -> bool:
    return media_type in ("application/json", "application/yaml")


def _file(media_type: str) -> Schema:
    described = {
        "text/csv": "All rows as RFC 4180 has it, names of columns first: the keys that lead to a value, joined by `_`.",
        "application/x-ndjson": "All rows, in each line one as it is in `results`.",
    }
    return {"type": "string", "description": described[media_type]}


def _words(view: Any) -> dict[str, str]:
    """Return what the list of a kind, or of all events, is called."""
    if hasattr(view, "table"):
        return {"plural": view.table.name, "name": view.table.one}
    kind = kinds.get(view.kind) if getattr(view, "kind", None) else None
    return {"plural": kind.plural, "name": kind.name} if kind else {"plural": "events", "name": "event"}


def _name(text: str) -> str:
    return text[:1].lower() + text[1:]
