"""The web server of the guide: known files for any page of this machine, nothing else."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from chipgraph.errors import PortTaken
from chipgraph.explore.guide import read_guide
from chipgraph.explore.site import Site, files_of, write_files
from chipgraph.ontology.schema import read_schema
from chipgraph.server.machine import free_port

FILES = {"guide.html": "<p>é</p>", "style.grass": "node {}", "queries/a.cypher": "RETURN 1"}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site(free_port()) as site:
        thread = threading.Thread(target=site.offer(FILES).serve_forever)
        thread.start()
        yield site
        site.shutdown()
        thread.join()


def ask(
    site: Site, method: str, path: str, host: str | None = None
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", site.server_port, timeout=10)
    headers = {"Host": host or f"localhost:{site.server_port}"}
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    found = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return found


def test_a_file_comes_with_its_type_for_every_origin(site: Site) -> None:
    status, headers, body = ask(site, "GET", "/guide.html?x=1")
    assert (status, body.decode()) == (200, "<p>é</p>")
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Server"].strip() == "chipgraph"
    assert ask(site, "GET", "/queries/a.cypher")[2] == b"RETURN 1"


def test_head_gives_the_headers_alone(site: Site) -> None:
    status, headers, body = ask(site, "HEAD", "/style.grass")
    assert (status, headers["Content-Length"], body) == (200, "7", b"")


def test_options_says_what_is_allowed(site: Site) -> None:
    status, headers, body = ask(site, "OPTIONS", "/guide.html")
    assert (status, body) == (204, b"")
    assert headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["/", "/queries/", "/guide", "/../guide.html"])
def test_there_is_nothing_but_the_files(site: Site, path: str) -> None:
    status, headers, body = ask(site, "GET", path)
    assert status == 404
    assert headers["Content-Type"].startswith("text/plain")
    assert b"guide.html" not in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE"])
def test_other_methods_are_refused(site: Site, method: str) -> None:
    assert ask(site, method, "/guide.html")[0] == 501


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "localhost", "localhost:1"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_request_under_another_name_gets_nothing(site: Site, host: str, method: str) -> None:
    status, _, body = ask(site, method, "/guide.html", host)
    assert (status, body) == (421, b"")


def test_the_address_of_the_machine_is_a_name_of_it(site: Site) -> None:
    assert ask(site, "GET", "/guide.html", f"127.0.0.1:{site.server_port}")[0] == 200


def test_it_listens_on_this_machine_alone(site: Site) -> None:
    assert site.server_address[0] == "127.0.0.1"


def test_a_taken_port_is_told_with_a_free_one() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as other,
        pytest.raises(PortTaken, match="--guide-port"),
    ):
        Site(other.getsockname()[1])


def test_the_files_refer_to_each_other_and_can_be_written(tmp_path: Path) -> None:
    schema = read_schema()
    guide = read_guide(schema)
    files = files_of(schema, guide, "http://localhost:1")
    assert "http://localhost:1/style.grass" in files["guide.html"]
    assert "http://localhost:1/style.grass" in files["guide.adoc"]
    assert len(files) == 3 + len(guide.queries)
    write_files(files, tmp_path / "new")
    for name, text in files.items():
        assert (tmp_path / "new" / name).read_text(encoding="utf-8") == text
