"""The widget: an exercise in JupyterLab or Notebook, drawn by the same views as on the page.

Its messages go to the kernel, and from there to the journal beside the notebook. The views' code is sent once
for each kernel and not with each exercise: forty exercises would carry it forty times.
"""

import base64
import json
import mimetypes
from functools import cache
from typing import Any
from weakref import WeakSet

import anywidget
from ipywidgets import Widget
from traitlets import Dict, Unicode

from toolkit.errors import KursError
from toolkit.exercises.hotspot import Hotspot
from toolkit.face import bundle
from toolkit.face.kernel import Place
from toolkit.face.plain import still_html
from toolkit.face.shown import Shown, drawn_box, state
from toolkit.face.strings import view_strings

VIEW = "application/vnd.jupyter.widget-view+json"
_shown: "WeakSet[ExerciseWidget]" = WeakSet()


class Views(Widget):
    """What every exercise's widget needs: the code of the views, their look and their sentences."""

    _model_name = Unicode("WidgetModel").tag(sync=True)
    script = Unicode().tag(sync=True)
    style = Unicode().tag(sync=True)
    strings = Dict().tag(sync=True)


@cache
def _views() -> Views:
    bundle.ensure()
    script, style = ((bundle.STATIC / name).read_text(encoding="utf-8") for name in ("widget.js", "page.css"))
    return Views(script=script, style=style, strings=view_strings())


@cache
def _loader() -> str:
    bundle.ensure()
    return (bundle.STATIC / "loader.js").read_text(encoding="utf-8")


class ExerciseWidget(anywidget.AnyWidget):
    """One exercise in one cell.

    Parameters
    ----------
    place
        Where it is shown and where its answers go.
    """

    views = Unicode().tag(sync=True)
    data = Dict().tag(sync=True)

    def __init__(self, place: Place) -> None:
        self.place = place
        place.opened()
        self.shown = place.shown()
        self._esm = _loader()
        data = {
            "user": place.showing.participant,
            "occasion": place.occasion,
            "module": place.module,
            "preview": place.preview,
            "spec": self._spec(self.shown),
        }
        super().__init__(views=f"anywidget:{_views().model_id}", data=data)
        self.on_msg(self._receive)
        _shown.add(self)

    def _spec(self, shown: Shown) -> dict[str, Any]:
        """Return what the view is given, with its picture in it: a notebook has no address to fetch one from."""
        return self._with_pictures(self.place.showing.spec(shown))

    def _with_pictures(self, spec: dict[str, Any]) -> dict[str, Any]:
        if figure := spec["figure"]:
            if spec["kind"] == Hotspot.name:
                figure["box"] = drawn_box(self.place.folder / figure["file"])
            figure["file"] = _picture(self.place, figure["file"])
        for picture in spec.get("pictures") or ():
            picture["file"] = _picture(self.place, picture["file"])
        return spec

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the live exercise, and a still picture for where nothing may run."""
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        still = still_html(self.shown.exercise, self.shown.var)
        return {"text/plain": self.shown.exercise.id, "text/html": still, VIEW: view}, {}

    def _receive(self, _: Any, content: Any, __: Any) -> None:
        """Answer one message of a view: ``{id, type, ...}`` by ``{id, reply}``."""
        if isinstance(content, dict) and isinstance(content.get("id"), str):
            reply = self._reply(content)
            self.send({"id": content["id"], "reply": reply})
            if content.get("type") == "answer" and reply["ok"]:
                self._tell(content, reply)

    def _reply(self, message: dict[str, Any]) -> dict[str, Any]:
        if message.get("type") == "state":
            try:
                return {"ok": True, "present": state(self.shown, self.place.fold())}
            except KursError as error:
                return {"ok": False, "why": "disk", "message": str(error)}
        raw = json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass")
        reply = self.place.showing.receive(self.place.journal, raw)
        if reply.get("next"):
            reply["next"] = self._with_pictures(reply["next"])
        return reply

    def _tell(self, message: dict[str, Any], reply: dict[str, Any]) -> None:
        """Tell the other views of this exercise, in other cells or copies of the notebook, what was saved."""
        event = {name: message.get(name) for name in ("ex", "var", "view", "seq", "answer", "confidence")}
        for other in list(_shown):
            if other.place.journal.path == self.place.journal.path:
                other.send({"external": {**event, "n": reply["n"], "at": reply["at"]}})


def _picture(place: Place, name: str) -> str:
    """Return a file beside the notebook as an address that holds it; nothing if it cannot be read."""
    try:
        data = (place.folder / name).read_bytes()
    except OSError:
        return ""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"
