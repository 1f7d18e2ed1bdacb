"""The fixture ``at1_data``: arrays of a repository, for tests that depend on exact data.

    def test_model(at1_data):
        X = at1_data("X.npy", rev="v1")

The repository is the one of the ini option ``at1_repository``, from the folder of the ini file; that folder by default.
"""
from __future__ import annotations

from typing import Any, Callable, Iterator

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("at1_repository", "The at1 repository that at1_data reads.", default=".")


@pytest.fixture(scope="session")
def at1_repository(pytestconfig: pytest.Config) -> Iterator[Any]:
    """The repository that tests read."""
    import at1

    place = pytestconfig.getini("at1_repository")
    with at1.open(place if "://" in place else pytestconfig.rootpath / place) as repository:
        yield repository


@pytest.fixture(scope="session")
def at1_data(at1_repository: Any) -> Callable[..., Any]:
    """``at1_data("X.npy", rev="v1")`` is the array in the file."""
    load: Callable[..., Any] = at1_repository.load
    return load
