"""The schema with the values that its open vocabularies have in the shipped data, and requests made by Schemathesis."""

import copy

from policy import kinds
from policy.record.control_vocabulary import control_vocabulary
from policy.record.models import Revision
from policy.record.version import version
from policy.record.vocabulary import vocabulary

MISSING = "no-such-event"
OF_EACH = 8  # values of a vocabulary


def with_values(document):
    """Return a schema whose parameters name what there is, so that most questions find something."""
    told = copy.deepcopy(document)
    parameters = told["components"]["parameters"]
    for name, labels in _labels():
        schema = parameters[name]["schema"]
        known = list(labels)[:: max(1, len(labels) // OF_EACH)]
        _allow(schema.get("items", schema), known)
    for path, item in told["paths"].items():
        own = item["get"]["parameters"]
        item["get"]["parameters"] = [
            _slug(path, parameters["slug"]) if one["$ref"].endswith("/slug") else one for one in own
        ]
    return told


def _allow(schema, values):
    for word in ("pattern", "minLength"):
        schema.pop(word, None)
    schema["enum"] = values


def _labels():
    """Yield the parameters whose vocabularies grow, by the name that they have in the schema, each with its values."""
    events, controls = vocabulary(version()), control_vocabulary(version())
    yield from ((name, events.labels[name]) for name in events.GROWING)
    for name in controls.GROWING:
        yield (f"controls.{name}" if name in events.GROWING else name), controls.labels[name]


def _slug(path, parameter):
    """Return the parameter of a path, with a few slugs of the events that it leads to, and one of none."""
    kind = next((kind.name for kind in kinds.every() if f"/{kind.plural}/" in path), None)
    events = Revision.objects.current().public().order_by("slug")
    slugs = list((events.filter(kind=kind) if kind else events).values_list("slug", flat=True))
    return parameter | {"schema": {"type": "string", "enum": [*slugs[:: len(slugs) // OF_EACH], MISSING]}}
