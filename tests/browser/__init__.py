"""The page in a browser: Debian's Chromium through playwright. Neither is in the extra `dev`; `pytest -m browser tests/browser` runs these."""
