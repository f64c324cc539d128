"""docs/openapi.yaml: that it is what the code says, that it is sound, and that nothing is missing in it."""

import jsonschema
import pytest
import yaml
from django.urls import URLPattern, get_resolver
from drf_spectacular.drainage import GENERATOR_STATS
from openapi_spec_validator import OpenAPIV31SpecValidator

from policy import kinds
from policy.api.problems import not_found
from policy.api.views import RecordView
from policy.openapi import file
from policy.openapi.document import document
from policy.openapi.examples import EXAMPLE, with_examples
from policy.openapi.views import docs
from policy.record.dictionary import keys_of_detail, keys_of_events

pytestmark = [pytest.mark.django_db, pytest.mark.permits]

ANEW = "docs/openapi.yaml isn't what the code says: run `.venv/bin/python manage.py write_openapi`."
UNDESCRIBED = {docs, not_found}  # a page, and what answers where there is nothing


def schemas():
    return file.kept()["components"]["schemas"]


def resolved(told):
    """Return what a schema refers to; of one that may be null, what it is otherwise."""
    own = next((one for one in told.get("oneOf", []) if "$ref" in one), told)
    return schemas()[own["$ref"].rpartition("/")[2]] if "$ref" in own else told


def at(shape, path):
    """Return the schema of a key such as "citations[].source.slug"."""
    told = schemas()[shape]
    for part in path.split("."):
        told = resolved(told)["properties"][part.removesuffix("[]")]
        told = told["items"] if part.endswith("[]") else told
    return told


def patterns(resolver):
    for one in resolver.url_patterns:
        yield from [one] if isinstance(one, URLPattern) else patterns(one)


def test_the_file_is_what_the_code_says(shipped):
    GENERATOR_STATS.reset()
    with GENERATOR_STATS.silence():
        written = file.written(with_examples(document(), file.kept()))
    assert not GENERATOR_STATS
    assert written == file.path().read_text(), ANEW


def test_it_is_sound_openapi():
    assert list(OpenAPIV31SpecValidator(file.kept()).iter_errors()) == []


def test_every_address_of_the_api_is_described():
    api = next(one for one in get_resolver().url_patterns if str(one.pattern) == "api/v1/")
    views = {one.callback for one in patterns(api)} - UNDESCRIBED
    assert [view for view in views if not issubclass(getattr(view, "cls", object), RecordView)] == []
    own = {kind.api_urls for kind in kinds.every() if kind.api_urls}
    assert len(file.kept()["paths"]) == len(views) + sum(len(get_resolver(urls).url_patterns) for urls in own)


def test_all_that_is_told_has_a_meaning():
    components = file.kept()["components"]
    bare = [
        f"{name}.{key}"
        for name, told in components["schemas"].items()
        for key, own in told.get("properties", {}).items()
        if "description" not in own
    ]
    bare += [name for name, told in components["parameters"].items() if not told["description"]]
    bare += [path for path, item in file.kept()["paths"].items() if not item["get"]["description"]]
    assert bare == []


@pytest.mark.parametrize("kind", [kind.name for kind in kinds.every()])
def test_it_says_what_the_data_dictionary_says(kind):
    for key in [*keys_of_events(), *keys_of_detail(kinds.get(kind))]:
        told = at(kind.capitalize(), key.path)
        assert told["description"] == str(key.means) or key.path == "detail"
        values = told.get("items", told).get("enum", [told.get("const")])
        assert [value for value, _ in key.values] in ([], [value for value in values if value is not None]) or (
            key.path == "kind" and told["const"] == kind
        )
        assert key.is_nullable == ("null" in str(told.get("type", told.get("oneOf"))))


def test_examples_are_as_the_schema_has_them():
    checked = 0
    for item in file.kept()["paths"].values():
        told = item["get"]["responses"]["200"]["content"]["application/json"]
        assert (EXAMPLE in item["get"]) == ("example" in told)
        if "example" in told:
            whole = {**told["schema"], "components": file.kept()["components"]}
            jsonschema.Draft202012Validator(whole).validate(told["example"])
            checked += 1
    assert checked > 30


def test_examples_of_parameters_find_something(client, shipped):
    for path in ("events", "controls"):
        for reference in file.kept()["paths"][f"/api/v1/{path}/"]["get"]["parameters"]:
            told = file.kept()["components"]["parameters"][reference["$ref"].rpartition("/")[2]]
            if "example" in told:
                example = told["example"]
                value = ",".join(example) if isinstance(example, list) else example
                assert client.get(f"/api/v1/{path}/", {told["name"]: value}).json().get("results"), (path, told["name"])


def test_the_schema_is_served_as_yaml_and_as_json(client):
    as_yaml = client.get("/api/v1/schema/")
    as_json = client.get("/api/v1/schema/", headers={"accept": "application/json"})
    assert as_yaml.headers["Content-Type"] == "application/yaml"
    assert as_yaml.content.decode() == file.path().read_text()
    assert as_json.json() == yaml.load(as_yaml.content, Loader=yaml.CSafeLoader) == file.kept()
    assert as_yaml.headers["ETag"] != as_json.headers["ETag"]
    assert "Accept" in as_yaml.headers["Vary"]


def test_the_schema_is_strict_and_cacheable(client):
    tag = client.get("/api/v1/schema/").headers["ETag"]
    assert client.get("/api/v1/schema/", headers={"if-none-match": tag}).status_code == 304
    assert client.head("/api/v1/schema/").status_code == 200
    assert client.get("/api/v1/schema/?format=json").json()["errors"][0]["parameter"] == "format"
    assert client.get("/api/v1/schema/", headers={"accept": "image/png"}).status_code == 406
