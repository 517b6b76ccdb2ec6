"""A flow's picture shows each step once, each way on, and what people wait for, in Mermaid and in SVG."""

from xml.etree import ElementTree as ET

import pytest

from bot.engine.graph import Line, chart_of, mermaid, svg
from bot.engine.graph.layout import CARD_WIDTH, layout, text_width, wrapped
from tests.unit.engine.conversations import flow_of

STEPS = """\
  - ask_text: first
    text: What of {{ profile.first_name }} & the <b>rest</b>?
    choices: {nothing: Nothing "much", later: Later}
    go: {nothing: thanks, later: thanks}
    skip: true
  - say: told
    text: Told.
    if: first
  - ask_choice: second
    text: Which?
    choices: {a: {label: A, go: thanks}, b: B}
  - go: on
    to: thanks
  - end: thanks
    text: Thanks.
"""
CHART = chart_of(flow_of(STEPS))
NAMESPACE = "{http://www.w3.org/2000/svg}"


def drawn(picture: str) -> ET.Element:
    return ET.fromstring(picture)  # noqa: S314 - our own picture


def test_chart_has_a_card_for_each_step_in_order() -> None:
    assert [card.step for card in CHART.cards] == ["first", "told", "second", "on", "thanks"]
    assert CHART.cards[0].words == "What of ‹first_name› & the rest?"
    assert CHART.cards[1].condition == "first"
    assert CHART.cards[2].plain == ("B",)


def test_chart_has_one_line_for_all_answers_that_lead_to_the_same_step() -> None:
    lines = [line for line in CHART.lines if line.source == "first"]
    assert lines == [
        Line(source="first", to="thanks", labels=('Nothing "much"', "Later"), is_bypass=False),
        Line(source="first", to="told", labels=(), is_bypass=False),
    ]


def test_chart_shows_the_way_past_a_step_whose_condition_does_not_hold() -> None:
    assert Line(source="told", to="second", labels=(), is_bypass=True) in CHART.lines


def test_mermaid_names_every_step_and_quotes_what_it_would_misread() -> None:
    text = mermaid(CHART, counts={"second": 7})
    assert text.startswith("flowchart TD\n")
    assert all(f"<b>{card.step}</b>" in text for card in CHART.cards)
    assert '-->|"Nothing &quot;much&quot; · Later"| s4' in text
    assert "s1 -.-> s2" in text
    assert "7 waiting" in text
    assert "‹first_name› &amp; the rest" in text


def test_svg_is_well_formed_and_holds_every_step_once() -> None:
    root = drawn(svg(CHART))
    groups = list(root.iter(f"{NAMESPACE}g"))
    steps = [group.get("data-step") for group in groups if group.get("data-step")]
    assert steps == [card.step for card in CHART.cards]
    ways = {(group.get("data-from"), group.get("data-to")) for group in groups if group.get("data-from")}
    assert ways == {(line.source, line.to) for line in CHART.lines if not line.is_bypass}
    assert root.get("aria-label") == "A sample"


def test_svg_shows_who_waits_where_and_lights_one_step() -> None:
    plain, lit = svg(CHART), svg(CHART, counts={"second": 7, "gone": 3}, lit="first")
    assert "7 waiting" in lit
    assert "3 waiting" not in lit
    assert lit.count("#fff7e6") == 1
    assert "waiting" not in plain
    assert "#fff7e6" not in plain


def test_svg_needs_no_style_sheet_script_or_outside_part() -> None:
    picture = svg(CHART)
    assert all(word not in picture for word in ("<style", " style=", "<script", "href", "url("))


def test_layout_fits_a_phone_and_no_two_ways_share_a_lane() -> None:
    placed = layout(CHART)
    assert placed.width <= 480
    assert all(
        upper.y + upper.height < lower.y for upper, lower in zip(placed.boxes, placed.boxes[1:], strict=False)
    )
    for lanes in (placed.left, placed.right):
        for one in lanes:
            clashes = [
                lane
                for lane in lanes
                if lane != one
                and lane.number == one.number
                and lane.top < one.bottom
                and one.top < lane.bottom
            ]
            assert clashes == []


@pytest.mark.parametrize("text", ["", "word", "many words " * 30, "x" * 200])
def test_wrapped_text_stays_inside_its_card_and_its_lines(text: str) -> None:
    lines = wrapped(text, 13, CARD_WIDTH - 24, 3)
    assert len(lines) <= 3
    assert all(text_width(line, 13) <= CARD_WIDTH - 24 for line in lines)


def test_sub_flow_and_repeat_are_drawn_with_their_steps() -> None:
    steps = """\
  - repeat: need
    times: 2
    if: profile.cohort
    steps:
      - ask_text: what
        text: What?
        skip: true
  - end: thanks
    text: Thanks.
"""
    chart = chart_of(flow_of(steps))
    assert [card.step for card in chart.cards] == ["need", "need_1.what", "need_2.what", "thanks"]
    assert Line(source="need", to="thanks", labels=(), is_bypass=True) in chart.lines
    assert drawn(svg(chart)) is not None
