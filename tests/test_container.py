"""The files of the container name what exists, and serve nobody who has not signed in."""

import json
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from ui.cli.main import build_parser
from ui.serve.routes import ROUTES

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "container"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture
def steps() -> list[tuple[str, str]]:
    """Give the instructions of the Containerfile, each with what stands after it."""
    text = (FOLDER / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in lines]


@pytest.fixture
def service() -> dict[str, Any]:
    compose = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
    assert set(compose["volumes"]) == {
        volume.split(":")[0] for volume in compose["services"]["pincite"]["volumes"]
    }
    return compose["services"]["pincite"]  # type: ignore[no-any-return]


def of(steps: list[tuple[str, str]], name: str) -> list[str]:
    return [rest for step, rest in steps if step == name]


def test_what_is_copied_is_there_and_all_that_is_built_is_copied(steps: list[tuple[str, str]]) -> None:
    copied = [word for rest in of(steps, "COPY") if "--from" not in rest for word in rest.split()[:-1]]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert {"constraints.txt", "pyproject.toml", "README.md", "LICENSE", "index", "qa", "eval", "ui"} == set(
        copied
    )


def test_what_is_installed_is_an_extra_of_the_project_and_pinned(steps: list[tuple[str, str]]) -> None:
    installs = [rest for rest in of(steps, "RUN") if "pip install" in rest]
    assert all("-c constraints.txt" in install for install in installs)
    extras = re.search(r"'\.\[([\w,]+)\]'", installs[-1])
    assert extras is not None
    assert set(extras[1].split(",")) <= set(PROJECT["optional-dependencies"])
    assert "llama-cpp-python" in installs[0]


def test_it_runs_without_root_behind_a_sign_in(steps: list[tuple[str, str]], service: dict[str, Any]) -> None:
    names = [step for step, _ in steps]
    assert of(steps, "USER") == ["pincite"]
    assert "RUN" not in names[names.index("USER") :]
    command = [*json.loads(of(steps, "ENTRYPOINT")[0]), *json.loads(of(steps, "CMD")[0])]
    assert command[0] in PROJECT["scripts"]
    chat = build_parser().parse_args(command[1:])
    assert (chat.host, chat.without_sign_in) == ("0.0.0.0", False)
    assert str(chat.auth_file.parent) in json.loads(of(steps, "VOLUME")[0])
    assert service["ports"] == [f"127.0.0.1:{chat.port}:{of(steps, 'EXPOSE')[0]}"]
    assert "command" not in service


def test_what_is_kept_is_in_volumes(steps: list[tuple[str, str]], service: dict[str, Any]) -> None:
    volumes = json.loads(of(steps, "VOLUME")[0])
    assert [volume.split(":")[1] for volume in service["volumes"]] == volumes
    settings = dict(word.split("=", 1) for rest in of(steps, "ENV") for word in shlex.split(rest))
    assert {settings["PINCITE_MODELS"], settings["PINCITE_INDEX"]} < set(volumes)


def test_both_ask_for_the_health_that_is_served(steps: list[tuple[str, str]], service: dict[str, Any]) -> None:
    asked = json.loads(of(steps, "HEALTHCHECK")[0].split("CMD", 1)[1])
    assert service["healthcheck"]["test"] == ["CMD", *asked]
    assert f"http://127.0.0.1:{of(steps, 'EXPOSE')[0]}/health'" in asked[-1]
    assert [route.public for route in ROUTES if route.path.fullmatch("/health")] == [True]


def test_compose_builds_from_the_top_folder(service: dict[str, Any]) -> None:
    context = (FOLDER / service["build"]["context"]).resolve()
    assert context == ROOT
    assert (context / service["build"]["dockerfile"]).samefile(FOLDER / "Containerfile")
