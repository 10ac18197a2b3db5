"""deploy/backup and deploy/restore: what was saved comes back, and only into an empty database."""

import os
import subprocess

import pytest
from installation import ROOT, Installation


def run(installation: Installation, script: str, *arguments: str, **settings: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [ROOT / "deploy" / script, *arguments], env=installation.environment | settings, text=True, timeout=120,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def test_a_backup_comes_back_into_an_empty_database_and_no_other(installation):
    installation.start()
    installation.sql("CREATE TABLE marker AS SELECT 'kept' AS word")
    file = str(installation.folder / "backup.dump")
    made = run(installation, "backup", file)
    assert made.returncode == 0, made.stdout
    assert run(installation, "backup", file).returncode == 1

    refused = run(installation, "restore", file)
    assert refused.returncode == 1
    assert "into an empty one only" in refused.stdout

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
