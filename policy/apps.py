from django.apps import AppConfig
from django.core.checks import register


class PolicyConfig(AppConfig):
    name = "policy"
    verbose_name = "Policy record"

    def ready(self) -> None:
        from policy.copies import check_copies
        from policy.kinds import measure, meeting, statement  # noqa: F401  (each registers its kind)

        register(check_copies)
