import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.domain.identifiers import Findings, IdentifierKind, Strength, normalise_text, screen
from bot.domain.identifiers.dates import find_dates
from bot.domain.identifiers.findings import LABELS
from bot.domain.identifiers.hints import may_hold_identifiers
from bot.domain.identifiers.numbers import find_numbers, is_nhs_number
from bot.domain.identifiers.people import find_ages
from bot.domain.identifiers.places import find_places
from bot.domain.identifiers.reading import plain, read, runs
from bot.domain.identifiers.records import find_records

NHS = "9434765919"  # fictitious, passes the check

HARD = {
    IdentifierKind.NHS_NUMBER: """
        943 476 5919
        943-476-5919
        943\u2013476\u20135919
        943\u00a0476\u00a05919
        943\u2009476\u20095919
        943 - 476 - 5919
        943.476.5919
        943/476/5919
        94 34 76 59 19
        9 4 3 4 7 6 5 9 1 9
        NHS9434765919
        NHS no. 943 476 5919 seen today
        BP 120 then 943 476 5919
        weight 72 943 476 5919 12 weeks
        1. 943 476 5919
        \u0669\u0664\u0663 \u0664\u0667\u0666 \u0665\u0669\u0661\u0669
        \uff19\uff14\uff13\uff14\uff17\uff16\uff15\uff19\uff11\uff19
        9\ufe0f\u20e34\ufe0f\u20e33\ufe0f\u20e3 476 5919
        https://example.org/record?nhs=9434765919
        chi 010170 0008
    """,
    IdentifierKind.DATE_OF_BIRTH: """
        DOB 12/03/1954
        DOB12/03/54
        dob: 12.3.54
        D.O.B. 12 03 1954
        d/o/b 12-03-1954
        DOB 120354
        date of birth: 12031954
        date of birth is 1954-03-12
        born 12th March 1954
        born on the 12th of March, 1954
        Born 3 May
        birthday March 12th, 1954
        12/03/1954 (DOB)
        12 March 1954 is her date of birth
        DOB \u0661\u0662/\u0660\u0663/\u0661\u0669\u0665\u0664
    """,
    IdentifierKind.PHONE: """
        07700 900123
        07700900123
        07700-900-123
        07700.900.123
        0 7 7 0 0 9 0 0 1 2 3
        +44 7700 900123
        +447700900123
        + 44 7700 900123
        +44 (0)20 7946 0958
        0044 7700 900123
        447700900123
        020 7946 0958
        (020) 7946 0958
        01632 960123
        0121 496 0000
        01697 73555
        +353 1 679 6000
        00353 1 679 6000
        +1 212-555-2368
    """,
    IdentifierKind.EMAIL: """
        jane.doe@nhs.net
        Jane@gp.practice.nhs.uk.
        o'neil+x@example.org
        jane @ nhs.net
        <jane_doe@example.co.uk>
        jane\uff20nhs.net
        zo\u00eb@example.org
    """,
    IdentifierKind.POSTCODE: """
        SW1A 1AA
        sw1a1aa
        M1 1AA
        m11aa
        EC1A 1BB
        B33 8TH
        CR2  6XH
        DN55 1PT
        YO1-7HH
        at LS2 9JT.
        BT1 1AA
        S1 2ND
    """,
    IdentifierKind.ADDRESS: """
        12 High Street
        12a Acacia Avenue
        12 St John's Road
        12 St John\u2019s Road
        2 Park Lane
        10 The Close
        221b Baker St
        Flat 3, 7 Mill Rd
        12 high street
        1-3 Mill Lane
    """,
    IdentifierKind.RECORD_NUMBER: """
        MRN 1234567
        MRN: RX1234567
        mrn #12345
        hospital no: A123456
        Hospital number is 0012345
        EMIS no 12345
        EMIS number 4521
        SystmOne 987654
        patient ID 99887
        GMC 1234567
        GMC number: 7654321
        NHS no 943 476 5918
        NHS 9434765918
        h&c number 123 456 7890
        NI number AB 12 34 56 C
        AB123456C
        ab123456c
    """,
}

CLINICAL = """
    120/80
    BP 140/90, 135/85, 128/76
    HbA1c 48
    eGFR 45 ml/min
    2.5 mg
    2019
    2018-2019
    10-15 minutes
    0.5\u20131 %
    CHA2DS2-VASc 3
    B12 180
    B12 1ml
    12/7
    2/52 then 3/12
    PHQ-9 14
    SNOMED 73211009
    BNF 6.1.2.3
    FEV1 1.2
    T2DM 2012
    T4 N1
    L5 1st, S1 2nd
    S1Q3T3 and H1N1
    weeks 0 2 4 6 8 10 12
    0.1 0.2 0.4 0.8 1.6 3.2
    1 2 3 4 5 6 7
    metformin 500 mg bd 2/12
    NICE NG136 2019 and NG12
    GMC 2024 guidance
    NHS 111 or 999, Samaritans 116 123
    3 patients down the road
    10 minute walk, 2 long drives
    5 people close to me, 3 each way
    24/7 cover, 07:30 to 18:30
    0730-0830
    5 \u00d7 10\u2079/L
    PSA 4.5 \u2192 6.2
    ISBN 0-19-853453-1
    doi 10.3399/bjgp21X716405, PMID 30394762
    born at 34 weeks, 12/7 on NICU
    1 in 10 000, or 100 000 a year
    1. listen 2. explain 3. plan
    aged 45, O2 94 %
    CYP2D6, HLA-B27, CA125 35, 5-HT3
    6CIT 4/28 and MMSE 24/30
    Dx asthma, Rx 2 puffs
    the reason is that I listened
"""

SOFT = {
    IdentifierKind.LONG_NUMBER: ["the number 1234567890 on the letter"],
    IdentifierKind.DATE: ["seen on 12/03/2024", "on 12th March 2024", "2024-03-12"],
    IdentifierKind.NAME: ["Mrs Smith came", "a man called Eric Blair", "with Dr. O'Neil", "Pt: Jones"],
    IdentifierKind.POSTCODE: ["she lives in LS2", "postcode: NG12"],
    IdentifierKind.LINK: ["https://example.org/a?b=1", "see www.example.org", "Www.example.org"],
    IdentifierKind.AGE: ["a 97-year-old farmer", "aged 93", "94F with a cough"],
}

digits_of_scripts = st.sampled_from("0\u0660\u06f0\u0966\uff10\U0001d7ce")
spaces = st.sampled_from(["", " ", "\u00a0", "\u2009", "\u3000", "  "])
dashes = st.sampled_from(["-", "\u2010", "\u2011", "\u2013", "\u2014", "\u2212", " - ", "\uff0d"])
prose = st.text(st.characters(exclude_categories=["Cs", "Nd"]), max_size=40)


def lines(block: str) -> list[str]:
    return [line.strip() for line in block.strip().split("\n")]


def with_check_digit(nine: str) -> str:
    total = sum((10 - place) * int(digit) for place, digit in enumerate(nine))
    return f"{nine}{-total % 11}"


nhs_numbers = (
    st.text("0123456789", min_size=9, max_size=9).map(with_check_digit).filter(lambda text: len(text) == 10)
).filter(lambda digits: len(set(digits)) > 1)


@st.composite
def written_nhs_numbers(draw: st.DrawFn) -> str:
    """A valid number in any script, with any spaces, or any spaces and dashes, or dots, between its digits."""
    digits, zero = draw(nhs_numbers), draw(digits_of_scripts)
    between = draw(st.sampled_from([spaces, st.one_of(spaces, dashes), st.just(".")]))
    written = [chr(ord(zero) + int(digit)) for digit in digits]
    return written[0] + "".join(draw(between) + digit for digit in written[1:])


pieces_of_text = st.builds(
    str.join,
    st.sampled_from(["", " ", ", ", "\n"]),
    st.lists(
        st.one_of(
            written_nhs_numbers(),
            st.sampled_from([text for kind in HARD for text in lines(HARD[kind])] + lines(CLINICAL)),
            st.sampled_from([text for texts in SOFT.values() for text in texts]),
            st.text("0123456789 -./@ABab[](),", max_size=12),
        ),
        max_size=6,
    ),
)


# ── what is found ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind in HARD for text in lines(HARD[kind])])
def test_a_hard_identifier_is_found_in_many_notations(kind: IdentifierKind, text: str) -> None:
    found = screen(text).hard
    assert [one.kind for one in found] == [kind]


@pytest.mark.parametrize("text", [text for kind in HARD for text in lines(HARD[kind])])
def test_a_hard_identifier_is_found_within_a_sentence(text: str) -> None:
    sentence = f"We talked it over, {text}, and what landed was the explanation."
    assert screen(sentence).hard
    assert screen(f"(\u201c{text}\u201d)").hard


@pytest.mark.parametrize("text", lines(CLINICAL))
def test_clinical_numbers_pass(text: str) -> None:
    assert screen(text).is_clean


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in SOFT.items() for text in texts])
def test_a_soft_identifier_is_found_and_may_be_kept(kind: IdentifierKind, text: str) -> None:
    found = screen(text)
    assert [one.kind for one in found.soft] == [kind]
    assert not found.hard
    assert found.masked(text) == text


def test_a_link_is_clean_where_it_is_the_answer() -> None:
    link = "https://www.bmj.com/content/379/bmj-2022-070001"
    assert screen(link, allow_links=True).is_clean
    assert [one.kind for one in screen(link).found] == [IdentifierKind.LINK]


def test_an_nhs_number_in_a_link_that_is_allowed_is_still_found() -> None:
    assert screen(f"https://example.org/record?nhs={NHS}", allow_links=True).hard


def test_equal_digits_pass_the_sum_but_are_no_nhs_number() -> None:
    assert not is_nhs_number("1111111111")
    assert not screen("111 111 1111").hard


def test_a_longer_run_of_digits_holds_no_nhs_number() -> None:
    assert not screen(f"{NHS}5").hard
    assert not screen("0.9434765919").hard


def test_only_the_date_beside_the_word_of_birth_is_hard() -> None:
    text = "Born 12/03/1954 and seen on 14/05/2024. Reviewed 15/05/2024"
    found = screen(text)
    assert [text[one.start : one.end] for one in found.hard] == ["12/03/1954"]
    assert [text[one.start : one.end] for one in found.soft] == ["14/05/2024", "15/05/2024"]


def test_several_identifiers_in_one_text_are_each_masked() -> None:
    text = "NHS 943 476 5919, born 12/03/1954, 12 High Street, SW1A 1AA, 07700 900123, j@nhs.net, MRN 1234567: learnt"
    assert screen(text).masked(text) == (
        "NHS [NHS number], born [date of birth], [address], [postcode], [phone number], [e-mail address], "
        "MRN [record number]: learnt"
    )


def test_masking_keeps_every_other_character_of_the_text() -> None:
    text = "\u201cQuiet\u201d \U0001f469\u200d\u2695\ufe0f \u0661\u0662 \u2013 943\u00a0476\u00a05919 \u05e9\u05dc\u05d5\u05dd <b>"
    assert screen(text).masked(text) == text.replace("943\u00a0476\u00a05919", "[NHS number]")


def test_what_one_mask_lays_bare_is_masked_too() -> None:
    text = f"SW1A 1AA{NHS}"
    assert screen(text).masked(text) == "[postcode][NHS number]"


def test_findings_never_tell_the_words() -> None:
    found = screen(f"NHS {NHS}, jane@nhs.net, Mrs Smith")
    told = f"{found!r} {found.found[0]!r} {found!s}"
    assert len(found.found) == 3
    assert not any(word in told for word in (NHS, "943", "jane", "Smith"))


@given(written_nhs_numbers(), prose, prose)
@example("943 476 5919", "see", "")
@example("0000 1 1 2003", "", "")  # its end reads as a date
def test_any_valid_nhs_number_in_any_notation_is_found_and_masked(
    number: str, before: str, after: str
) -> None:
    text = f"{before}: {number}, {after}"
    assume(not re.search(r"isbn|issn|snomed|sct|pm|doi|isrctn|nct|orcid|://|www", before, re.IGNORECASE))
    found = screen(text)
    place = text.index(number)
    assert any(one.start <= place and place + len(number) <= one.end for one in found.hard)
    masked = found.masked(text)
    plain = "".join(str(unicodedata.decimal(one, "")) for one in masked)
    assert not plain


@given(pieces_of_text)
def test_a_masked_text_has_nothing_hard_left(text: str) -> None:
    masked = screen(text).masked(text)
    again = screen(masked)
    assert not again.hard
    assert again.masked(masked) == masked


@given(pieces_of_text)
def test_the_cheap_look_never_lets_pass_what_a_recogniser_would_find(text: str) -> None:
    reading = read(plain(text))
    by_group = [*find_dates(reading), *find_places(reading), *find_ages(reading)]
    by_run = [[*find_numbers(reading, run), *find_records(reading, run)] for run in runs(reading)]
    if by_group or any(by_run):
        assert may_hold_identifiers(reading.text)


@given(st.text(max_size=300))
def test_findings_of_any_text_are_in_order_and_within_it(text: str) -> None:
    places = [(one.start, one.end) for one in screen(text).found]
    assert all(start < end <= len(text) for start, end in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1 ",
        "-",
        "07 ",
        "9-",
        "12/3/54 ",
        "born 1/1/54 ",
        f"{NHS} ",
        "a@",
        "a.",
        "SW1A 1AA",
        "Mr ",
        "www.",
        "1" + " " * 40,
    ],
)
def test_a_text_of_forty_thousand_characters_is_read_to_its_end(unit: str) -> None:
    text = (unit * 40_000)[:40_000] + f", {NHS}"
    assert screen(text).hard[-1].end == len(text)


def test_labels_hold_nothing_to_find() -> None:
    assert set(LABELS) == set(IdentifierKind)
    assert screen(" 5 ".join(LABELS.values())).is_clean


def test_clean_text_has_no_findings_of_either_strength() -> None:
    found = screen("")
    assert found == Findings()
    assert found.is_clean
    assert found.hard == found.soft == ()
    assert list(Strength) == ["hard", "soft"]


# ── intake ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  one\r\ntwo\rthree\n", "one\ntwo\nthree"),
        ("one\ttwo", "one two"),
        ("a\x00b\x07c\x9fd\x1be", "abcde"),
        ("a\r\x00\nb", "a\nb"),
        ("a\x85b\u2028c\u2029d", "a\nb\nc\nd"),
        ("a\u202eb\u2066c\u2069d\ufeff", "abcd"),
        ("a\ud800b", "ab"),
        (
            "\U0001f469\u200d\u2695\ufe0f \u200f\u05e9\u05dc\u05d5\u05dd\u200e",
            "\U0001f469\u200d\u2695\ufe0f \u200f\u05e9\u05dc\u05d5\u05dd\u200e",
        ),
        ("<b>&amp; 5 > 3", "<b>&amp; 5 > 3"),
        (" \t\r\n ", ""),
    ],
)
def test_intake_drops_controls_and_keeps_words(text: str, expected: str) -> None:
    assert normalise_text(text) == expected


@given(st.text(st.characters(), max_size=60))
def test_intake_is_idempotent_and_leaves_no_control_but_newlines(text: str) -> None:
    once = normalise_text(text)
    assert normalise_text(once) == once
    assert not [one for one in once if unicodedata.category(one) in {"Cc", "Cs"} and one != "\n"]
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", once)
