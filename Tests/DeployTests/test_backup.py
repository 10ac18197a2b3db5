"""deploy/backup and deploy/restore: what was saved comes back, into an empty database only, and is served."""

import os
import subprocess

import pytest
from installation import ROOT, Installation


def run(installation: Installation, script: str, *arguments: str, **settings: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [ROOT / "deploy" / script, *arguments], env=installation.environment | settings, text=True, timeout=120,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def test_a_backup_comes_back_on_a_new_data_folder_or_into_an_own_database_and_no_other(installation, fresh):
    installation.start()
    installation.sql("CREATE TABLE marker AS SELECT 'kept' AS word")
    file = str(installation.folder / "backup.dump")
    made = run(installation, "backup", file)
    assert made.returncode == 0, made.stdout
    assert run(installation, "backup", file).returncode == 1

    refused = run(installation, "restore", file)
    assert refused.returncode == 1
    assert "already running on this data folder" in refused.stdout
    assert installation.status("/readyz") == 200

    socket = installation.data / "socket"
    subprocess.run(
        ["createdb", "-h", socket, "-U", "postgres", "-O", "staffroom", "second"], check=True, timeout=60)
    second = f"host={socket} user=staffroom dbname=second"
    restored = run(installation, "restore", file, DATABASE_URL=second)
    assert restored.returncode == 0, restored.stdout
    word = subprocess.run(
        ["psql", "-XAtq", "-d", second, "-c", "SELECT word FROM marker"], check=True, text=True, timeout=60,
        stdout=subprocess.PIPE)
    assert word.stdout.strip() == "kept"
    again = run(installation, "restore", file, DATABASE_URL=second)
    assert again.returncode == 1 and "into an empty one only" in again.stdout

    restored = run(fresh, "restore", file)
    assert restored.returncode == 0, restored.stdout
    assert fresh.processes() == []
    fresh.start()
    assert fresh.status("/readyz") == 200
    assert fresh.sql("SELECT word FROM marker") == "kept"
    assert not (fresh.data / "sample-accounts.json").exists(), "the sample was loaded into what was restored"


def test_a_restore_that_fails_leaves_nothing_running_and_the_database_as_it_was(installation, fresh):
    refused = run(installation, "restore", __file__)
    assert refused.returncode == 1
    assert "into an empty one only" in refused.stdout and "STAFFROOM_DATA" in refused.stdout
    failed = run(fresh, "restore", __file__)
    assert failed.returncode == 1
    assert "could not be restored" in failed.stdout
    for one in (installation, fresh):
        assert one.processes() == []
        assert not (one.cluster() / "staffroom-restored").exists()


@pytest.mark.parametrize("script", ["backup", "restore"])
def test_help_is_printed_and_nothing_done(script, tmp_path):
    asked, wrong = (
        subprocess.run(
            [ROOT / "deploy" / script, argument], cwd=tmp_path, text=True, timeout=60, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=os.environ | {"STAFFROOM_DATA": str(tmp_path / "none")})
        for argument in ("--help", "--helps"))
    assert asked.returncode == 0 and asked.stdout.startswith(f"Usage: deploy/{script} ")
    assert wrong.returncode == 1 and "unknown argument: --helps" in wrong.stdout
    assert list(tmp_path.iterdir()) == []
