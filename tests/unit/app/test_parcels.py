"""What is dropped on the page: folders and zips become flow files by name, and hostile ones a kind sentence."""

import io
import stat
import zipfile
from collections.abc import Mapping
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.workshop.parcels import MAX_ENTRIES, MAX_UNPACKED, is_flow_file, opened, packed, remarks
from bot.domain.errors import KipicError
from bot.engine.limits import FILE_LIMIT

FLOW = b"flow: evening_line\ntitle: An evening line\nsteps:\n  - say: hello\n    text: Hello.\n"


def zipped(contents: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", method) as archive:
        for path, data in contents.items():
            archive.writestr(path, data)
    return result.getvalue()


def names_in(dropped: Mapping[str, bytes]) -> set[str]:
    return set(opened(dropped).files)


def refusal_of(dropped: Mapping[str, bytes]) -> str:
    with pytest.raises(KipicError) as refused:
        opened(dropped)
    assert refused.value.remedy
    return str(refused.value)


def test_a_folder_of_one_flow_keeps_its_files_and_leaves_out_what_is_none() -> None:
    parcel = opened(
        {
            "evening_line/flow.yaml": FLOW,
            "evening_line/flow.cy.yaml": b"title: Llinell",
            "evening_line/answered.transcript.yaml": b"script: []",
            "evening_line/plan.yaml": b"x: 1",
            "evening_line/.DS_Store": b"x",
        }
    )
    assert set(parcel.files) == {
        "evening_line/flow.yaml",
        "evening_line/flow.cy.yaml",
        "evening_line/answered.transcript.yaml",
    }
    assert parcel.flows == ("evening_line",)
    assert parcel.left_out == ("evening_line/plan.yaml",)
    assert remarks(parcel.left_out) == ("Left out, as no flow's file: evening_line/plan.yaml.",)


def test_a_folder_of_flows_may_lie_anywhere_and_brings_what_its_flows_share() -> None:
    names = names_in(
        {
            "repo/flows/evening_line/flow.yaml": FLOW,
            "repo/flows/other/flow.yaml": FLOW.replace(b"evening_line", b"other"),
            "repo/flows/_shared/pair.yaml": b"flow: pair",
            "repo/flows/support.yaml": b"contacts: []",
            "repo/flows/programme.yaml": b"own: {}",
            "repo/mkdocs.yaml": b"site: x",
        }
    )
    assert names == {"evening_line/flow.yaml", "other/flow.yaml", "_shared/pair.yaml", "support.yaml"}


def test_files_picked_by_themselves_lie_in_a_folder_of_the_name_that_the_flow_has() -> None:
    picked = {"flow.yaml": FLOW, "late.transcript.yaml": b"script: []"}
    assert names_in(picked) == {"evening_line/flow.yaml", "evening_line/late.transcript.yaml"}


@pytest.mark.parametrize("folder", ["Evening Line (2)", "evening-line-main", "x"])
def test_a_flow_is_called_as_it_calls_itself_whatever_its_folder_is_called(folder: str) -> None:
    assert names_in({f"{folder}/flow.yaml": FLOW}) == {"evening_line/flow.yaml"}


def test_a_flow_that_says_no_name_has_that_of_its_folder() -> None:
    assert names_in({"My Flow/flow.yaml": b"title: x"}) == {"my_flow/flow.yaml"}
    assert names_in({"flow.yaml": b"title: x"}) == {"my_flow/flow.yaml"}


def test_a_zip_is_read_like_the_folder_that_it_holds() -> None:
    contents = {"evening_line/flow.yaml": FLOW, "__MACOSX/evening_line/._flow.yaml": b"x"}
    parcel = opened({"flows.zip": zipped(contents)})
    assert dict(parcel.files) == {"evening_line/flow.yaml": FLOW.decode()}
    assert parcel.left_out == ()


def test_what_is_packed_can_be_opened_again_and_is_the_same_each_time() -> None:
    files = {"evening_line/flow.yaml": FLOW.decode(), "_shared/pair.yaml": "flow: pair\n"}
    assert packed(files) == packed(dict(reversed(files.items())))
    assert dict(opened({"x.zip": packed(files)}).files) == files


def test_a_byte_order_mark_and_windows_line_ends_are_taken_away() -> None:
    parcel = opened({"e/flow.yaml": b"\xef\xbb\xbf" + FLOW.replace(b"\n", b"\r\n")})
    assert parcel.files["evening_line/flow.yaml"] == FLOW.decode()


def test_nothing_to_take_in_is_said() -> None:
    assert refusal_of({"notes.yaml": b"x"}) == "There is no flow.yaml in it."
    assert refusal_of({"x.zip": zipped({})}) == "There is no flow.yaml in it."


def test_text_of_another_encoding_is_told_with_its_line() -> None:
    assert "evening_line/flow.yaml, line 6" in refusal_of({"e/flow.yaml": FLOW + b"# caf\xe9"})


@pytest.mark.parametrize(
    "path",
    ["../flow.yaml", "a/../../flow.yaml", "/etc/flow.yaml", "C:/x/flow.yaml", "..\\flow.yaml", "\\flow.yaml"],
)
def test_a_path_that_leads_out_of_its_folder_is_refused(path: str) -> None:
    assert "leads out of its folder" in refusal_of({"x.zip": zipped({path: FLOW})})
    assert "leads out of its folder" in refusal_of({path: FLOW})


def test_a_link_in_a_zip_is_never_followed() -> None:
    link = zipfile.ZipInfo("evening_line/flow.cy.yaml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w") as archive:
        archive.writestr("evening_line/flow.yaml", FLOW)
        archive.writestr(link, "/etc/passwd")
    assert opened({"x.zip": result.getvalue()}).files.get("evening_line/flow.cy.yaml", "") == ""


def test_a_zip_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    large = b" " * FILE_LIMIT
    many = {f"f{number}/flow.yaml": large for number in range(MAX_UNPACKED // FILE_LIMIT + 1)}
    bomb = zipped({"evening_line/flow.yaml": FLOW, **many})
    assert len(bomb) < 100_000
    assert "unpacks to more than 8 MB" in refusal_of({"x.zip": bomb})


def test_one_file_that_is_too_large_is_told() -> None:
    assert "larger than" in refusal_of({"x.zip": zipped({"e/flow.yaml": b"flow: e\n" + b" " * FILE_LIMIT})})


def test_a_zip_of_too_many_files_is_refused() -> None:
    crowd = {f"{number}.yaml": b"" for number in range(MAX_ENTRIES + 1)}
    assert str(MAX_ENTRIES) in refusal_of({"x.zip": zipped(crowd)})


def test_a_zip_with_a_password_or_a_rare_method_is_told() -> None:
    locked = bytearray(zipped({"e/flow.yaml": FLOW}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(signature) + offset] |= 1
    assert "password" in refusal_of({"x.zip": bytes(locked)})
    assert "can't be read" in refusal_of({"x.zip": zipped({"e/flow.yaml": FLOW}, zipfile.ZIP_LZMA)})


@given(st.data())
def test_a_damaged_zip_is_read_or_refused_but_never_breaks_anything(data: st.DataObject) -> None:
    damaged = bytearray(zipped({"evening_line/flow.yaml": FLOW, "evening_line/a.transcript.yaml": b"x" * 50}))
    places = st.integers(min_value=0, max_value=len(damaged) - 1)
    for place in data.draw(st.lists(places, min_size=1, max_size=4)):
        damaged[place] = data.draw(st.integers(min_value=0, max_value=255))
    with suppress(KipicError):
        assert all(is_flow_file(name) for name in opened({"x.zip": bytes(damaged)}).files)


@pytest.mark.parametrize(
    "name",
    [
        "../x/flow.yaml",
        "a/b/flow.yaml",
        "/flow.yaml",
        "flow.yaml",
        "/support.yaml",
        "a/flow.py",
        "programme.yaml",
        "A/flow.yaml",
        "_x/flow.yaml",
        "",
    ],
)
def test_a_draft_may_hold_no_file_of_another_name(name: str) -> None:
    assert not is_flow_file(name)
