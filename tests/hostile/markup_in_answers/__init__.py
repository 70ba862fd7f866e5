"""Script, pictures that load, frames, styles and links of HTML in what is written."""

from tests.hostile_support import WHO, Outcome, Scene, written

TEXTS = (
    "<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)><iframe src=//x></iframe>",
    "</blockquote></p></div><style>*{display:none}</style><base href=//x>",
    "<form action=//x><input autofocus onfocus=alert(1)>",
    '</textarea></script><script src=//x></script><a href="javascript:alert(1)">x</a><!-- --><![CDATA[',
)


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    scene.hand_in(*written(TEXTS))
    return Outcome({WHO: 0.0})
