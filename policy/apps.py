from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "policy"
    verbose_name = "Policy record"

    def ready(self) -> None:
        from policy.kinds import measure, meeting, statement  # noqa: F401  (each registers its kind)
