"""The documents against the code: what they name is there, and what is there is named."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic_core import PydanticUndefined

from app.services.tables import metadata
from app.settings import Settings
from app.ui.canvas.events import EVENT_NAMES, CommandName

ROOT = Path(__file__).parent.parent
README = (ROOT / 'README.md').read_text('utf-8')
MACHINE = re.compile(r'(?<![\w.])/(?:work|home|Users)/\w')
REGISTRY = re.compile(r'https?://[^\s/]*(?:registry|pythonhosted|/simple/)|index[-]url')
TEXT = {'.py', '.js', '.mjs', '.css', '.svg', '.md', '.toml', '.txt', '.in', '.sh', '.yaml', '.json', '.mako', ''}


def environment_name(field: str) -> str:
    alias = Settings.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else f'IMAGEGEN_{field.upper()}'


def written_default(default: object) -> str:
    """A default as the README's table writes it."""
    if default is PydanticUndefined:
        return 'see below'
    if default is None:
        return 'none'
    return f'`{int(default)}`' if isinstance(default, bool) else f'`{default}`'


def project() -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads((ROOT / 'pyproject.toml').read_text('utf-8'))['project']
    return table


def tracked_texts() -> list[Path]:
    listed = subprocess.run(['git', 'ls-files', '-z'], check=False, cwd=ROOT, capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip('These sources are no git checkout, so nothing tells which files belong to them.')
    paths = [ROOT / name for name in listed.stdout.split('\0') if name]
    return [path for path in paths if path.suffix in TEXT and path.is_file()]


@pytest.mark.parametrize('field', list(Settings.model_fields))
def test_each_setting_stands_in_the_readme(field: str) -> None:
    """The README's table has a row for it, with its default."""
    default = written_default(Settings.model_fields[field].default)
    assert f'| `{environment_name(field)}` | {default} |' in README


def test_the_readme_names_no_setting_that_is_not_there() -> None:
    """Every variable of ours that the README or the template names is read by the program."""
    known = {environment_name(field) for field in Settings.model_fields}
    named = set(re.findall(r'\b(?:IMAGEGEN_[A-Z_]+|[A-Z]+(?:_API)?_KEY)\b', README + template()))
    assert named == known


@pytest.mark.parametrize('field', list(Settings.model_fields))
def test_each_setting_stands_in_the_template(field: str) -> None:
    """`.env.example` has a line for it, commented out, so that copying the file changes nothing."""
    assert re.search(rf'^#{environment_name(field)}=', template(), re.MULTILINE)


def template() -> str:
    return (ROOT / '.env.example').read_text('utf-8')


def test_each_make_target_of_the_readme_is_there() -> None:
    """And each target that `make` lists, but the list itself, stands in the README."""
    listed = set(re.findall(r'^([a-z][a-z-]*):.*## ', (ROOT / 'Makefile').read_text('utf-8'), re.MULTILINE))
    named = set(re.findall(r'(?:`|^)make ([a-z][a-z-]*)', README, re.MULTILINE))
    assert named == listed - {'help'}


def test_each_direct_dependency_has_its_reason() -> None:
    """`docs/DEPENDENCIES.md` has a row for each, and none for what is no longer one."""
    extras = project()['optional-dependencies'].values()
    wanted = [*project()['dependencies'], *(one for extra in extras for one in extra)]
    names = {re.split(r'[\[<>=~! ]', one)[0] for one in wanted}
    document = (ROOT / 'docs' / 'DEPENDENCIES.md').read_text('utf-8').split('## From the system')[0]
    rows = set(re.findall(r'^\| `([a-z0-9-]+)` \|', document, re.MULTILINE))
    assert rows == names


def test_the_architecture_names_each_message_and_each_table() -> None:
    """What the canvas may say, and what the database holds, stands in `docs/ARCHITECTURE.md`."""
    text = (ROOT / 'docs' / 'ARCHITECTURE.md').read_text('utf-8')
    named = set(re.findall(r'\b[a-z_]+\b', text))
    assert {*get_args(CommandName), *EVENT_NAMES, *metadata.tables} - named == set()


@pytest.mark.parametrize('document', ['README.md', 'CHANGELOG.md', 'docs/ARCHITECTURE.md', 'docs/DEPENDENCIES.md'])
def test_links_and_paths_lead_somewhere(document: str) -> None:
    """A relative link, and a path of the project in backquotes, is there."""
    text = (ROOT / document).read_text('utf-8')
    links = [link.split('#')[0] for link in re.findall(r'\]\(([^)\s]+)\)', text) if '://' not in link]
    missing = [link for link in links if link and not ((ROOT / document).parent / link).exists()]
    paths = re.findall(r'`((?:app|docs|tests|benchmarks|requirements)/[\w./-]*)`', text)
    assert missing + [path for path in paths if not (ROOT / path).exists()] == []


def test_no_file_names_a_machine_or_a_registry() -> None:
    """Sources hold no path of somebody's machine and no address that packages were downloaded from."""
    found = [
        f'{path.relative_to(ROOT)}: {match.group()}'
        for path in tracked_texts()
        if (match := MACHINE.search(text := path.read_text('utf-8')) or REGISTRY.search(text))
    ]
    assert found == []
