"""What JupyterHub is configured with: the plan's, the pages', and a file of one's own after them."""

from pathlib import Path

import pytest
from traitlets.config.loader import Config, PyFileConfigLoader

from graders.hub import config
from graders.hub.plan import make_plan
from tests.occasion_support import make_occasion


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    here = make_occasion(tmp_path, [], released=False)
    made = make_plan(here.path.parent, [here.id], tmp_path / "courses", 8000, ["lena"]).write()
    monkeypatch.setenv("KURS_HUB_PLAN", str(made))
    return made


def loaded() -> Config:
    file = Path(config.__file__).with_name("jupyterhub_config.py")
    return PyFileConfigLoader(str(file)).load_config()


def test_the_pages_and_the_plan_are_configured_beside_each_other(plan: Path) -> None:
    c = loaded()
    assert c.KursAuthenticator.store == str(plan.parents[1] / "accounts.db")
    assert c.KursAuthenticator.reserved == {"kurs-grader"}
    assert c.JupyterHub.tornado_settings["headers"]["X-Content-Type-Options"] == "nosniff"
    assert "service-kurs" in c.JupyterHub.tornado_settings["oauth_no_confirm_list"]
    assert "Content-Security-Policy" not in c.JupyterHub.tornado_settings["headers"]


def test_a_file_of_ones_own_is_read_last(plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "egen.py"
    own.write_text("c.JupyterHub.authenticator_class = c.KursAuthenticator.store\n", encoding="utf-8")
    monkeypatch.setenv("KURS_HUB_CONFIG", str(own))
    assert loaded().JupyterHub.authenticator_class == str(plan.parents[1] / "accounts.db")
    own.unlink()
    with pytest.raises(FileNotFoundError):
        loaded()
