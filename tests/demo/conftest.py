"""Where the tests of the embedded services put them."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def spot() -> Iterator[Path]:
    """Give a folder right below the temporary one.

    Not `tmp_path`: each starting pytest closes the folder above it to other users, and to root PostgreSQL is one.
    """
    folder = Path(tempfile.mkdtemp(prefix="te-spot-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def shared_spot() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="te-spot-"))
    yield folder
    shutil.rmtree(folder)
