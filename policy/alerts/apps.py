from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "policy.alerts"
    label = "alerts"
    verbose_name = "E-mail alerts"

    def ready(self) -> None:
        """Be told of publications."""
        from django.core.checks import register

        from policy.alerts import tasks
        from policy.alerts.checks import check_mail
        from policy.record import announced

        register(check_mail, deploy=True)
        announced.listen(tasks.tell_soon)
