from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "policy.alerts"
    label = "alerts"
    verbose_name = "E-mail alerts"

    def ready(self) -> None:
        """Be told of publications."""
        from policy.alerts import tasks
        from policy.record import announced

        announced.listen(tasks.tell_soon)
