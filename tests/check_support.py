"""Exercises that `kurs check` finds nothing in, for tests that put one fault at a time into them."""

import json
from pathlib import Path

from toolkit.authoring.check import check_courses
from toolkit.authoring.findings import Finding

COURSE = """\
v: 1
id: prov
prefix: prov
title: "En kurs att pröva"
version: 1.0.0
audience: "Alla"
pass: {total: 0.7, modules: all}
modules:
  - id: 1-start
    number: 1
    role: module
    state: ready
    title: "Start"
    minutes: {read: 5, exercises: 5}
    goals:
      - {id: prov.1.1, level: förstå, strand: "tema", text: "Skilja ett från två"}
      - {id: prov.1.2, level: tillämpa, strand: "tema", text: "Tillämpa ett på två"}
review: {law: needed, fact: needed, method: needed}
sources:
  - {id: L1, title: "En lag", year: 2023}
"""
GOAL = "prov.1.1"
CASE = (
    "Lampan i tunneln är sönder. Tekniska kontoret vet om det sedan i mars. Boende i kvarteret går en omväg på kvällen."
)
SINGLE = f"""\
%%exercise
id: prov-1-single
kind: single
goal: {GOAL}
points: 2
case: "{CASE}"
prompt: "Vad behöver samordnaren ta reda på först?"
options:
  a: "Vem som beslutar om lampan"
  b: "Vad en ny lampa kostar i år"
  c: "Hur andra städer lyser upp"
### BEGIN HIDDEN TESTS
key: a
explanation: "Utan beslut händer ingenting. Källa: L1."
feedback:
  b: "Priset hjälper ingen förrän någon får besluta om en lampa."
  c: "Andra städer säger inget om vem som beslutar om lampan här."
sources: [L1]
### END HIDDEN TESTS
"""
PRACTICE = (
    SINGLE.replace("prov-1-single", "prov-1-ova")
    .replace("points: 2", "practice: true")
    .replace("### BEGIN HIDDEN TESTS\n", "")
    .replace("### END HIDDEN TESTS\n", "")
    .replace(
        "Priset hjälper ingen förrän någon får besluta om en lampa.",
        "Priset hjälper ingen förrän någon får besluta om en lampa. I fallet har kontoret vetat om felet sedan i mars. "
        "Ta reda på vem som har rätt att säga ja.",
    )
    .replace(
        "Andra städer säger inget om vem som beslutar om lampan här.",
        "Andra städer säger inget om vem som beslutar om lampan här. I fallet saknas ett beslut och inte en idé. Fråga "
        "efter den som råder över pengarna.",
    )
)
MULTIPLE = f"""\
%%exercise
id: prov-1-multiple
kind: multiple
goal: {GOAL}
points: 2
case: "{CASE}"
prompt: "Vilka uppgifter behövs för ett beslut?"
options:
  a: "Priset på en lampa"
  b: "Tiden för arbetet"
  c: "Namnet på tunneln"
  d: "Färgen på väggen"
  e: "Åldern på vägen"
### BEGIN HIDDEN TESTS
key: [a, b]
explanation: "Pengar och tid avgör."
feedback:
  c: "Namnet på tunneln är känt och ändrar ingenting i saken."
  d: "Färgen på väggen har inget med lampan i fallet att göra."
  e: "Vägen är en annan fråga än den lampa som är sönder."
sources: [L1]
### END HIDDEN TESTS
"""
SORT = f"""\
%%exercise
id: prov-1-sort
kind: sort
goal: {GOAL}
points: 2
prompt: "Sortera varorna efter var de växer."
groups:
  trad: "På träd"
  jord: "I jorden"
  inget: "Ingetdera"
items:
  a: "Äpple"
  b: "Päron"
  c: "Plommon"
  d: "Morot"
  e: "Potatis"
  f: "Limpa"
### BEGIN HIDDEN TESTS
key: {{a: trad, b: trad, c: trad, d: jord, e: jord, f: inget}}
explanation: "Så är det."
feedback:
  a: "Ett äpple växer på en gren och faller ner till marken."
  b: "Ett päron växer på en gren och plockas om hösten."
  c: "Ett plommon växer på en gren och har en kärna."
  d: "En morot dras upp ur jorden, där den växer nedåt."
  e: "En potatis grävs upp ur jorden, där den har legat."
  f: "En limpa bakas i en ugn och växer ingenstans alls."
sources: [L1]
### END HIDDEN TESTS
"""
RANK = f"""\
%%exercise
id: prov-1-rank
kind: rank
goal: {GOAL}
points: 2
prompt: "Ordna stegen så att det som bör ske först står överst."
items:
  c: "Skruva i lampan"
  a: "Anmäla felet"
  d: "Prova ljuset"
  b: "Besluta om lampan"
### BEGIN HIDDEN TESTS
key: [a, b, c, d]
explanation: "Det ena behövs för det andra."
feedback:
  a: "Innan felet är anmält vet ingen att lampan behöver bytas."
  b: "Ett beslut om lampan behövs innan någon köper den."
  c: "Lampan skruvas i när beslutet finns, och då kommer ljuset."
  d: "Ljuset går att prova när lampan sitter där den ska."
sources: [L1]
### END HIDDEN TESTS
"""
NUMERIC = f"""\
%%exercise
id: prov-1-numeric
kind: numeric
goal: {GOAL}
points: 2
case: "I tunneln finns 40 lampor, och 14 av dem är trasiga."
prompt: "Hur stor andel av lamporna är trasiga?"
unit: "procent"
round: 0
### BEGIN HIDDEN TESTS
key: {{value: "35", abs: "1"}}
wrong:
  - value: "65"
    feedback: "65 procent är de lampor som är hela, och frågan gäller de andra."
  - value: "285,7"
    abs: "1"
    feedback: "Då är alla lampor delade med de trasiga i stället för tvärtom."
explanation: "14 delat med 40 är 0,35."
sources: [L1]
### END HIDDEN TESTS
"""
SAID = "Tekniska kontoret får besked samma dag och svarar att lampan byts nästa vecka."
OTHER = "Ingen på kontoret får veta något, och de boende går en omväg hela våren."
BRANCH = f"""\
%%exercise
id: prov-1-branch
kind: branch
goal: {GOAL}
points: 2
prompt: "Välj vad samordnaren bör göra i varje steg."
start: ett
nodes:
  ett:
    text: "En boende ringer om lampan i tunneln."
    choices:
      a: {{text: "Ringa kontoret", to: tva, consequence: "{SAID}"}}
      b: {{text: "Vänta till mötet i maj", to: tva, consequence: "{OTHER}"}}
      c: {{text: "Skriva ett eget inlägg", to: tva, consequence: "{OTHER}"}}
  tva:
    text: "Det har gått en vecka."
    choices:
      a: {{text: "Se efter i tunneln", to: tre, consequence: "{SAID}"}}
      b: {{text: "Utgå från att det är klart", to: tre, consequence: "{OTHER}"}}
      c: {{text: "Fråga en granne om saken", to: tre, consequence: "{OTHER}"}}
  tre:
    text: "Lampan är bytt men tunneln är mörk."
    choices:
      a: {{text: "Anmäla igen", to: bra, consequence: "{SAID}"}}
      b: {{text: "Låta saken bero så länge", to: illa, consequence: "{OTHER}"}}
      c: {{text: "Klaga hos fullmäktige", to: illa, consequence: "{OTHER}"}}
  bra: {{text: "Ljuset är tänt."}}
  illa: {{text: "Det är mörkt."}}
### BEGIN HIDDEN TESTS
key: {{ett: {{a: 1}}, tva: {{a: 1}}, tre: {{a: 1}}}}
explanation: "Den som beslutar behöver få veta."
feedback:
  ett.b: "I maj har lampan varit sönder länge, och ingen vet om det."
  ett.c: "Ett inlägg når inte den på kontoret som byter lampan."
  tva.b: "Utan att gå till tunneln vet ingen om lampan är bytt."
  tva.c: "En granne vet kanske, men tunneln är nära att gå till."
  tre.b: "Då blir tunneln mörk fast alla tror att den är ljus."
  tre.c: "Fullmäktige byter inga lampor, det gör kontoret i kommunen."
sources: [L1]
### END HIDDEN TESTS
"""
PLAN = f"""\
%%exercise
id: prov-1-plan
kind: plan
goal: {GOAL}
points: 2
prompt: "Välj åtgärder mot problemet i tunneln."
budget: 100
measures:
  lampa: {{text: "Nya lampor i tunneln", cost: 60}}
  spegel: {{text: "En spegel i kurvan", cost: 40}}
  skylt: {{text: "En skylt vid vägen", cost: 10}}
  fana: {{text: "En flagga vid torget", cost: 15}}
  film: {{text: "En film om kommunen", cost: 20}}
  fest: {{text: "En fest på torget", cost: 30}}
### BEGIN HIDDEN TESTS
key: {{lampa: 5, spegel: 5, skylt: -1, fana: -1, film: -1, fest: -1}}
explanation: "Ljus och sikt angriper orsaken."
feedback:
  skylt: "En skylt gör inte tunneln ljusare för den som går där."
  fana: "En flagga vid torget har inget med tunneln att göra."
  film: "En film om kommunen ändrar ingenting där det är mörkt."
  fest: "En fest på torget är rolig men tunneln är lika mörk."
sources: [L1]
### END HIDDEN TESTS
"""
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 240">\n<circle r="4"/>\n</svg>\n'
HOTSPOT = f"""\
%%exercise
id: prov-1-hotspot
kind: hotspot
goal: {GOAL}
points: 2
prompt: "Var på kartan är sikten skymd?"
figure:
  file: karta.svg
  alt: "En karta över Tunneln, Torget och Parken."
areas:
  t: {{name: "Tunneln", shape: rect, x: 10, y: 10, width: 60, height: 40}}
  o: {{name: "Torget", shape: rect, x: 110, y: 10, width: 60, height: 40}}
  p: {{name: "Parken", shape: rect, x: 210, y: 10, width: 60, height: 40}}
### BEGIN HIDDEN TESTS
key: [t]
explanation: "I tunneln finns en kurva."
feedback:
  o: "Torget är öppet åt alla håll, så där syns den som kommer."
  p: "Parken har låga buskar, så där syns den som kommer."
sources: [L1]
### END HIDDEN TESTS
"""
CLOZE = f"""\
%%exercise
id: prov-1-cloze
kind: cloze
goal: {GOAL}
points: 2
prompt: "Fyll i det som fattas."
text: "Kommunen ska minst {{tid}} uppdatera bilden av läget i kommunen."
gaps:
  tid: {{choices: ["varje år", "vartannat år", "vart femte år"]}}
### BEGIN HIDDEN TESTS
key: {{tid: ["vartannat år"]}}
explanation: "Se 6 §."
feedback:
  tid: "Se efter hur ofta kommunen minst uppdaterar sin bild av läget."
sources: [L1]
### END HIDDEN TESTS
"""
TEXT = f"""\
%%exercise
id: prov-1-text
kind: text
goal: {GOAL}
points: 3
case: "{CASE}"
prompt: "Skriv vad samordnaren bör göra, och varför."
words: {{min: 40, max: 120}}
### BEGIN HIDDEN TESTS
rubric:
  vem: {{text: "Anger texten vem som beslutar?", points: 1}}
  nar: {{text: "Anger texten en tid?", points: 1}}
  hur: {{text: "Anger texten hur det följs upp?", points: 1}}
strong: {{text: "Tekniske chefen beslutar före maj, och jag går dit i juni.", why: "Allt finns."}}
weak: {{text: "Någon borde byta lampan.", why: "Ingen är utpekad."}}
explanation: "Beslut, tid och uppföljning."
sources: [L1]
### END HIDDEN TESTS
"""
ALL = {
    "practice": PRACTICE,
    "single": SINGLE,
    "multiple": MULTIPLE,
    "sort": SORT,
    "rank": RANK,
    "numeric": NUMERIC,
    "branch": BRANCH,
    "plan": PLAN,
    "hotspot": HOTSPOT,
    "cloze": CLOZE,
    "text": TEXT,
}


def write_module(root: Path, name: str, *sources: str) -> None:
    """Write the notebook of a module: its first cell, then exercises and Markdown."""
    folder = root / "prov" / "source" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "karta.svg").write_text(DRAWING, encoding="utf-8")
    cells = []
    for number, source in enumerate(("%load_ext toolkit", *sources)):
        kind = "code" if source.startswith("%") else "markdown"
        cell = {"cell_type": kind, "id": f"c{number}", "metadata": {}, "source": source}
        cells.append(cell | ({"outputs": [], "execution_count": None} if kind == "code" else {}))
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    (folder / f"{name}.ipynb").write_text(text, encoding="utf-8")


def check(root: Path, *sources: str) -> list[Finding]:
    """Return what is found in a course of one module, which is ready."""
    write_module(root, "1-start", *sources)
    (root / "prov" / "course.yml").write_text(COURSE, encoding="utf-8")
    return check_courses(root)
