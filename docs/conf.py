"""How Sphinx builds these pages: MyST for the pages, numpydoc for the docstrings; no network is needed."""

import cashflow

project = "cashflow"
author = "the cashflow authors"
copyright = "the cashflow authors, BSD-3-Clause"
release = cashflow.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "numpydoc"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4  # pages link to headings as GitHub does: terms.md#date-steps
suppress_warnings = ["misc.highlighting_failure"]  # JSON in shorthand, TOML with dots
exclude_patterns = ["_build"]

autosummary_generate = False
autodoc_member_order = "groupwise"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True, "inherited-members": False}
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False

html_theme = "furo"
html_title = "cashflow"
html_static_path: list[str] = []
html_show_sourcelink = False


_PAGE_OF: dict[object, str] = {}  # class or function → the page that shows it


def _said_once(app, what, name, obj, skip, options):
    """What several packages offer is shown on the first of their pages; pages are read in order of their names."""
    if what != "module" or not callable(obj):
        return None
    return True if _PAGE_OF.setdefault(obj, app.env.docname) != app.env.docname else None


def setup(app):
    """Called by Sphinx."""
    app.connect("autodoc-skip-member", _said_once)
