"""Queries over the files of pictures."""

from typing import Any

from django.db import models


class PictureFileManager(models.Manager[Any]):
    """Files of pictures without their bytes, which are read when one is served and never by the way."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """All of them."""
        return super().get_queryset().defer("content")
