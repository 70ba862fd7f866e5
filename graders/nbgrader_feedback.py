"""nbgrader's own feedback under the policy of the occasion, whoever makes it and with whichever command.

``nbgrader generate_feedback``, ``nbgrader release_feedback`` and formgrader's buttons come here by the occasion's
configuration, and so does ``kurs feedback``. Of the graded notebook nothing is printed: what is told is what
``graders.policy`` lets a participant be told, and while that is nothing there is no file.
"""

from functools import cached_property
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbgrader.exchange.default import ExchangeReleaseFeedback
from nbgrader.utils import notebook_hash
from traitlets import default

from graders.collect import SECRET, SMALL
from graders.policy import Policy
from toolkit.errors import KursError
from toolkit.face.page.render import feedback_file
from toolkit.files import replace_file
from toolkit.fold import read_regular
from toolkit.messages import say
from toolkit.occasion import OccasionFolder


def feedback_html(policy: Policy, participant: str) -> str:
    """Return a participant's feedback on a module as a file.

    Raises
    ------
    KursError
        If the participant may not be told anything now.
    """
    here, told = policy.here, policy.told(participant)
    entry = here.course.module(policy.module)
    assert entry is not None, "what is released is a module of the course"
    asked = [(one.exercise, one.var) for one in told.scored]
    return feedback_file(here.occasion.title, here.course, entry, told.published, asked)


class FeedbackFile(Exporter):
    """Makes the file, in place of a page of the graded notebook."""

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @cached_property
    def _policies(self) -> dict[str, Policy]:
        return {}

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[str, Any]:
        """Return a participant's feedback; of the notebook only its name is used.

        Raises
        ------
        KursError
            If the participant may not be told anything now.
        """
        resources = self._init_resources(resources)
        module, participant = resources["nbgrader"]["assignment"], resources["nbgrader"]["student"]
        if module not in self._policies:
            self._policies[module] = Policy(OccasionFolder(Path(self.parent.coursedir.root)), module)
        return feedback_html(self._policies[module], participant), resources


class ReleaseFeedback(ExchangeReleaseFeedback):
    """Puts feedback where participants fetch it, as the policy is then; what cannot be given to one stops nobody.

    Of what has been generated only whose it is counts: the file is made anew, since it may have become older than an
    extension, a mark or the policy.
    """

    def copy_files(self) -> None:
        """Put each participant's file in the exchange, under the name that only they can work out.

        Raises
        ------
        ExchangeError
            If it is too early, or somebody else writes in the occasion.
        """
        here, module = OccasionFolder(Path(self.coursedir.root)), self.coursedir.assignment_id
        excluded = self.coursedir.student_id_exclude.split(",")
        generated = sorted(here.path.glob(f"feedback/{self.coursedir.student_id or '*'}/{module}"))
        names = [folder.parent.name for folder in generated if folder.parent.name not in excluded]
        try:
            with here.writing("feedback"):
                policy = Policy(here, module)
                if policy.too_early:
                    raise KursError(policy.too_early)
                if set(names) & set(policy.ready):
                    policy.note_publication()
                for name in names:
                    self._release(policy, name)
        except KursError as error:
            self.fail(str(error))

    def _release(self, policy: Policy, name: str) -> None:
        try:
            page = feedback_html(policy, name).encode()
            secret = _secret(policy.here.autograded(name, policy.module))
        except KursError as error:
            self.log.error("%s, %s: %s", name, policy.module, error)
            return
        target = Path(self.dest_path) / f"{notebook_hash(secret=secret, notebook_id=policy.module)}.html"
        if not target.is_file() or target.read_bytes() != page:
            replace_file(target, page)


def _secret(folder: Path) -> str:
    """Return what a participant's feedback is named by, which came with what they handed in.

    Raises
    ------
    KursError
        If it is missing, or cannot be read as nbgrader reads it when it fetches.
    """
    data = read_regular(folder / SECRET, SMALL) or b""
    try:
        secret = data.decode("utf-8")
    except UnicodeDecodeError:
        secret = ""
    if not secret:
        raise KursError(say("feedback.no_secret", file=SECRET))
    return secret
