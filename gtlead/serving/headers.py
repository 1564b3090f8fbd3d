"""What browsers are told of every answer beside its policy: no device is asked for, and who else may read it."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from gtlead.publication.page_cache import PRIVATE_PATHS

OPEN_DATA = (".csv", ".json", ".zip", ".atom", ".xml", ".txt", ".svg", ".png", ".webp")
FEATURES = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media"),
    *("fullscreen", "gamepad", "geolocation", "gyroscope", "hid", "identity-credentials-get", "idle-detection"),
    *("local-fonts", "magnetometer", "microphone", "midi", "otp-credentials", "payment", "picture-in-picture"),
    *("publickey-credentials-create", "publickey-credentials-get", "screen-wake-lock", "serial", "storage-access"),
    *("usb", "window-management", "xr-spatial-tracking"),
)
NO_FEATURE = ", ".join(f"{feature}=()" for feature in FEATURES)


class HeadersMiddleware:
    """Programs of other sites may read the open data, and nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response with these headers."""
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("Permissions-Policy", NO_FEATURE)
        if is_open(request.path):
            headers.setdefault("Access-Control-Allow-Origin", "*")
            headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin")
        else:
            headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


def is_open(path: str) -> bool:
    """Whether an address is one of the downloads, feeds and pictures that are for everybody's use."""
    return path.endswith(OPEN_DATA) and not path.startswith(PRIVATE_PATHS)
