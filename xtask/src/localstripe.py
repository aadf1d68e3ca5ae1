"""Runs localstripe for the tests: on this machine alone, and with nothing kept on the disk."""

import sys

from aiohttp import web
from localstripe import resources

resources.Store.dump_to_disk = lambda self: None

from localstripe.server import app  # noqa: E402

web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
