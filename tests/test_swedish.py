"""What rules know of Swedish: which words are the same, what a sentence is, and how hard a text is."""

import pytest

from toolkit.authoring.swedish import akin, content, is_term, lix, mask, names_in, sentences, stem, words


@pytest.mark.parametrize(
    "forms",
    [
        "ansvar ansvarar ansvaret",
        "plan planen planer planerna",
        "råd rådet rådets",
        "möte möten mötet mötena",
        "kommun kommunen kommunernas",
        "valt valts",
        "vald valda valde",
        "lampa lampor lampan lamporna",
        "enkät enkäten enkäterna",
        "brott brotten brottens",
        "lag lagen lagar",
        "åtgärd åtgärder åtgärderna",
    ],
)
def test_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len({stem(word) for word in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("polis", "politik"), ("över", "översikt"), ("överenskommelse", "översikt")]
)
def test_other_words_have_another(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_a_compound_is_akin_to_what_begins_alike_and_not_to_its_first_part() -> None:
    assert akin("åtgärdsplanen", "åtgärdsplan")
    assert akin("orsaksanalysens", "orsaksanalys")
    assert not akin("kommun", "kommunstyrelsen")


def test_what_carries_a_text_is_neither_small_words_nor_numbers() -> None:
    assert content("Det är 12 lampor som ska bytas i tunneln.") == {
        stem(word) for word in ("lampor", "bytas", "tunneln")
    }


def test_sentences_end_at_a_full_stop_and_not_in_a_short_form_or_a_list_number() -> None:
    assert sentences("Enligt 19 kap. 1 § m.fl. gäller det. Se 3.5 där! Varför? [L1]") == [
        "Enligt 19 kap. 1 § m.fl. gäller det.",
        "Se 3.5 där!",
        "Varför? [L1]",
    ]


def test_texts_that_differ_in_names_numbers_and_dates_are_masked_to_the_same() -> None:
    texts = ["Den 3 maj ringde Malin om tolv fall.", "Den 14 juni ringde Jonas om 9 fall.", "Vem ringde den dagen?"]
    names = names_in(texts)
    assert names == {"Malin", "Jonas", "Vem"}
    first, second, third = (mask(text, names.__contains__) for text in texts)
    assert first == second != third


def test_lix_is_words_per_sentence_and_long_words_per_hundred() -> None:
    # Ten words in two sentences, two of them with more than six letters: 5 + 20.
    text = ["Malin ringer till kontoret nu.", "De svarar att beslutet finns."]
    assert lix(text) == pytest.approx(5 + 100 * 2 / 10)
    assert lix(text, {"beslut"}) == pytest.approx(5 + 100 * 1 / 10)
    assert lix([]) == 0


def test_a_term_comes_in_its_forms_and_not_as_part_of_a_longer_word() -> None:
    assert is_term("lägesbildens", {"lägesbild"})
    assert not is_term("lägesbildsarbete", {"lägesbild"})
    assert words("P-huset kl. 14:02, 1,5 km") == ["P-huset", "kl", "14:02", "1,5", "km"]
