"""What an exercise says and does in a browser: checks, hints, how sure one is, and answers that are none."""

import re

from playwright.sync_api import expect

from tests.browser_support import Keyboard, by_mouse, control
from tests.kinds_support import (
    BRANCH,
    CONFLICT,
    EVERYONE,
    GRADED,
    GROUPS,
    HOMEWORK,
    MASTERY,
    MENTOR,
    MULTIPLE,
    NUMERIC,
    OCCASION,
    ONWARD,
    OTHER,
    POINTS,
    PRACTICE,
    PRETEST,
    REPORTED,
    RIGHT,
    SCHOOL,
    SINGLE,
    SOME,
    SORT,
    SURVEY,
    TEXT,
    Act,
    answers,
    history,
    journal,
    task,
)
from tests.site_support import (
    SAVED,
    Site,
    choose,
    expect_not_saved,
    expect_saved,
    press,
    region,
    says,
    wait_until_sent,
)

VAL = task(SINGLE, practice=False)
TRY = task(SINGLE, practice=True)
TAL = task(NUMERIC, practice=False)


# --- practice and points ------------------------------------------------------------------------


def test_practice_says_that_a_right_answer_is_right(site: Site) -> None:
    page = site.open()
    for one in PRACTICE:
        here = region(page, one)
        for act, _ in one.question.steps:
            by_mouse(here, act)
        press(here, one.question.check)
        says(here, one.question.told)
        expect(here.get_by_role("heading", name=one.question.head)).to_be_visible()
        expect(here.get_by_role("button", name=one.question.again)).to_be_visible()
        expect_saved(page, one)


def test_what_a_wrong_option_implies_stands_under_it(site: Site) -> None:
    page = site.open()
    here = region(page, TRY)
    choose(here, OTHER)
    press(here, "Kontrollera svaret")
    says(here, "Ditt svar stämmer inte")
    label = here.get_by_role("radio", name=OTHER).locator("xpath=ancestor::label")
    note = label.locator("xpath=following-sibling::*[1]")
    expect(note.get_by_role("heading", name="Ditt svar")).to_be_visible()
    expect(note).to_contain_text("lagen nämner det inte")
    expect(here.get_by_text("ingen beredskapsplan")).to_have_count(0)
    choose(here, RIGHT)
    expect(here.get_by_text("lagen nämner det inte")).to_have_count(0)


def test_a_sorting_that_is_partly_right_says_how_much(site: Site) -> None:
    page = site.open()
    here = region(page, task(SORT, practice=True))
    for card in (CONFLICT, HOMEWORK, MENTOR):
        here.get_by_role("group", name=card, exact=True).get_by_role("radio", name=EVERYONE).click()
    press(here, "Kontrollera svaret")
    says(here, "Delvis rätt: 2 av 5 kort")
    expect(here.get_by_text("Skolan är vald")).to_be_visible()


def test_a_known_mistake_with_a_number_is_explained(site: Site) -> None:
    page = site.open()
    here = region(page, task(NUMERIC, practice=True))
    here.get_by_role("textbox", name="Ditt svar").fill("57")
    press(here, "Kontrollera svaret")
    says(here, "Ditt svar stämmer inte")
    expect(here.get_by_text("57 är antalet vid resecentrum")).to_be_visible()


def test_a_check_of_nothing_says_what_to_do_first(site: Site) -> None:
    page = site.open()
    firsts = {
        "single": "Välj ett alternativ först.",
        "sort": "Placera ett kort först.",
        "numeric": "Skriv ett tal först.",
        "hotspot": "Markera en plats först.",
        "cloze": "Fyll i en lucka först.",
        "rank": "Flytta något först, eller välj Ordningen stämmer.",
        "text": "Skriv en text först.",
        "plan": "Välj en åtgärd först.",
    }
    for one in PRACTICE:
        button, first = one.question.check, firsts.get(one.question.kind, "Välj ett alternativ först.")
        if one.question is BRANCH:  # There is nothing whole to check before an ending.
            button = ONWARD.name
        elif one.question is POINTS:
            first = "Markera en punkt först."
        press(region(page, one), button)
        says(region(page, one), first)
    assert history(site.here) == []


def test_hints_come_one_at_a_time_and_focus_stays(site: Site) -> None:
    page = site.open()
    here, keyboard = region(page, TRY), Keyboard(page)
    keyboard.tab_to(here.get_by_role("button", name="Ledtråd 1 av 2"))
    keyboard.press("Enter")
    says(here, "Läs 5 § i lagen.")
    expect(here.get_by_role("button", name="Ledtråd 2 av 2")).to_be_focused()
    keyboard.press("Enter")
    says(here, "Det handlar om vad kommunen avser att göra för att förebygga brott.")
    expect(here.get_by_role("button", name=re.compile("Ledtråd"))).to_have_count(0)
    keyboard.press("Tab")  # Focus is on the line of the saving, and goes on from there.
    expect(here.get_by_role("button", name="Kontrollera svaret")).to_be_focused()


def test_a_hint_after_a_check_is_read_aloud_too(site: Site) -> None:
    page = site.open()
    here = region(page, TRY)
    choose(here, OTHER)
    press(here, "Kontrollera svaret")
    says(here, "Ditt svar stämmer inte")
    press(here, "Ledtråd 1 av 2")
    expect(here.get_by_text("Läs 5 § i lagen.").first).to_be_visible()
    says(here, "Läs 5 § i lagen.")


def test_graded_exercises_are_saved_and_nothing_more(site: Site) -> None:
    page = site.open()
    for one in GRADED:
        here = region(page, one)
        expect(here).to_contain_text("Visa – 2 poäng")
        expect(here.get_by_role("button", name=re.compile("Kontrollera|Ledtråd|Vet inte"))).to_have_count(0)


def test_too_many_options_are_counted_aloud(site: Site) -> None:
    page = site.open()
    here = region(page, task(MULTIPLE, practice=False))
    expect(here.get_by_role("group", name="Vilka två källor visar sådana brott?")).to_have_accessible_description(
        re.compile("Välj 2 alternativ")
    )
    for name in (SURVEY, SCHOOL, REPORTED):
        here.get_by_role("checkbox", name=name).click()
    says(here, "Välj 2 alternativ. Du har valt 3.")


def test_what_a_figure_shows_is_also_a_table(site: Site) -> None:
    page = site.open()
    here = region(page, TAL)
    expect(here.get_by_role("img", name=re.compile("^Stapeldiagram över 150 anmälda cykelstölder"))).to_be_visible()
    keyboard = Keyboard(page)
    keyboard.tab_to(here.get_by_text("Visa som tabell"))
    keyboard.press("Enter")
    expect(here.get_by_role("table").get_by_role("row", name="Fyrbacken 42")).to_be_visible()


def test_a_card_is_taken_out_of_its_group_and_focus_stays(site: Site) -> None:
    page = site.open()
    here, one = region(page, task(SORT, practice=False)), task(SORT, practice=False)
    for act, _ in one.question.steps:
        by_mouse(here, act)
    expect_saved(page, one)
    keyboard = Keyboard(page)
    keyboard.tab_to(here.get_by_role("button", name=f"Ta bort valet: {CONFLICT}"))
    keyboard.press("Enter")
    says(here, f"{CONFLICT}: inget val")
    expect(here.get_by_role("group", name=CONFLICT).get_by_role("radio", checked=True)).to_have_count(0)
    keyboard.press("Tab")
    expect_saved(page, one)
    assert answers(site.here) == {one.id: {"lax": "grupp", "foraldrar": "grupp", "mentor": "enskild"}}


# --- more than an answer ------------------------------------------------------------------------


def test_how_sure_one_is_is_saved_with_the_answer(site: Site) -> None:
    page = site.open()
    sure = region(page, VAL).get_by_role("group", name="Hur säker är du?")
    sure.get_by_role("radio", name="Säker", exact=True).click()
    assert history(site.here) == []  # of nothing
    choose(region(page, VAL), RIGHT)
    expect_saved(page, VAL)
    assert journal(site.here).answers[VAL.id].confidence == 3
    sure.get_by_role("radio", name="Gissar").click()
    expect_saved(page, VAL)
    page.reload()
    expect(sure.get_by_role("radio", name="Gissar")).to_be_checked()
    assert journal(site.here).answers[VAL.id].confidence == 1


def test_a_cleared_answer_is_saved_as_cleared_and_focus_stays(site: Site) -> None:
    page = site.open()
    here, keyboard = region(page, VAL), Keyboard(page)
    choose(region(page, VAL), RIGHT)
    expect_saved(page, VAL)
    keyboard.tab_to(here.get_by_role("button", name="Rensa"))
    keyboard.press("Enter")
    says(here, re.compile(r"^Svaret är rensat\. Sparat .*\d\d:\d\d$"))
    expect(here.get_by_role("radio", checked=True)).to_have_count(0)
    assert history(site.here) == [(VAL.id, "plan"), (VAL.id, None)]
    keyboard.press("Tab")
    page.reload()
    says(here, "Inte besvarad")


def test_not_to_know_is_an_answer_in_a_pretest(site: Site) -> None:
    page = site.open(f"/{OCCASION}/{PRETEST}/")
    here = page.get_by_role("region", name="Övning 1 av 1")
    button = here.get_by_role("button", name="Vet inte")
    expect(button).to_have_attribute("aria-pressed", "false")
    choose(here, "Polisen")
    says(here, SAVED)
    button.click()
    says(here, re.compile(r"^Sparat .*\d\d:\d\d: Vet inte$"))
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(here.get_by_role("radio", checked=True)).to_have_count(0)
    assert answers(site.here, module=PRETEST) == {"gallery-0-organ": {"dk": True}}
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    choose(here, "Kommunen")
    wait_until_sent(page, "gallery-0-organ")
    says(here, SAVED)
    assert answers(site.here, module=PRETEST) == {"gallery-0-organ": "kommun"}


def test_what_is_no_number_is_not_saved_and_the_field_says_why(site: Site) -> None:
    page = site.open()
    field = region(page, TAL).get_by_role("textbox", name="Ditt svar")
    expect(field).to_have_accessible_description("procent")
    field.fill("trettio")
    field.blur()
    why = "Skriv ett tal, till exempel 12."
    expect_not_saved(page, TAL, why)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(f"procent INTE sparat. {why}")
    assert answers(site.here) == {}
    field.fill("38")
    field.blur()
    expect_saved(page, TAL)
    expect(field).not_to_have_attribute("aria-invalid", "true")
    assert answers(site.here) == {TAL.id: "38"}


# --- mastery ------------------------------------------------------------------------------------


def test_a_mastery_task_goes_on_with_new_variants_until_it_is_right(site: Site) -> None:
    page = site.open(f"/{OCCASION}/{MASTERY}/")
    here = page.get_by_role("region", name="Övning 1 av 1")
    right = {"sonen": "Föräldern", "Butikens": "Butikschefen", "Cykeln": "Cykelns ägare"}
    expect(here.get_by_text("Krävs för godkänt – kan göras om")).to_be_visible()

    def answer(*, rightly: bool) -> str:
        case = here.locator(".k-ex__case").inner_text()
        wanted = right[next(word for word in right if word in case)]
        names = here.get_by_role("radio").evaluate_all("all => all.map((one) => one.labels[0].innerText)")
        choose(here, next(name for name in names if (name == wanted) is rightly))
        press(here, "Kontrollera svaret")
        return case

    seen = []
    for _ in range(4):  # One more than there are variants.
        seen.append(answer(rightly=False))
        says(here, "Ditt svar stämmer inte")
        expect(here.get_by_role("radio").first).to_be_disabled()
        press(here, "Ny uppgift")
        expect(here.get_by_role("radio").first).to_be_focused()
        expect(here.get_by_role("radio", checked=True)).to_have_count(0)
        says(here, "Inte besvarad")
    assert len(set(seen[:3])) == 3
    assert seen[3] == seen[0]
    page.reload()
    assert here.locator(".k-ex__case").inner_text() == seen[1]
    answer(rightly=True)
    says(here, "Ditt svar stämmer")
    expect(here.get_by_role("button", name="Ny uppgift")).to_have_count(0)
    page.reload()
    assert here.locator(".k-ex__case").inner_text() == seen[1]
    says(here, SAVED)


# --- texts ----------------------------------------------------------------------------------------


def test_a_text_is_saved_when_the_writing_stops_and_its_words_are_counted_aloud(site: Site) -> None:
    page, one = site.open(), task(TEXT, practice=False)
    here = region(page, one)
    field = here.get_by_role("textbox", name="Ditt svar")
    expect(
        here.get_by_role("group", name=re.compile("^Ange en annan förklaring än cykelställen"))
    ).to_have_accessible_description("Skriv ungefär 5 till 60 ord.")
    field.click()
    page.keyboard.type("Det regnade mer.\n\nRäkna cyklarna.")
    expect(field).to_be_focused()
    says(here, "5 ord")
    expect_saved(page, one)
    assert history(site.here) == [(one.id, "Det regnade mer.\n\nRäkna cyklarna.")]
    expect(field).to_have_accessible_description("5 ord")
    page.reload()
    expect(field).to_have_value("Det regnade mer.\n\nRäkna cyklarna.")


def test_a_text_that_is_too_long_stays_where_it_is_until_it_is_cut(site: Site) -> None:
    page, one = site.open(), task(TEXT, practice=False)
    field = region(page, one).get_by_role("textbox", name="Ditt svar")
    field.fill("brottsförebyggande " * 4000)
    field.blur()
    expect(region(page, one).get_by_role("alert")).to_have_text(
        re.compile(r"^INTE sparat\. Texten är för lång\. Korta den med ungefär \d+ ord\.$")
    )
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("Korta den med ungefär"))
    assert answers(site.here) == {}
    field.fill("brottsförebyggande " * 10)
    field.blur()
    expect_saved(page, one)
    assert answers(site.here) == {one.id: ("brottsförebyggande " * 10).strip()}


def test_a_text_is_compared_with_examples_and_gets_no_verdict(site: Site) -> None:
    page, one = site.open(), task(TEXT, practice=True)
    here, keyboard = region(page, one), Keyboard(page)
    keyboard.act(here, TEXT.steps[0][0])
    keyboard.tab_to(here.get_by_role("button", name=TEXT.check))
    keyboard.press("Enter")
    says(here, TEXT.told)
    for name in ("Fråga dig om din text", "Ett starkt exempel", "Ett svagare exempel"):
        expect(here.get_by_role("heading", name=name)).to_be_visible()
    expect(here.get_by_role("listitem")).to_have_text(
        [
            "Anger svaret något annat än cykelställen som kan ha fått anmälningarna att minska?",
            "Säger svaret vad som ska jämföras eller mätas för att pröva det?",
            "Säger svaret vilket utfall som talar för förklaringen?",
        ]
    )
    expect(here.get_by_text(re.compile("stämmer|Delvis"))).to_have_count(0)
    expect(here.get_by_role("heading", name=TEXT.head)).to_be_focused()
    here.get_by_role("textbox").fill("Något annat.")
    expect(here.get_by_role("heading", name="Ett starkt exempel")).to_have_count(0)


def test_a_long_text_is_printed_whole(site: Site) -> None:
    page, one = site.open(), task(TEXT, practice=False)
    field = region(page, one).get_by_role("textbox")
    field.fill("En rad till.\n" * 120)
    page.emulate_media(media="print")
    assert field.evaluate("one => one.scrollHeight <= one.clientHeight")


# --- what comes and goes round the controls -------------------------------------------------------


def test_what_is_said_of_an_answer_moves_neither_what_was_pressed_nor_what_is_chosen_next(site: Site) -> None:
    page, one = site.open(), task(SORT, practice=True)
    here = region(page, one)
    for act in one.question.partly:
        by_mouse(here, act)

    def moved(act: Act, *, told: bool) -> float:
        """Press something; returns how far it went from under the pointer."""
        found = control(here, act)
        found.scroll_into_view_if_needed()
        before = found.bounding_box()
        found.click()
        expect(here.get_by_role("heading", name=re.compile("^Delvis rätt"))).to_have_count(1 if told else 0)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        after = found.bounding_box()
        assert before is not None
        assert after is not None
        return abs(after["y"] - before["y"])

    check = here.get_by_role("button", name="Kontrollera svaret")
    check.scroll_into_view_if_needed()
    top = page.evaluate("scrollY")
    before = check.bounding_box()
    check.click()
    after = here.get_by_role("button", name="Kontrollera igen").bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 2
    expect(here.get_by_role("heading", name=re.compile("^Delvis rätt"))).to_be_in_viewport()
    assert page.evaluate("scrollY") > top
    assert moved(Act("radio", GROUPS, MENTOR), told=True) < 2  # It is chosen already.
    assert moved(Act("radio", SOME, MENTOR), told=False) < 2
