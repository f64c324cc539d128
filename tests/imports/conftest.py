"""Folders of files to load: the smallest whole data set, with changes."""

import copy
import json

import pytest
from django.apps import apps

from policy.imports.load import load
from policy.imports.problems import LoadRefused

PERMITS = [
    {
        "slug": "2025-05-02-permits",
        "date": "2025-05-02",
        "authority": "ministry",
        "outcome": "approved",
        "count": {"kind": "unspecified", "value": None},
        "applications": {"kind": "at_least", "value": 12},
        "title": "Permits",
        "summary": "A certain number.",
        "beneficiaries": ["firm"],
        "beneficiary_text": None,
        "sectors": ["robots"],
        "destinations": ["US"],
        "items": ["testium-metal"],
        "materials": [],
        "valid_from": None,
        "valid_to": None,
        "validity_text": None,
        "under": ["2025-04-04-controls"],
        "citations": [{"source": "report", "supports": "the permits", "locator": None}],
        "certainty": "reported",
        "status": "published",
        "topics": [],
    }
]
SET = {
    "topics": [{"slug": "licensing", "name": "Licensing", "name_zh": "许可"}],
    "materials": [
        {
            "slug": "testium",
            "symbol": "Tt",
            "atomic_number": 66,
            "name": "Testium",
            "name_zh": "测",
            "group": "light_rare_earth",
            "aliases": ["old testium"],
            "uses": "Tests.",
        }
    ],
    "actors": [
        {
            "slug": slug,
            "name": slug.title(),
            "name_zh": None,
            "kind": kind,
            "country": country,
            "parent": parent,
            "role": None,
        }
        for slug, kind, country, parent in [
            ("speaker", "official", "CN", "ministry"),
            ("ministry", "government", "CN", None),
            ("firm", "company", "US", None),
            ("paper", "media", None, None),
        ]
    ],
    "sources": [
        {
            "slug": slug,
            "title": f"The {slug}",
            "publisher": "paper",
            "url": f"https://example.org/{slug}",
            "published": "2025-04",
            "language": "en",
            "tier": "reporting",
            "checked": checked,
        }
        for slug, checked in [("report", "text"), ("unread", "url-only")]
    ],
    "items": [
        {
            "slug": "testium-metal",
            "material": "testium",
            "form": "metal",
            "control_code": None,
            "hs_codes": ["280530", "28053019"],
            "description": "Testium metal.",
            "defined_by": "2025-04-04-controls",
        }
    ],
    "measures": [
        {
            "slug": slug,
            "title": "Controls",
            "title_original": "公告",
            "instrument_number": None,
            "instrument_type": "export_control",
            "issuers": ["ministry"],
            "country": "CN",
            "targets": ["all", "firm"],
            "announced": slug[:10],
            "direction": "tightening",
            "summary": "Licences are needed.",
            "provisions": [
                {
                    "ref": "1",
                    "summary": "Testium needs a licence.",
                    "requirement": "licence_required",
                    "items": ["testium-metal"],
                    "materials": ["testium"],
                    "destinations": ["all"],
                    "effective": "2025-04-04",
                    "expires": None,
                    "notes": None,
                }
            ],
            "effects": effects,
            "citations": [{"source": "report", "supports": "all of it", "locator": None}],
            "certainty": "official",
            "status": status,
            "topics": ["licensing"],
        }
        for slug, status, effects in [
            ("2025-04-04-controls", "published", []),
            (
                "2025-05-01-suspension",
                "published",
                [
                    {
                        "target": "2025-04-04-controls",
                        "provision_ref": "1",
                        "effect": "suspends",
                        "from": "2025-05",
                        "until": None,
                    }
                ],
            ),
            ("2025-06-01-draft", "draft", []),
        ]
    ],
    "statements": [
        {
            "slug": "2025-04-05-words",
            "date": "2025-04-05",
            "time": "19:30",
            "timezone": "Asia/Shanghai",
            "speaker": "speaker",
            "on_behalf_of": "ministry",
            "channel": "press_conference",
            "title": "Words",
            "summary": "It was said.",
            "quotes": [{"text": "稀土", "language": "zh", "translation": "rare earths"}],
            "topics": [],
            "materials": [],
            "stance": "neutral",
            "citations": [{"source": "report", "supports": "the words", "locator": "page 2"}],
            "certainty": "official",
            "status": "published",
        }
    ],
    "meetings": [
        {
            "slug": "2025-05-talks",
            "title": "Talks",
            "kind": "talks",
            "start": "2025-05",
            "end": None,
            "place": None,
            "country": None,
            "participants": ["ministry", "firm"],
            "held": "held",
            "outcome": "They talked.",
            "citations": [{"source": "report", "supports": "the talks", "locator": None}],
            "certainty": "reported",
            "status": "published",
            "topics": [],
        }
    ],
    "links": [
        {"from": "2025-04-05-words", "to": "2025-04-04-controls", "relation": "responds_to", "note": None},
        {"from": "2025-05-talks", "to": "2025-06-01-draft", "relation": "leads_to", "note": "Later."},
    ],
    "meta": {
        "title": "A test",
        "reviewed_through": "2025-07-01",
        "note": "Nothing.",
        "licence": "CC-BY-4.0",
        "first_event": "2025",
        "maintainer": None,
    },
}

if apps.is_installed("permits"):
    SET["permits"] = PERMITS


@pytest.fixture
def files():
    """The content of each file, to be changed at will."""
    return copy.deepcopy(SET)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "set"


@pytest.fixture
def load_files(folder):
    """Write files and load them; return what the load did."""

    def run(files):
        write(folder, files)
        return load(folder, reason="Loaded for a test.")

    return run


@pytest.fixture
def refusal(folder):
    """Write files and load them, which must be refused; return the problems as (file, slug, field, reason)."""

    def run(files):
        write(folder, files)
        with pytest.raises(LoadRefused) as error:
            load(folder, reason="Loaded for a test.")
        return [(one.file, one.slug, one.field, one.reason) for one in error.value.problems]

    return run


def write(folder, files):
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
