"""How long an answer's content is."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware


class LengthMiddleware(CommonMiddleware):
    """Do as Django's, but give a 304 no length: it would be that of nothing, and is to be that of the 200 (RFC 9110, 8.6)."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        answered = super().process_response(request, response)
        if answered.status_code == 304:
            del answered.headers["Content-Length"]
        return answered
