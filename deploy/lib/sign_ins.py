"""Prints the sample sign-ins of FILE (the only argument) as a table."""

import json
import sys


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:
        accounts = json.load(file)
    rows = [("Role", "Organisation", "E-mail", "Password")]
    keys = ("role", "organisation", "email", "password")
    rows += [tuple(str(account.get(key) or "") for key in keys) for account in accounts]
    widths = [max(len(row[column]) for row in rows) for column in range(len(keys))]
    for row in rows:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


main()
