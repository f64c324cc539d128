"""The headers and answers that endpoints have in common, as OpenAPI tells them."""

from typing import Any

Schema = dict[str, Any]

PROBLEM = "application/problem+json"


def _header(description: str, *, required: bool = True, **schema: Any) -> Schema:
    return {"description": description, "required": required, "schema": {"type": "string", **schema}}


HEADERS: dict[str, Schema] = {
    "ETag": _header(
        "A strong entity tag of the data set, its version, the build and, where it matters, the day, the form and the encoding."
        " Send it back in `If-None-Match`.",
        pattern='^"[^"]+"$',
    ),
    "Cache-Control": _header("How long a cache may keep the answer."),
    "Vary": _header("The headers of the request that the answer depends on."),
    "Link": _header("The pages after (`next`) and before (`prev`), as RFC 8288 has it.", required=False),
    "Content-Disposition": _header("The name of a file, with the version of the record in it.", required=False),
    "Location": _header("The address under the new slug, with the query as it was asked."),
    "Allow": _header("The methods that there are."),
    "RateLimit-Policy": _header(
        "The limits, each with its requests (`q`) in how many seconds (`w`): draft-ietf-httpapi-ratelimit-headers-11."
    ),
    "RateLimit": _header(
        "How many requests are left (`r`), and in how many seconds the next minute may begin (`t`): on answers to keys,"
        " and on 429.",
        required=False,
    ),
    "WWW-Authenticate": _header("What is wrong with a key, as RFC 6750 has it."),
    "Retry-After": _header("After how many seconds to ask again.", required=False, pattern="^[0-9]+$"),
}
OF_ANSWERS = ("ETag", "Cache-Control", "Vary", "RateLimit-Policy", "RateLimit")


def headers(*names: str) -> Schema:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def response(name: str) -> Schema:
    return {"$ref": f"#/components/responses/{name}"}


def _problem(description: str, *names: str, schema: str = "Problem") -> Schema:
    content = {PROBLEM: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": description, "headers": headers(*names, "RateLimit-Policy"), "content": content}


RESPONSES: dict[str, Schema] = {
    "NotModified": {
        "description": "What `If-None-Match` names is still right.",
        "headers": headers(*OF_ANSWERS),
    },
    "Moved": {
        "description": "It has another slug by now, or was merged into another.",
        "headers": headers("Location", *OF_ANSWERS),
    },
    "BadRequest": _problem("A parameter that is unknown, repeated, empty or malformed; `errors` says which and why."),
    "Unauthorized": _problem("The key is cut short, nobody's, expired or revoked.", "WWW-Authenticate"),
    "Forbidden": _problem("The key may not do this; without it, you may.", "WWW-Authenticate"),
    "TooManyRequests": _problem(
        "One request too many: the next one is answered after `Retry-After`.",
        "Retry-After",
        "RateLimit",
        schema="LimitProblem",
    ),
    "NotFound": _problem("There is nothing at this address."),
    "MethodNotAllowed": _problem("There is nothing to write.", "Allow"),
    "NotAcceptable": _problem("There is no such form of the answer."),
    "Gone": _problem("It was published, and is no more: the tombstone says why.", schema="GoneProblem"),
    "ServerError": _problem("The server failed."),
    "Unavailable": _problem("The database is away, or as many files are being made as can be at once.", "Retry-After"),
}
