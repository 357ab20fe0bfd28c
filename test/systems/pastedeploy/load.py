"""Answers each line of input, a case as JSON, with what PasteDeploy makes of it: test/compat/paste/outline.ts has the shape."""
import json
import sys

from paste.deploy import loadwsgi

KINDS = {'app': loadwsgi.APP, 'filter': loadwsgi.FILTER, 'server': loadwsgi.SERVER}


def outline(context):
    common = {'globals': context.global_conf, 'locals': context.local_conf}
    if context.object_type is loadwsgi.FILTER_WITH:
        return {
            **common,
            'type': 'filter-with',
            'filter': outline(context.filter_context),
            'inner': outline(context.next_context),
        }
    if context.object_type is loadwsgi.FILTER_APP:
        return {
            **common,
            'type': 'filter-app',
            'filter': outline(context.filter_context),
            'inner': outline(context.next_context),
        }
    if context.object_type is loadwsgi.PIPELINE:
        return {
            **common,
            'type': 'pipeline',
            'filters': [outline(each) for each in context.filter_contexts],
            'app': outline(context.app_context),
        }
    return {
        **common,
        'type': 'factory',
        'factory': context.object.__name__,
        'protocol': protocol(context.protocol),
    }


def protocol(name):
    # What `use` in a filter-app makes up, and what no factory has.
    if name == 'paste.filter-app_factory':
        return None
    return name and name.replace('composit_', 'composite_')


def raw(uri):
    parser = loadwsgi.ConfigLoader(uri.removeprefix('config:')).parser
    return {'defaults': dict(parser._defaults), 'sections': {k: dict(v) for k, v in parser._sections.items()}}


def answer(case):
    result = {}
    for key, work in (
        ('text', lambda: raw(case['uri'])),
        (
            'context',
            lambda: outline(
                loadwsgi.loadcontext(
                    KINDS[case['kind']], case['uri'], name=case['name'], global_conf=case['globalConf']
                )
            ),
        ),
    ):
        try:
            result[key] = work()
        except Exception as error:
            result[key] = {'error': type(error).__name__, 'message': str(error)}
    return result


for line in sys.stdin:
    question = json.loads(line)
    print(json.dumps({'id': question['id'], **answer(question)}), flush=True)
