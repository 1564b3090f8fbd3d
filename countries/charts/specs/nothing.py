"""What is drawn where there is nothing to draw: the chart's words, and that nothing matches. Pure."""

from django.utils.translation import gettext as _

from countries.charts.data import ChartData
from countries.charts.palette import MUTED
from countries.charts.specs.frame import MARGIN, Canvas, Frame, layer, picture, pixels, plain

HEIGHT = 60


def spec[Row](data: ChartData[Row], frame: Frame) -> Canvas:
    """The picture without an axis."""
    values = [{"x": 0, "y": HEIGHT / 2, "words": _("Nothing matches what was asked for.")}]
    style = {"align": "left", "baseline": "middle", "fontSize": frame.text + 1, "color": MUTED.light}
    words = layer(values, "text", style, x=pixels("x"), y=pixels("y"), text=plain("words"))
    return picture(frame, height=HEIGHT, left=MARGIN, right=MARGIN, layers=lambda: [words])
