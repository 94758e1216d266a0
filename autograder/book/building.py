"""Pages become a site, by Sphinx with MyST: a table of contents, search, links that are checked."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from autograder.errors import CourseError

STYLE = """
.formula { overflow-x: auto; margin: 1em 0 }
@media (min-width: 92em) { .content { width: 54em } } /* below it, the theme fits both sidebars exactly */
.highlight pre { font-size: 0.78rem }
math { font-size: 1.05em }
.cell_output img, .cell_output svg { max-width: 100%; height: auto; background: white }
table.docutils { display: block; overflow-x: auto }
"""
SETTINGS: dict[str, Any] = {
    "project": "Keras Workbook",
    "extensions": ["myst_nb", "autograder.book.mathml"],
    "html_theme": "furo",
    "html_title": "Keras Workbook",
    "html_math_renderer": "mathml",
    "html_static_path": ["_static"],
    "html_css_files": ["book.css"],
    "html_copy_source": False,
    "html_show_sphinx": False,
    "html_show_copyright": False,
    "html_use_index": False,
    "nb_execution_mode": "off",
    "nb_code_prompt_show": "Show the code",
    "nb_code_prompt_hide": "Hide the code",
    "myst_enable_extensions": ["dollarmath", "amsmath"],
    "myst_heading_anchors": 3,
    "myst_links_external_new_tab": False,
}


def build(pages: Path, out: Path) -> None:
    """Build the site of a folder's pages.

    Args:
        pages: notebooks and index.md; a folder of its own, into which working files go as well.
        out: where the site goes.

    Raises:
        CourseError: Sphinx has a warning, such as of a link that leads nowhere.
    """
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    static = pages / "_static"
    static.mkdir()
    (static / "book.css").write_text(STYLE, encoding="utf-8")
    warnings, trees = io.StringIO(), pages / ".doctrees"
    with patch_docutils(pages), docutils_namespace():
        site = Sphinx(
            pages,
            None,
            out,
            trees,
            "html",
            confoverrides=SETTINGS,
            status=None,
            warning=warnings,
            freshenv=True,
        )
        site.build(force_all=True)
    if text := warnings.getvalue().strip():
        raise CourseError(f"the book has faults:\n{text}")
