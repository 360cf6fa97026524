"""The pages of the site that are kept at the top of the repository: README as the first one, and two more."""

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

TOP = Path(__file__).parents[2]
PAGES = {"README.md": "index.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add them, with links that lead from where they are in the site."""
    for name, place in PAGES.items():
        text = (TOP / name).read_text(encoding="utf-8").replace("](docs/", "](").replace('="docs/', '="')
        for other, there in PAGES.items():
            text = text.replace(f"]({other}", f"]({there}")
        files.append(File.generated(config, place, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Let links of other pages lead to them too."""
    return re.sub(r"\]\(((?:\.\./)+)(README|CONTRIBUTING|CHANGELOG)\.md", _in_the_site, markdown)


def _in_the_site(link: re.Match[str]) -> str:
    return f"]({link[1].removeprefix('../')}{PAGES[f'{link[2]}.md']}"
