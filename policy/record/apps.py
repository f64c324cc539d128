from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "policy.record"
    label = "record"
    verbose_name = "Public record"
