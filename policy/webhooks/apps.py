from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "policy.webhooks"
    label = "webhooks"
    verbose_name = "Webhooks"

    def ready(self) -> None:
        from policy.record.announced import listen
        from policy.webhooks.delivery import enqueue_all

        listen(enqueue_all)
