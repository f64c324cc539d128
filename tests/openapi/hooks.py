"""What OpenAPI has no words for: which parameters go together. Schemathesis reads it as it starts.

Only requests that are to be accepted are changed; those that are to be refused stay as they are.
"""

import schemathesis
from schemathesis.generation import GenerationMode

OF_PAGES = ("page_size", "count")


@schemathesis.hook
def map_case(context, case):
    """Let what is to be accepted be acceptable."""
    if case.meta is None or case.meta.generation.mode == GenerationMode.NEGATIVE:
        return case
    query = case.query
    query.pop("cursor", None)  # is given out by a list, and made by nobody
    if query.get("format", "json") != "json":
        for name in OF_PAGES:
            query.pop(name, None)
    if query.get("order") == "relevance" and "q" not in query:
        query.pop("order")
    if "from" in query and "to" in query and query["from"] > query["to"]:
        query["from"], query["to"] = query["to"], query["from"]
    return case
