"""The schema as Schemathesis is to take it: with the values that its open vocabularies have in the shipped data."""

import copy

from django.urls import resolve

from policy.record.parameters import ValuesField
from policy.record.version import version

MISSING = "no-such-thing"
OF_EACH = 8  # values of a vocabulary, spread over it
REFERENCE = "$ref"


def with_values(document, client):
    """Return a schema whose parameters name what there is, so that most questions find something."""
    told = copy.deepcopy(document)
    for path, item in told["paths"].items():
        fields = _view(path).takes()
        item["get"]["parameters"] = [_parameter(told, one, path, fields, client) for one in item["get"]["parameters"]]
    return told


def _view(path):
    return resolve(path.replace("{slug}", MISSING).replace("{number}", "1")).func.cls


def _parameter(document, told, path, fields, client):
    """Return a parameter as it is told, or with what it may be where only the record can say so."""
    shared = document["components"]["parameters"][told[REFERENCE].rpartition("/")[2]]
    field = fields.get(shared["name"])
    if shared["name"] == "after":
        return shared | {"schema": shared["schema"] | {"maximum": version().seq}}
    if shared["name"] == "slug":
        return _fixed(shared, [*_few(_slugs(path, client)), MISSING])
    if isinstance(field, ValuesField) and not field.closed:
        return _fixed(shared, _few(list(field.vocabulary.labels[field.parameter])))
    return told


def _slugs(path, client):
    found = client.get(f"{path.partition('{')[0]}?fields=slug&page_size=200").json()
    return [row["slug"] for row in found["results"]]


def _few(values):
    return values[:: max(1, len(values) // OF_EACH)]


def _fixed(parameter, values):
    changed = copy.deepcopy(parameter)
    schema = changed["schema"].get("items", changed["schema"])
    for word in ("pattern", "minLength"):
        schema.pop(word, None)
    schema["enum"] = values
    return changed
