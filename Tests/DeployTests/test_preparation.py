"""What deploy/run says when something is missing: packages, toolchain, the user interface kit."""

import os
import pathlib
import subprocess

from installation import ROOT


def script(text: str, **settings: str) -> subprocess.CompletedProcess:
    """Runs shell text after the scripts' own functions were read."""
    parts = "common packages toolchain kit cluster"
    head = f'set -euo pipefail; for part in {parts}; do . "{ROOT}/deploy/lib/$part.sh"; done; SCRIPT_NAME=deploy/run\n'
    return subprocess.run(
        ["bash", "-c", head + text], env=dict(os.environ) | settings, text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)


def test_an_ordinary_user_is_told_which_packages_are_missing_and_the_command():
    result = script(
        'is_root() { return 1; }; missing_packages() { printf "libpq-dev\\npostgresql\\n"; }\n'
        'require_packages "$RUN_PACKAGES"')
    assert result.returncode == 1
    assert "missing: libpq-dev postgresql" in result.stdout
    assert "apt-get install -y --no-install-recommends libpq-dev postgresql'" in result.stdout
    assert "create_main_cluster = false" in result.stdout


def test_nothing_is_missing_after_the_set_up():
    result = script('missing_packages "$RUN_PACKAGES$TEST_PACKAGES"')
    assert (result.returncode, result.stdout) == (0, "")


def test_a_missing_toolchain_is_explained():
    result = script("swift_folders() { :; }; require_swift")
    assert result.returncode == 1
    assert "no Swift toolchain of version 6.2 or later" in result.stdout
    assert "https://www.swift.org/install/linux/" in result.stdout


def test_a_toolchain_that_is_too_old_is_passed_over(tmp_path: pathlib.Path):
    old = tmp_path / "swift"
    old.write_text("#!/bin/sh\necho 'Swift version 5.10.1 (swift-5.10.1-RELEASE)'\n")
    old.chmod(0o755)
    result = script(f"swift_folders() {{ echo '{tmp_path}'; }}; require_swift")
    assert result.returncode == 1
    assert "is version 5.10.1" in result.stdout


def test_a_kit_that_can_not_be_fetched_says_how_to_go_on(tmp_path: pathlib.Path):
    result = script(
        f"KIT_FOLDER='{tmp_path}'; require_kit", PIP_NO_INDEX="1", PIP_FIND_LINKS=str(tmp_path))
    assert result.returncode == 1
    assert "could not be fetched from PyPI" in result.stdout
    assert f"{tmp_path}/fast_gov_uk-0.9.1-py3-none-any.whl" in result.stdout
    assert "STAFFROOM_KIT_WHEEL" in result.stdout


def test_another_file_in_the_kits_place_is_refused(tmp_path: pathlib.Path):
    wheel = tmp_path / "wheel.whl"
    wheel.write_bytes(b"not the kit")
    result = script(f"KIT_FOLDER='{tmp_path}/kit'; require_kit", STAFFROOM_KIT_WHEEL=str(wheel))
    assert result.returncode == 1
    assert "not the file expected" in result.stdout
    assert not (tmp_path / "kit/version").exists()


def test_the_kit_holds_nothing_that_is_reserved_for_gov_uk():
    kit = ROOT / ".build-kit"
    style = (kit / "govuk-frontend.min.css").read_text()
    assert ".govuk-button" in style and "var(--staffroom-font" in style
    for reserved in ("GDS Transport", "@font-face", "url("):
        assert reserved not in style
    assert "initAll" in (kit / "govuk-frontend.min.js").read_text()
    extra = {path.suffix for path in kit.iterdir()} - {"", ".css", ".js", ".whl"}
    assert extra == set()
