"""What tests of permits share with those of the site: a server for browsers, and the text of a page."""

from tests.admin.conftest import editor, nobody, publisher  # noqa: F401
from tests.site.conftest import read, site  # noqa: F401
