"""The whole round of a module between a designer, an instructor and a participant, each in a browser on a hub."""

import json
import os
import re
import threading
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser_support import Windows
from tests.formgrader_support import comment_box, score_box, write
from tests.hubs_support import Hub
from tests.occasion_support import MODULE
from tests.test_browser_axe import require_accessible
from toolkit.testing import CHECKOUT

OCCASION = "liten-2027"
WRITTEN = "liten-1-skriv"
ASKED = "Vilket djur säger mu?"
ASKS = "Vilket djur säger mu till kalven?"
RULES = {MODULE: {"hand_ins": "once", "feedback": "explanation", "feedback_when": "at_once"}}
PICTURES = CHECKOUT / "docs" / "pictures" / "hub"


def done(page: Page, what: str) -> None:
    """Wait until a job of the desk's is done."""
    expect(page.get_by_role("heading", name=re.compile(what))).to_be_visible(timeout=60_000)


def picture(page: Page, name: str) -> None:
    """Put a picture of a page in the documentation, with ``UPDATE_GOLDENS=1``; look at it before it is committed."""
    if os.environ.get("UPDATE_GOLDENS"):
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.emulate_media(color_scheme="light", forced_colors="none")
        page.screenshot(path=PICTURES / f"{name}.png")


def edited(dag: Page, windows: Windows, module: Path, said: Path) -> None:
    """Edit the module's question in JupyterLab, where a designer comes to, and check and preview it in a terminal.

    Parameters
    ----------
    module
        The notebook, in the courses that the hub has.
    said
        A folder of the designer's, for what the commands say.
    """
    windows.watch.expect("WebSocket")  # JupyterLab's, when one leaves it
    dag.wait_for_url("**/user/*/lab**", timeout=120_000)
    dag.goto(f"{dag.url.partition('/lab')[0]}/lab/tree/liten/source/{MODULE}/{MODULE}.ipynb")
    dag.locator(".cm-line", has_text=ASKED).click()
    dag.keyboard.press("Home")
    dag.keyboard.press("Shift+End")
    dag.keyboard.insert_text(f'prompt: "{ASKS}"')
    for name in ("Run", "Run All Cells"):
        dag.get_by_role("menuitem", name=name, exact=True).click()
    expect(dag.get_by_role("region").get_by_text(ASKS)).to_be_visible(timeout=60_000)
    dag.keyboard.press("Control+s")
    _until_written(module, f"({re.escape(ASKS)})")
    cells = json.loads(module.read_text(encoding="utf-8"))["cells"]
    assert [cell["id"] for cell in cells if cell.get("outputs")] == []  # what ran is not kept

    dag.get_by_title("New Launcher").first.click()
    dag.locator(".jp-LauncherCard", has_text="Terminal").click()
    checked, shown = said / "koll.txt", said / "visa.txt"
    _type_in_terminal(dag, f"kurs check liten > {checked}; echo kod $? >> {checked}")
    assert _until_written(checked, r"kod (\d)") == "0", checked.read_text(encoding="utf-8")
    _type_in_terminal(dag, f"kurs preview liten/{MODULE} > {shown}")
    preview = dag.context.new_page()
    preview.goto(_until_written(shown, r"(http://\S+)"))
    expect(preview.get_by_text(ASKS).first).to_be_visible()
    expect(preview.get_by_text("Förhandsvisning, sparas inte").first).to_be_visible()
    dag.locator(".jp-Terminal .xterm-helper-textarea").press("Control+c")
    _until_written(shown, r"(Förhandsvisningen är avslutad)")


def _type_in_terminal(page: Page, command: str) -> None:
    page.locator(".jp-Terminal .xterm-helper-textarea").focus()
    page.keyboard.type(command)
    page.keyboard.press("Enter")


def _until_written(path: Path, pattern: str) -> str:
    """Wait until a file holds something, and return its first group."""
    waiting = threading.Event()
    while not (found := re.search(pattern, path.read_text(encoding="utf-8") if path.exists() else "")):
        waiting.wait(0.1)
    return found[1]


def released(lena: Page) -> None:
    """Release the module, from where an instructor comes to."""
    lena.get_by_role("link", name="En liten kurs").click()
    lena.get_by_role("link", name="Lämna ut").first.click()
    picture(lena, "lamna-ut")
    lena.get_by_role("button", name="Lämna ut nu").click()
    done(lena, "Utlämnat")
    require_accessible(lena)


def answered(anna: Page, hub: Hub, windows: Windows) -> None:
    """Answer from where a participant comes to, be cut off, come back, and hand in."""
    expect(anna.get_by_role("heading", level=1)).to_have_text("En liten kurs")
    picture(anna, "kurs")
    anna.get_by_role("link", name="Börja").click()
    single, text = (anna.locator(f'[data-ex="{name}"]') for name in ("liten-1-val", WRITTEN))
    expect(single.get_by_role("radio", name="Kon")).to_be_enabled()
    windows.watch.expect("net::ERR_", "status of 50", "status of 404")
    hub.kill("page.service")
    single.get_by_role("radio", name="Kon").check()
    expect(single.locator(".k-save")).to_contain_text("INTE sparat", timeout=30_000)
    picture(anna, "inte-sparat")
    expect(single.locator(".k-save")).to_contain_text("Sparat", timeout=60_000)
    text.get_by_role("textbox").fill("Kalven ropar på kon.")
    text.get_by_role("textbox").blur()
    expect(text.locator(".k-save")).to_contain_text("Sparat")
    require_accessible(anna)
    anna.get_by_role("link", name="Lämna in modul 1").click()
    anna.get_by_role("button", name=re.compile("Lämna in")).click()
    expect(anna.get_by_role("heading", level=1)).to_have_text("Modul 1 är inlämnad")
    require_accessible(anna)
    picture(anna, "kvitto")


def graded(lena: Page, hub: Hub) -> None:
    """Grade, mark the text in formgrader, publish, and make the report."""
    desk = f"{hub.address}/services/desk/{OCCASION}/"
    lena.goto(desk)
    lena.get_by_role("button", name="Hämta och bedöm").first.click()
    done(lena, "Hämtat och bedömt")
    lena.goto(desk)
    picture(lena, "kursledare")
    require_accessible(lena)
    starts = re.compile(r"\?starta$")
    lena.route(starts, lambda route: route.fulfill(status=204))  # With that a browser stays where it is.
    lena.get_by_role("link", name="Läs svaren").first.click()
    expect(lena.get_by_role("heading", level=1)).to_have_text("Formgrader startas")
    require_accessible(lena)
    lena.unroute(starts)
    lena.reload()
    lena.wait_for_url(re.compile("/user/.+/formgrader/submissions/"), timeout=120_000)
    lena.wait_for_function("() => formgrader.loaded && formgrader.grades.loaded && formgrader.comments.loaded")
    expect(lena.get_by_text("Kalven ropar på kon.").first).to_be_visible()
    write(lena, score_box(lena, WRITTEN), "2")
    write(lena, comment_box(lena, WRITTEN), "Tydligt skrivet.")
    picture(lena, "formgrader")
    lena.goto(f"{desk}modul/{MODULE}/publicera")
    picture(lena, "publicera")
    lena.get_by_role("button", name="Publicera nu").click()
    done(lena, "Publicerat")
    lena.goto(desk)
    lena.locator("button:not([aria-disabled])").filter(has_text="Gör rapport").first.click()
    done(lena, "Kursrapporten är klar")


def told(anna: Page, hub: Hub) -> None:
    """Read what was said, and sign out."""
    anna.goto(hub.address)
    expect(anna.get_by_role("heading", level=1)).to_have_text("En liten kurs")
    anna.get_by_role("link", name=re.compile("^Återkoppling")).click()
    expect(anna.get_by_text("Tydligt skrivet.")).to_be_visible()
    require_accessible(anna)
    picture(anna, "aterkoppling")
    anna.get_by_role("link", name="Logga ut").click()
    require_accessible(anna)
    picture(anna, "utloggad")
    anna.goto(f"{hub.address}/services/kurs/{OCCASION}/")
    expect(anna.get_by_label("Lösenord")).to_be_visible()
