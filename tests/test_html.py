"""The HTML checker reads each page that it is given."""

import pytest

PAGE = """<!doctype html>
<html lang="en"><head><title>A page</title></head>
<body><h1>A page</h1><ul aria-label="A list"><li>{}</li></ul><p><input type="date" aria-label="Day"></p></body></html>
"""


@pytest.mark.slow
def test_faulty_pages_are_named_with_what_is_wrong(html_faults):
    contents = {"/": "稀土", "/a/": "<p", "/b/?c=1": "<b>x", "/d/": '<p aria-label="x">y</p>'}
    faults = html_faults({name: PAGE.format(content) for name, content in contents.items()})
    assert {fault.split(",")[0] for fault in faults} == {"/a/", "/b/?c=1", "/d/"}
    assert "/b/?c=1, line 3: error: Unclosed element “b”." in faults
    [warning] = [fault for fault in faults if fault.startswith("/d/")]
    assert "Possible misuse of “aria-label”" in warning
