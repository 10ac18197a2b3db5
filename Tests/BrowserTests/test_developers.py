"""The worked example of the developers' page, run as it stands there."""

import html
import json
import re
import subprocess
import urllib.request


def commands(page: str) -> list[str]:
    blocks = re.findall(r'<pre [^>]*id="example-(\d+)"[^>]*><code>(.*?)</code></pre>', page, re.DOTALL)
    assert [int(number) for number, _ in blocks] == list(range(1, len(blocks) + 1))
    return [html.unescape(text) for _, text in blocks]


def answer(command: str, variables: dict[str, str]) -> tuple[int, dict[str, str], dict]:
    """Runs a command of the page in bash; returns the status, the headers and the JSON that curl printed."""
    run = subprocess.run(
        ["bash", "-euc", command], env={"PATH": "/usr/bin:/bin", **variables}, text=True, timeout=60,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert run.returncode == 0, run.stderr
    head, _, body = run.stdout.replace("\r\n", "\n").partition("\n\n")
    status, *lines = head.split("\n")
    headers = dict(line.split(": ", 1) for line in lines)
    return int(status.split()[1]), {name.lower(): value for name, value in headers.items()}, json.loads(body)


def test_the_worked_example_works_as_it_stands(staffroom):
    with urllib.request.urlopen(staffroom.address + "/developers") as response:
        steps = commands(response.read().decode())
    head = staffroom.account("head")
    school = staffroom.sql("select urn from school s join organisation o on o.id = s.organisation_id "
                           f"where o.name = '{head['organisation'].replace(chr(39), chr(39) * 2)}'")
    variables = {
        "STAFFROOM": staffroom.address, "EMAIL": head["email"], "PASSWORD": head["password"], "SCHOOL": school}

    def step(name: str, expected: int) -> dict:
        number = next(i for i, text in enumerate(steps) if name in text)
        status, headers, body = answer(steps.pop(number), variables)
        assert status == expected, body
        assert headers["ratelimit"] and headers["ratelimit-policy"] and headers["x-request-id"]
        if "etag" in headers:
            variables["ETAG"] = headers["etag"]
        return body

    variables["TOKEN"] = step("/session-tokens", 201)["secret"]
    draft = step("/schools/$SCHOOL/vacancies", 201)
    variables["VACANCY"] = draft["id"]
    assert draft["state"] == "draft"
    changed = step("-X PUT", 200)
    assert changed["title"] != draft["title"]
    assert step("/publish", 200)["state"] == "published"
    assert step('/vacancies/$VACANCY"', 200)["title"] == changed["title"]
    assert step("/withdraw", 200)["state"] == "withdrawn"
    assert steps == []
