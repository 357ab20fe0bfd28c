"""Calls methods of openstacksdk's connections, each as a line of JSON on stdin asks: {"id", "who", "call", "args", "named"}.

An argument {"result": N} is what the call with the id N has returned. Answers with a line {"id", "value"}, or
{"id", "error"}.
"""

import json
import os
import sys
import types

import openstack
import requests
from openstack import resource

connections = {}
results = {}


def main():
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer = {"value": plain(call(question))}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps({"id": question["id"], **answer}), flush=True)


def call(question):
    method = connection(question["who"])
    for name in question["call"].split("."):
        method = getattr(method, name)
    given = [results[arg["result"]] if isinstance(arg, dict) else arg for arg in question["args"]]
    result = method(*given, **question["named"])
    if isinstance(result, types.GeneratorType):
        result = list(result)
    results[question["id"]] = result
    return result


def connection(who):
    if who not in connections:
        os.environ["OS_USERNAME"] = os.environ["OS_PROJECT_NAME"] = who
        connections[who] = openstack.connect()
    return connections[who]


def plain(value):
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, resource.Resource):
        return {key: plain(item) for key, item in value.to_dict(original_names=True, computed=False).items()}
    if isinstance(value, requests.Response):
        return value.text
    return value.decode() if isinstance(value, bytes) else value


main()
