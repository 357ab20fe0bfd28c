"""Makes a Keystone from nothing in the folder of its keystone.conf, and serves it: serve.py CONFIG PORT PASSWORD."""

import sqlite3
import sys
from wsgiref import simple_server

from keystone.cmd import bootstrap
from keystone.common import fernet_utils
from keystone.common.sql import upgrades
import keystone.conf
import keystone.server
from keystone.server.flask import application, core

config, port, password = sys.argv[1], int(sys.argv[2]), sys.argv[3]
sys.argv[1:] = []


class Server(simple_server.WSGIServer):
    request_queue_size = 128


class Handler(simple_server.WSGIRequestHandler):
    def log_message(self, *args):
        pass


keystone.server.configure(config_files=[config])
upgrades.offline_sync_database_to_version(None)
# A reader that Keystone has not closed yet must not keep writers out.
database = keystone.conf.CONF.database.connection.removeprefix('sqlite:///')
sqlite3.connect(database).execute('pragma journal_mode = wal')

for group in 'fernet_tokens', 'fernet_receipts':
    settings = getattr(keystone.conf.CONF, group)
    keys = fernet_utils.FernetUtils(settings.key_repository, settings.max_active_keys, group)
    keys.create_key_directory()
    keys.initialize_key_repository()

first = bootstrap.Bootstrapper()
url = f'http://127.0.0.1:{port}'
first.admin_username, first.admin_password = 'admin', password
first.project_name, first.admin_role_name = 'admin', 'admin'
first.service_name, first.region_id = 'keystone', 'here'
first.public_url = first.internal_url = first.admin_url = url
first.bootstrap()

public = core.setup_app_middleware(application.application_factory('public'))
server = simple_server.make_server('127.0.0.1', port, public, Server, Handler)
server.serve_forever()
