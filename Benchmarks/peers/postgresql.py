"""PostgreSQL: one statement raises the version of a stream and inserts a message; each commit is synced."""
import glob
import os
import shutil

from bench import loads
from bench.kit import first_line
from bench.workload import MESSAGE, compact

from .peer import Peer

STREAMS = 1000
TABLES = f"""
set client_min_messages = error;
create table streams (id serial primary key, name text unique not null, version bigint not null);
create table messages (position bigserial primary key, stream int not null, version bigint not null,
 mid uuid not null, created timestamptz not null default now(), type text not null, data jsonb not null,
 meta jsonb, unique (stream, version), unique (stream, mid));
insert into streams select i, 'order-' || i, -1 from generate_series(1, {STREAMS}) i;
"""
APPEND = """\\set stream random(1, {streams})
with raised as (update streams set version = version + 1 where id = :stream returning id, version)
 insert into messages (stream, version, mid, type, data, meta)
 select id, version, gen_random_uuid(), '{type}', '{data}', '{metadata}' from raised;
"""


class PostgreSQL(Peer):
    name = "PostgreSQL"
    faces = ("append",)

    def prepare(self):
        places = sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)
        self.binary = self.kit.tool("postgres", *places)
        self.tools = os.path.dirname(self.binary)
        self.psql, self.pgbench = (self.kit.tool(name, self.tools) for name in ("psql", "pgbench"))
        self.version = first_line(self.binary, "--version")

    def server(self, port, pages=None):
        """A new cluster. It does not run as root, so root runs it as the user that the package made."""
        self.folder = folder = self.kit.folder("postgresql")
        become = []
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
            become = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
        self.kit.command(*become, f"{self.tools}/initdb", "-D", f"{folder}/data", "-A", "trust", "-U",
                         "postgres", cwd="/")
        with open(f"{folder}/data/postgresql.conf", "a") as file:
            file.write(f"listen_addresses = '127.0.0.1'\nport = {port}\nmax_connections = 300\n"
                       f"unix_socket_directories = '{folder}'\nshared_buffers = 512MB\n")
        return self.kit.server(
            "postgresql", [*become, self.binary, "-D", f"{folder}/data"], port, cwd="/")

    def fill(self, server):
        """Makes the tables, and the script of a transaction."""
        self.kit.command(self.psql, "-h", self.folder, "-p", str(server.port), "-U", "postgres", "-q", "-v",
                         "ON_ERROR_STOP=1", "-c", TABLES, "postgres")
        self.script = f"{self.folder}/append.sql"
        with open(self.script, "w") as file:
            file.write(APPEND.format(
                streams=STREAMS, type=MESSAGE["type"], data=compact(MESSAGE["jsonData"]),
                metadata=compact(MESSAGE["jsonMetadata"])))

    def append(self, server, connections, seconds):
        return loads.pgbench(
            self.pgbench, self.folder, server.port, self.script, connections, seconds, "postgres")
