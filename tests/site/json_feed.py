"""What JSON Feed 1.1 asks for, as a JSON Schema of our own: its authors publish none.

Written from the specification, https://www.jsonfeed.org/version/1.1/ ("Top-level", "Items", "Attachments"). Members that the
specification doesn't have are refused, but for extensions, whose names begin with an underscore.
"""

TEXT = {"type": "string", "minLength": 1}
URL = {"type": "string", "pattern": r"^https?://[^\s]+$"}
DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
INSTANT = {"type": "string", "pattern": rf"^{DAY}[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$"}
LANGUAGE = {"type": "string", "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"}


def members(required, **properties):
    """Return the schema of an object: its members, those that it must have, and extensions."""
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "patternProperties": {"^_[A-Za-z]": True},
        "additionalProperties": False,
    }


AUTHOR = members([], name=TEXT, url=URL, avatar=URL) | {
    "anyOf": [{"required": [one]} for one in ("name", "url", "avatar")]
}
ATTACHMENT = members(
    ["url", "mime_type"],
    url=URL,
    mime_type=TEXT,
    title=TEXT,
    size_in_bytes={"type": "integer", "minimum": 0},
    duration_in_seconds={"type": "number", "minimum": 0},
)
ITEM = members(
    ["id"],
    id=TEXT,
    url=URL,
    external_url=URL,
    title=TEXT,
    content_html=TEXT,
    content_text=TEXT,
    summary=TEXT,
    image=URL,
    banner_image=URL,
    date_published=INSTANT,
    date_modified=INSTANT,
    authors={"type": "array", "items": AUTHOR},
    tags={"type": "array", "items": TEXT, "uniqueItems": True},
    language=LANGUAGE,
    attachments={"type": "array", "items": ATTACHMENT},
) | {"anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}]}
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    **members(
        ["version", "title", "items"],
        version={"const": "https://jsonfeed.org/version/1.1"},
        title=TEXT,
        home_page_url=URL,
        feed_url=URL,
        description=TEXT,
        user_comment=TEXT,
        next_url=URL,
        icon=URL,
        favicon=URL,
        authors={"type": "array", "items": AUTHOR},
        language=LANGUAGE,
        expired={"type": "boolean"},
        hubs={"type": "array", "items": members(["type", "url"], type=TEXT, url=URL)},
        items={"type": "array", "items": ITEM},
    ),
}
