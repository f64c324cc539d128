"""What is wrong with files: collected, so that everything is reported at once."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FileProblem:
    """One mistake: in which file, in which record, in which field, and what it is."""

    file: str
    slug: str
    field: str
    reason: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.slug, self.field, self.reason) if part)


class LoadRefused(Exception):
    """The files hold mistakes; nothing was written."""

    def __init__(self, problems: list[FileProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
