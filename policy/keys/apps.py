from django.apps import AppConfig


class KeysConfig(AppConfig):
    name = "policy.keys"
    label = "keys"
    verbose_name = "Keys of the API"
