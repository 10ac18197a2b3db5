"""Installations that deployment tests begin with: an empty folder, or one that deploy/run has prepared."""

import pytest
from installation import Installation


@pytest.fixture(scope="session")
def prepared():
    """A data folder after `deploy/run --check`: cluster, schema and sample borough. Made once, for others to copy."""
    with Installation() as made:
        result = made.command("--check")
        assert result.returncode == 0, result.stdout
        yield made


@pytest.fixture
def installation(prepared):
    """An installation that has its sample borough already: for tests of what comes after the first start."""
    with Installation() as made:
        yield made.begin_as(prepared)


@pytest.fixture
def fresh():
    """An installation without a data folder: for tests of the first start."""
    with Installation() as made:
        yield made
