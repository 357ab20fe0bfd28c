"""Answers, a JSON line for each, what oslo.config makes of config files, environment and arguments."""
import json
import math
import os
import sys

from oslo_config import cfg
from oslo_config import types

GROUPS = {
    'DEFAULT': lambda: [
        cfg.StrOpt('name', deprecated_opts=[cfg.DeprecatedOpt('old'), cfg.DeprecatedOpt('name', group='ancient')]),
        cfg.IntOpt('count', min=-5, max=100),
        cfg.IntOpt('level'),
        cfg.FloatOpt('ratio'),
        cfg.BoolOpt('debug', default=False),
        cfg.ListOpt('words', default=['a']),
        cfg.Opt('bounded', type=types.List(item_type=types.String(quotes=True), bounds=True)),
        cfg.DictOpt('pairs'),
        cfg.MultiStrOpt('dirs', deprecated_name='folders'),
        cfg.PortOpt('port'),
        cfg.HostAddressOpt('host'),
        cfg.StrOpt('kind', choices=['one', 'two']),
        cfg.StrOpt('digits', regex=r'^\d+$'),
    ],
    'store': lambda: [cfg.StrOpt('path'), cfg.IntOpt('size'), cfg.StrOpt('name')],
}


def plain(value):
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def reason(error):
    """What is wrong with a value; nothing where it refers to what does not exist."""
    return str(error).rpartition(' is not valid: ')[2] if isinstance(error, ValueError) else ''


def answer(question):
    os.environ.update(question['env'])
    try:
        conf = cfg.ConfigOpts()
        for group, options in GROUPS.items():
            conf.register_opts(options(), group=None if group == 'DEFAULT' else group)
        argv = [arg for file in question['files'] for arg in ('--config-file', file)]
        try:
            conf(args=argv, project='x', prog='x', default_config_files=[], default_config_dirs=[])
        except cfg.ConfigFileParseError as error:
            return {'fault': str(error)}
        values = {}
        for group, options in GROUPS.items():
            place = conf if group == 'DEFAULT' else conf[group]
            for option in options():
                try:
                    values[f'{group}.{option.dest}'] = {'value': plain(getattr(place, option.dest))}
                except (Exception, RecursionError) as error:
                    values[f'{group}.{option.dest}'] = {'error': reason(error)}
        return {'values': values}
    finally:
        for name in question['env']:
            del os.environ[name]


for line in sys.stdin:
    question = json.loads(line)
    print(json.dumps({'id': question['id'], **answer(question)}), flush=True)
