from bot.domain.ids import ParticipantId
from bot.domain.programme import Programme, Rotation, own_flow

ADA = ParticipantId("ada")
PROGRAMME = Programme(rotation=Rotation(usual="usual", instead=("a", "b", "c"), every=4, light="light"))


def flow_at(occurrence: int, participant_id: ParticipantId = ADA, *, skips: int = 0) -> str:
    return own_flow(
        PROGRAMME.rotation, participant_id=participant_id, occurrence=occurrence, skips_in_a_row=skips
    )


def test_once_in_a_fortnight_another_flow_takes_the_usual_one_s_place_and_all_have_their_turn() -> None:
    flows = [flow_at(occurrence) for occurrence in range(12)]
    assert [place for place, flow in enumerate(flows) if flow != "usual"] == [3, 7, 11]
    assert {flows[3], flows[7], flows[11]} == {"a", "b", "c"}


def test_rotations_of_people_begin_at_different_points() -> None:
    first = [flow_at(3, ParticipantId(f"p{number}")) for number in range(300)]
    assert all(first.count(flow) > 50 for flow in ("a", "b", "c"))
    assert flow_at(3, ParticipantId("p1")) == first[1]


def test_light_flow_is_asked_after_two_skips() -> None:
    assert (flow_at(0, skips=1), flow_at(0, skips=2)) == ("usual", "light")


def test_rotation_without_others_asks_the_usual_one() -> None:
    programme = Programme(rotation=Rotation(usual="usual"))
    assert own_flow(programme.rotation, participant_id=ADA, occurrence=3, skips_in_a_row=9) == "usual"
    assert programme.flows() == {"usual"}
