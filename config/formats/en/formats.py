"""Dates of the desk's lists and forms as they are written everywhere else; all times are UTC."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = r"j F Y, H:i \U\T\C"
