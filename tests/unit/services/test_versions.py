"""A run stays on the version of its flow that it began with, whatever the files say after a restart."""

import shutil
from dataclasses import replace
from pathlib import Path

from bot.adapters.content.folder import read_flow_set
from bot.adapters.content.library import Library
from bot.ports import StoredFlow
from tests.surgery import FLOWS, Surgery

OLD = "What about this person or place changed the answer?"
NEW = "What about this person changed the answer?"


def edited_flows(folder: Path) -> Library:
    shutil.copytree(FLOWS, folder, dirs_exist_ok=True)
    file = folder / "knowledge_today" / "flow.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(OLD, NEW), encoding="utf-8")
    return Library(read_flow_set(folder))


def test_a_live_run_goes_on_with_its_own_wording_and_a_new_one_begins_with_the_new(tmp_path: Path) -> None:
    surgery = Surgery()
    ada = surgery.doctor().joins()
    old = surgery.means.flows.current("knowledge_today")
    stored = StoredFlow(name=old.name, version=old.version, files=old.source)
    surgery.store.run(lambda uow: uow.flows.add([stored], now=surgery.clock.now()))
    ada.types("/today")
    surgery.means = replace(surgery.means, flows=edited_flows(tmp_path))
    ada.types("An explanation that landed")
    assert OLD in ada.last.text
    ada.types("/today")
    ada.types("Another")
    assert NEW in ada.last.text


def test_a_version_that_was_read_from_the_store_is_kept_at_hand(tmp_path: Path) -> None:
    surgery = Surgery()
    old = surgery.means.flows.current("knowledge_today")
    library = edited_flows(tmp_path)
    assert library.version(old.name, old.version) is None
    library.adopt(old)
    assert library.version(old.name, old.version) is old
