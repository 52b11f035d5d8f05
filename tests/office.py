"""LibreOffice without a window: workbooks are calculated anew, and what their cells then hold is read."""

import shutil
import subprocess

import openpyxl
import pytest

ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def recalculated(folder, books):
    """Name → workbook with its values as LibreOffice calculates them, of name → bytes; skips where it is not installed."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed: apt-get install libreoffice-calc")
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "registrymodifications.xcu").write_text(ALWAYS)  # else it takes the values that are stored
    paths = []
    for number, data in enumerate(books.values()):
        paths.append(folder / f"{number}.xlsx")
        paths[-1].write_bytes(data)
    out = folder / "out"
    command = [office, "--headless", f"-env:UserInstallation={profile.parent.as_uri()}", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    subprocess.run([*command, "--outdir", str(out), *map(str, paths)], check=True, capture_output=True, timeout=900)
    return {name: openpyxl.load_workbook(out / path.name, data_only=True) for name, path in zip(books, paths, strict=True)}
