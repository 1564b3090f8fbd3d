"""Our templates without their indentation: it is for those who write them, and every reader would fetch it."""

import re

from django.template import Origin
from django.template.loaders import filesystem

INDENTATION = re.compile(r"\n[ \t]+")  # lines stay, so that an error names the right one


class Loader(filesystem.Loader):
    """Reads HTML templates from the folders of the settings; nothing in them is set line by line (`pre`)."""

    def get_contents(self, origin: Origin) -> str:
        """The template as it is rendered."""
        contents = super().get_contents(origin)
        return INDENTATION.sub("\n", contents) if str(origin.name).endswith(".html") else contents
