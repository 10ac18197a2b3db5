"""Adds up the JUnit reports of FOLDER (the only argument): prints how many tests passed and how many failed."""

import glob
import os
import sys
import xml.etree.ElementTree as ElementTree


def main() -> None:
    passed = failed = 0
    for path in glob.glob(os.path.join(sys.argv[1], "*.xml")):
        for case in ElementTree.parse(path).getroot().iter("testcase"):
            if case.find("failure") is not None or case.find("error") is not None:
                failed += 1
            elif case.find("skipped") is None:
                passed += 1
    print(passed, failed)


main()
