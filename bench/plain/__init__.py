"""The project that most would write: Django and REST framework, straight on the editorial tables. For comparison only."""
