"""Queries over the files of pictures."""

from django.db import models


class PictureFileManager[Row: models.Model](models.Manager[Row]):
    """Files of pictures without their bytes, which are read when one is served and never by the way."""

    def get_queryset(self) -> models.QuerySet[Row]:
        """All of them."""
        return super().get_queryset().defer("content")
