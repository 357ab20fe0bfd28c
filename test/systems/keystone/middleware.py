"""Serves Python's auth_token before an app that answers with the headers it gets: middleware.py PORT SETTINGS."""

import json
import sys
from wsgiref import simple_server

from keystonemiddleware import auth_token
from oslo_config import cfg

port, settings = int(sys.argv[1]), json.loads(sys.argv[2])


class Server(simple_server.WSGIServer):
    request_queue_size = 128


def mirror(environ, start_response):
    headers = {name[5:].lower().replace('_', '-'): value
               for name, value in environ.items() if name.startswith('HTTP_')}
    status = '401 Unauthorized' if environ['PATH_INFO'] == '/401' else '200 OK'
    start_response(status, [('Content-Type', 'application/json')])
    return [json.dumps(headers).encode()]


cfg.CONF([])
app = auth_token.filter_factory({}, **settings)(mirror)
simple_server.make_server('127.0.0.1', port, app, Server).serve_forever()
