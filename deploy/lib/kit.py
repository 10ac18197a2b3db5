"""Takes the compiled CSS and JavaScript of govuk-frontend out of its wheel, without fonts and images.

Usage: kit.py WHEEL FOLDER. The `@font-face` rules, the name of GOV.UK's own typeface and every reference
to an image (the crest among them) are dropped; text is set in `--staffroom-font`, which a style sheet may set.
"""

import os
import re
import sys
import zipfile

FONT = (
    'var(--staffroom-font,"Source Sans 3","Source Sans Pro","Segoe UI",system-ui,-apple-system,'
    'sans-serif)'
)
SOURCE_MAP = re.compile(r"(?://[#@] sourceMappingURL=\S+|/\*[#@] sourceMappingURL=.*?\*/)\s*")


def without_reserved_parts(css: str) -> str:
    css = re.sub(r"@font-face\s*\{[^}]*\}", "", css)
    css = re.sub(r'"?GDS Transport"?\s*,\s*arial\s*,\s*sans-serif', lambda _: FONT, css)
    css = re.sub(r"[-\w]+\s*:\s*[^;{}]*url\([^)]*\)[^;{}]*;?", "", css)
    return SOURCE_MAP.sub("", css)


def member(wheel: zipfile.ZipFile, pattern: str) -> str:
    names = [name for name in wheel.namelist() if re.search(pattern, name)]
    if len(names) != 1:
        sys.exit(f"kit.py: the wheel holds {len(names)} files like {pattern}, not one")
    return wheel.read(names[0]).decode("utf-8")


def write(path: str, text: str) -> None:
    temporary = f"{path}.new"
    with open(temporary, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(temporary, 0o644)
    os.replace(temporary, path)


def main() -> None:
    source, folder = sys.argv[1:]
    with zipfile.ZipFile(source) as wheel:
        css = without_reserved_parts(member(wheel, r"/govuk-frontend-[\d.]+\.min\.css$"))
        script = SOURCE_MAP.sub("", member(wheel, r"/govuk-frontend-[\d.]+\.min\.js$"))
    for reserved in ("GDS Transport", "@font-face", "url(", "crest.svg"):
        if reserved in css:
            sys.exit(f"kit.py: {reserved!r} is still in the style sheet")
    write(os.path.join(folder, "govuk-frontend.min.css"), css)
    write(os.path.join(folder, "govuk-frontend.min.js"), script)


main()
