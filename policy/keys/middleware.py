"""What every answer of the API says about limits, whoever made the answer."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

from policy.keys.policies import POLICY_FIELD, every_policy


class LimitsMiddleware(MiddlewareMixin):
    """Name the limits on each answer of the API, and keep what was asked with `Authorization` out of shared caches.

    Such an answer says how its sender stands, so it is `private` (RFC 9111, 5.2.2.7). It doesn't vary by the header: an
    answer that a cache keeps for everybody is right for holders of keys too, and free.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not request.path_info.startswith("/api/"):
            return response
        response.headers[POLICY_FIELD] = every_policy()
        if "HTTP_AUTHORIZATION" in request.META and "Cache-Control" in response.headers:
            response.headers["Cache-Control"] = response.headers["Cache-Control"].replace("public", "private", 1)
        return response
