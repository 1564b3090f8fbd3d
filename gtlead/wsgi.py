"""The WSGI application that the server runs."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gtlead.settings")
django.setup(set_prefix=False)

from gtlead.serving.handler import Handler  # noqa: E402 - needs the settings

application = Handler()
