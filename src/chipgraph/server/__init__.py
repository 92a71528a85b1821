"""A local Neo4j server in one command, without a container and without Java installed.

A home folder and ports come in; a running, hardened Neo4j Community server goes out, with a Bolt
and a Browser address and a generated password. The jars are fetched at the user's request (`fetch`,
from the repository that `maven` chooses, exactly those of the `lock`), run by a `java` of the
system or of a wheel, with settings from the data files beside this one (`conf`), in a process
that survives the terminal (`process`). `machine` looks whether ports and memory are free before.

Read `local` first.
"""

from chipgraph.server.local import LocalServer, Status

__all__ = ["LocalServer", "Status"]
