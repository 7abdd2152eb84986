"""nginx: `return 204`, and static files with the open file cache."""
import os

from bench.kit import first_line
from bench.machine import PROCESSORS
from bench.transfers import BlobServer

from .peer import Peer

CONFIGURATION = """daemon off; worker_processes {workers}; {user}
pid {folder}/pid; error_log {folder}/error.log crit;
events {{ worker_connections 16384; multi_accept on; }}
http {{
 access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; open_file_cache max=20000 inactive=10m;
 keepalive_requests 100000000; keepalive_timeout 600; default_type application/hal+json;
 client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
 uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
 server {{ listen 127.0.0.1:{port} reuseport backlog=4096;
  location = /small {{ return 204; }} location /pages/ {{ alias {pages}/; }} }} }}
"""

BLOBS = """daemon off; worker_processes {workers}; {user}
pid {folder}/pid; error_log {folder}/error.log crit;
events {{ worker_connections 512; }}
http {{
 access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; client_max_body_size 0; client_body_buffer_size 1m;
 client_body_temp_path {pages}/temporary; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
 uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
 server {{ listen 127.0.0.1:{port} reuseport; root {pages}; location = /small {{ return 204; }}
  location /blob/ {{ dav_methods PUT DELETE; }} }} }}
"""


class Nginx(Peer):
    name = "nginx"
    faces = ("http",)

    def prepare(self):
        self.binary = self.kit.tool("nginx", "/usr/sbin")
        self.version = first_line(self.binary, "-v").replace("nginx version: ", "")

    def blobs(self):
        """Uploads by DAV, which syncs nothing, and downloads by sendfile."""
        return [BlobServer("nginx (DAV, no sync)", "PUT", "/blob/1", self.blob_server)]

    def blob_server(self, port, folder):
        os.makedirs(f"{folder}/blob", exist_ok=True)
        return self.started(BLOBS, port, folder, f"nginx-blobs-{port}")

    def server(self, port, pages):
        return self.started(CONFIGURATION, port, pages, f"nginx-{port}")

    def started(self, configuration, port, pages, name):
        folder = self.kit.folder(name)
        user = "user root;" if os.geteuid() == 0 else ""
        with open(f"{folder}/nginx.conf", "w") as file:
            file.write(configuration.format(
                folder=folder, port=port, pages=pages, workers=PROCESSORS, user=user))
        command = [self.binary, "-p", folder, "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"]
        return self.kit.server(self.name, command, port, probe="/small")
