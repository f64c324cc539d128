from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "policy.webhooks"
    label = "webhooks"
    verbose_name = "Webhooks"

    def ready(self) -> None:
        from django.core.checks import Tags, register

        from policy.record.announced import listen
        from policy.webhooks.checks import check_addresses
        from policy.webhooks.delivery import enqueue_all

        register(check_addresses, Tags.security, deploy=True)
        listen(enqueue_all)
