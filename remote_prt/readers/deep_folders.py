"""How many files lie below a folder, however deep, without a path that the system could not name."""

import os
from typing import Final

#: Counted no further than this: a tree without end must not hold an analysis up.
MOST_COUNTED: Final = 100_000


def count_files(folder: str) -> tuple[int, bool]:
    """The files below a folder, and whether that is all of them; links are not followed.

    Where the system can, each folder is opened from the one above it, so that a path longer than a system call takes
    (1,500 levels of three letters) hides nothing; elsewhere such a path ends the count.
    """
    try:
        here = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except (OSError, AttributeError):  # no right to look, or Windows
        return _count_by_path(folder)
    files, is_whole = 0, True
    levels: list[list[str]] = []
    try:
        found, below = _listed(here)
        files, levels = files + found, [below]
        while levels and files + sum(map(len, levels[-1:])) <= MOST_COUNTED:
            if not levels[-1]:
                levels.pop()
                here = _moved(here, "..") if levels else here
                continue
            try:
                here = _moved(here, levels[-1].pop())
            except OSError:
                is_whole = False
                continue
            found, below = _listed(here)
            files += found
            levels.append(below)
    except OSError:
        is_whole = False
    finally:
        os.close(here)
    return files, is_whole and not levels


def _moved(here: int, name: str) -> int:
    """The folder of that name as seen from here, which is let go."""
    there = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=here)
    os.close(here)
    return there


def _listed(folder: "int | str") -> tuple[int, list[str]]:
    """How many files a folder holds itself, and its folders."""
    files, below = 0, []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                below.append(entry.name)
            elif entry.is_file(follow_symlinks=False):
                files += 1
            if files + len(below) > MOST_COUNTED:
                break
    return files, below


def _count_by_path(folder: str) -> tuple[int, bool]:
    files, is_whole, left = 0, True, [folder]
    while left and files + len(left) <= MOST_COUNTED:
        path = left.pop()
        try:
            found, below = _listed(path)
        except OSError:
            is_whole = False
            continue
        files += found
        left += [os.path.join(path, name) for name in below]  # noqa: PTH118 - as many texts as folders: no objects
    return files, is_whole and not left
