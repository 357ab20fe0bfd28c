"""Factories that a case can name; nothing calls them."""


def app(*args, **settings):
    pass


def composite(*args, **settings):
    pass


def wrap(*args, **settings):
    pass


def serve(*args, **settings):
    pass
