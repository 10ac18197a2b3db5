"""The question put to axe: of many that look alike it measures a few, and still finds the one that can't be read."""

import pytest

GOOD = '<tr class="row"><td class="cell">Words to read</td></tr>'
# Each is the last of thirty rows, all of whose other cells are black on white.
FAINT = {
    "its own colour": '<tr class="row"><td class="cell" style="color: #ccc">Words to read</td></tr>',
    "the background around it": '<tr class="row" style="background: #333"><td class="cell">Words to read</td></tr>',
    "a class": '<tr class="row"><td class="cell faint">Words to read</td></tr>',
    "its place among the others": '<tr class="row"><td class="cell">Words to read</td></tr>',
    "what it lies over": '<tr class="row"><td class="cell"><div class="dark"></div><b>Words to read</b></td></tr>',
    "words after single letters": '<tr class="row"><td class="cell grey">Words to read</td></tr>',
}
STYLE = {
    "its place among the others": "tr:nth-child(30) td { color: #ccc }",
    "what it lies over": "td:has(.dark) { position: relative } .dark { position: absolute; inset: 0; "
                         "background: #222 } b { position: relative }",
}
FEW = {"words after single letters": '<tr class="row"><td class="cell grey">x</td></tr>'}


@pytest.mark.parametrize("reason", FAINT)
def test_the_one_among_many_that_is_too_faint_is_found(page, axe_faults, reason):
    page.set_content(
        '<!doctype html><html lang="en"><head><title>Rows</title><style>body { color: #000; background: #fff } '
        f".faint, .grey {{ color: #ccc }} {STYLE.get(reason, '')}</style></head><body><main><h1>Rows</h1><table>"
        f"{FEW.get(reason, GOOD) * 29}{FAINT[reason]}</table></main></body></html>")
    faults = {fault["id"]: len(fault["nodes"]) for fault in axe_faults(page).response["violations"]}
    assert faults == {"color-contrast": 1}
    assert page.locator("[data-look-is-known]").count() == 0
