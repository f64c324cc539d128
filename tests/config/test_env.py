"""The readers of the environment."""

from datetime import UTC, datetime

import pytest

from config import env


def test_reads_a_value(monkeypatch):
    monkeypatch.setenv("COLOUR", "green")
    assert env.text("COLOUR", "grey") == "green"


def test_takes_an_empty_value_for_none(monkeypatch):
    monkeypatch.setenv("COLOUR", "")
    assert env.text("COLOUR", "grey") == "grey"


def test_reads_a_value_from_a_file_without_its_line_end(monkeypatch, tmp_path):
    (tmp_path / "colour").write_text(" green \r\n")
    monkeypatch.setenv("COLOUR_FILE", str(tmp_path / "colour"))
    assert env.text("COLOUR") == " green "


def test_refuses_a_value_given_twice(monkeypatch, tmp_path):
    monkeypatch.setenv("COLOUR", "green")
    monkeypatch.setenv("COLOUR_FILE", str(tmp_path / "colour"))
    with pytest.raises(env.SettingsError, match="Both COLOUR and COLOUR_FILE"):
        env.text("COLOUR")


def test_names_the_variable_whose_file_is_missing(monkeypatch):
    monkeypatch.setenv("COLOUR_FILE", "/nowhere/colour")
    with pytest.raises(env.SettingsError, match="COLOUR_FILE names /nowhere/colour"):
        env.text("COLOUR")


@pytest.mark.parametrize(
    ("value", "meant"), [("1", True), ("Yes", True), (" on ", True), ("0", False), ("FALSE", False)]
)
def test_reads_a_flag(monkeypatch, value, meant):
    monkeypatch.setenv("LOUD", value)
    assert env.flag("LOUD", default=not meant) is meant


def test_refuses_a_flag_that_is_neither_yes_nor_no(monkeypatch):
    monkeypatch.setenv("LOUD", "perhaps")
    with pytest.raises(env.SettingsError, match=r"LOUD is 'perhaps'; allowed are 1, true"):
        env.flag("LOUD", default=False)


@pytest.mark.parametrize("value", ["0", "65536", "-1", "8e3", "80.0", "８０００", "http"])
def test_refuses_what_is_no_number_within_bounds(monkeypatch, value):
    monkeypatch.setenv("PORT", value)
    with pytest.raises(env.SettingsError, match=r"PORT is .*; allowed is a whole number from 1 to 65535"):
        env.number("PORT", default=8000, least=1, most=65535)


@pytest.mark.parametrize("value", ["1", "65535"])
def test_takes_both_bounds_of_a_number(monkeypatch, value):
    monkeypatch.setenv("PORT", value)
    assert env.number("PORT", default=8000, least=1, most=65535) == int(value)


def test_reads_a_list_without_its_white_space(monkeypatch):
    monkeypatch.setenv("COLOURS", " green, ,blue,")
    assert env.items("COLOURS", default=["grey"]) == ["green", "blue"]


def test_falls_back_to_the_default_list():
    assert env.items("COLOURS", default=["grey"]) == ["grey"]


def test_reads_an_instant(monkeypatch):
    monkeypatch.setenv("UNTIL", " 2027-01-31T00:00:00Z ")
    assert env.instant("UNTIL") == datetime(2027, 1, 31, tzinfo=UTC)
    assert env.instant("SINCE") is None


@pytest.mark.parametrize("value", ["2027-01-31T00:00:00", "next year"])
def test_refuses_an_instant_without_its_offset_and_what_is_none(monkeypatch, value):
    monkeypatch.setenv("UNTIL", value)
    with pytest.raises(env.SettingsError, match="UNTIL is"):
        env.instant("UNTIL")
