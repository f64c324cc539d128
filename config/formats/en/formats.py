"""Dates of pages, and of the desk's lists and forms, as they are written everywhere; all times are UTC."""

DATE_FORMAT = "j F Y"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j F"
SHORT_DATE_FORMAT = "j M Y"
DATETIME_FORMAT = r"j F Y, H:i \U\T\C"
