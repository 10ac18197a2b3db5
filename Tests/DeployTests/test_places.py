"""Where the cluster is kept: other versions, long paths, folders its user can't enter."""

import os
import pathlib

import pytest
from installation import Installation


def test_a_data_folder_of_another_major_version_is_refused_and_left_alone(installation):
    version = installation.cluster() / "PG_VERSION"
    own = version.read_text()
    version.write_text("12\n")
    before = sorted(path.name for path in installation.cluster().iterdir())
    refused = installation.command("--check")
    assert refused.returncode == 1
    assert "was made by PostgreSQL 12" in refused.stdout
    assert sorted(path.name for path in installation.cluster().iterdir()) == before
    version.write_text(own)
    assert installation.command("--check").returncode == 0


@pytest.mark.parametrize("name", ["a" * 120, "with space, 'quote' and é"])
def test_a_path_that_a_socket_can_not_have_works(name):
    with Installation() as installation:
        installation.data = installation.folder / name / "data"
        installation.environment["STAFFROOM_DATA"] = str(installation.data)
        installation.start("--empty")
        assert installation.sql("SELECT 1") == "1"
        socket = pathlib.Path((installation.data / "postgres-socket").read_text().strip())
        assert socket.exists()
        assert installation.stop() == 0
        assert not socket.exists()


def test_checksums_are_on_and_only_a_socket_listens():
    with Installation() as installation:
        installation.start("--empty")
        assert installation.sql("SHOW data_checksums") == "on"
        assert installation.sql("SHOW listen_addresses") == ""
        assert installation.sql("SHOW server_encoding") == "UTF8"
        assert installation.sql("SHOW fsync") == "on"
        owner = os.stat(f"/proc/{installation.postmaster()}").st_uid
        assert owner != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the cluster as another user")
def test_a_folder_the_cluster_user_can_not_enter_gets_its_cluster_elsewhere():
    with Installation() as installation:
        closed = installation.folder / "closed"
        closed.mkdir(mode=0o700)
        installation.data = closed / "data"
        installation.environment["STAFFROOM_DATA"] = str(installation.data)
        result = installation.command("--check", "--empty")
        assert result.returncode == 0, result.stdout
        assert str(installation.cluster()).startswith("/var/lib/staffroom-clusters/")
        assert str(installation.cluster().parent) in result.stdout
        again = installation.command("--check", "--empty")
        assert again.returncode == 0
        assert "is kept in" not in again.stdout
