"""Writes everything that is made: the tables of Åkershamn, and those that the courses beside it take.

Run it with the project's Python after a change here: ``.venv/bin/python courses/akershamn/make.py``. What one course
takes is written by ``kurs check COURSE --fix`` too.
"""

import sys
from pathlib import Path

from toolkit.authoring.akershamn import made, own
from toolkit.authoring.material import all_courses
from toolkit.files import replace_file

COURSES = Path(__file__).resolve().parents[1]


def main() -> None:
    """Write what is not as it is made, and say which files that was."""
    wanted = dict(own())
    for course in all_courses(COURSES):
        wanted |= made(course)
    for path, data in wanted.items():
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, data)
            print(path.relative_to(COURSES), file=sys.stderr)


if __name__ == "__main__":
    main()
