"""The files of the container name what exists, and serve nobody who has not signed in."""

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from index.store.milvus.address import milvus_address
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
    rules = (FOLDER / "Containerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert {rule[1:] for rule in rules if rule.startswith("!")} == set(copied)
    assert "*" in rules


def test_what_is_installed_is_an_extra_of_the_project_and_pinned(steps: list[tuple[str, str]]) -> None:
    installs = [rest for rest in of(steps, "RUN") if "pip install" in rest]
    assert all("-c constraints.txt" in install for install in installs)
    assert '".[${EXTRAS}]"' in installs[-1]
    extras = dict(argument.split("=", 1) for argument in of(steps, "ARG"))["EXTRAS"]
    assert set(extras.split(",")) <= set(PROJECT["optional-dependencies"])
    assert "llama-cpp-python" in installs[0]


def test_it_runs_without_root_behind_a_sign_in(steps: list[tuple[str, str]], service: dict[str, Any]) -> None:
    names = [step for step, _ in steps]
    (user,) = of(steps, "USER")
    assert user.isdecimal()
    assert f"useradd --uid {user} " in of(steps, "RUN")[-1]
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


@pytest.fixture
def team() -> dict[str, Any]:
    compose: dict[str, Any] = yaml.safe_load((FOLDER / "team.yaml").read_text(encoding="utf-8"))
    return compose


def test_the_front_ends_of_a_team_are_chats_that_the_proxy_can_reach(team: dict[str, Any]) -> None:
    services = team["services"]
    assert services["front-a"] == services["front-b"]
    front, nginx = services["front-a"], services["nginx"]
    chat = build_parser().parse_args(front["command"])
    proxy = (FOLDER / "nginx.conf").read_text(encoding="utf-8")
    assert chat.behind_proxy == f"{nginx['networks']['inside']['ipv4_address']}/32"
    assert ip_network(chat.behind_proxy).subnet_of(
        ip_network(team["networks"]["inside"]["ipam"]["config"][0]["subnet"])
    )
    assert re.findall(r"server (\S+):(\d+)", proxy) == [("front-a", str(chat.port)), ("front-b", str(chat.port))]
    assert f"location {chat.root_path}/ {{" in proxy
    assert f"server_name {chat.host_name[0]};" in proxy
    assert f"client_max_body_size {chat.max_upload}m;" in proxy
    assert f"listen {nginx['ports'][0].split(':')[-1]};" in proxy
    assert (FOLDER / nginx["volumes"][0].split(":")[0]).exists()
    assert (chat.host, chat.without_sign_in) == ("0.0.0.0", False)


def test_the_services_of_a_team_know_each_other(team: dict[str, Any]) -> None:
    services, settings = team["services"], team["services"]["front-a"]["environment"]
    address = milvus_address(settings["PINCITE_INDEX"])
    assert address is not None
    url = urlsplit(settings["PINCITE_MODEL_URL"])
    assert {urlsplit(address.server).hostname, url.hostname} <= set(services)
    command = services["vllm"]["command"]
    assert command[command.index("--served-model-name") + 1] == settings["PINCITE_MODEL"]
    extras = services["front-a"]["build"]["args"]["EXTRAS"].split(",")
    assert "milvus" in extras
    assert set(extras) <= set(PROJECT["optional-dependencies"])
    mounted = [volume.split(":") for service in services.values() for volume in service["volumes"]]
    assert {name for name, *_ in mounted if not name.startswith(".")} == set(team["volumes"])
    kept = {place for _, place, *_ in mounted}
    assert {
        settings["XDG_DATA_HOME"],
        str(build_parser().parse_args(services["front-a"]["command"]).auth_file.parent),
    } < kept
    assert [name for name, service in services.items() if "ports" in service] == ["nginx"]
    assert all(port.startswith("127.0.0.1:") for port in services["nginx"]["ports"])


def test_each_line_for_a_team_is_explained(team: dict[str, Any]) -> None:
    text = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
    told = set(re.findall(r"[\w-]+", " ".join(re.findall(r"`([^`]+)`", text))))
    directives = re.findall(r"^ *([a-z_]+)[ {]", (FOLDER / "nginx.conf").read_text(encoding="utf-8"), re.MULTILINE)
    names = {*(name for service in team["services"].values() for name in keys(service)), *keys(team["networks"])}
    assert sorted({*names, *directives} - told - {"inside", "default"}) == []
    options = [word for service in team["services"].values() for word in service.get("command", ())]
    assert [
        word for word in options if word.startswith("--") and word != "--log-level" and f"`{word}" not in text
    ] == []


def keys(values: object) -> Iterator[str]:
    """Give the keys of a mapping, and of those in it."""
    if isinstance(values, dict):
        for name, value in values.items():
            yield name
            yield from keys(value)
    elif isinstance(values, list):
        for value in values:
            yield from keys(value)
