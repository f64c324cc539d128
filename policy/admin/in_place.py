"""What autocompletion offers beside rows that are there: to create what was typed."""

from dataclasses import dataclass
from typing import Any

from django.utils.http import urlencode

from policy.admin import whole_lists
from policy.admin.references import ReferenceAdmin

FEWEST_CHARACTERS = 2


@dataclass(frozen=True)
class Creation:
    """A form that begins with what was typed; its address is that of a pop-up, as Django's own plus sign opens it."""

    text: str
    address: str


class Autocomplete(whole_lists.Autocomplete):
    """Offers to create what was typed after the last row, to those who may, unless a row is called just that."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if not context["page_obj"].has_next() and (creation := self._creation(context["object_list"])):
            context["object_list"] = [*context["object_list"], creation]
        return context

    def _creation(self, found: Any) -> Creation | None:
        page, term = self.model_admin, self.term.strip()
        if not isinstance(page, ReferenceAdmin) or len(term) < FEWEST_CHARACTERS:
            return None
        begun = page.begun_with(term)
        if not begun or not page.has_add_permission(self.request) or self._is_known(found, begun):
            return None
        to_field = self.source_field.remote_field.get_related_field().attname
        query = urlencode({**begun, "_to_field": to_field, "_popup": 1})
        return Creation(f"Create the {page.opts.verbose_name} “{term}”…", f"{page.url('add')}?{query}")

    def _is_known(self, found: Any, begun: dict[str, str]) -> bool:
        """Say whether what was typed is a row's own name, or found rows by an address."""
        if "url" in begun:
            return bool(found)
        [(name, term)] = begun.items()
        return any(str(getattr(row, name, "")).casefold() == term.casefold() for row in found)

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, Any]:
        if isinstance(obj, Creation):
            return {"id": "create", "text": obj.text, "create": obj.address}
        return super().serialize_result(obj, to_field_name)
