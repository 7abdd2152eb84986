"""The servers that are measured: ours, and the peers that do comparable work."""
from .flyingfox import FlyingFox
from .golang import Go
from .halserver import HALServer
from .hummingbird import Hummingbird
from .jetstream import JetStream
from .nginx import Nginx
from .postgresql import PostgreSQL
from .redis_streams import RedisStreams

#: In the order of the tables. Ours is first.
ALL = (HALServer, Nginx, Go, Hummingbird, FlyingFox, RedisStreams, PostgreSQL, JetStream)
