"""The widget: an exercise in JupyterLab or Notebook, drawn by the same views as on the page.

Its messages go to the kernel, and from there to the journal beside the notebook. The views' code is sent once
for each kernel and not with each exercise: forty exercises would carry it forty times.
"""

import base64
import json
import mimetypes
from abc import abstractmethod
from functools import cache
from pathlib import Path
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
_shown: "WeakSet[FaceWidget]" = WeakSet()


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


class FaceWidget(anywidget.AnyWidget):
    """What all our widgets are: a view with its data, which asks the kernel and is answered.

    Parameters
    ----------
    view
        Name of the view, as ``widget.tsx`` exports it.
    journal
        The journal that it shows something of.
    """

    view = Unicode().tag(sync=True)
    views = Unicode().tag(sync=True)
    data = Dict().tag(sync=True)

    def __init__(self, view: str, data: dict[str, Any], journal: Path) -> None:
        self.journal = journal
        self._esm = _loader()
        super().__init__(view=view, views=f"anywidget:{_views().model_id}", data=data)
        self.on_msg(self._receive)
        _shown.add(self)

    def _receive(self, _: Any, content: Any, __: Any) -> None:
        """Answer one message of a view: ``{id, type, ...}`` by ``{id, reply}``."""
        if isinstance(content, dict) and isinstance(content.get("id"), str):
            try:
                reply = self._reply(content)
            except KursError as error:
                reply = {"ok": False, "why": "disk", "message": str(error)}
            self.send({"id": content["id"], "reply": reply})
            if reply["ok"]:
                self._replied(content, reply)

    @abstractmethod
    def _reply(self, message: dict[str, Any]) -> dict[str, Any]:
        """Return the reply; a `KursError` is one too."""

    def _replied(self, message: dict[str, Any], reply: dict[str, Any]) -> None:
        """Do what follows of a message that was taken."""

    def saved(self, event: dict[str, Any]) -> None:
        """Be told that an answer was saved."""

    def others(self) -> "list[FaceWidget]":
        """Return all widgets of the same journal, in other cells or copies of the notebook, and this one."""
        return [one for one in list(_shown) if one.journal == self.journal]


class ExerciseWidget(FaceWidget):
    """One exercise in one cell.

    Parameters
    ----------
    place
        Where it is shown and where its answers go.
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        place.opened()
        self.shown = place.shown()
        data = {
            "user": place.showing.participant,
            "occasion": place.occasion,
            "module": place.module,
            "preview": place.preview,
            "spec": self._spec(self.shown),
        }
        super().__init__("exercise", data, place.journal.path)

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

    def _reply(self, message: dict[str, Any]) -> dict[str, Any]:
        if message.get("type") == "state":
            return {"ok": True, "present": state(self.shown, self.place.fold()), "closed": self.place.closed()}
        raw = json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass")
        reply = self.place.showing.receive(self.place.journal, raw)
        if reply.get("next"):
            reply["next"] = self._with_pictures(reply["next"])
        return reply

    def _replied(self, message: dict[str, Any], reply: dict[str, Any]) -> None:
        if message.get("type") == "answer":
            event = {name: message.get(name) for name in ("ex", "var", "view", "seq", "answer", "confidence")}
            for one in self.others():
                one.saved({**event, "n": reply["n"], "at": reply["at"]})

    def saved(self, event: dict[str, Any]) -> None:
        """Tell the views of it, of which one shows the exercise that was answered."""
        self.send({"external": event})


def _picture(place: Place, name: str) -> str:
    """Return a file beside the notebook as an address that holds it; nothing if it cannot be read."""
    try:
        data = (place.folder / name).read_bytes()
    except OSError:
        return ""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"
