"""Dates of the Chinese pages; all times are UTC."""

DATE_FORMAT = "Y年n月j日"
YEAR_MONTH_FORMAT = "Y年n月"
MONTH_DAY_FORMAT = "n月j日"
SHORT_DATE_FORMAT = "Y年n月j日"
DATETIME_FORMAT = r"Y年n月j日 H:i \U\T\C"
